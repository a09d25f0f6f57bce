package readalso

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// threshold is the score from which a candidate is a reference.
const threshold = 0.5

// Page finds the references of a page, in the order of the document. base is
// the address of the page, and may be empty; doc is not changed. The work is
// bounded, whatever the page holds.
func (m *Matcher) Page(doc *html.Node, base string) []Found { return m.Read(doc, base).Found }

// Read is Page, with the lines that are neither references nor text.
func (m *Matcher) Read(doc *html.Node, base string) Reading {
	if doc == nil {
		return Reading{}
	}
	p := m.newPage(doc, base)
	return Reading{Found: p.search(doc), Drop: p.drop}
}

func (m *Matcher) newPage(doc *html.Node, base string) *page {
	return &page{m: m, base: base, flow: newFlow(doc), seen: make(map[string]int), used: make(map[int]bool)}
}

// search finds the references of the page.
func (p *page) search(doc *html.Node) []Found {
	p.findBody()
	p.findSite()
	p.labels()
	p.cards()
	p.hinted()
	p.arrows()
	p.byForm()
	p.unknownHeadings()
	slices.SortStableFunc(p.found, func(a, b ordered) int { return a.order - b.order })
	out := make([]Found, 0, len(p.found))
	for _, f := range p.found {
		out = append(out, f.Found)
	}
	out = append(out, p.structured(doc)...)
	return out[:min(len(out), maxFound)]
}

// ordered is a reference with its position in the flow.
type ordered struct {
	Found
	order int
}

// page is the search of one page.
type page struct {
	*flow
	m    *Matcher
	base string
	site string // what most links of the page lead to

	body        *html.Node // holds most of the running text
	first, last int        // lines: where that text begins and ends

	found []ordered
	seen  map[string]int // story keys to indices of found
	used  map[int]bool   // lines that belong to a reference

	story          []int8          // of links: 1 leads to a story, -1 does not, 0 not looked at
	addresses      []address       // of links
	linked         map[string]int  // how often the page links to an address
	topic          map[string]bool // beginnings of the long words of the headline
	strongHeadings int             // groups with a label that leaves no doubt
	drop           []*html.Node    // paid lines
	because        []Evidence      // for the references that are being recorded; nil: a line

	explain bool
	boxes   []Box
}

// labels looks at every line that opens with a marker.
func (p *page) labels() {
	for i := range p.lines {
		if len(p.found) >= maxFound {
			return
		}
		ln := &p.lines[i]
		if p.used[i] || ln.off > ln.soft || len(ln.text) > maxLine/2 {
			continue
		}
		l, ok := p.m.readLabel(ln.text, ln.breaks)
		switch {
		case ok && p.m.rejects.in(p.plainStart(ln)):
		case ok && (l.aloneIn(ln.text) || p.onlyControls(i, l)):
			p.heading(i, l)
		case ln.off > 0:
		case p.capsules(i):
		case ok && p.inLine(i, l):
		case p.behind(i):
		default:
			p.bracketed(i)
		}
	}
}

// plainStart returns the text outside links at the beginning of a line.
func (p *page) plainStart(ln *line) string {
	end := min(len(ln.text), 200)
	for _, pc := range p.pieces[ln.p0:ln.p1] {
		if pc.link >= 0 {
			end = min(end, pc.start)
			break
		}
	}
	return ln.text[:end]
}

// inLine reads a line that holds marker and link, and reports whether it is
// a reference.
func (p *page) inLine(i int, l label) bool {
	ln := &p.lines[i]
	if at := p.linkBegins(ln, l.proper, l.end); l.extra > 0 && at >= 0 {
		l = l.cutAt(ln.text, at) // the colon is the title's own
	}
	if k := p.linkOver(i); k >= 0 && l.class >= single && countWords(ln.text[l.rest:], 5) < 5 {
		whole := l
		whole.end = len(ln.text) // "Also on Orla Post" over the title of a card
		if p.card(i, whole, k, false) {
			return true
		}
	}
	l = p.behindSite(ln, l)
	first := -1 // the first link that holds some of the title
	for k := ln.p0; k < ln.p1; k++ {
		if pc := p.pieces[k]; pc.link >= 0 && pc.end > l.rest && hasWord(ln.text[max(pc.start, l.rest):pc.end]) {
			first = k
			break
		}
	}
	if first < 0 {
		return p.unlinked(i, l)
	}
	at := max(p.pieces[first].start, l.rest)
	gap := countWords(ln.text[l.rest:at], 8)
	hint := p.hintAround(ln.block)
	set := l.sep >= dash || l.sep == softSep && l.class == strong
	inside := p.pieces[first].start < l.end // the marker is inside the link
	broken := slices.Contains(ln.breaks, l.end) || l.glued || slices.Contains(ln.breaks, l.end+1)
	switch {
	case gap > 4, gap > 0 && (!hint && (!set || gap > 2 || l.class != strong)):
		return false
	case l.class == strong && (set || broken || hint || !inside):
	case l.class == single && (l.sep >= colon || hint && broken):
	case l.class == weak && hint && (broken || set):
	default:
		return false
	}
	after := p.after(ln, at)
	if after > 15 && !set {
		return false
	}
	refs := p.lineRefs(ln, first, l)
	if len(refs) == 0 {
		p.dropPaid(i, first, l)
		return false
	}
	score := l.score(set || broken) + p.positionScore(i, hint)
	end := p.moreLines(i, l, &refs)
	return p.add(i, end, ln.text[l.start:l.end], refs, score, p.lineKind(i, l.class))
}

