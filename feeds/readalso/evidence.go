package readalso

import (
	"math"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Evidence is one reason for or against a reference.
type Evidence struct {
	Name   string  // its kind, as in weights.yaml; of a line: label, separator, position, class, address
	Value  float64 // how much of it there is, mostly 0 to 1
	Counts float64 // how much it counts: for boxes in logarithms of odds, for lines as a part of the score
}

// evidence holds the features of one box.
type evidence [evidenceKinds]float64

// The kinds of evidence over a box.
const (
	labelStrong = iota // words of the dictionary
	labelSingle
	labelWeak
	labelUnknown // a heading in words that no dictionary has
	labelAbsent  // no heading
	labelListing // "most read", "latest"
	labelColon
	labelHeading // in a heading element
	labelWords   // in tens
	labelExtra   // words behind those of the dictionary
	labelBorne   // one that leaves doubt, borne out by position, form or class
	positionBetween
	positionBehind // 1 right behind the text, less with each link between
	positionAfter
	positionBefore
	positionInBody
	inAside
	inArticle
	named       // by a class
	namedBadly  // by the class of an element around
	namedWithin // by a class in the box
	linksMany   // logarithm of their number
	linksOne
	linksTwoToSix
	linksOwn
	linksStory   // addresses like those of stories
	linksSection // addresses like those of sections
	linksNear    // addresses in the section of the page
	linksAgain   // addresses that the page has elsewhere, too
	linksRefused // links that are no stories
	titleWords   // in tens, their mean
	titlesShort
	titlesTopic // share words with the headline
	titlesHead  // in heading elements
	plainShare
	proseShare
	strongElsewhere // and another heading of the page is of the dictionary
	unknownBetween
	unknownHeading
	unknownNamed
	singleBetween
	singleNamed
	weakNamed
	strongLinks // what counts otherwise if the label leaves no doubt
	strongOne
	strongAfter
	strongBehind
	strongShort
	strongStory
	strongPlain
	strongProse
	strongRefused
	strongNamed
	evidenceKinds
)

var evidenceNames = [evidenceKinds]string{
	labelStrong: "label strong", labelSingle: "label single", labelWeak: "label weak", labelUnknown: "label unknown", labelAbsent: "label absent",
	labelListing: "label of a listing", labelColon: "label with colon", labelHeading: "label in heading", labelWords: "label words", labelExtra: "label with more words", labelBorne: "label borne out",
	positionBetween: "between paragraphs", positionBehind: "close behind the text", positionAfter: "behind the text", positionBefore: "before the text",
	positionInBody: "in the body", inAside: "in an aside", inArticle: "in an article",
	named: "class of references", namedBadly: "class of something else", namedWithin: "class of references within",
	linksMany: "links", linksOne: "one link", linksTwoToSix: "two to six links", linksOwn: "links to the site", linksStory: "addresses of stories",
	linksSection: "addresses of sections", linksNear: "addresses of the same section", linksAgain: "links that come again", linksRefused: "links that are no stories",
	titleWords: "title words", titlesShort: "short titles", titlesTopic: "words of the headline", titlesHead: "titles in headings",
	plainShare: "text outside links", proseShare: "paragraphs", strongElsewhere: "another label on the page",
	unknownBetween: "unknown label between paragraphs", unknownHeading: "unknown label in heading", unknownNamed: "unknown label with class",
	singleBetween: "single label between paragraphs", singleNamed: "single label with class", weakNamed: "weak label with class",
	strongLinks: "strong label, links", strongOne: "strong label, one link", strongAfter: "strong label behind the text", strongBehind: "strong label close behind the text",
	strongShort: "strong label, short titles", strongStory: "strong label, addresses of stories", strongPlain: "strong label, text outside links",
	strongProse: "strong label, paragraphs", strongRefused: "strong label, links that are no stories", strongNamed: "strong label with class",
}

// How much labels that leave doubt have in common with those that leave none.
const (
	singleShare = 0.7
	weakShare   = 0.3
)

// weigh collects the evidence over a box.
func (p *page) weigh(g *group) *evidence {
	e := new(evidence)
	p.weighLabel(g, e)
	p.weighPosition(g, e)
	p.weighLinks(g, e)
	both := func(k, a, b int) { e[k] = e[a] * e[b] }
	both(unknownBetween, labelUnknown, positionBetween)
	both(unknownHeading, labelUnknown, labelHeading)
	both(unknownNamed, labelUnknown, named)
	both(singleBetween, labelSingle, positionBetween)
	both(singleNamed, labelSingle, named)
	both(weakNamed, labelWeak, named)
	both(strongLinks, labelStrong, linksMany)
	both(strongOne, labelStrong, linksOne)
	both(strongAfter, labelStrong, positionAfter)
	both(strongBehind, labelStrong, positionBehind)
	both(strongShort, labelStrong, titlesShort)
	both(strongStory, labelStrong, linksStory)
	both(strongPlain, labelStrong, plainShare)
	both(strongProse, labelStrong, proseShare)
	both(strongRefused, labelStrong, linksRefused)
	both(strongNamed, labelStrong, named)
	return e
}

// set notes evidence that is there or not.
func set(e *evidence, k int, ok bool) {
	if ok {
		e[k] = 1
	}
}

func (p *page) weighLabel(g *group, e *evidence) {
	if g.line < 0 {
		e[labelAbsent] = 1
		return
	}
	ln := &p.lines[g.line]
	switch g.label.class {
	case strong:
		e[labelStrong] = 1
	case single:
		e[labelSingle], e[labelStrong] = 1, singleShare
	case weak:
		e[labelWeak], e[labelStrong] = 1, weakShare
	default:
		e[labelUnknown] = 1
	}
	set(e, labelListing, p.m.listings.in(ln.text))
	set(e, labelColon, g.label.sep >= colon || strings.HasSuffix(strings.TrimSpace(ln.text), ":"))
	set(e, labelHeading, ln.head)
	e[labelWords] = float64(countWords(ln.text, 10)) / 10
	if g.label.class != none {
		e[labelExtra] = float64(countWords(ln.text[min(g.label.proper, len(ln.text)):], 10)) / 10
	}
	hint := p.hintAround(p.pieces[ln.p0].node.Parent)
	set(e, labelBorne, (g.label.class == single || g.label.class == weak) && p.announces(g.line, g.label, hint))
	set(e, strongElsewhere, g.label.class != strong && p.strongHeadings > 0)
}

func (p *page) weighPosition(g *group, e *evidence) {
	set(e, positionBetween, p.between(g.l0))
	set(e, positionBefore, g.l0 <= p.first && p.last >= 0)
	set(e, positionInBody, p.body != nil && p.inBody(g.l0))
	if p.last >= 0 && g.l0 > p.last {
		e[positionAfter] = 1
		e[positionBehind] = math.Exp(-float64(p.linksBetween(p.last, g.l0)) / 20)
	}
	for n := g.at; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Aside:
			e[inAside] = 1
		case atom.Article:
			e[inArticle] = 1
		default:
		}
	}
	first := g.at
	if g.line >= 0 {
		first = p.pieces[p.lines[g.line].p0].node.Parent
	}
	set(e, named, p.hintAround(first) || p.hintAround(g.at))
	set(e, namedBadly, p.lines[g.l0].soft > 0)
	set(e, namedWithin, e[named] == 0 && p.hintWithin(g))
}

