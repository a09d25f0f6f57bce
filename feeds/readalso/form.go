package readalso

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of lines that are told by their form.
const (
	maxFormLabel = 5 // words
	minFormTitle = 4 // words
	maxFormRow   = 2 // such lines one after the other; more are a list of definitions
)

// byForm finds lines of the text that are a few words that no dictionary has,
// a colon or an arrow, and one link to a story that fills the rest.
func (p *page) byForm() {
	for i := 0; i < len(p.lines) && len(p.found) < maxFound; i++ {
		j := i
		for j < len(p.lines) && p.hasForm(j) {
			j++
		}
		if n := j - i; n > 0 && n <= maxFormRow {
			for k := i; k < j; k++ {
				p.formLine(k)
			}
		}
		i = max(i, j-1)
	}
}

// hasForm reports whether line i looks like an announced link, whatever the
// link leads to.
func (p *page) hasForm(i int) bool {
	ln := &p.lines[i]
	if p.used[i] || ln.off > 0 || ln.link == 0 || ln.link < ln.plain || len(ln.text) > maxHead || !p.between(i) && !p.amid(i) || !p.isParagraph(i) {
		return false
	}
	_, rest, ok := announced(ln.text)
	return ok && p.oneLinkFills(ln, rest)
}

// isParagraph reports whether a line is a paragraph or item of its own, or
// one behind a line break in a block of the text.
func (p *page) isParagraph(i int) bool {
	b := p.lines[i].block
	if b == nil || p.lines[i].head {
		return false
	}
	for n := b; n != nil && n != p.body; n = n.Parent {
		switch n.DataAtom {
		case atom.Figure, atom.Figcaption, atom.Table, atom.Dl, atom.Address, atom.Details:
			return false
		default:
		}
	}
	return true
}

// announced splits a line at the colon or arrow behind its first words. The
// label begins with a letter that is not small.
func announced(s string) (mark string, rest int, ok bool) {
	words, start := 0, -1
	for sc := (scanner{s: s}); ; {
		t, got := sc.next()
		if !got {
			return "", 0, false
		}
		switch {
		case t.sym == 0:
			if words++; words > maxFormLabel {
				return "", 0, false
			}
			if start < 0 {
				start = t.start
				if !capital(t.raw) || isDigit(t.raw[0]) {
					return "", 0, false
				}
			}
		case words > 0 && (t.sym == ':' || isArrow(t.sym) && t.sym != '>' || t.sym == '>' && t.end < len(s)):
			if strings.ContainsAny(s[start:t.start], "0123456789@/") {
				return "", 0, false
			}
			return strings.TrimSpace(s[start:t.start]), t.end, true
		case words > 0 && !apostrophe(t.sym) && t.sym != '-' && t.sym != ',' && !isQuote(t.sym):
			return "", 0, false
		case words == 0 && !leads(t.sym) && !isArrow(t.sym) && !opens(t.sym):
			return "", 0, false
		}
	}
}

// oneLinkFills reports whether behind byte rest of a line stands one link and
// no word outside of it, and no link before.
func (p *page) oneLinkFills(ln *line, rest int) bool {
	link := -1
	for k := ln.p0; k < ln.p1; k++ {
		pc := p.pieces[k]
		switch {
		case pc.link < 0 && pc.end > rest && hasWord(ln.text[max(pc.start, rest):pc.end]):
			return false
		case pc.link >= 0 && link >= 0 && pc.link != link && p.links[pc.link].href != p.links[link].href:
			return false
		case pc.link >= 0 && pc.start < rest && hasWord(ln.text[pc.start:min(pc.end, rest)]):
			return false
		case pc.link >= 0:
			link = pc.link
		}
	}
	return link >= 0
}

// formLine records line i if its link leads to a story of the site and its
// label is none of those that announce something else.
func (p *page) formLine(i int) bool {
	ln := &p.lines[i]
	mark, rest, ok := announced(ln.text)
	if !ok || p.m.isCredit(mark) || p.m.rejects.in(mark) || p.m.listings.in(mark) {
		return false
	}
	refs := p.lineRefs(ln, p.firstLink(ln, rest), label{class: strong, sep: colon, rest: rest})
	if len(refs) != 1 {
		return false
	}
	r := refs[0]
	n := countWords(r.title, maxTitleWords)
	if n < minFormTitle || r.url == "" || !p.own(r.url) || servicePath(r.url) || isFile(r.url) || priced(r.title) || !storyPath(r.url) && (sectionPath(r.url) || n < headline-1) {
		return false
	}
	return p.add(i, i+1, mark, refs, 0.4+p.positionScore(i, p.hintAround(ln.block)), Inline)
}