// topicHeading reads a heading that names its topic: "More about the flood",
// "On the subject: chess".
func (p *page) topicHeading(i int, l label) bool {
	ln := &p.lines[i]
	l.end = len(ln.text)
	g := p.groupBehind(i, l)
	if g == nil || !ln.head && !p.hintAround(ln.block) && (!g.boxed && l.sep < colon || !p.isPure(g)) {
		return false
	}
	g.mark = ln.text[l.start:l.end]
	return p.judge(g)
}

// onlyControls reports whether behind the label a line holds a few words in
// links that are no stories: "see all", another tab.
func (p *page) onlyControls(i int, l label) bool {
	ln := &p.lines[i]
	if countWords(ln.text[l.end:], 7) > 6 {
		return false
	}
	found := false
	for k := ln.p0; k < ln.p1; k++ {
		pc := p.pieces[k]
		switch {
		case pc.end <= l.end:
		case pc.link < 0 && hasWord(ln.text[max(pc.start, l.end):pc.end]), pc.link >= 0 && p.leadsToStory(pc.link):
			return false
		case pc.link >= 0:
			found = true
		}
	}
	return found
}

// behindSite returns the label with the name of the site that an element
// behind it holds: "Also on orla-post.example".
func (p *page) behindSite(ln *line, l label) label {
	if l.class != strong || l.sep != noSep {
		return l
	}
	name, _, _ := strings.Cut(siteOf(p.base), ".")
	for _, b := range ln.breaks {
		if b <= l.end {
			continue
		}
		if s := ln.text[l.end:b]; len(name) > 3 && len(s) < len(name)+20 && strings.Contains(strings.ToLower(s), name) && countWords(ln.text[b:], 4) > 3 {
			l.end, l.rest = b, b
			return l
		}
	}
	return l
}

// dropPaid takes line i out of the text if it is a label that leaves no doubt
// and one paid link.
func (p *page) dropPaid(i, first int, l label) {
	ln := &p.lines[i]
	if lk := p.pieces[first].link; l.class != strong || l.sep < colon || !p.between(i) || p.after(ln, l.rest) > 0 || !sponsored(p.links[lk].node) || len(p.drop) >= maxFound {
		return
	}
	p.drop = append(p.drop, p.cover(ln.p0, ln.p1, p.body)...)
}

// linkBegins returns where the first link of the line that begins in the
// given range begins, or -1.
func (p *page) linkBegins(ln *line, from, to int) int {
	for _, pc := range p.pieces[ln.p0:ln.p1] {
		if pc.link >= 0 && pc.start >= from && pc.start < to {
			return pc.start
		}
	}
	return -1
}

// unlinked handles a line that opens with a marker and holds no link: the
// heading of a box ("More about the flood"), or a title alone.
func (p *page) unlinked(i int, l label) bool {
	ln := &p.lines[i]
	rest := ln.text[l.rest:]
	title := trimTitle(rest)
	n := countWords(rest, maxTitleWords)
	if (l.sep != colon && n <= 8 || n <= 3) && !sentenceEnd(rest) && p.topicHeading(i, l) {
		return true
	}
	if l.class != strong || l.sep < colon || n < 3 || n > 25 || sentenceEnd(rest) || !capital(title.String()) || !p.between(i) && !p.amid(i) || p.m.rejectsTitle(rest) {
		return false
	}
	r := ref{title: title.String(), clean: title}
	return p.add(i, i+1, ln.text[l.start:l.end], []ref{r}, l.score(true)+p.positionScore(i, false), Text)
}

// lineKind is the kind of a reference that stands on a line of text. A weak
// marker ("Video") may be a box that happens to stand there.
func (p *page) lineKind(i int, c class) Kind {
	if c > weak && (p.between(i) || p.inBody(i)) {
		return Inline
	}
	return Block
}

