package extract

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// body is a text as blocks, each with its number in the order of the page.
type body struct {
	blocks []news.Block
	orders []int

	standfirst []int  // the numbers of its blocks; nil: none was put in front
	headline   string // the h1 of the page, in the form of key; empty: none is known
}

// before returns how many blocks stand before an element or text with this
// number; all of them if the number is negative, which is unknown.
func (b *body) before(order int) int {
	if order < 0 {
		return len(b.blocks)
	}
	n := 0
	for _, p := range b.orders {
		if p < order {
			n++
		}
	}
	return n
}

func (b *body) size() int { return size(b.blocks) }

// size returns how many bytes of text blocks hold.
func size(blocks []news.Block) int {
	n := 0
	for _, k := range blocks {
		n += k.Text.Len()
	}
	return n
}

// blocksOf turns the content of n into blocks. base resolves the links.
func blocksOf(n *html.Node, base string) *body {
	w := &writer{base: base, kind: news.Paragraph}
	w.visit(n)
	w.flush()
	return &w.body
}

// writer makes blocks of elements. Inline content gathers in line until the
// block ends.
type writer struct {
	base  string
	body  body
	order int // of the element reached last
	total int // bytes of text written
	links int

	kind  news.BlockKind
	level int // of a heading or list item
	n     int // of an item of an ordered list

	line   strings.Builder // white space collapsed
	start  int             // order of the line's first word
	space  bool            // white space waits for a word
	turn   bool            // a line break waits for a word
	marks  []mark
	struck []struck // in the line, or before the block that comes
	quotes int      // depth of quotations
	lists  []list
}

// mark is a link in the line that gathers.
type mark struct {
	url        string
	start, end int
}

// struck is text that is struck out at a place in the line that gathers.
type struck struct {
	text string
	at   int
}

type list struct {
	ordered bool
	next    int
}

func (w *writer) visit(n *html.Node) {
	if len(w.body.blocks) >= maxBlocks || w.total >= maxText {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.write(n.Data)
	case html.DocumentNode:
		w.children(n)
	case html.ElementNode:
		if order, ok := orderOf(n); ok && order > w.order {
			w.order = order
		}
		w.element(n)
	default:
	}
}

func (w *writer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.visit(c)
	}
}

func (w *writer) element(n *html.Node) {
	if silent(n.Data) && n.Data != "head" || hidden(n) || hasAttr(n, offerAttr) {
		return
	}
	switch n.Data {
	case "head", "img", "wbr":
	case "br":
		switch {
		case doubleBreak(n):
			w.flush()
		case w.kind == news.Heading || w.inLink():
			w.space = true
		default:
			w.turn = true
		}
	case "del":
		w.strike(n)
	case "a":
		w.link(n)
	case "q":
		w.write("“")
		w.children(n)
		w.write("”")
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.as(news.Heading, int(n.Data[1]-'0'), 0, n)
	case "blockquote":
		w.flush()
		w.quotes++
		w.children(n)
		w.flush()
		w.quotes--
	case "ul", "ol", "menu":
		w.list(n)
	case "li":
		w.item(n)
	case "dt", "dd", "p":
		w.flush()
		w.children(n)
		w.flush()
	case "pre":
		w.pre(n)
	case "table":
		w.table(n)
	case "figcaption":
		w.as(news.Caption, 0, 0, n)
	default:
		if !breaks(n.Data) {
			w.space = w.space || w.abuts(n)
			w.children(n)
			return
		}
		w.flush()
		w.children(n)
		w.flush()
	}
}

// as writes the content of n as blocks of one kind.
func (w *writer) as(kind news.BlockKind, level, num int, n *html.Node) {
	w.flush()
	k, l, m := w.kind, w.level, w.n
	w.kind, w.level, w.n = kind, level, num
	w.children(n)
	w.flush()
	w.kind, w.level, w.n = k, l, m
}

func (w *writer) list(n *html.Node) {
	w.flush()
	next := 1
	if i, err := strconv.Atoi(attr(n, "start")); err == nil && i > 0 && i < 1_000_000 {
		next = i
	}
	w.lists = append(w.lists, list{n.Data == "ol", next})
	w.children(n)
	w.flush()
	w.lists = w.lists[:len(w.lists)-1]
}

