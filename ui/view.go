package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
)

// View composes the screen. Unchanged parts are not written again: an
// equal View costs no byte.
func (s *Screen) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	if s.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if s.opt.Title {
		v.WindowTitle = s.windowTitle()
	}
	switch {
	case s.w <= 0 || s.h <= 0:
	case s.plan.TooSmall:
		v.Content = s.tooSmall()
	default:
		var bad int
		if v.Content, bad = harmless(s.compose()); bad > 0 {
			s.spilled += bad
		}
		v.Cursor = s.cursor()
	}
	return v
}

func (s *Screen) tooSmall() string {
	text := fmt.Sprintf("sitrep needs %d columns and %d rows; here are %d and %d. %s quits.",
		layout.MinWidth, layout.MinHeight, s.w, s.h, s.keys.KeyOf(keys.Quit))
	lines := strings.Split(ansi.WrapWc(text, s.w, ""), "\n")
	return strings.Join(lines[:min(len(lines), s.h)], "\n")
}

// piece is a rectangle with its lines.
type piece struct {
	layout.Rect
	lines []string
}

// compose sets the pieces of the plan side by side.
func (s *Screen) compose() string {
	pieces := []piece{{s.plan.Status, []string{s.status()}}}
	if s.plan.Hints.H > 0 {
		pieces = append(pieces, piece{s.plan.Hints, []string{s.hints()}})
	}
	for _, pl := range s.plan.Areas {
		p := s.at(pl.Slot)
		if p == nil {
			continue
		}
		if pl.Title.H > 0 {
			pieces = append(pieces, piece{pl.Title, []string{s.title(p, pl.Title.W)}})
		}
		pieces = append(pieces, piece{pl.Body, strings.Split(p.View(), "\n")})
	}
	for _, r := range s.plan.Separators {
		bar := theme.Paint(s.env.Theme.Faint, s.glyph("│", "|"))
		pieces = append(pieces, piece{r, slices.Repeat([]string{bar}, r.H)})
	}
	slices.SortFunc(pieces, func(a, b piece) int { return a.X - b.X })
	rows := make([]strings.Builder, s.h)
	for _, p := range pieces {
		for i, line := range p.lines {
			if i < p.H {
				rows[p.Y+i].WriteString(line)
			}
		}
	}
	out := make([]string, s.h)
	for i := range rows {
		out[i] = rows[i].String()
	}
	s.offer(out)
	s.explain(out)
	return strings.Join(out, "\n")
}

// explain puts the rest of a long message over the rows above
// it, as much as fits in half of the screen.
func (s *Screen) explain(rows []string) {
	if s.prompt.on && !s.prompt.wrong.IsZero() {
		lines := strings.Split(ansi.WrapWc("! "+s.prompt.wrong.String(), s.w, ""), "\n")
		s.above(rows, lines, s.env.Theme.Bad)
		return
	}
	if s.offerChoices(rows) || s.prompt.on || len(s.pending) > 0 || !s.told.Shown.IsZero() {
		return
	}
	lines := s.message()
	if len(lines) < 2 {
		return
	}
	lines = lines[:len(lines)-1]
	style := s.env.Theme.Text
	if s.told.Bad {
		style = s.env.Theme.Bad
	}
	s.above(rows, lines, style)
}

// above puts lines over the rows above the status row, as many as fit in half of
// the screen.
func (s *Screen) above(rows, lines []string, style lipgloss.Style) {
	lines = lines[:min(len(lines), s.h/2)]
	at := s.plan.Status.Y - len(lines)
	for i, line := range lines {
		rows[at+i] = theme.Paint(style, line+pad(s.w-ansi.StringWidthWc(line)))
	}
}

// message is the last message, in lines that fit beside the keys in the status
// row.
func (s *Screen) message() []string {
	text := s.told.Text.String()
	switch {
	case s.asked != nil:
		text = s.asked.Question.String()
	case text == "":
		return nil
	case s.told.Bad:
		text = "! " + text
	}
	return strings.Split(ansi.WrapWc(text, max(s.w-ansi.StringWidthWc(s.hint()), 10), ""), "\n")
}

// hint is the right part of the status row.
func (s *Screen) hint() string {
	if right := s.typed(); right != "" {
		return " " + right
	}
	return " " + s.keys.KeyOf(keys.Help) + " help"
}

// offer puts the text that is to be selected over the rows above the status
// row, as much of it as fits in half of the screen.
func (s *Screen) offer(rows []string) {
	if s.told.Shown.IsZero() {
		return
	}
	shown := s.told.Shown.String()
	if s.env.ASCII {
		shown = strings.NewReplacer("“", `"`, "”", `"`).Replace(shown) // around a headline, put there by us
	}
	lines := strings.Split(ansi.HardwrapWc(shown, s.w, true), "\n")
	lines = lines[:min(len(lines), s.h/2)]
	at := s.plan.Status.Y - len(lines)
	for i, line := range lines {
		rows[at+i] = theme.Paint(s.env.Theme.Strong, pane.Cut(line, s.w, s.env.ASCII)) + pad(s.w-ansi.StringWidthWc(line))
	}
}

