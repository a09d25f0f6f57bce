package readalso

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of a box of references.
const (
	maxBoxLinks   = 24
	maxBoxLetters = 3000
	maxLongBox    = 60 // links of a list under a label that leaves no doubt
	keptOfLong    = 12 // links of a longer list than maxBoxLinks that are kept
	maxBoxLines   = 400
	maxClimb      = 10
	maxSteps      = 40 // nodes looked at behind a label
	maxInlineBox  = 6  // links; a longer list between paragraphs is no line of the text
)

// heading handles a marker that stands alone on line i: what it announces
// are the other links of the box around it, or what follows it. It reports
// whether it found any.
func (p *page) heading(i int, l label) bool {
	ln := &p.lines[i]
	if k := p.linkOver(i); k >= 0 {
		hint := p.hintAround(p.pieces[ln.p0].node.Parent)
		return p.announces(i, l, hint) && p.card(i, l, k, hint)
	}
	if p.labelBehind(i, l) {
		return true
	}
	if _, end := p.m.headings.match(scanner{s: ln.text, i: l.start}); l.class < strong && end == l.end && l.extra == 0 {
		l.class = strong
	}
	g := p.groupBehind(i, l)
	if g == nil {
		return false
	}
	g.mark = ln.text[l.start:l.end]
	return p.judge(g)
}

// announces reports whether a label without a title on its line is enough to
// announce a card.
func (p *page) announces(i int, l label, hint bool) bool {
	switch l.class {
	case strong:
		return true
	case single:
		return hint || l.sep >= colon || p.lines[i].head || p.between(i)
	default:
		return (hint || p.lines[i].head || l.sep >= colon) && (p.between(i) || hint)
	}
}

// linkOver returns the link that holds line i and other lines, or -1.
func (p *page) linkOver(i int) int {
	k := p.pieces[p.lines[i].p0].link
	if k < 0 {
		return -1
	}
	lk := &p.links[k]
	if lk.p0 < p.lines[i].p0 || lk.p1 > p.lines[i].p1 {
		return k
	}
	return -1
}

// card handles a link that holds a marker and a title on lines of their own.
func (p *page) card(i int, l label, k int, hint bool) bool {
	title := p.linkTitle(k, i)
	refs := p.sift([]ref{{link: k, title: title}}, siftBox, l.class == strong)
	if len(refs) == 0 {
		return false
	}
	lk := &p.links[k]
	s := p.spans[lk.node]
	if p.advertises(s, s.l0) {
		return false
	}
	box := lk.node
	for n := box.Parent; n != nil && n != p.body; n = n.Parent {
		if t := p.spans[n]; t.p0 < s.p0 || t.p1 > s.p1 {
			break
		}
		box = n
	}
	score := l.score(true) + p.positionScore(i, hint)
	return p.addBox(i, p.spans[box], box, p.lines[i].text[l.start:l.end], refs, score, l.class > weak)
}

// linkTitle picks the title among the lines of link k: a heading, else the
// longest line, leaving out line skip.
func (p *page) linkTitle(k, skip int) string {
	best, size := "", -1
	lk := &p.links[k]
	for a := lk.p0; a < lk.p1; {
		i := p.pieces[a].line
		ln := &p.lines[i]
		b := a
		for b < lk.p1 && p.pieces[b].line == i {
			b++
		}
		s, a0 := p.titleText(ln, a, b, lk.node), a
		a = b
		if i == skip || strings.HasPrefix(strings.TrimSpace(s), "©") {
			continue
		}
		n := min(letters(s), 150)
		if ln.head {
			n += 1000
		}
		if p.calledTitle(ln.block, lk.node) || p.calledTitle(p.pieces[a0].node.Parent, lk.node) {
			n += 500
		}
		if n > size {
			best, size = s, n
		}
	}
	return best
}

// calledTitle reports whether the name of an element around n, within a link,
// ends in a word for a title.
func (p *page) calledTitle(n, link *html.Node) bool {
	for ; n != nil && n != link; n = n.Parent {
		for name := range strings.FieldsSeq(attr(n, "class")) {
			last := ""
			for w := range nameWords(name) {
				last = w
			}
			switch last {
			case "title", "headline", "heading", "titre", "titulo", "titel", "titolo", "tytul":
				return true
			}
		}
	}
	return false
}

