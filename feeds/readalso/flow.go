package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds for the reading of a page.
const (
	maxDepth  = 400
	maxPieces = 60_000
	maxLinks  = 6_000
	maxLine   = 20_000 // bytes of one line that are kept
)

// piece is the text of one text node in a line.
type piece struct {
	node       *html.Node
	line       int
	start, end int // bytes in the text of the line
	link       int // index of the link around it, or -1
}

// line is the text between two ends of blocks or line breaks.
type line struct {
	text   string
	breaks []int // where elements begin and end in text
	p0, p1 int   // its pieces
	block  *html.Node
	head   bool // in a heading
	off    int  // how many elements around hold no references
	soft   int  // how many of those only by a name that is often wrong
	link   int  // letters inside links
	plain  int  // letters outside links
}

// link is one a element with an address.
type link struct {
	node   *html.Node
	href   string
	line   int
	p0, p1 int // its pieces
	head   bool
}

// span is the part of the flow that an element takes.
type span struct{ p0, p1, l0, l1, k0, k1 int } // pieces, lines, links

// flow is the page as a sequence of lines.
type flow struct {
	lines  []line
	pieces []piece
	links  []link
	spans  map[*html.Node]span

	// state of the walk
	buf     strings.Builder
	breaks  []int
	first   int // first piece of the line being written
	block   *html.Node
	heading *html.Node
	offs    int // how many elements around hold no references
	softs   int // how many of those only by a name that is often wrong
	offEls  []*html.Node
	refs    int // how many elements around are named as boxes of references
	cur     int // the link around, or -1
}

func newFlow(doc *html.Node) *flow {
	f := &flow{spans: make(map[*html.Node]span), cur: -1}
	f.visit(doc, 0)
	f.flush()
	f.reopen()
	return f
}

// reopen takes back the evidence against an element that turns out to hold
// the story: sites put "comments" or "social" into the class of everything.
func (f *flow) reopen() {
	total := 0
	for i := range f.lines {
		total += f.lines[i].proseWeight()
	}
	for _, n := range f.offEls {
		s, sum := f.spans[n], 0
		for i := s.l0; i < s.l1; i++ {
			sum += f.lines[i].proseWeight()
		}
		if sum*2 > total {
			f.open(n, s.l0, s.l1)
		}
	}
}

// open takes back the evidence of the name of n against its lines.
func (f *flow) open(n *html.Node, from, to int) {
	soft := isOff(n, false) == offByName
	for i := from; i < min(to, len(f.lines)); i++ {
		f.lines[i].off--
		if soft && f.lines[i].soft > 0 {
			f.lines[i].soft--
		}
	}
}

func (l *line) proseWeight() int {
	if !l.prose() {
		return 0
	}
	return min(l.plain, 600)
}

func (f *flow) visit(n *html.Node, depth int) {
	if depth > maxDepth || len(f.pieces) >= maxPieces {
		return
	}
	switch n.Type {
	case html.TextNode:
		f.text(n)
		return
	case html.ElementNode:
		if skipped(n) {
			return
		}
		f.element(n, depth)
		return
	case html.DocumentNode:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			f.visit(c, depth+1)
		}
	default:
	}
}

