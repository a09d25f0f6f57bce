package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of headings that no dictionary has.
const (
	maxHeading = 60 // letters
	maxUnknown = 80 // of them on a page that are looked at
	maxSkipped = 2  // rows of tags or controls between a label and its stories
)

// group is a part of a page that may hold references: a label and the links
// behind it.
type group struct {
	line    int // of the label; -1: none
	label   label
	mark    string // the label as printed
	refs    []ref
	boxed   bool       // one element holds label and links
	refused int        // links that are no stories
	at      *html.Node // holds the group, or the label of a group of siblings
	remove  []*html.Node
	l0, l1  int // its lines
	k0, k1  int // its links
}

// groupBehind finds the group that line i is the label of: the smallest
// element that holds it and stories behind it and no running text before, or
// else what follows the label among its siblings. It returns nil if there is
// none. Elements whose links are controls are passed over.
func (p *page) groupBehind(i int, l label) *group {
	ln := &p.lines[i]
	child := p.pieces[ln.p0].node
	n := child.Parent // not its block: cards are made of spans, too
	var box *html.Node
	for range maxClimb {
		s, ok := p.spans[n]
		if !ok || n == nil || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
			break
		}
		if p.storiesBehind(s, ln.p1) {
			if !p.isBox(n, s, i, l.class == strong) {
				break
			}
			if box != nil && p.spans[box].k1 != s.k1 && (p.spans[box].k0 != s.k0 || !p.sameCards(box, n)) {
				break
			}
			box = n
		}
		if n == p.body {
			break
		}
		if box == nil {
			child = n
		}
		n = n.Parent
	}
	if box != nil {
		s := p.spans[box]
		if j := p.rivalHeading(i, s); j >= 0 { // the box holds another one
			s.l1, s.p1 = j, p.lines[j].p0
			for s.k1 > s.k0 && p.links[s.k1-1].p0 >= s.p1 {
				s.k1--
			}
		}
		g := &group{line: i, label: l, boxed: true, at: box, remove: p.cover(s.p0, s.p1, box.Parent), l0: s.l0, l1: s.l1, k0: s.k0, k1: s.k1}
		g.refs, g.refused = p.boxRefs(s, ln.p1, l.class == strong)
		if len(g.refs) > 0 {
			return g
		}
	}
	return p.following(i, l, nextOf(child))
}

// rivalHeading returns the first line of a part behind line i and a story that
// is a heading like it, over something else; -1 if there is none.
func (p *page) rivalHeading(i int, s span) int {
	stories := false
	for j := i + 1; j < s.l1; j++ {
		ln := &p.lines[j]
		if stories && ln.link == 0 && p.isRival(i, j) {
			return j
		}
		for k := ln.p0; k < ln.p1 && !stories; k++ {
			stories = p.pieces[k].link >= 0 && p.leadsToStory(p.pieces[k].link)
		}
	}
	return -1
}

// isRival reports whether line j is a heading of the same kind as line i, or
// one that is known.
func (p *page) isRival(i, j int) bool {
	ln := &p.lines[j]
	if ln.plain > maxHeading {
		return false
	}
	if l, ok := p.m.readLabel(ln.text, ln.breaks); ok && l.class == strong && l.aloneIn(ln.text) {
		return true
	}
	if c, end := p.m.listings.match(scanner{s: ln.text}); c != none && (label{rest: end}).aloneIn(ln.text) {
		return ln.head || p.ownBlock(j)
	}
	return ln.head && p.lines[i].head && ln.block != nil && ln.block.DataAtom == p.lines[i].block.DataAtom && attr(ln.block, "class") == attr(p.lines[i].block, "class") && p.leadsOn(j)
}

// leadsOn reports whether the line behind line j is a link to a story, so that
// j is a heading rather than the title of a card.
func (p *page) leadsOn(j int) bool {
	if j+1 >= len(p.lines) {
		return false
	}
	pc := p.pieces[p.lines[j+1].p0]
	return pc.link >= 0 && p.leadsToStory(pc.link) && p.m.speaks(p.lines[j+1].text)
}

// storiesBehind reports whether a part holds a link to a story behind a piece.
func (p *page) storiesBehind(s span, from int) bool {
	for k := s.k1 - 1; k >= s.k0; k-- {
		lk := &p.links[k]
		if lk.p1 < from && lk.p1 > lk.p0 {
			return false
		}
		// A link without text may lie over a whole card.
		if (lk.p1 > from || lk.p1 == lk.p0) && p.leadsToStory(k) {
			return true
		}
	}
	return false
}