// titleText returns the text of pieces a to b of a line, within a link, but
// for dates, names of authors and what only screen readers say.
func (p *page) titleText(ln *line, a, b int, in *html.Node) string {
	var t strings.Builder
	end, titled := -1, false
	for k := a; k < b; k++ {
		titled = titled || p.calledTitle(p.pieces[k].node.Parent, in)
	}
	for k := a; k < b; k++ {
		pc := p.pieces[k]
		if aside(pc.node, in) || titled && !p.calledTitle(pc.node.Parent, in) {
			continue
		}
		if end >= 0 {
			t.WriteString(strings.Repeat(" ", min(pc.start-end, 1)))
		}
		t.WriteString(ln.text[pc.start:pc.end])
		end = pc.end
	}
	if !hasWord(t.String()) {
		return ln.text[p.pieces[a].start:p.pieces[b-1].end]
	}
	return strings.TrimSpace(t.String())
}

// aside reports whether a text in a link is no part of its title, by the
// elements around it.
func aside(n, link *html.Node) bool {
	for n = n.Parent; n != nil && n != link; n = n.Parent {
		if n.DataAtom == atom.Time {
			return true
		}
		for name := range strings.FieldsSeq(attr(n, "class")) {
			prev := ""
			for w := range nameWords(name) {
				switch w {
				case "date", "dateline", "timestamp", "datetime", "byline", "author", "autor", "icon", "offscreen", "sronly":
					return true
				}
				switch prev + " " + w {
				case "off screen", "sr only", "screen reader", "visually hidden", "visuallyhidden":
					return true
				}
				prev = w
			}
		}
	}
	return false
}

// nextOf returns the next sibling that is an element.
func nextOf(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode {
			return n
		}
	}
	return nil
}

// sameCards reports whether outer continues the box inner: it adds links but
// no running text.
func (p *page) sameCards(inner, outer *html.Node) bool {
	a, b := p.spans[inner], p.spans[outer]
	for i := a.l1; i < b.l1; i++ {
		if ln := &p.lines[i]; ln.plain > 40 && ln.link < ln.plain {
			return false
		}
	}
	return hintsOf(outer).reference || outer.DataAtom == atom.Aside
}

// isBox reports whether n holds references and little else, the label of
// line i near its beginning. Announced says that the label leaves no doubt;
// then a summary may be longer than the title.
func (p *page) isBox(n *html.Node, s span, i int, announced bool) bool {
	if n == p.body || s.tooBig() {
		return false
	}
	before, prose, plain, linked := 0, 0, 0, 0
	for k := s.l0; k < s.l1; k++ {
		ln := &p.lines[k]
		if k < i {
			before += ln.plain
		}
		plain, linked = plain+ln.plain, linked+ln.link
		if ln.prose() {
			prose++
		}
		if plain+linked > 2*maxBoxLetters || plain+linked > maxBoxLetters && !announced {
			return false
		}
	}
	stories := p.distinct(s)
	switch {
	case stories == 0 || stories > maxBoxLinks && !announced || stories > maxLongBox, before > 60:
		return false
	case i-s.l0 > 4:
		return false
	}
	return prose == 0 || prose <= stories && (announced || linked*2 > plain || n.DataAtom == atom.Aside || hintsOf(n).reference)
}

// distinct counts the addresses in a part of the page.
func (p *page) distinct(s span) int {
	seen := make(map[string]bool)
	for k := s.k0; k < s.k1 && len(seen) <= maxLongBox; k++ {
		href, _, _ := strings.Cut(p.links[k].href, "#")
		if href != "" {
			seen[href] = true
		}
	}
	return len(seen)
}

// boxRefs collects the references of a box, from piece from on, and counts
// the links that are none. A link before it counts if its address comes
// again. Sure says that the label leaves no doubt.
func (p *page) boxRefs(s span, from int, sure bool) (refs []ref, refused int) {
	var all []ref
	for k := s.k0; k < s.k1 && len(all) < 3*maxLongBox; k++ {
		lk := &p.links[k]
		if lk.p1 < from && lk.p1 > lk.p0 {
			continue
		}
		all = append(all, ref{link: k, title: p.titleIn(k, s, from)})
	}
	refs = p.sift(all, siftBox, sure)
	refused = len(all) - len(refs)
	if len(refs) > maxBoxLinks {
		refs = refs[:keptOfLong]
	}
	return refs, refused
}