func (w *writer) item(n *html.Node) {
	num := 0
	if len(w.lists) > 0 {
		l := &w.lists[len(w.lists)-1]
		if l.ordered {
			if i, err := strconv.Atoi(attr(n, "value")); err == nil && i > 0 && i < 1_000_000 {
				l.next = i
			}
			num = l.next
		}
		l.next++
	}
	w.as(news.ListItem, max(1, len(w.lists)), num, n)
}

func (w *writer) link(n *html.Node) {
	w.space = w.space || w.abuts(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isBlock(c) {
			w.children(n) // a whole card is a link: its blocks are not
			return
		}
	}
	at := len(w.marks)
	u, ok := cleanURL(w.base, attr(n, "href"))
	if !ok || w.links >= maxLinks || strings.HasPrefix(attr(n, "href"), "#") {
		w.children(n)
		return
	}
	w.marks = append(w.marks, mark{u, -1, -1})
	w.children(n)
	if at < len(w.marks) && w.marks[at].url == u && w.marks[at].start >= 0 {
		w.marks[at].end = w.line.Len()
		w.links++
	}
}

// write adds inline text to the line.
func (w *writer) write(s string) {
	for len(s) > 0 && w.line.Len() < maxLine {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i == 0 {
			w.space = true
			s = strings.TrimLeftFunc(s, unicode.IsSpace)
			continue
		}
		word := s
		if i > 0 {
			word = s[:i]
		}
		s = s[len(word):]
		switch {
		case w.line.Len() == 0:
			w.start = w.order
		case w.turn:
			w.line.WriteByte('\n')
		case w.space:
			w.line.WriteByte(' ')
		}
		w.space, w.turn = false, false
		for j := len(w.marks) - 1; j >= 0 && w.marks[j].start < 0; j-- {
			w.marks[j].start = w.line.Len()
		}
		if room := maxLine - w.line.Len(); len(word) > room {
			word = strings.ToValidUTF8(word[:room], "")
		}
		w.line.WriteString(word)
	}
}

// inLink reports whether a link is open.
func (w *writer) inLink() bool {
	return len(w.marks) > 0 && w.marks[len(w.marks)-1].end < 0
}

// strike notes text that is struck out.
func (w *writer) strike(n *html.Node) {
	if s := attr(n, struckAttr); s != "" && len(w.struck) < maxStruck {
		w.struck = append(w.struck, struck{s, w.line.Len()})
		return
	}
	w.children(n)
}

// flush ends the block that gathers.
func (w *writer) flush() {
	raw, marks := w.line.String(), w.marks
	w.line.Reset()
	w.marks, w.space, w.turn = w.marks[:0], false, false
	if raw == "" {
		w.strikeBefore()
		return
	}
	t := clean(raw)
	if t.IsZero() {
		return
	}
	b := news.Block{Kind: w.kind, Text: t, Level: w.level, N: w.n}
	if w.quotes > 0 && b.Kind == news.Paragraph {
		b.Kind = news.Quote
	}
	if b.Kind == news.ListItem {
		w.n = 0 // the item's further paragraphs carry no number
	}
	b.Links = linksIn(t, raw, marks)
	b.Struck = struckIn(t, raw, w.struck)
	w.struck = w.struck[:0]
	w.add(b, w.start)
}

// clean makes clean text of a line in which line breaks count.
func clean(raw string) sanitize.Clean {
	if strings.IndexByte(raw, '\n') < 0 {
		return sanitize.Line(raw)
	}
	return noBlankLines(sanitize.Text(raw)).Trim()
}

// strikeBefore gives a paragraph of which nothing holds to the block before
// it; without one it waits for the next.
func (w *writer) strikeBefore() {
	if len(w.struck) == 0 || len(w.body.blocks) == 0 {
		return
	}
	b := &w.body.blocks[len(w.body.blocks)-1]
	for _, s := range w.struck {
		if t := sanitize.Line(s.text); !t.IsZero() && b.Kind != news.Table {
			b.Struck = append(b.Struck, news.Struck{Text: t, At: b.Text.Len()})
		}
	}
	w.struck = w.struck[:0]
}

