package pane

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui/typeset"
)

// strip is the greatest height at which every row has one line.
const strip = 6

// mostTitle is how many lines a headline may have in a pane that is higher.
const mostTitle = 3

// View implements Pane.
func (p *readAlso) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	if p.st == nil || len(p.rows) == 0 {
		return page(p.empty(), p.w, p.h)
	}
	var lines []string
	room := p.room()
	for i := p.top; i < len(p.rows) && len(lines) < room; i++ {
		if p.rows[i].heading() && len(lines)+p.height(i) >= room {
			break // no row under the heading can be seen
		}
		lines = append(lines, p.row(i)...)
	}
	if room == p.h {
		return page(lines, p.w, p.h)
	}
	lines = append(lines[:min(len(lines), room)], p.blank(room-len(lines))...)
	return page(append(lines, p.foot()...), p.w, p.h)
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

// row writes a row in as many lines as it needs, each of exactly w cells.
func (p *readAlso) row(i int) []string {
	r, here, th, ascii := p.rows[i], i == p.cursor, p.env.Theme, p.env.ASCII
	if r.heading() {
		lines := []string{paint(th.Idle, fit(p.headingText(), p.w, ascii))}
		if i == 0 || p.h <= strip {
			return lines
		}
		return append(p.blank(1), lines...)
	}
	lead, titles := p.lead(r, here), p.titleLines(r)
	leadStyle, titleStyle := th.Meta, th.Text
	if here {
		titleStyle = th.Rest
		if p.focus {
			titleStyle = th.Cursor
		}
		leadStyle = titleStyle
	}
	at := cells(lead)
	lines := []string{paint(leadStyle, fit(lead, min(at, p.w), ascii)) + paint(titleStyle, fit(titles[0], p.w-at, ascii))}
	for _, t := range titles[1:] {
		lines = append(lines, paint(titleStyle, fit(strings.Repeat(" ", p.hang())+t, p.w, ascii)))
	}
	return lines
}

// titleLines returns the headline of a row in the lines that it is shown in.
func (p *readAlso) titleLines(r alsoRow) []string {
	title := p.title(r)
	room := p.w - p.titleAt()
	if p.h <= strip || room < 8 {
		return []string{title}
	}
	first, rest := broken(title, room)
	lines := []string{first}
	for rest != "" && len(lines) < mostTitle {
		if len(lines) == mostTitle-1 {
			return append(lines, rest) // cut where it ends
		}
		first, rest = broken(rest, p.w-p.hang())
		lines = append(lines, first)
	}
	return lines
}

// hang is where the later lines of a headline begin: below the first where there is
// room for that.
func (p *readAlso) hang() int {
	if p.w >= 60 {
		return p.titleAt()
	}
	return min(leadWidth-1, p.w)
}

// height is how many lines row i has.
func (p *readAlso) height(i int) int {
	switch {
	case p.h <= strip:
		return 1
	case p.rows[i].heading():
		return min(i, 1) + 1
	}
	return len(p.titleLines(p.rows[i]))
}

// used is how many lines the rows from i to j have.
func (p *readAlso) used(i, j int) int {
	n := 0
	for ; i <= j; i++ {
		n += p.height(i)
	}
	return n
}

// room is how many lines are left for rows.
func (p *readAlso) room() int { return p.h - p.footHeight() }

// footHeight is how many lines tell of the row under the cursor.
func (p *readAlso) footHeight() int {
	switch {
	case !p.focus || p.h < 3 || len(p.rows) == 0:
		return 0
	case p.w < 60 && p.h >= 12:
		return 3
	}
	return 1
}