// titleIn returns the title of link k in a box: its text, or, if it holds
// none, the heading beside it, its title or the text of its picture.
func (p *page) titleIn(k int, s span, from int) string {
	lk := &p.links[k]
	if t := p.linkTitle(k, -1); countWords(t, 2) > 1 {
		return t
	}
	n := lk.node.Parent
	for range 4 {
		if n == nil {
			break
		}
		t := p.spans[n]
		if t.p0 < s.p0 || t.p1 > s.p1 || t.k1-t.k0 > 3 {
			break
		}
		for i := t.l0; i < t.l1; i++ {
			ln := &p.lines[i]
			if ln.head && ln.p0 >= from && (ln.link == 0 || p.pieces[ln.p0].link == k) && countWords(ln.text, 3) > 2 {
				return ln.text
			}
		}
		n = n.Parent
	}
	for _, key := range []string{"title", "aria-label"} {
		if t := attr(lk.node, key); countWords(t, 4) > 3 {
			return t
		}
	}
	return ""
}

// isPure reports whether a group holds nothing but its label and two links or
// more.
func (p *page) isPure(g *group) bool {
	for k := g.l0; k < g.l1; k++ {
		if ln := &p.lines[k]; k != g.line && ln.plain > 0 {
			return false
		}
	}
	return len(g.refs) > 1
}

// addBox records the references of a box and marks its lines.
func (p *page) addBox(i int, s span, box *html.Node, mark string, refs []ref, score float64, sure bool) bool {
	kind := Block
	if p.between(s.l0) && len(refs) <= maxInlineBox && sure {
		kind = Inline
	}
	if !p.record(i, mark, refs, score, kind, box, []*html.Node{box}) {
		return false
	}
	for k := s.l0; k < s.l1; k++ {
		p.used[k] = true
	}
	return true
}

// advertises reports whether a short line of a box, from a line on and before
// its last link, says that it is an advertisement or the like.
func (p *page) advertises(s span, from int) bool {
	last := s.l0
	if s.k1 > s.k0 {
		last = p.links[s.k1-1].line
	}
	for i := max(from, s.l0); i <= min(last, s.l1-1); i++ {
		if ln := &p.lines[i]; ln.plain+ln.link < 40 && p.m.rejects.in(ln.text) {
			return true
		}
	}
	return false
}

// labelTop returns the sibling of next that holds line i.
func (p *page) labelTop(i int, next *html.Node) *html.Node {
	n := p.pieces[p.lines[i].p0].node
	for n.Parent != nil && n.Parent != next.Parent {
		n = n.Parent
	}
	return n
}

// tooBig reports whether a part is no box by its size alone, so that the work
// on nested and repeated ones stays small.
func (s span) tooBig() bool { return s.k1-s.k0 > 3*maxLongBox || s.l1-s.l0 > maxBoxLines }

// beginsWithStory reports whether a line begins with a link to a story of a
// few words or more.
func (p *page) beginsWithStory(i int) bool {
	pc := p.pieces[p.lines[i].p0]
	return pc.link >= 0 && pc.start == 0 && p.leadsToStory(pc.link) && p.linkWords(pc.link) > 2
}

// linkish returns the candidates of a part that consists of links, and none
// if there is running text or another label in it.
func (p *page) linkish(s span, l label) []ref {
	if s.tooBig() {
		return nil
	}
	plain, linked, prose, heads := 0, 0, 0, 0
	led := true // each paragraph describes the link that it begins with
	for i := s.l0; i < s.l1; i++ {
		ln := &p.lines[i]
		plain, linked = plain+ln.plain, linked+ln.link
		leads := p.beginsWithStory(i)
		if ln.prose() {
			prose++
			led = led && leads
		}
		if ln.head && ln.link > ln.plain || leads {
			heads++
		}
		if ln.off > ln.soft || p.used[i] {
			return nil
		}
		if m, ok := p.m.readLabel(ln.text, ln.breaks); ok && m.class == strong && m.aloneIn(ln.text) {
			return nil
		}
	}
	n := p.distinct(s)
	if n == 0 || n > maxBoxLinks || plain+linked > maxBoxLetters || prose > n || linked < plain && (prose > heads || l.class != strong) {
		return nil
	}
	if linked*3 < plain && (!led || linked*10 < plain) {
		return nil
	}
	var refs []ref
	for k := s.k0; k < s.k1; k++ {
		refs = append(refs, ref{link: k, title: p.titleIn(k, s, s.p0)})
	}
	return refs
}
