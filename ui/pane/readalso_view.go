package pane

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/ui/typeset"
)

// strip is the greatest height at which every row has one line.
const strip = 6

// rowHeight is how many lines a row has.
func (p *readAlso) rowHeight() int {
	if p.h > strip {
		return 2
	}
	return 1
}

// visible is how many rows fit.
func (p *readAlso) visible() int { return max(p.h/p.rowHeight(), 1) }

// View implements Pane.
func (p *readAlso) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	if p.st == nil || len(p.rows) == 0 {
		return page(p.empty(), p.w, p.h)
	}
	var lines []string
	for i := p.top; i < len(p.rows) && len(lines) < p.h; i++ {
		lines = append(lines, p.row(p.rows[i], i == p.cursor)...)
	}
	return page(lines, p.w, p.h)
}

func (p *readAlso) empty() []string {
	say := reader.NoReferences
	switch {
	case p.st == nil:
		say = "No story is open."
	case !p.loaded:
		say = ""
	case p.filter != "":
		say = "No reference matches the filter."
	case len(p.cited) == 0 && !p.st.FullText:
		say = reader.NoReferencesKnown
	}
	var lines []string
	for _, l := range wrapped(say, max(p.w-1, 1)) {
		lines = append(lines, paint(p.env.Theme.Faint, fit(" "+l, p.w, p.env.ASCII)))
	}
	return lines
}

// row writes a row in as many lines as rows have, each of exactly w cells.
func (p *readAlso) row(r alsoRow, here bool) []string {
	th, ascii := p.env.Theme, p.env.ASCII
	if r.heading() {
		lines := []string{paint(th.Idle, fit(p.headingText(), p.w, ascii))}
		if p.rows[0].heading() {
			return append(lines, p.blank(p.rowHeight()-1)...)
		}
		return append(p.blank(p.rowHeight()-1), lines...) // beside what it heads
	}
	lead, title := p.lead(r, here), p.title(r)
	titleStyle, factStyle := th.Text, th.Meta
	if here {
		titleStyle = th.Rest
		if p.focus {
			titleStyle = th.Cursor
		}
		factStyle = titleStyle
	}
	if p.rowHeight() == 1 {
		facts := strings.Join(p.briefly(r), separator(ascii))
		room := p.w - ansi.StringWidthWc(lead)
		// The title has at least two fifths of the row.
		most := max(room-max(room*2/5, 20), 0)
		tail := Cut("  "+facts, most, ascii)
		if room < 24 {
			tail = ""
		}
		room = max(room-ansi.StringWidthWc(tail), 0)
		return []string{paint(titleStyle, fit(lead+fit(title, room, ascii), p.w-ansi.StringWidthWc(tail), ascii)) + paint(factStyle, tail)}
	}
	indent := strings.Repeat(" ", ansi.StringWidthWc(lead))
	return []string{
		paint(titleStyle, fit(lead+title, p.w, ascii)),
		paint(factStyle, fit(indent+strings.Join(p.facts(r), separator(ascii)), p.w, ascii)),
	}
}

func (p *readAlso) blank(n int) []string {
	var lines []string
	for range n {
		lines = append(lines, strings.Repeat(" ", p.w))
	}
	return lines
}

func (p *readAlso) headingText() string {
	dash := "── "
	if p.env.ASCII {
		dash = "-- "
	}
	return fmt.Sprintf("%sCited by (%d)", dash, len(p.cited))
}

// lead is what stands before the title: the cursor, the number, and a mark
// for what the cache holds.
func (p *readAlso) lead(r alsoRow, here bool) string {
	cursor := " "
	if here && p.focus {
		cursor = ">"
	}
	number := "   "
	if r.ref != nil {
		number = fmt.Sprintf("%3s", "["+strconv.Itoa(r.n)+"]")
	}
	return cursor + number + " " + p.cachedMark(r) + " "
}