// leadsToStory reports whether a link may lead to a story: it is no control,
// no link to the page itself, and no section under a short name.
func (p *page) leadsToStory(k int) bool {
	if p.story == nil {
		p.story = make([]int8, len(p.links))
	}
	if p.story[k] == 0 {
		p.story[k] = -1
		if p.looksLikeStory(k) {
			p.story[k] = 1
		}
	}
	return p.story[k] > 0
}

func (p *page) looksLikeStory(k int) bool {
	lk := &p.links[k]
	if p.isControl(k) || sponsored(lk.node) {
		return false
	}
	u, ok := p.address(k)
	if !ok {
		return p.base == "" && !strings.Contains(lk.href, ":")
	}
	if noStory(u) || p.base != "" && sameStory(u, p.base) {
		return false
	}
	return !sectionPath(u) || p.linkWords(k) > 3
}

// isControl reports whether a link does something on the page.
func (p *page) isControl(k int) bool {
	href := p.links[k].href
	return strings.HasPrefix(href, "#") || strings.HasPrefix(strings.ToLower(href), "javascript:")
}

// linkWords counts the words of a link, up to four.
func (p *page) linkWords(k int) int {
	n := 0
	for i := p.links[k].p0; i < p.links[k].p1 && n < 4; i++ {
		if pc := p.pieces[i]; pc.line < len(p.lines) {
			n += countWords(p.lines[pc.line].text[pc.start:pc.end], 4-n)
		}
	}
	return n
}

// following reads what comes behind a label: lists, cards and paragraphs that
// are links. A row of tags or controls before them is passed over.
func (p *page) following(i int, l label, next *html.Node) *group {
	if next == nil {
		return nil
	}
	top := p.labelTop(i, next)
	g := &group{line: i, label: l, at: top, remove: []*html.Node{top}, l0: i, l1: i + 1, k0: len(p.links), k1: 0}
	steps, skipped := 0, 0
	for n := next; n != nil && len(g.refs) < maxBoxLinks && steps < maxSteps; n = n.NextSibling {
		steps++
		s, ok := p.spans[n]
		if !ok || s.l1 == s.l0 && s.k1 == s.k0 {
			continue
		}
		more := p.linkish(s, l)
		if len(g.refs) > 0 && len(more) > 0 && p.lines[s.l0].link == 0 && p.isRival(i, s.l0) {
			break
		}
		if len(more) == 0 {
			if len(g.refs) == 0 && skipped < maxSkipped && (p.rowOfControls(s) || p.introduces(s)) {
				skipped++
				continue
			}
			break
		}
		g.refs = append(g.refs, more...)
		g.remove = append(g.remove, n)
		g.l1, g.k0, g.k1 = s.l1, min(g.k0, s.k0), s.k1
		if isList(n) && l.sep != colon {
			break
		}
	}
	total := len(g.refs)
	g.refs = p.sift(g.refs, siftBox, l.class == strong)
	g.refused = total - len(g.refs)
	if len(g.refs) == 0 {
		return nil
	}
	return g
}

// rowOfControls reports whether a part holds links that are no stories, and
// few words besides.
func (p *page) rowOfControls(s span) bool {
	if s.k1 == s.k0 || s.tooBig() || p.storiesBehind(s, s.p0) {
		return false
	}
	plain := 0
	for i := s.l0; i < s.l1; i++ {
		plain += p.lines[i].plain
	}
	return plain < maxHeading
}

// introduces reports whether a part is a few words with a colon.
func (p *page) introduces(s span) bool {
	return s.l1-s.l0 == 1 && s.k1 == s.k0 && p.lines[s.l0].plain < maxHeading && strings.HasSuffix(strings.TrimSpace(p.lines[s.l0].text), ":")
}

// judge weighs a group, and records its references if it holds any.
func (p *page) judge(g *group) bool {
	s := span{l0: g.l0, l1: g.l1, k0: g.k0, k1: g.k1}
	trap := ""
	switch soft := p.lines[g.l0].soft > 0 || g.line >= 0 && p.lines[g.line].soft > 0; {
	case len(g.refs) <= 2 && p.advertises(s, max(g.line, g.l0)):
		trap = "its words advertise"
	case g.line >= 0 && (p.isListing(g.line, g.label) || p.isListing(g.line+1, label{}) && countWords(p.lines[g.line+1].text, 2) > 1):
		trap = "its label announces a listing"
	case soft && (g.label.class != strong || len(g.refs) < 2):
		trap = "a class around it is named after something else"
	}
	e := p.weigh(g)
	score := p.m.model.confidence(e)
	ok := trap == "" && score >= threshold
	if p.explain {
		p.boxes = append(p.boxes, p.box(g, e, score, trap))
	}
	if !ok {
		return false
	}
	kind := Block
	if p.between(g.l0) && len(g.refs) <= maxInlineBox && g.sure() {
		kind = Inline
	}
	p.because = p.m.model.why(e)
	ok = p.record(max(g.line, g.l0), g.mark, g.refs, score, kind, g.at, g.remove)
	p.because = nil
	if !ok {
		return false
	}
	for k := g.l0; k < g.l1; k++ {
		p.used[k] = true
	}
	if g.label.class == strong {
		p.strongHeadings++
	}
	return true
}