func (f *flow) element(n *html.Node, depth int) {
	if n.DataAtom == atom.Br || n.DataAtom == atom.Hr {
		f.flush()
		return
	}
	block, heading, cur := f.block, f.heading, f.cur
	isBlockEl := isBlock(n)
	if isBlockEl {
		f.flush()
		f.block = n
	}
	if isHeading(n) {
		f.heading = n
	}
	why, links := isOff(n, f.refs > 0), len(f.links)
	off := why != notOff
	reference := hintsOf(n).reference && !off
	if reference {
		f.refs++
	}
	if off {
		f.offs++
	}
	if why == offByName {
		f.softs++
	}
	f.mark()
	s := span{p0: len(f.pieces), l0: len(f.lines), k0: len(f.links)}
	if n.DataAtom == atom.A && len(f.links) < maxLinks {
		if href := strings.TrimSpace(attr(n, "href")); href != "" {
			f.cur = len(f.links)
			f.links = append(f.links, link{node: n, href: href, line: len(f.lines), p0: len(f.pieces), head: f.heading != nil})
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.visit(c, depth+1)
	}
	if isBlockEl {
		f.flush()
	}
	f.mark()
	s.p1, s.l1, s.k1 = len(f.pieces), len(f.lines), len(f.links)
	if !isBlockEl && f.buf.Len() > 0 {
		s.l1++
	}
	f.spans[n] = s
	if f.cur != cur {
		f.links[f.cur].p1 = len(f.pieces)
	}
	if reference {
		f.refs--
	}
	if off {
		f.offs--
		if why == offByName {
			f.softs--
		}
		if len(f.links) == links {
			f.open(n, s.l0, s.l1) // a word of a label, not a list of links
		} else {
			f.offEls = append(f.offEls, n)
		}
	}
	f.block, f.heading, f.cur = block, heading, cur
}

// mark notes that an element begins or ends here.
func (f *flow) mark() {
	if n := f.buf.Len(); n > 0 && (len(f.breaks) == 0 || f.breaks[len(f.breaks)-1] != n) {
		f.breaks = append(f.breaks, n)
	}
}

// text adds a text node to the line, white space collapsed.
func (f *flow) text(n *html.Node) {
	start := f.buf.Len()
	if start >= maxLine {
		return
	}
	space := start == 0 || strings.HasSuffix(f.buf.String(), " ")
	data := n.Data[:min(len(n.Data), maxLine)]
	from := 0 // the part not written yet
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(data[i:])
		}
		switch {
		case r == ' ' && !space:
			space = true
		case unicode.IsSpace(r):
			f.buf.WriteString(data[from:i])
			if !space {
				f.buf.WriteByte(' ')
			}
			space, from = true, i+size
		case r == utf8.RuneError:
			f.buf.WriteString(data[from:i])
			f.buf.WriteRune(r)
			space, from = false, i+size
		default:
			space = false
		}
		i += size
	}
	f.buf.WriteString(data[from:])
	if f.buf.Len() > start {
		f.pieces = append(f.pieces, piece{n, len(f.lines), start, f.buf.Len(), f.cur})
	}
}

// flush ends the line.
func (f *flow) flush() {
	if f.first == len(f.pieces) {
		f.buf.Reset()
		f.breaks = nil
		return
	}
	l := line{text: f.buf.String(), breaks: f.breaks, p0: f.first, p1: len(f.pieces), block: f.block, head: f.heading != nil, off: f.offs, soft: f.softs}
	for _, p := range f.pieces[l.p0:l.p1] {
		n := letters(l.text[p.start:p.end])
		if p.link >= 0 {
			l.link += n
		} else {
			l.plain += n
		}
	}
	f.lines = append(f.lines, l)
	f.first = len(f.pieces)
	f.buf.Reset()
	f.breaks = nil
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
			if standsAlone(r) {
				n++ // a Chinese character says as much as two letters
			}
		}
	}
	return n
}

// prose reports whether the line is running text rather than a label or link.
func (l *line) prose() bool { return l.plain >= 80 && l.link < l.plain }

// cover returns the largest nodes that hold pieces a to b and no others, in
// order. It does not go above top.
func (f *flow) cover(a, b int, top *html.Node) []*html.Node {
	var out []*html.Node
	for i := a; i < b; {
		n := f.pieces[i].node
		next := i + 1
		for p := n.Parent; p != nil && p != top && p.Type == html.ElementNode; p = p.Parent {
			s, ok := f.spans[p]
			if !ok || s.p0 < a || s.p1 > b || p.DataAtom == atom.Body || p.DataAtom == atom.Article && s.l1-s.l0 > 12 {
				break
			}
			n, next = p, max(next, s.p1)
		}
		out = append(out, n)
		i = next
	}
	return out
}

func skipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Select, atom.Textarea, atom.Head, atom.Object, atom.Math, atom.Video, atom.Audio, atom.Datalist:
		return true
	}
	return false
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Div, atom.Dl, atom.Dt,
		atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup,
		atom.Html, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
		atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Caption, atom.Button:
		return true
	}
	return n.DataAtom == 0 && strings.Contains(n.Data, "-") // a custom element
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