// linksBetween counts the links between two lines.
func (p *page) linksBetween(a, b int) int {
	n := 0
	for k := range p.links {
		if l := p.links[k].line; l > a && l < b {
			n++
		}
	}
	return n
}

// hintWithin reports whether a class around one of the links of a box, but
// within it, speaks of a reference.
func (p *page) hintWithin(g *group) bool {
	n := p.links[g.refs[0].link].node
	for range 4 {
		if n == nil || n == g.at {
			return false
		}
		if hintsOf(n).reference {
			return true
		}
		n = n.Parent
	}
	return false
}

func (p *page) weighLinks(g *group, e *evidence) {
	n := float64(len(g.refs))
	for _, r := range g.refs {
		lk := &p.links[r.link]
		words := countTitle(r.title, 15)
		e[titleWords] += float64(words) / 10 / n
		share := func(k int, ok bool) {
			if ok {
				e[k] += 1 / n
			}
		}
		share(linksOwn, r.url == "" || p.own(r.url))
		share(linksStory, storyPath(r.url))
		share(linksSection, r.url != "" && sectionPath(r.url))
		share(linksNear, p.near(r.url))
		share(linksAgain, p.timesLinked(lk) > p.timesWithin(g, lk))
		share(titlesShort, words <= 3)
		share(titlesTopic, p.onTopic(r.title))
		share(titlesHead, lk.head || p.headBeside(lk))
	}
	e[linksMany] = math.Log2(n)
	set(e, linksOne, n == 1)
	set(e, linksTwoToSix, n > 1 && n < 7)
	e[linksRefused] = min(float64(g.refused), 5) / 5
	plain, linked, prose := 0, 0, 0
	for i := g.l0; i < g.l1; i++ {
		ln := &p.lines[i]
		linked += ln.link
		if i == g.line {
			continue
		}
		plain += ln.plain
		if ln.prose() {
			prose++
		}
	}
	for _, r := range g.refs {
		if lk := &p.links[r.link]; lk.p0 == lk.p1 { // a link over a card has its title beside it
			n := min(letters(r.title), plain)
			plain, linked = plain-n, linked+n
		}
	}
	e[plainShare] = float64(plain) / float64(max(plain+linked, 1))
	e[proseShare] = min(float64(prose)/n, 1)
}

