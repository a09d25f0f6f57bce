package readalso

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file finds where on a page a line stands: in the article, amid it, or after it.

// findBody looks for the element that holds most of the running text, and
// where that begins and ends.
func (p *page) findBody() {
	weight := make(map[*html.Node]int)
	total := 0
	for i := range p.lines {
		l := &p.lines[i]
		if !l.prose() || l.off > 0 {
			continue
		}
		w := l.proseWeight()
		total += w
		for n := l.block; n != nil; n = n.Parent {
			weight[n] += w
		}
	}
	p.first, p.last = len(p.lines), -1
	var root *html.Node
	for n := range weight {
		if n.Parent == nil {
			root = n
		}
	}
	for root != nil {
		p.body = root
		next := (*html.Node)(nil)
		for c := root.FirstChild; c != nil; c = c.NextSibling {
			if weight[c]*3 > total*2 && c.DataAtom != atom.P { // one long paragraph is not the text
				next = c
			}
		}
		root = next
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.prose() && l.off == 0 && p.inBody(i) {
			p.first, p.last = min(p.first, i), max(p.last, i)
		}
	}
}

func (p *page) inBody(i int) bool {
	if p.body == nil {
		return false
	}
	s, ok := p.spans[p.body]
	return !ok || i >= s.l0 && i < s.l1
}

// findSite notes the site that most links lead to: the address of the page
// may be a copy's, and sister sites name each other.
func (p *page) findSite() {
	const enough = 5 // links
	if len(p.links) < enough {
		return
	}
	counts := make(map[string]int)
	for _, lk := range p.links[:min(len(p.links), 400)] {
		if u, ok := cleanURL("", lk.href); ok {
			counts[siteOf(u)]++
		}
	}
	best := 0
	for site, n := range counts {
		if n > best || n == best && site < p.site {
			p.site, best = site, n
		}
	}
	if best < enough || best*3 < min(len(p.links), 400) {
		p.site = ""
	}
}

// own reports whether an address belongs to the publisher of the page.
func (p *page) own(address string) bool {
	return p.base == "" || sameFamily(address, p.base) || p.site != "" && siteOf(address) == p.site
}

// between reports whether line i stands among the lines of the text.
func (p *page) between(i int) bool { return i > p.first && i < p.last }

// amid reports whether line i stands between two paragraphs of the body that
// may be too short to count as running text, or behind the last of them.
func (p *page) amid(i int) bool {
	return p.inside(i) && p.paragraphNear(i, -1) && (p.paragraphNear(i, +1) || p.isLast(i))
}

// isLast reports whether line i is the last one of the body.
func (p *page) isLast(i int) bool {
	s, ok := p.spans[p.body]
	return ok && i == s.l1-1
}

// inside reports whether line i may belong to the text: it does if the body is
// known, and cannot be told if no text is long enough to tell it.
func (p *page) inside(i int) bool { return p.body == nil || p.inBody(i) }

// paragraphNear reports whether one of the next few lines in a direction is a
// paragraph of plain words.
func (p *page) paragraphNear(i, dir int) bool {
	for range 3 {
		i += dir
		if i < 0 || i >= len(p.lines) {
			return false
		}
		ln := &p.lines[i]
		if ln.block != nil && ln.block.DataAtom == atom.P && ln.off == 0 && ln.plain >= 25 && ln.link < ln.plain && p.inside(i) {
			if _, marked := p.m.readLabel(ln.text, ln.breaks); !marked {
				return true
			}
		}
	}
	return false
}

// positionScore is the part of the confidence that depends on the position.
func (p *page) positionScore(i int, hint bool) float64 {
	s := 0.0
	if hint {
		s += 0.2
	}
	switch {
	case p.between(i):
		s += 0.2
	case p.inBody(i):
		s += 0.1
	}
	return s
}

// hintAround reports whether a class around n, up to four elements, speaks
// of a reference.
func (p *page) hintAround(n *html.Node) bool {
	for range 5 {
		if n == nil || n == p.body || n.DataAtom == atom.Body || n.DataAtom == atom.Article && p.spans[n].l1-p.spans[n].l0 > 12 {
			return false
		}
		if hintsOf(n).reference {
			return true
		}
		n = n.Parent
	}
	return false
}