// struckIn places the struck-out parts of a raw line in its clean text.
func struckIn(t sanitize.Clean, raw string, all []struck) []news.Struck {
	var out []news.Struck
	for _, s := range all {
		text, at := sanitize.Line(s.text), s.at
		if text.IsZero() {
			continue
		}
		if t.String() != raw {
			at = clean(raw[:min(at, len(raw))]).Len()
		}
		out = append(out, news.Struck{Text: text, At: min(at, t.Len())})
	}
	return out
}

func (w *writer) add(b news.Block, order int) {
	if len(w.body.blocks) >= maxBlocks || w.total >= maxText {
		return
	}
	w.total += b.Text.Len()
	w.body.blocks = append(w.body.blocks, b)
	w.body.orders = append(w.body.orders, order)
}

// linksIn places the marks of a raw line in its clean text, which may have
// lost or composed characters.
func linksIn(t sanitize.Clean, raw string, marks []mark) []news.Link {
	var links []news.Link
	from := 0
	for _, m := range marks {
		if m.start < 0 || m.end <= m.start {
			continue
		}
		label := clean(raw[m.start:m.end])
		if label.IsZero() {
			continue
		}
		start := m.start
		if t.String() != raw {
			i := strings.Index(t.String()[from:], label.String())
			if i < 0 {
				continue
			}
			start = from + i
		}
		end := start + label.Len()
		if end > t.Len() || t.Slice(start, end) != label {
			continue
		}
		links = append(links, news.Link{URL: m.url, Text: label, Start: start, End: end})
		from = end
	}
	return links
}

// pre writes preformatted text: one block, blank lines dropped.
func (w *writer) pre(n *html.Node) {
	w.flush()
	var b strings.Builder
	rawText(&b, n)
	var lines []string
	for l := range strings.Lines(b.String()) {
		if l = strings.TrimRightFunc(l, unicode.IsSpace); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return
	}
	t := sanitize.Text(strings.Join(lines, "\n"))
	if !t.Trim().IsZero() {
		w.add(news.Block{Kind: news.Pre, Text: noBlankLines(t)}, w.order)
	}
}

// noBlankLines drops lines that cleaning left empty.
func noBlankLines(t sanitize.Clean) sanitize.Clean {
	if !strings.Contains(t.String(), "\n\n") && !strings.HasSuffix(t.String(), "\n") && !strings.HasPrefix(t.String(), "\n") {
		return t
	}
	var lines []string
	for l := range strings.SplitSeq(t.String(), "\n") {
		if strings.TrimSpace(l) != "" {
			lines = append(lines, l)
		}
	}
	return sanitize.Text(strings.Join(lines, "\n"))
}

func rawText(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case isElement(n, "br"):
		b.WriteByte('\n')
	case n.Type == html.ElementNode && silent(n.Data):
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			rawText(b, c)
		}
	}
}

// table writes a table: one block of rows if it holds data, else (a table
// for layout) the blocks of its cells.
func (w *writer) table(n *html.Node) {
	w.flush()
	var rows [][]*html.Node
	layout := false
	for tr := range n.Descendants() {
		if isElement(tr, "table") || isElement(tr, "p", "ul", "ol", "h1", "h2", "h3", "blockquote", "div") && len(text(tr)) > 200 {
			layout = true
		}
		if !isElement(tr, "tr") {
			continue
		}
		var cells []*html.Node
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if isElement(c, "td", "th") && !hidden(c) {
				cells = append(cells, c)
			}
		}
		if len(cells) > 0 {
			rows = append(rows, cells)
		}
	}
	if layout || len(rows) < 2 || !wide(rows) {
		w.children(n)
		w.flush()
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isElement(c, "caption") {
			w.as(news.Caption, 0, 0, c)
		}
	}
	w.rows(rows)
}

func wide(rows [][]*html.Node) bool {
	for _, r := range rows {
		if len(r) > 1 {
			return true
		}
	}
	return false
}

func (w *writer) rows(rows [][]*html.Node) {
	b := news.Block{Kind: news.Table}
	for _, r := range rows {
		cells := make([]sanitize.Clean, len(r))
		empty := true
		for i, c := range r {
			cells[i] = sanitize.Line(text(c))
			w.total += cells[i].Len()
			empty = empty && cells[i].IsZero()
		}
		if !empty && w.total < maxText {
			b.Rows = append(b.Rows, cells)
		}
	}
	if len(b.Rows) > 0 {
		w.add(b, w.order)
	}
}