// headBeside reports whether the pieces of a link stand in a heading.
func (p *page) headBeside(lk *link) bool {
	for k := lk.p0; k < lk.p1; k++ {
		if i := p.pieces[k].line; i < len(p.lines) && p.lines[i].head {
			return true
		}
	}
	return false
}

// near reports whether an address is in the section of the page: their first
// parts are the same word.
func (p *page) near(address string) bool {
	a, b := firstPart(address), firstPart(p.base)
	return a != "" && a == b
}

func firstPart(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	_, path, _ := strings.Cut(rest, "/")
	part, _, more := strings.Cut(path, "/")
	if !more || strings.ContainsAny(part, "0123456789") {
		return ""
	}
	return part
}

// timesLinked counts the links of the page to the address of a link.
func (p *page) timesLinked(lk *link) int {
	if p.linked == nil {
		p.linked = make(map[string]int, len(p.links))
		for k := range p.links {
			p.linked[withoutFragment(p.links[k].href)]++
		}
	}
	return p.linked[withoutFragment(lk.href)]
}

func (p *page) timesWithin(g *group, lk *link) int {
	n := 0
	for k := g.k0; k < g.k1; k++ {
		if withoutFragment(p.links[k].href) == withoutFragment(lk.href) {
			n++
		}
	}
	return n
}

func withoutFragment(href string) string {
	href, _, _ = strings.Cut(href, "#")
	return href
}

// onTopic reports whether a title shares a long word with the headline.
func (p *page) onTopic(title string) bool {
	if p.topic == nil {
		p.topic = make(map[string]bool)
		for i := range p.lines {
			if ln := &p.lines[i]; ln.head && isElement(ln.block, atom.H1) && ln.off == 0 {
				for w := range stems(ln.text) {
					p.topic[w] = true
				}
			}
		}
	}
	for w := range stems(title) {
		if p.topic[w] {
			return true
		}
	}
	return false
}

func isElement(n *html.Node, a atom.Atom) bool { return n != nil && n.DataAtom == a }

// stems yields the beginnings of the long words of s, and pairs of characters
// in scripts that write no spaces.
func stems(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		sc := scanner{s: s[:min(len(s), maxHead)]}
		prev, end := "", 0
		for range 60 {
			t, ok := sc.next()
			if !ok {
				return
			}
			if t.sym != 0 {
				prev = ""
				continue
			}
			r, _ := utf8.DecodeRuneInString(t.raw)
			switch w := t.fold(); {
			case standsAlone(r):
				if prev != "" && end == t.start && !yield(prev+w) {
					return
				}
				prev, end = w, t.end
			case utf8.RuneCountInString(w) >= 5:
				if !yield(string([]rune(w)[:5])) {
					return
				}
			}
		}
	}
}
