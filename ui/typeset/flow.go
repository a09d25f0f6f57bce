package typeset

import (
	"cmp"
	"strconv"
	"strings"

	"sitrep/internal/news"
)

// Role is the part that a character plays in the text.
type Role uint8

// The roles.
const (
	Body     Role = iota
	Strong        // headings, the first row of a table, names of fields
	Quote         // quoted text
	Link          // the words of a link
	Label         // the number of a link or reference
	ReadAlso      // the marker of a reference
	Title         // the title of a reference
	Meta          // captions
	Faint         // what typeset adds: bullets, bars, marks
)

// flow is a run of text that is set by itself.
type flow struct {
	block int
	text  string
	role  Role // of what no mark covers
	marks []mark
	first string // prefix of the first line
	rest  string // prefix of the others, at most as wide
	cut   bool   // keep the lines as they are and cut those that are too long
	gap   bool   // a blank line stands before it
	rtl   bool   // the text runs from right to left
}

// mark is the kind of a part of a flow.
type mark struct {
	from, to int
	role     Role
	n        int  // the item it belongs to; 0: none
	made     bool // typeset put it there: it is no part of the source
}

// maker turns blocks and references into flows.
type maker struct {
	opts  Options
	flows []flow
	n     int // the last number given
}

func (m *maker) add(f flow) {
	if 2*cells(f.first) > m.opts.Width { // no room for ornaments
		f.first, f.rest = "", ""
	}
	f.gap = f.gap && len(m.flows) > 0
	if m.opts.RTL {
		f.rtl = rightToLeft(f.text)
	}
	m.flows = append(m.flows, f)
}

// story adds all flows of a story.
func (m *maker) story(blocks []news.Block, refs []news.Reference) {
	byBlock := distribute(len(blocks), refs)
	var before news.BlockKind
	for i, b := range blocks {
		m.references(max(i-1, 0), byBlock[i])
		if len(byBlock[i]) > 0 {
			before = ""
		}
		m.block(i, b, before)
		before = b.Kind
	}
	m.references(max(len(blocks)-1, 0), byBlock[len(blocks)])
}

func (m *maker) block(i int, b news.Block, before news.BlockKind) {
	f := flow{block: i, gap: true}
	switch b.Kind {
	case news.Table:
		m.table(i, b)
		return
	case news.Heading:
		f.role = Strong
		f.first = m.word("Heading: ", "")
	case news.Quote:
		f.role = Quote
		f.first = m.word("Quote: ", m.either("│ ", "| "))
		f.rest = m.word("", f.first)
	case news.Caption:
		f.role = Meta
		f.first, f.rest = m.word("Caption: ", m.either("▸ ", "> ")), m.word("", "  ")
		f.gap = before != news.Table
	case news.ListItem:
		f.first, f.rest = m.bullet(b)
		f.gap = before != news.ListItem
	case news.Pre:
		f.cut = !m.opts.Words
	default:
		f.gap = before != news.Heading
	}
	if f.text, f.marks = m.linked(b); strings.TrimSpace(f.text) != "" {
		m.add(f)
	}
}

func (m *maker) either(unicode, ascii string) string {
	if m.opts.ASCII {
		return ascii
	}
	return unicode
}

// word returns the first where words are wanted, else the ornament.
func (m *maker) word(word, ornament string) string {
	if m.opts.Words {
		return word
	}
	return ornament
}

// bullet returns the prefixes of an item of a list.
func (m *maker) bullet(b news.Block) (first, rest string) {
	bullet := m.either("• ", "* ")
	if b.Level > 1 || m.opts.Words {
		bullet = "- "
	}
	if b.N > 0 {
		bullet = strconv.Itoa(b.N) + ". "
	}
	// However deep the list, text keeps two thirds of the width.
	depth := min(2*max(b.Level-1, 0), m.opts.Width/3)
	indent := strings.Repeat(" ", depth)
	return indent + bullet, indent + strings.Repeat(" ", cells(bullet))
}

func label(n int) string { return "[" + strconv.Itoa(n) + "]" }

// references adds one flow for each reference.
func (m *maker) references(block int, refs []*news.Reference) {
	for i, r := range refs {
		m.n++
		f := flow{block: block, gap: i == 0, role: Title}
		f.first, f.rest = m.word("", m.either("↪ ", "-> ")), m.word("", m.either("  ", "   "))
		var b strings.Builder
		put := func(s string, role Role, made bool) {
			f.marks = append(f.marks, mark{from: b.Len(), to: b.Len() + len(s), role: role, n: m.n, made: made})
			b.WriteString(s)
		}
		title := cmp.Or(r.Title.String(), r.URL)
		put(cmp.Or(r.Marker.String(), "Read also"), ReadAlso, false)
		put(m.word(": ", "  "), ReadAlso, true)
		put(title, Title, false)
		put(" ", Label, true)
		put(label(m.n), Label, true)
		if r.To == "" && r.URL == "" {
			put(m.word(" (not found yet)", " ?"), Label, true)
		}
		f.text = b.String()
		m.add(f)
	}
}