// isCredit reports whether a label begins or ends with a word such as photo
// or source.
func (m *Matcher) isCredit(mark string) bool {
	for sc := (scanner{s: mark}); ; {
		here := sc
		t, ok := sc.next()
		if !ok {
			return false
		}
		if t.sym != 0 {
			continue
		}
		if c, end := m.credits.match(here); c != none && (t.start == 0 || strings.TrimSpace(mark[end:]) == "") {
			return true
		}
	}
}

func (p *page) firstLink(ln *line, from int) int {
	for k := ln.p0; k < ln.p1; k++ {
		if pc := p.pieces[k]; pc.link >= 0 && pc.end > from {
			return k
		}
	}
	return ln.p1
}

// priced reports whether a title names a price or a share of it.
func priced(s string) bool {
	return strings.ContainsAny(s, "$€£¥₹₴₽₺") && strings.ContainsAny(s, "0123456789") || strings.Contains(s, "% off") || strings.Contains(s, "% OFF")
}

// isFile reports whether an address leads to something that is no page.
func isFile(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	i := strings.LastIndexByte(path, '.')
	if i < 0 || len(path)-i > 5 {
		return false
	}
	switch strings.ToLower(path[i+1:]) {
	case "pdf", "doc", "docx", "xls", "xlsx", "zip", "jpg", "jpeg", "png", "gif", "webp", "mp3", "mp4", "csv", "ppt", "pptx", "epub":
		return true
	}
	return false
}

// servicePath reports whether an address leads to what the house sells or
// does, or to a person.
func servicePath(address string) bool {
	_, rest, _ := strings.Cut(address, "://")
	_, path, _ := strings.Cut(strings.ToLower(rest), "/")
	if dated(path) {
		return false
	}
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "services", "service", "quote", "shop", "store", "pricing", "premier", "advice", "people", "team", "staff", "products", "product", "contact", "about",
			"about-us", "careers", "jobs", "events", "event", "tools", "tool", "calculator", "download", "downloads", "offers", "offer", "deals", "book", "booking",
			"tickets", "courses", "course", "demo", "solutions", "features", "customers", "partners", "members", "user", "users", "docs", "support", "help":
			return true
		}
	}
	return false
}

// capsules finds elements within line i that hold a marker, a link and nothing
// else. Such an element is a line of its own wherever it stands, and its title
// is the text of the link, whatever signs stand in it.
func (p *page) capsules(i int) bool {
	ln := &p.lines[i]
	if ln.link == 0 || ln.plain < maxHeading {
		return false
	}
	any := false
	for k := ln.p0; k < ln.p1; k++ {
		pc := p.pieces[k]
		if pc.link < 0 || !p.leadsToStory(pc.link) {
			continue
		}
		if p.capsule(i, k) {
			any = true
		}
		for k+1 < ln.p1 && p.pieces[k+1].link == pc.link {
			k++
		}
	}
	return any
}

// capsule records the link of piece k of line i, if an element close around
// holds a marker before it and no more.
func (p *page) capsule(i, k int) bool {
	ln := &p.lines[i]
	lk := p.pieces[k].link
	for n, d := p.links[lk].node.Parent, 0; n != nil && n != ln.block && d < 4; n, d = n.Parent, d+1 {
		s, ok := p.spans[n]
		if !ok || s.p0 < ln.p0 || s.p1 > ln.p1 {
			return false
		}
		if s.p0 == p.links[lk].p0 || s.k1-s.k0 > 1 {
			continue
		}
		from, to := p.pieces[s.p0].start, p.pieces[s.p1-1].end
		l, ok := p.m.readLabel(ln.text[from:to], nil)
		if !ok || l.class == weak || l.class == single && l.sep < colon && !l.opened && !l.caps && !hintsOf(n).reference {
			return false
		}
		at, end := p.pieces[k].start, p.lastOf(ln, lk)
		if hasWord(ln.text[end:to]) || from+l.proper > at || hasWord(ln.text[from+l.proper:at]) {
			return false
		}
		refs := p.sift([]ref{{link: lk, start: at, end: end, title: ln.text[at:end]}}, siftLine, l.class == strong)
		if len(refs) == 0 {
			return false
		}
		score := l.score(true) + p.positionScore(i, hintsOf(n).reference)
		return p.record(i, ln.text[from+l.start:from+l.proper], refs, score, p.lineKind(i, single), n, []*html.Node{n})
	}
	return false
}

// lastOf returns the byte of a line where the last piece of a link ends.
func (p *page) lastOf(ln *line, link int) int {
	for _, pc := range slices.Backward(p.pieces[ln.p0:ln.p1]) {
		if pc.link == link {
			return pc.end
		}
	}
	return 0
}
