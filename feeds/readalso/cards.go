package readalso

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cards looks at links in the markup that publishing systems make for another
// post of the same site: its kind is clear whatever words stand in it.
func (p *page) cards() {
	for k := range p.links {
		lk := &p.links[k]
		c, ok := cardOf(lk.node)
		if !ok || len(p.found) >= maxFound || lk.line >= len(p.lines) || p.used[lk.line] || !p.inside(lk.line) {
			continue
		}
		title := c.title
		if title == "" {
			title = p.linkTitle(k, -1)
		}
		refs := p.sift([]ref{{link: k, title: title}}, siftBox, true)
		if len(refs) == 0 || !p.own(refs[0].url) {
			continue
		}
		s := p.spans[c.box]
		if p.advertises(s, s.l0) {
			continue
		}
		p.addBox(lk.line, s, c.box, strings.Trim(c.marker, " :"), refs, 0.5+p.positionScore(lk.line, false), true)
	}
}

// madeCard is a link in known markup.
type madeCard struct {
	box           *html.Node
	title, marker string // empty: not set apart
}

// cardOf tells the markup around a link: that of WordPress for an embedded
// post, of its plugin Inline Related Posts, and of Ghost for a bookmark.
func cardOf(a *html.Node) (madeCard, bool) {
	switch {
	case hasClass(a, "kg-bookmark-container"):
		return madeCard{box: around(a, atom.Figure, "kg-bookmark-card"), title: textOfClass(a, "kg-bookmark-title")}, true
	case isInlineRelated(a):
		return madeCard{box: a, title: textOfClass(a, "postTitle"), marker: textOfClass(a, "ctaText")}, true
	}
	if q := around(a, atom.Blockquote, "wp-embedded-content"); q != a {
		return madeCard{box: around(q, atom.Figure, "wp-block-embed")}, true
	}
	return madeCard{}, false
}

// isInlineRelated reports whether a link is a box of the plugin Inline Related
// Posts, by the comment that it leaves.
func isInlineRelated(a *html.Node) bool {
	for c := a.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.CommentNode && strings.Contains(c.Data, "INLINE RELATED POSTS") {
			return true
		}
	}
	return false
}

// around returns the element of a kind and class that stands close around n,
// else n.
func around(n *html.Node, kind atom.Atom, class string) *html.Node {
	at := n
	for range 4 {
		if at = at.Parent; at == nil {
			break
		}
		if at.DataAtom == kind && hasClass(at, class) {
			return at
		}
	}
	return n
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// textOfClass returns the text of the first element of a class in n.
func textOfClass(n *html.Node, class string) string {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || !hasClass(d, class) {
			continue
		}
		var b strings.Builder
		for t := range d.Descendants() {
			if t.Type == html.TextNode && b.Len() < maxLine {
				b.WriteString(t.Data)
			}
		}
		return strings.Join(strings.Fields(b.String()), " ")
	}
	return ""
}

// behind finds a line of the text that is a title with its link and then a
// marker, as Indian papers print it, and reports whether it is one.
func (p *page) behind(i int) bool {
	ln := &p.lines[i]
	if !p.between(i) || ln.link < ln.plain || p.pieces[ln.p0].link < 0 || p.pieces[ln.p0].start > 0 {
		return false
	}
	first := p.pieces[ln.p0].link
	end := 0
	for k := ln.p0; k < ln.p1; k++ {
		switch pc := p.pieces[k]; {
		case pc.link == first:
			end = pc.end
		case pc.link >= 0 && p.links[pc.link].href != p.links[first].href:
			return false
		}
	}
	rest := ln.text[end:]
	l, ok := p.m.readLabel(rest, nil)
	if !ok || l.class != strong || l.start > 3 || !l.aloneIn(rest) || !p.m.speaks(ln.text[:end]) {
		return false
	}
	refs := p.sift([]ref{{link: first, end: end, title: ln.text[:end]}}, siftLine, true)
	if len(refs) == 0 || !p.own(refs[0].url) {
		return false
	}
	return p.add(i, i+1, rest[l.start:l.end], refs, 0.4+p.positionScore(i, false), Inline)
}

// labelBehind reads a label that is a link to the story whose title stands on
// one of the few lines before it, as the last line of a card.
func (p *page) labelBehind(i int, l label) bool {
	k := p.pieces[p.lines[i].p0].link
	if k < 0 || l.class != strong || p.lines[i].plain > 0 || !p.leadsToStory(k) {
		return false
	}
	for j := k - 1; j >= max(0, k-3); j-- {
		if p.links[j].href != p.links[k].href || !p.m.speaks(p.linkTitle(j, -1)) {
			continue
		}
		for n := p.links[k].node.Parent; n != nil && n != p.body; n = n.Parent {
			s := p.spans[n]
			if s.k0 > j {
				continue
			}
			if p.distinct(s) != 1 || !p.isBox(n, s, s.l0, false) {
				return false
			}
			refs := p.sift([]ref{{link: j, title: p.linkTitle(j, -1)}}, siftBox, true)
			return len(refs) > 0 && p.addBox(i, s, n, p.lines[i].text[l.start:l.end], refs, l.score(true)+p.positionScore(i, hintsOf(n).reference), true)
		}
	}
	return false
}