func (s *Screen) glyph(nice, ascii string) string {
	if s.env.ASCII {
		return ascii
	}
	return nice
}

// title names a pane; the story's is the way walked. The focused pane has a
// mark, since color and underline may be out of sight.
func (s *Screen) title(p *part, w int) string {
	style, lead, bar := s.env.Theme.Idle, s.glyph("── ", "-- "), s.glyph("─", "-")
	if s.focused() == p {
		style, lead, bar = s.env.Theme.Title, s.glyph("━▸ ", "=> "), s.glyph("━", "=")
	}
	room := w - ansi.StringWidthWc(lead)
	text := p.Name
	switch {
	case p.Slot == layout.Story:
		text = s.crumbs(room)
	case p.Slot == layout.ReadAlso && s.load.rows > 0:
		text += s.counted(p)
	}
	text = pane.Cut(text, room, s.env.ASCII)
	rule := max(room-ansi.StringWidthWc(text)-1, 0)
	return theme.Paint(style, lead+text+pad(room-ansi.StringWidthWc(text)-rule)+strings.Repeat(bar, rule))
}

func pad(n int) string { return strings.Repeat(" ", max(n, 0)) }

// counted gives the place of the cursor in read also, and how many rows are out of
// sight below.
func (s *Screen) counted(p *part) string {
	at, ok := p.Pane.(pane.Ranker)
	if !ok || at.Rank().Of == 0 {
		return ""
	}
	text := " (" + at.Rank().String() + ")"
	if long, ok := p.Pane.(pane.Longer); ok && long.Below() > 0 {
		text += fmt.Sprintf(", %d more", long.Below())
	}
	return text
}

// crumbs writes the trail up to here, the latest steps if there is no room
// for all. A story that was passed before is marked.
func (s *Screen) crumbs(w int) string {
	t := s.nav.trail
	if s.preview.on {
		return "Preview"
	}
	if s.load.open == nil || len(t.Steps) == 0 || len(t.Steps) == 1 && s.headlineInSight() {
		return "Story"
	}
	seen := map[news.StoryID]bool{}
	names := make([]string, 0, len(t.Steps))
	for _, step := range t.Steps[:t.At+1] {
		name := "?"
		if st := s.nav.stories[step.Story]; st != nil {
			name = st.Headline.String()
		}
		if seen[step.Story] {
			name = s.glyph("↻ ", "@ ") + name
		}
		seen[step.Story] = true
		names = append(names, name)
	}
	sep := s.glyph(" › ", " > ")
	// Each step has at least this much room; steps that do not fit fall off at
	// the beginning.
	const least = 14
	fits := max(1, (w+3)/(least+3))
	place := ""
	if len(t.Steps) > 1 {
		place = fmt.Sprintf("%d/%d ", t.At+1, len(t.Steps))
	}
	if len(names) > fits {
		names = names[len(names)-fits:]
	}
	each := max((w-len(place)-(len(names)-1)*3)/len(names), 1)
	for i, n := range names {
		names[i] = pane.Cut(n, each, s.env.ASCII)
	}
	return place + strings.Join(names, sep)
}

// headlineInSight reports whether the top of the open story is on the
// screen, so that its name need not be repeated.
func (s *Screen) headlineInSight() bool {
	step, ok := s.position()
	return ok && step.Top == 0 && step.Line <= 0
}

// cursor is the terminal's own cursor: in the prompt, else on the row that
// the focused pane is at, where screen readers look for it.
func (s *Screen) cursor() *tea.Cursor {
	if s.prompt.on {
		_, x := s.promptLine(s.w)
		return tea.NewCursor(x, s.plan.Status.Y)
	}
	p := s.focused()
	if p == nil {
		return nil
	}
	pl, ok := s.plan.Find(p.Slot)
	if !ok {
		return nil
	}
	at, ok := p.Pane.(pane.WithCursor)
	if !ok {
		return nil
	}
	x, y, ok := at.Cursor()
	if !ok || !pl.Body.Contains(pl.Body.X+x, pl.Body.Y+y) {
		return nil
	}
	return tea.NewCursor(pl.Body.X+x, pl.Body.Y+y)
}