// after counts the words outside links behind at.
func (p *page) after(ln *line, at int) int {
	n := 0
	for _, pc := range p.pieces[ln.p0:ln.p1] {
		if pc.link < 0 && pc.start > at {
			n += countWords(ln.text[pc.start:pc.end], 40)
		}
	}
	return n
}

// lineRefs collects the links of a line from piece k on.
func (p *page) lineRefs(ln *line, k int, l label) []ref {
	var refs []ref
	for ; k < ln.p1; k++ {
		pc := p.pieces[k]
		if pc.link < 0 {
			if n := len(refs); n > 0 && countWords(ln.text[pc.start:pc.end], 7) > 6 {
				break // the rest is running text
			}
			continue
		}
		start := max(pc.start, l.rest)
		if start >= pc.end {
			continue
		}
		if n := len(refs); n > 0 && refs[n-1].link == pc.link {
			refs[n-1].end = pc.end
			refs[n-1].title = ln.text[refs[n-1].start:pc.end]
			continue
		}
		refs = append(refs, ref{link: pc.link, start: start, end: pc.end, title: ln.text[start:pc.end]})
	}
	return p.sift(refs, siftLine, l.class == strong && l.sep >= dash)
}

// moreLines adds the lines below that hold one link each and stand in the
// same block, as in "READ MORE:<br>* …<br>* …". It returns the line behind.
func (p *page) moreLines(i int, l label, refs *[]ref) int {
	end := i + 1
	for ; end < len(p.lines) && end-i <= maxAfterLabel; end++ {
		ln := &p.lines[end]
		if ln.block != p.lines[i].block || ln.link < 4*ln.plain || ln.link == 0 {
			break
		}
		more := p.lineRefs(ln, ln.p0, label{class: l.class, sep: l.sep})
		if len(more) == 0 {
			break
		}
		*refs = append(*refs, more...)
	}
	return end
}

// bracketed finds a marker that begins a bracket or a sentence within a line
// and is followed by a link: "… said. (Read also: …)".
func (p *page) bracketed(i int) {
	ln := &p.lines[i]
	if ln.link == 0 || ln.p1-ln.p0 < 2 {
		return
	}
	for k := ln.p0; k < ln.p1; k++ {
		pc := p.pieces[k]
		if pc.link < 0 || k == ln.p0 && pc.start == 0 {
			continue
		}
		from := max(0, pc.start-80)
		for from < pc.start && ln.text[from]&0xc0 == 0x80 {
			from++
		}
		l, ok := p.m.readLabelWithin(ln.text, pc.start) // the marker inside the link
		if at := labelStart(ln.text[from:pc.start]); !ok && at >= 0 {
			l, ok = p.m.readLabelWithin(ln.text, from+at)
		}
		if !ok {
			continue
		}
		if l.rest > pc.end || countWords(ln.text[min(l.rest, pc.start):pc.start], 1) > 0 {
			continue
		}
		refs := p.lineRefs(ln, k, l)
		if len(refs) == 0 || p.m.rejects.in(ln.text[l.start:l.rest]) {
			continue
		}
		p.addPart(i, k, ln.text[l.start:l.end], refs[:1], l.score(true)+p.positionScore(i, false))
	}
}

// readLabelWithin reads a marker that begins at an offset of s, within
// running text: it must be set off by a colon or the like.
func (m *Matcher) readLabelWithin(s string, at int) (label, bool) {
	l, ok := m.readLabel(s[at:min(len(s), at+400)], nil)
	if !ok || l.class == weak || l.sep < colon || l.extra > 3 || l.class == single && !l.opened {
		return label{}, false
	}
	l.start, l.end, l.rest = l.start+at, l.end+at, l.rest+at
	return l, true
}

// labelStart returns where the last bracket or sentence in s begins, or -1.
func labelStart(s string) int {
	at, ended := -1, false
	for sc := (scanner{s: s}); ; {
		t, ok := sc.next()
		if !ok {
			return at
		}
		switch {
		case t.sym != 0 && opens(t.sym):
			at, ended = t.start, false
		case t.sym != 0:
			ended = ended || endsSentence(t.sym)
		case ended:
			at, ended = t.start, false
		}
	}
}

// score is the label's contribution to the confidence. Set means that something
// separates it from the title.
func (l label) score(set bool) float64 {
	s := 0.0
	switch l.class {
	case strong:
		s = 0.4
	case single:
		s = 0.25
	case weak:
		s = 0.1
	default:
	}
	if set {
		s += 0.15
	}
	if l.extra > 2 {
		s -= 0.05
	}
	return s
}

func hasWord(s string) bool { return countWords(s, 1) > 0 }