// foot tells of the row under the cursor how it was found, whose it is, and what
// speaks against that.
func (p *readAlso) foot() []string {
	facts := p.facts(p.rows[p.cursor])
	lines := []string{strings.Join(facts, separator(p.env.ASCII))}
	if n := p.footHeight(); n > 1 {
		if lines = p.broken(facts, max(p.w-1, 1)); len(lines) > n {
			lines = append(lines[:n-1], strings.Join(lines[n-1:], separator(p.env.ASCII)))
		}
		for len(lines) < n {
			lines = append([]string{""}, lines...)
		}
	}
	for i, l := range lines {
		lines[i] = paint(p.env.Theme.Faint, fit(" "+l, p.w, p.env.ASCII))
	}
	return lines
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

// leadWidth is that of ">[12] ≡ ".
const leadWidth = 7

// broken sets facts in lines of at most w cells, and breaks none that fits in one.
func (p *readAlso) broken(facts []string, w int) []string {
	var lines []string
	for _, f := range facts {
		if n := len(lines); n > 0 {
			if both := lines[n-1] + separator(p.env.ASCII) + f; cells(both) <= w {
				lines[n-1] = both
				continue
			}
		}
		lines = append(lines, wrapped(f, w)...)
	}
	return lines
}

// lead is what stands before the headline: the cursor, the number, a mark for what
// the cache holds, and how much older or newer than the open story it is.
func (p *readAlso) lead(r alsoRow, here bool) string {
	cursor := " "
	if here && p.focus {
		cursor = ">"
	}
	number := "   "
	if r.ref != nil {
		number = fmt.Sprintf("%3s", "["+strconv.Itoa(r.n)+"]")
	}
	lead := cursor + number + " " + p.cachedMark(r) + " "
	if p.offsets > 0 {
		lead += fitRight(p.offset(r), p.offsets, p.env.ASCII) + " "
	}
	return lead
}

// titleAt is the column where the headline of most rows begins.
func (p *readAlso) titleAt() int {
	if p.offsets > 0 {
		return leadWidth + p.offsets + 1
	}
	return leadWidth
}

// offset says how much older or newer than the open story the story of a row is;
// empty: it is not held.
func (p *readAlso) offset(r alsoRow) string {
	s := r.cited
	if r.ref != nil {
		s = r.ref.Target
	}
	if s == nil {
		return ""
	}
	off := reader.Offset(s, p.st)
	if p.env.ASCII {
		off = strings.Replace(off, "−", "-", 1)
	}
	return off
}

// cachedMark marks how much of the story of a row the cache holds, or that something
// speaks against the host it leads to.
func (p *readAlso) cachedMark(r alsoRow) string {
	text, head, none := "≡", "·", " "
	if p.env.ASCII {
		text, head, none = "=", "-", " "
	}
	s := r.cited
	if r.ref != nil {
		if p.doubt(r.ref) != "" {
			return "!"
		}
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
	case r.ref.Target != nil && !r.ref.Target.Headline.IsZero():
		return r.ref.Target.Headline.String() // as it is now, with the words of its genre
	case !r.ref.Title.IsZero():
		return r.ref.Title.String()
	}
	return target(typeset.Item{Ref: r.ref})
}

// facts says how a reference was found, whose it is, when it was written and
// whether it is held.
func (p *readAlso) facts(r alsoRow) []string {
	if r.heading() {
		return nil
	}
	if r.cited != nil {
		return []string{r.cited.Source.String(), p.when(r.cited), reader.CachedWord(r.cited)}
	}
	var facts []string
	if d := p.doubt(r.ref); d != "" {
		facts = append(facts, d)
	}
	facts = append(facts, reader.Found(r.ref))
	switch t := r.ref.Target; {
	case t != nil:
		if !t.Source.IsZero() {
			facts = append(facts, t.Source.String())
		}
		facts = append(facts, p.when(t), reader.CachedWord(t))
	case r.ref.To != "":
		facts = append(facts, reader.Gone)
	case r.ref.URL != "":
		facts = append(facts, reader.NotCached, reader.Server(r.ref.URL))
	default:
		facts = append(facts, reader.NoAddress)
	}
	return facts
}

// doubt says what speaks against the host that a reference leads to.
func (p *readAlso) doubt(r *news.Reference) string {
	if r.Target != nil {
		return p.env.DoubtOf(r.Target.URL)
	}
	return p.env.DoubtOf(r.URL)
}

// when writes the date of a story; "?" marks that only the time of its
// arrival is known.
func (p *readAlso) when(s *news.Story) string {
	t, mark := s.When(), ""
	if s.Published.IsZero() {
		mark = "?"
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
	y = p.used(p.top, p.cursor-1)
	if p.rows[p.cursor].heading() {
		y += p.height(p.cursor) - 1
	}
	return 0, y, p.top <= p.cursor && y < p.room()
}

// Click implements Clicker: the first click puts the cursor on a row, the
// next opens it.
func (p *readAlso) Click(_, y int) tea.Cmd {
	if y >= p.room() {
		return nil
	}
	i := p.top
	for i < len(p.rows) && y >= p.height(i) {
		y -= p.height(i)
		i++
	}
	if i < 0 || i >= len(p.rows) || p.rows[i].heading() {
		return nil
	}
	if i == p.cursor {
		return p.openRow()
	}
	p.cursor, p.chosen = i, true
	p.show()
	return nil
}

// Wheel implements Clicker.
func (p *readAlso) Wheel(lines int) tea.Cmd {
	p.move(lines)
	return nil
}