// status writes the last row: what is being typed, else what was told, else
// where the reader is and what is going on; on the right the keys of an
// unfinished command.
func (s *Screen) status() string {
	w := s.w
	th := s.env.Theme
	if s.prompt.on {
		line, _ := s.promptLine(w)
		if note := s.wayNote(); note != "" {
			rest := strings.TrimRight(line, " ")
			if room := w - ansi.StringWidthWc(rest) - 2; room > 8 {
				note = pane.Cut(note, room, s.env.ASCII)
				return theme.Paint(th.Text, rest) + pad(room-ansi.StringWidthWc(note)+2) + theme.Paint(th.Meta, note)
			}
		}
		return theme.Paint(th.Text, line)
	}
	right := s.hint()
	room := w - ansi.StringWidthWc(right)
	left, style := s.doing(room), th.Status
	if len(s.pending) > 0 {
		left = s.chord()
	} else if lines := s.message(); len(lines) > 0 {
		left = lines[len(lines)-1]
		if !s.told.Shown.IsZero() {
			left = s.told.Text.String()
		}
		if s.told.Bad {
			style = th.Bad
		}
	}
	left = pane.Cut(left, room, s.env.ASCII)
	end := pad(room - ansi.StringWidthWc(left))
	if failed := s.failures(); failed != "" && len(s.message()) == 0 {
		if before, after, ok := strings.Cut(left, failed); ok {
			return theme.Paint(style, before) + theme.Paint(th.Bad, failed) + theme.Paint(style, after+end) + theme.Paint(th.Status, right)
		}
	}
	return theme.Paint(style, left+end) + theme.Paint(th.Status, right)
}

// chord lists the keys that can follow an unfinished chord.
func (s *Screen) chord() string {
	rows := s.keys.Next(s.scopes(), s.pending)
	parts := make([]string, len(rows))
	for i, r := range rows {
		parts[i] = r.Keys + " " + r.Help
	}
	return keys.Show(strings.Join(s.pending, " ")) + s.glyph(" … ", " .. ") + strings.Join(parts, s.glyph(" · ", " - "))
}

// typed returns the count and the keys of an unfinished chord.
func (s *Screen) typed() string {
	out := keys.Show(strings.Join(s.pending, " "))
	if s.count > 0 {
		out = strconv.Itoa(s.count) + out
	}
	return out
}

// doing names the reader's position and the background work, in w cells:
// what matters least is left out first, and nothing is cut but its own end.
func (s *Screen) doing(w int) string {
	sep := s.glyph(" · ", " - ")
	name, fetching, arrived, list := "", s.fetching(), "", ""
	if p := s.focused(); p != nil {
		name = p.Name
	}
	if _, seen := s.plan.Find(layout.Headlines); !seen && s.overlay == nil {
		if h, ok := s.at(layout.Headlines).Pane.(pane.Summarizer); ok {
			arrived, list = h.Summary()
		}
	}
	short, long := s.polling()
	for _, row := range [][]string{
		{name, s.alarms(), fetching, arrived, list, s.failures(), long},
		{name, s.alarms(), fetching, arrived, list, s.failures(), short},
		{name, s.alarms(), fetching, arrived, list, s.failures()},
		{s.alarms(), fetching, arrived, list, s.failures()},
		{s.alarms(), fetching, arrived, s.failures()},
		{s.alarms(), fetching, arrived},
		{s.alarms(), fetching},
	} {
		text := strings.Join(slices.DeleteFunc(row, func(part string) bool { return part == "" }), sep)
		if ansi.StringWidthWc(text) <= w {
			return text
		}
	}
	return fetching
}

// fetching names the page being fetched because the reader asked for it.
func (s *Screen) fetching() string {
	var parts []string
	if s.work.cancel != nil {
		parts = append(parts, "fetching, "+s.keys.KeyOf(keys.Cancel)+" cancels: "+s.work.what.String())
	}
	if s.work.texts > 0 {
		parts = append(parts, "fetching the full text")
	}
	return strings.Join(parts, s.glyph(" · ", " - "))
}

// wayNote says which way of completing the line is shown, of how many, and
// what it means.
func (s *Screen) wayNote() string {
	p := s.prompt
	if sc, ok := p.to.(pane.Scoper); ok {
		return sc.Scope()
	}
	switch {
	case p.none:
		return "nothing begins so"
	case len(p.ways) == 0:
		return ""
	}
	note := p.ways[p.way].help
	if len(p.ways) > 1 {
		note = strings.TrimSpace(fmt.Sprintf("%s (%d/%d)", note, p.way+1, len(p.ways)))
	}
	return note
}

// promptLine writes the line of input so that the cursor is in sight, and
// returns the column of the cursor.
func (s *Screen) promptLine(w int) (line string, x int) {
	label := s.prompt.label
	value := []rune(s.prompt.line.Value())
	at := min(s.prompt.line.Position(), len(value))
	before, after := string(value[:at]), string(value[at:])
	room := max(w-ansi.StringWidthWc(label)-1, 1)
	if over := ansi.StringWidthWc(before) - room; over > 0 {
		before = ansi.TruncateLeftWc(before, over, "")
	}
	x = ansi.StringWidthWc(label) + ansi.StringWidthWc(before)
	line = ansi.TruncateWc(label+before+after, w, "")
	return line + pad(w-ansi.StringWidthWc(line)), min(x, w-1)
}
