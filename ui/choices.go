package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
)

// choice is one of the candidates above the line of input.
type choice struct {
	text string         // searched and shown
	note string         // how many stories, which key
	do   func() tea.Cmd // what choosing it does
}

// matching returns the choices that have the letters of each word of a line in their
// order, the best first. Without a line they are all.
func matching(all []choice, line string) []choice {
	words := strings.Fields(sanitize.Fold(line))
	if len(words) == 0 {
		return all
	}
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = sanitize.Fold(c.text)
	}
	score, hits := make([]int, len(all)), make([]int, len(all))
	for _, w := range words {
		for _, m := range fuzzy.FindNoSort(w, texts) {
			score[m.Index] += m.Score
			hits[m.Index]++
		}
	}
	var found []int
	for i := range all {
		if hits[i] == len(words) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int { return score[b] - score[a] })
	out := make([]choice, len(found))
	for i, n := range found {
		out[i] = all[n]
	}
	return out
}

// picker is a line of input with candidates above it: Enter chooses the one that is
// marked, the keys for older and newer lines and for completing move the mark.
type picker struct {
	s     *Screen
	ask   int // number of the question for its candidates
	line  string
	all   []choice
	shown []choice              // of all, those that match
	known map[news.StoryID]bool // which stories are among them
	at    int
	// more asks for candidates that a changed line needs; nil: all are there.
	more func(line string) tea.Cmd
	// twice is the effect on an empty line of the key that opened the picker; nil: it is
	// typed.
	twice func() tea.Cmd
}

// Typed shows what matches.
func (p *picker) Typed(line string) tea.Cmd {
	p.line, p.at = line, 0
	p.fill()
	if p.more == nil {
		return nil
	}
	return p.more(line)
}

// Entered does what the candidate that is marked is for.
func (p *picker) Entered(_ string, cancelled bool) tea.Cmd {
	switch {
	case cancelled:
		return nil
	case p.at < len(p.shown):
		return p.shown[p.at].do()
	}
	p.s.told = pane.Told{Text: sanitize.Lit("Nothing of that name was found.")}
	return nil
}

func (p *picker) fill() {
	p.shown = matching(p.all, p.line)
	p.at = max(min(p.at, len(p.shown)-1), 0)
}

// move moves the mark.
func (p *picker) move(by int) {
	if n := len(p.shown); n > 0 {
		p.at = (p.at + by + n) % n
	}
}

// pickKey gives a key to a picker: what moves its mark. It reports false for keys that
// are text or edit the line.
func (s *Screen) pickKey(a keys.Action, name string) (tea.Cmd, bool) {
	p, ok := s.prompt.to.(*picker)
	if !ok {
		return nil, false
	}
	switch a {
	case keys.NewerLine, keys.Complete:
		p.move(+1)
	case keys.OlderLine, keys.PrevComplete:
		p.move(-1)
	default:
		if p.twice == nil || s.prompt.line.Value() != "" || s.keyOpens(name) != keys.Pick {
			return nil, false
		}
		s.prompt.on = false
		return p.twice(), true
	}
	return nil, true
}

// keyOpens returns the action of a key in the panes.
func (s *Screen) keyOpens(name string) keys.Action {
	a, _ := s.keys.Lookup(s.scopes(), []string{name})
	return a
}

// widestChoice is how far apart name and note of a candidate may stand, in cells.
const widestChoice = 120

// mostChoices is how many candidates can be seen at a time.
const mostChoices = 12

// offerChoices puts the candidates of the line of input over the rows above it.
func (s *Screen) offerChoices(rows []string) bool {
	if !s.prompt.on || !s.prompt.wrong.IsZero() {
		return false
	}
	var all []choice
	var at int
	switch to := s.prompt.to.(type) {
	case *picker:
		all, at = to.shown, to.at
	case commandLine:
		all, at = s.commandChoices(to)
	default:
		return false
	}
	room := min(mostChoices, s.h/2-1)
	if room < 1 {
		return false
	}
	top := max(min(at-room/2, len(all)-room), 0)
	lines := make([]string, 0, room+1)
	for i := top; i < len(all) && len(lines) < room; i++ {
		lines = append(lines, s.choiceRow(all[i], i == at))
	}
	head := fmt.Sprintf("%d of %d", min(top+len(lines), len(all)), len(all))
	if len(all) == 0 {
		head = "nothing of that name"
	}
	if len(all) <= room && len(all) > 0 {
		head = strconv.Itoa(len(all))
	}
	head = s.glyph("── ", "-- ") + head + " "
	head += strings.Repeat(s.glyph("─", "-"), max(s.w-ansi.StringWidthWc(head), 0))
	first := s.plan.Status.Y - len(lines) - 1
	rows[first] = theme.Paint(s.env.Theme.Idle, pane.Cut(head, s.w, s.env.ASCII))
	for i, line := range lines {
		rows[first+1+i] = line
	}
	return true
}

// choiceRow writes a candidate in the width of the screen.
func (s *Screen) choiceRow(c choice, marked bool) string {
	lead, style := "  ", s.env.Theme.Text
	if marked {
		lead, style = s.glyph("▸ ", "> "), s.env.Theme.Cursor
	}
	w := min(s.w, widestChoice)
	note := pane.Cut(c.note, w*2/3, s.env.ASCII)
	room := w - ansi.StringWidthWc(note) - ansi.StringWidthWc(lead) - 1
	text := pane.Cut(c.text, max(room-1, 0), s.env.ASCII)
	gap := pad(room - ansi.StringWidthWc(text))
	return s.twoStyles(style, marked, lead+text+gap, note+" "+pad(s.w-w))
}

// twoStyles paints a row; its right part is fainter unless the row is marked.
func (s *Screen) twoStyles(style lipgloss.Style, marked bool, left, right string) string {
	if marked {
		return theme.Paint(style, left+right)
	}
	return theme.Paint(style, left) + theme.Paint(s.env.Theme.Meta, right)
}

// commandChoices are the ways in which a command may go on, with their keys, and which
// of them stands in the line; -1: none does.
func (s *Screen) commandChoices(c commandLine) ([]choice, int) {
	ways, at := s.prompt.ways, s.prompt.way
	if len(ways) == 0 {
		ways, at = c.Complete(s.prompt.line.Value()), -1
	}
	out := make([]choice, len(ways))
	for i, w := range ways {
		note := w.help
		if key := s.keys.KeyOf(keys.Action(strings.TrimSpace(w.line))); key != "" {
			note += "  " + key
		}
		out[i] = choice{text: w.line, note: note}
	}
	return out, at
}