// cachedMark marks how much of the story of a row the cache holds.
func (p *readAlso) cachedMark(r alsoRow) string {
	text, head, none := "≡", "·", " "
	if p.env.ASCII {
		text, head, none = "=", "-", " "
	}
	s := r.cited
	if r.ref != nil {
		s = r.ref.Target
		if s == nil && r.ref.To == "" && r.ref.URL == "" {
			return "?"
		}
	}
	switch {
	case s == nil:
		return none
	case s.FullText:
		return text
	}
	return head
}

func (p *readAlso) title(r alsoRow) string {
	switch {
	case r.cited != nil:
		return r.cited.Headline.String()
	case !r.ref.Title.IsZero():
		return r.ref.Title.String()
	case r.ref.Target != nil:
		return r.ref.Target.Headline.String()
	}
	return target(typeset.Item{Ref: r.ref})
}

// facts says how a reference was found, whether it is held, and when it was
// written.
func (p *readAlso) facts(r alsoRow) []string {
	if r.cited != nil {
		return []string{r.cited.Source.String(), reader.Distance(r.cited, p.st), p.when(r.cited)}
	}
	var facts []string
	if d := p.doubt(r.ref); d != "" {
		facts = append(facts, d)
	}
	// The mark before the title says what is held, too: narrow panes may cut
	// that off, but not how old the story is.
	if t := r.ref.Target; t != nil {
		return append(facts, reader.Distance(t, p.st), reader.Found(r.ref), reader.CachedWord(t), p.when(t))
	}
	facts = append(facts, reader.Found(r.ref))
	switch {
	case r.ref.To != "":
		facts = append(facts, reader.Gone)
	case r.ref.URL != "":
		facts = append(facts, reader.NotCached, reader.Server(r.ref.URL))
	default:
		facts = append(facts, reader.NoAddress)
	}
	return facts
}

// briefly is what of the facts one line has room for.
func (p *readAlso) briefly(r alsoRow) []string {
	if r.cited != nil {
		return []string{r.cited.Source.String(), reader.Distance(r.cited, p.st)}
	}
	t := r.ref.Target
	if t == nil {
		return p.facts(r)
	}
	how := reader.Stood(r.ref)
	if tier := reader.Matched(r.ref); tier != "" {
		how = tier
	}
	if d := p.doubt(r.ref); d != "" {
		return []string{d, reader.Distance(t, p.st), reader.CachedWord(t)} // it takes the room of what matters less
	}
	return []string{reader.Distance(t, p.st), how, reader.CachedWord(t)}
}

// doubt says what speaks against the host that a reference leads to.
func (p *readAlso) doubt(r *news.Reference) string {
	if r.Target != nil {
		return p.env.DoubtOf(r.Target.URL)
	}
	return p.env.DoubtOf(r.URL)
}

// when writes the date of a story; "~" marks that only the time of its
// arrival is known.
func (p *readAlso) when(s *news.Story) string {
	t, mark := s.When(), ""
	if s.Published.IsZero() {
		mark = "~"
	}
	if t.IsZero() {
		return reader.DateUnknown
	}
	layout := "2 Jan 15:04Z"
	switch {
	case s.PublishedDay:
		layout = "2 Jan"
	case p.st.When().Sub(t).Abs() > 300*24*time.Hour:
		layout = "2 Jan 2006"
	}
	return mark + t.UTC().Format(layout)
}

// Cursor implements WithCursor: the row of the cursor.
func (p *readAlso) Cursor() (x, y int, ok bool) {
	if p.cursor >= len(p.rows) || p.h <= 0 || p.w <= 0 {
		return 0, 0, false
	}
	y = (p.cursor - p.top) * p.rowHeight()
	return 0, y, y >= 0 && y < p.h
}

// Click implements Clicker: the first click puts the cursor on a row, the
// next opens it.
func (p *readAlso) Click(_, y int) tea.Cmd {
	i := p.top + y/p.rowHeight()
	if i < 0 || i >= len(p.rows) || p.rows[i].heading() {
		return nil
	}
	if i == p.cursor {
		return p.openRow()
	}
	p.cursor, p.chosen = i, true
	return nil
}

// Wheel implements Clicker.
func (p *readAlso) Wheel(lines int) tea.Cmd {
	p.move(lines)
	return nil
}