// isListing reports whether line i is words for links that are not of the
// story, or begins with several, is no link, and says more than a label that
// leaves no doubt.
func (p *page) isListing(i int, l label) bool {
	if i >= len(p.lines) || p.lines[i].link > 0 && p.lines[i].plain == 0 {
		return false
	}
	text := p.lines[i].text
	start := strings.IndexFunc(text, wordRune)
	if start < 0 {
		return false
	}
	c, end := p.m.listings.match(scanner{s: text, i: start})
	if c == none || l.class == strong && end <= l.proper {
		return false
	}
	return countWords(text[start:end], 2) > 1 || (label{rest: end}).aloneIn(text)
}

// sure reports whether a group between paragraphs is a line of the text
// rather than a box that happens to stand there.
func (g *group) sure() bool {
	if g.line < 0 {
		return g.mark == "" && len(g.refs) <= 2
	}
	return g.label.class > weak
}

// unknownHeadings looks at headings in words that no dictionary has, over
// links to stories.
func (p *page) unknownHeadings() {
	tries := 0
	for i := range p.lines {
		if len(p.found) >= maxFound || tries >= maxUnknown {
			return
		}
		if !p.mayHead(i) {
			continue
		}
		tries++
		g := p.groupBehind(i, p.labelAtEnd(i))
		if g == nil || len(g.refs) < 2 || !g.boxed && !p.lines[i].head || p.overlapsUsed(g) {
			continue
		}
		g.mark = strings.Trim(p.lines[i].text, " :")
		p.judge(g)
	}
}

// labelAtEnd returns the label that a heading has behind its topic: "On the
// flood, read at Orla Post". It names the site; else there is none.
func (p *page) labelAtEnd(i int) label {
	text := p.lines[i].text
	at := strings.LastIndexAny(text, ",،、，") + 1
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	name, _, _ := strings.Cut(siteOf(p.base), ".")
	if at == 0 || len(name) < 3 {
		return label{}
	}
	l, ok := p.m.readLabel(text[at:], nil)
	if rest := text[at:]; !ok || countWords(rest[l.end:], 4) > 3 || !strings.Contains(strings.ToLower(rest[l.end:]), name) {
		return label{}
	}
	return label{class: strong, start: 0, end: len(text), proper: len(text), rest: len(text)}
}

// mayHead reports whether line i is short, no link to a story, and followed
// by one soon.
func (p *page) mayHead(i int) bool {
	ln := &p.lines[i]
	if p.used[i] || ln.off > 0 || ln.plain+ln.link > maxHeading || ln.plain+ln.link < 2 || countWords(ln.text, 9) > 8 && p.labelAtEnd(i).class == none || isElement(ln.block, atom.H1) {
		return false
	}
	if ln.plain == 0 && countWords(ln.text, 5) > 4 {
		return false // the title of a link
	}
	if l, ok := p.m.readLabel(ln.text, ln.breaks); ok && (l.class == strong || l.aloneIn(ln.text)) {
		return false // was judged under its label
	}
	if mostlyDigits(ln.text) || strings.ContainsRune(ln.text, '@') {
		return false // a date, a name
	}
	end := strings.TrimSpace(ln.text)
	if !ln.head && (strings.HasSuffix(end, ".") || !p.ownBlock(i)) || p.m.rejects.in(ln.text) {
		return false
	}
	for k := ln.p0; k < ln.p1; k++ {
		if n := p.pieces[k].link; n >= 0 && (p.leadsToStory(n) || p.linkOver(i) >= 0) {
			return false
		}
	}
	for j := i + 1; j < min(i+5, len(p.lines)); j++ {
		for k := p.lines[j].p0; k < p.lines[j].p1; k++ {
			if n := p.pieces[k].link; n >= 0 && p.leadsToStory(n) {
				return true
			}
		}
	}
	return false
}

// mostlyDigits reports whether s is a date or the like.
func mostlyDigits(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits*3 > letters(s)
}

// ownBlock reports whether a line is all there is in its block.
func (p *page) ownBlock(i int) bool {
	s, ok := p.spans[p.lines[i].block]
	return ok && s.l1-s.l0 == 1
}

func (p *page) overlapsUsed(g *group) bool {
	for i := g.l0; i < g.l1; i++ {
		if p.used[i] {
			return true
		}
	}
	return false
}
