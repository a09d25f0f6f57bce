package typeset

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
)

// Options says how to set a text.
type Options struct {
	Width int  // cells a line may have; less than 1 counts as 1
	ASCII bool // bullets, bars and arrows in ASCII
	RTL   bool // right-to-left text is put in visual order and to the right
	Words bool // for the ear: words instead of ornaments, tables row by row, nothing cut off
}

// Text is a story set for one width. It does not change, but for the parts it
// remembers of searches: it serves one goroutine.
type Text struct {
	opts   Options
	items  []Item
	flows  []flow
	lines  []line
	begins []int    // the first line of each flow
	blocks []int    // the first line of each block
	spots  []spot   // of each item
	folded []folded // of each flow, once a search has asked for it
}

// line is a line of a flow, or the blank one behind it.
type line struct {
	flow     int32
	from, to int32 // the part of the flow's text
	blank    bool
}

// spot is a place in a flow.
type spot struct{ flow, at int }

// Set sets a story. It copies neither blocks nor references, which must not
// change while the text is in use.
func Set(blocks []news.Block, refs []news.Reference, o Options) *Text {
	o.Width = max(o.Width, 1)
	m := maker{opts: o}
	m.story(blocks, refs)
	t := &Text{opts: o, items: Number(blocks, refs), flows: m.flows, begins: make([]int, len(m.flows)), spots: make([]spot, m.n)}
	t.blocks = make([]int, len(blocks))
	block := 0
	for i := range t.flows {
		f := &t.flows[i]
		if f.gap {
			t.lines = append(t.lines, line{flow: int32(i - 1), blank: true})
		}
		t.begins[i] = len(t.lines)
		for ; block <= f.block && block < len(blocks); block++ {
			t.blocks[block] = len(t.lines)
		}
		t.breakFlow(i, f)
		for _, k := range f.marks {
			if k.n > 0 && !k.made { // the number may stand in a later line
				t.spots[k.n-1] = spot{i, k.from}
			}
		}
	}
	for ; block < len(blocks); block++ {
		t.blocks[block] = max(len(t.lines)-1, 0)
	}
	return t
}

func (t *Text) breakFlow(i int, f *flow) {
	add := func(s span) {
		t.lines = append(t.lines, line{flow: int32(i), from: int32(s.from), to: int32(s.to)})
	}
	if !f.cut {
		wrap(f.text, t.opts.Width-cells(f.first), add)
		return
	}
	from := 0
	for part := range strings.SplitSeq(f.text, "\n") {
		add(span{from, from + len(part)})
		from += len(part) + 1
	}
}

// Lines returns how many lines the text has.
func (t *Text) Lines() int { return len(t.lines) }

// Items returns the links and references, by number.
func (t *Text) Items() []Item { return t.items }

// Cell is one character, or a run of blanks, in its place.
type Cell struct {
	Text  string
	Width int // cells; a run of blanks may have many
	Role  Role
	N     int // the item it belongs to; 0: none
	At    int // its byte in the flow; -1: typeset put it there
}

// Line is a line with its cells from left to right, without trailing blanks.
type Line struct {
	Block int // the index of its block, or of that before a reference
	Flow  int // see Match
	Items []int
	Cells []Cell
}

// Width returns how many cells the line fills.
func (l Line) Width() int {
	w := 0
	for _, c := range l.Cells {
		w += c.Width
	}
	return w
}

// String returns the characters of the line.
func (l Line) String() string {
	var b strings.Builder
	for _, c := range l.Cells {
		b.WriteString(c.Text)
	}
	return b.String()
}

