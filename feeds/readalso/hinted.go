package readalso

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of boxes that have no marker.
const (
	maxUnnamed  = 3 // links of one
	maxUnmarked = 4 // boxes of a page; with more of them it is a list of teasers
)

// hinted looks at boxes whose classes say that they hold references.
func (p *page) hinted() {
	known := len(p.found)
	p.unmarked()
	boxes := make(map[*html.Node]bool)
	for _, f := range p.found[known:] {
		boxes[f.At] = true
	}
	if len(boxes) > maxUnmarked {
		p.found = p.found[:known]
		maps.DeleteFunc(p.seen, func(_ string, k int) bool { return k >= known })
	}
}

func (p *page) unmarked() {
	for k := 0; k < len(p.links) && len(p.found) < maxFound; k++ {
		lk := &p.links[k]
		if lk.line < len(p.lines) && (p.used[lk.line] || p.lines[lk.line].off > 0) || !p.between(lk.line) {
			continue
		}
		box := p.hintedBox(lk.node)
		if box == nil {
			continue
		}
		s := p.spans[box]
		for i := s.l0; i < s.l1; i++ {
			if p.used[i] {
				box = nil
			}
		}
		if box == nil {
			continue
		}
		all, _ := p.boxRefs(s, s.p0, false)
		refs := slices.DeleteFunc(all, func(r ref) bool { return !p.m.speaks(r.title) })
		mark := ""
		if first := &p.lines[s.l0]; s.l1-s.l0 > 1 && first.link == 0 && first.plain < 40 {
			mark = first.text
		}
		if len(refs) > 0 && len(refs) <= maxUnnamed && !p.advertises(s, s.l0) && !p.isListing(s.l0, label{}) {
			score := 0.3 + p.positionScore(lk.line, false)
			p.addBox(s.l0, s, box, strings.Trim(mark, " :"), refs, score, mark == "" && len(refs) <= 2)
		}
		k = max(k, s.k1-1)
	}
}

// speaks reports whether s reads like a title, not like a button.
func (m *Matcher) speaks(s string) bool {
	_, marked := m.readLabel(s, nil)
	return countWords(s, 4) > 3 && !marked
}

// hintedBox returns the outermost element around n, near it, whose class
// says that it is a box of references, if it is one.
func (p *page) hintedBox(n *html.Node) *html.Node {
	var box *html.Node
	for range maxClimb {
		if n == nil || n == p.body || n.DataAtom == atom.Body {
			break
		}
		s := p.spans[n]
		if s.l1 == s.l0 {
			n = n.Parent
			continue
		}
		if h := hintsOf(n); h.reference && !h.bad && p.isBox(n, s, s.l0, false) {
			box = n
		}
		n = n.Parent
	}
	return box
}

// arrows finds lines of the text that are one link behind arrows:
// ">>> Title".
func (p *page) arrows() {
	for i := range p.lines {
		ln := &p.lines[i]
		if p.used[i] || ln.off > 0 || !p.between(i) || ln.link == 0 || ln.plain > 0 || len(p.found) >= maxFound {
			continue
		}
		n := 0
		for sc := (scanner{s: ln.text}); ; n++ {
			t, ok := sc.next()
			if !ok || !isArrow(t.sym) || t.sym == 0 {
				break
			}
		}
		if n == 0 {
			continue
		}
		refs := p.lineRefs(ln, ln.p0, label{class: strong})
		if len(refs) == 1 && countWords(refs[0].title, 4) > 3 && !slices.ContainsFunc(refs, func(r ref) bool { return !p.own(r.url) }) {
			from, mark := p.markerAbove(i)
			p.add(from, i+1, mark, refs, 0.4+p.positionScore(i, false), Inline)
		}
	}
}

// markerAbove returns the line with the marker of line i: the one above it in
// the same block if that is a marker with a few words, else i itself.
func (p *page) markerAbove(i int) (from int, mark string) {
	if i == 0 || p.used[i-1] || p.lines[i-1].block != p.lines[i].block || p.lines[i-1].link > 0 {
		return i, ""
	}
	ln := &p.lines[i-1]
	if l, ok := p.m.readLabel(ln.text, ln.breaks); !ok || l.class != strong || countWords(ln.text[l.end:], maxExtra+1) > maxExtra {
		return i, ""
	}
	return i - 1, ln.text
}
