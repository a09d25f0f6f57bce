package pane

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

// filtered is a screen with a list that a typed line filters: a heading, rows with a
// cursor, and details of the row that the cursor is on. A pane that embeds it says what
// its rows are; all functions but titles are needed.
type filtered[T any] struct {
	env    *Env
	w, h   int
	focus  bool
	all    []T
	only   string // the words that rows must have
	list   []T    // of all, those that are shown
	scroll scroll
	now    time.Time // when a person last pressed a key
	ask    int       // number of the last question
	known  bool      // it was answered once
	err    sanitize.Clean

	label   string // of the line that is typed
	below   int    // how many lines the details have, their rule included
	matches func(x T, only string) bool
	same    func(a, b T) bool // they are about the same thing, in two answers
	heading func() string
	titles  func() string // of the columns; nil: they have none
	row     func(x T) string
	bad     func(x T) bool // it is in trouble
	idle    func(x T) bool // it matters no more
	detail  func(say func(string))
	asked   func(ask int) tea.Cmd // asks the cache
}

// Resize gives the pane its room.
func (p *filtered[T]) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.list), p.room())
}

// room is how many rows fit between the headings and the details.
func (p *filtered[T]) room() int { return p.h - p.header() - p.details() }

func (p *filtered[T]) header() int {
	switch {
	case p.h < 4:
		return 0
	case p.titles != nil:
		return 2
	}
	return 1
}

func (p *filtered[T]) details() int {
	if p.h < 9 {
		return 0
	}
	return p.below
}

// Focus tells the pane whether it is in sight.
func (p *filtered[T]) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
		p.only = ""
		p.fill()
	}
	p.focus = on
}

// Do carries out an action.
func (p *filtered[T]) Do(a keys.Action) (tea.Cmd, bool) {
	p.now = p.env.Now()
	if (a == keys.Cancel || a == keys.Leave) && p.only != "" {
		return p.Typed(""), true
	}
	return nil, p.scroll.do(a)
}

// Ask implements Prompter.
func (p *filtered[T]) Ask() (label, inForce string, ok bool) { return p.label, p.only, len(p.all) > 0 }

// Typed shows what matches so far.
func (p *filtered[T]) Typed(line string) tea.Cmd {
	p.only = line
	p.fill()
	return nil
}

// Entered ends the filter.
func (p *filtered[T]) Entered(line string, cancelled bool) tea.Cmd {
	if cancelled {
		line = ""
	}
	return p.Typed(line)
}

// Update asks the cache anew when it has changed. Out of sight it asks for nothing; the
// screen tells it that the cache changed when it is opened.
func (p *filtered[T]) Update(msg tea.Msg) tea.Cmd {
	if _, changed := msg.(CacheChanged); !changed || !p.focus {
		return nil
	}
	p.ask++
	return p.asked(p.ask)
}

// answer shows the rows of the cache; failed: why it could not be asked.
func (p *filtered[T]) answer(ask int, all []T, failed sanitize.Clean) {
	switch {
	case ask != p.ask:
	case !failed.IsZero():
		p.err = failed
	default:
		p.err, p.known, p.all = sanitize.Clean{}, true, all
		p.fill()
	}
}

// here returns the row that the cursor is on, if there is one.
func (p *filtered[T]) here() (x T, ok bool) {
	if p.scroll.cursor >= len(p.list) {
		return x, false
	}
	return p.list[p.scroll.cursor], true
}

// fill gathers the rows that match. A cursor that was moved stays on its row.
func (p *filtered[T]) fill() {
	on, ok := p.here()
	p.list = p.list[:0:0]
	for _, x := range p.all {
		if p.matches(x, p.only) {
			p.list = append(p.list, x)
		}
	}
	if i := slices.IndexFunc(p.list, func(x T) bool { return ok && p.same(x, on) }); i >= 0 && p.scroll.cursor > 0 {
		p.scroll.cursor = i
	}
	p.scroll.set(len(p.list), p.room())
}

// View returns exactly h lines of exactly w cells.
func (p *filtered[T]) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w))
	}
	if p.header() > 1 {
		lines = append(lines, paint(th.Meta, p.titles()))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.list) && i < p.scroll.top+p.scroll.h; i++ {
		row := p.row(p.list[i])
		switch {
		case i == p.scroll.cursor:
			row = paint(th.Cursor, row)
		case p.idle != nil && p.idle(p.list[i]):
			row = paint(th.Faint, row)
		case p.bad(p.list[i]):
			row = paint(th.Bad, row)
		}
		lines = append(lines, row)
	}
	if n := p.details(); n > 0 {
		for len(lines) < p.h-n {
			lines = append(lines, fit("", p.w, ascii))
		}
		lines = append(lines, p.told(n)...)
	}
	return page(lines, p.w, p.h)
}

// told returns the details of the row under the cursor, below a rule, in n lines at
// most.
func (p *filtered[T]) told(n int) []string {
	rule := "─"
	if p.env.ASCII {
		rule = "-"
	}
	lines := []string{paint(p.env.Theme.Faint, fit(repeat(rule, p.w), p.w, p.env.ASCII))}
	p.detail(func(s string) {
		for _, l := range wrapped(s, p.w) {
			lines = append(lines, fit(l, p.w, p.env.ASCII))
		}
	})
	return lines[:min(len(lines), n)]
}

// Cursor returns the cell of the cursor's row.
func (p *filtered[T]) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.list) > 0
}

// Click moves the cursor.
func (p *filtered[T]) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *filtered[T]) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