// Line returns the line of the given index.
func (t *Text) Line(i int) Line {
	ln := t.lines[i]
	f := &t.flows[ln.flow]
	l := Line{Block: f.block, Flow: int(ln.flow)}
	if ln.blank {
		return l
	}
	prefix := f.rest
	if t.begins[ln.flow] == i {
		prefix = f.first
	}
	text := t.textCells(f, ln, t.opts.Width-cells(prefix))
	for _, c := range text {
		if c.N > 0 && !slices.Contains(l.Items, c.N) {
			l.Items = append(l.Items, c.N)
		}
	}
	l.Cells = slices.Concat(made(prefix), text)
	if !t.opts.RTL || f.cut {
		return l
	}
	turned := l
	if f.rtl {
		turned.Cells = t.fromTheRight(visual(f, text), prefix)
	} else {
		turned.Cells = slices.Concat(made(prefix), visual(f, text))
	}
	if cells(turned.String()) != turned.Width() {
		return l // characters that became neighbors have merged into one
	}
	return turned
}

// fromTheRight puts text at the right edge, its prefix beyond it.
func (t *Text) fromTheRight(text []Cell, prefix string) []Cell {
	used := cells(prefix)
	for _, c := range text {
		used += c.Width
	}
	pad := made(strings.Repeat(" ", max(t.opts.Width-used, 0)))
	ornament := made(prefix)
	slices.Reverse(ornament)
	for i := range ornament {
		ornament[i].Text = mirrored(ornament[i].Text)
	}
	return slices.Concat(pad, text, ornament)
}

// made returns the cells of what typeset adds.
func made(s string) []Cell {
	if s == "" {
		return nil
	}
	if strings.Trim(s, " ") == "" {
		return []Cell{{Text: s, Width: len(s), At: -1}}
	}
	var all []Cell
	for s != "" {
		n, w := cluster(s)
		all = append(all, Cell{Text: s[:n], Width: w, Role: Faint, At: -1})
		s = s[n:]
	}
	return all
}

// textCells returns the cells of a line's text in logical order, at most
// width of them.
func (t *Text) textCells(f *flow, ln line, width int) []Cell {
	text := f.text[ln.from:ln.to]
	all := make([]Cell, 0, min(len(text), width+1))
	marks := f.within(int(ln.from), int(ln.to))
	used := 0
	for at := 0; at < len(text); {
		n, w := cluster(text[at:])
		c := Cell{Text: text[at : at+n], Width: w, Role: f.role, At: int(ln.from) + at}
		switch {
		case n == 1: // by far the most frequent
		case w > width: // it can never be shown
			c.Text, c.Width = "?", 1
		case leans(c.Text) || ansi.StringWidthWc(c.Text) == 0:
			c.Text, c.Width = standIn(c.Text)
		default:
			c.Text = alone(c.Text)
		}
		if used += c.Width; used > width {
			return t.cutOff(all, width)
		}
		for _, k := range marks {
			if c.At >= k.from && c.At < k.to {
				c.Role, c.N = k.role, k.n
				break
			}
		}
		all = append(all, c)
		at += n
	}
	return all
}

// within returns the marks on a part of the flow's text.
func (f *flow) within(from, to int) []mark {
	var some []mark
	for _, k := range f.marks {
		if k.from < to && k.to > from {
			some = append(some, k)
		}
	}
	return some
}

// cutOff ends cells of a line that goes on beyond the edge with a mark.
func (t *Text) cutOff(all []Cell, width int) []Cell {
	used := 0
	for i, c := range all {
		if used+c.Width > width-1 {
			all = all[:i]
			break
		}
		used += c.Width
	}
	m := maker{opts: t.opts}
	end := Cell{Text: m.either("…", ">"), Width: 1, Role: Faint, At: -1}
	return append(all, end)
}

// mirrored returns a bracket or arrow as it looks from the other side.
func mirrored(s string) string {
	const pairs = "()[]{}<>«»‹›↪↩"
	i := strings.Index(pairs, s)
	r, n := utf8.DecodeRuneInString(s)
	if i < 0 || r == utf8.RuneError || n != len(s) {
		return s
	}
	if utf8.RuneCountInString(pairs[:i])%2 == 1 {
		r, _ = utf8.DecodeLastRuneInString(pairs[:i])
		return string(r)
	}
	r, _ = utf8.DecodeRuneInString(pairs[i+n:])
	return string(r)
}
