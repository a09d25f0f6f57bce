package pane

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Help", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Help, New: newHelp})
}

// help shows the key table and the meaning of the signs. It can be searched.
type help struct {
	env    *Env
	w, h   int
	about  keys.Scope // the pane that had the focus before
	only   string     // show rows with this text
	lines  []helpLine
	scroll scroll
	on     bool // it is open
}

// helpLine is a heading, or keys and their action.
type helpLine struct{ head, keys, text string }

// plain returns the line without styles.
func (l helpLine) plain(keyWidth int, ascii bool) string {
	if l.head != "" {
		return l.head
	}
	return fit(l.keys, keyWidth, ascii) + " " + l.text
}

func newHelp(env *Env) Pane {
	p := &help{env: env}
	p.fill()
	return p
}

// fill gathers the lines that match the search.
func (p *help) fill() {
	p.lines = nil
	add := func(head string, rows []helpLine) {
		var hits []helpLine
		for _, r := range rows {
			if p.only == "" || strings.Contains(sanitize.Fold(r.keys+" "+r.text+" "+head), sanitize.Fold(p.only)) {
				hits = append(hits, p.wrap(r)...)
			}
		}
		if len(hits) == 0 {
			return
		}
		if len(p.lines) > 0 {
			p.lines = append(p.lines, helpLine{})
		}
		p.lines = append(append(p.lines, helpLine{head: head}), hits...)
	}
	if p.env.KeyTable != nil {
		for _, g := range p.ordered(p.env.KeyTable()) {
			var rows []helpLine
			for _, r := range g.Rows {
				rows = append(rows, helpLine{keys: r.Keys, text: r.Help})
			}
			add(keys.Title(g.Scope), rows)
		}
	}
	add("Counts", []helpLine{{keys: "17j", text: "a number before a movement repeats it, in lists"}})
	for _, g := range p.signs() {
		add(g.head, g.rows)
	}
	add("Queries, in searches and desks", queries())
	p.scroll.set(len(p.lines), p.columns()*p.room())
}

// ordered puts the keys of the pane that had the focus first.
func (p *help) ordered(groups []keys.Group) []keys.Group {
	first := func(g keys.Group) int {
		if g.Scope == p.about && p.about != "" {
			return 0
		}
		return 1
	}
	groups = slices.Clone(groups)
	slices.SortStableFunc(groups, func(a, b keys.Group) int { return first(a) - first(b) })
	return groups
}

// About implements Advisor.
func (p *help) About(s keys.Scope) { p.about = s }

// between is the gap between two columns.
const between = 2

// columns is how many columns the help is set in: lines that do not fit in the first go
// on in the second.
func (p *help) columns() int {
	if p.w >= 2*56+between {
		return 2
	}
	return 1
}

// width is that of a column.
func (p *help) width() int { return (p.w - (p.columns()-1)*between) / p.columns() }

// room is how many rows a column has.
func (p *help) room() int { return max(p.h-p.header(), 1) }

// wrap breaks a row in as many lines as its text needs beside the keys.
func (p *help) wrap(r helpLine) []helpLine {
	room := p.width() - p.keyWidth() - 1
	if room < 10 {
		return []helpLine{r}
	}
	var out []helpLine
	for _, l := range wrapped(r.text, room) {
		out = append(out, helpLine{keys: r.keys, text: l})
		r.keys = ""
	}
	return out
}

func (p *help) keyWidth() int { return min(22, p.width()/3) }

func (p *help) header() int { return min(max(p.h-1, 0), 1) }

// Resize gives the pane its room.
func (p *help) Resize(w, h int) {
	p.w, p.h = w, h
	p.fill()
}

// Focus begins anew each time the help is opened.
func (p *help) Focus(on bool) {
	if on && !p.on {
		p.only, p.scroll.top, p.scroll.cursor = "", 0, 0
		p.fill()
	}
	p.on = on
}

// Do carries out an action.
func (p *help) Do(a keys.Action) (tea.Cmd, bool) {
	if (a == keys.Cancel || a == keys.Leave) && p.only != "" {
		p.only = ""
		p.fill()
		return nil, true
	}
	return nil, p.scroll.do(a)
}

// Update does nothing: the table does not change.
func (p *help) Update(tea.Msg) tea.Cmd { return nil }

// Ask starts a search of the help.
func (p *help) Ask() (label, initial string, ok bool) { return "search help: ", p.only, true }

// Typed shows what matches so far.
func (p *help) Typed(s string) tea.Cmd {
	p.only = s
	p.fill()
	return nil
}

// Entered ends the search.
func (p *help) Entered(s string, cancelled bool) tea.Cmd {
	if cancelled {
		s = ""
	}
	return p.Typed(s)
}

// View returns exactly h lines of exactly w cells.
func (p *help) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	ascii := p.env.ASCII
	var lines []string
	if p.header() > 0 {
		head := "Help"
		if p.only != "" {
			head += ": " + p.only
		}
		lines = append(lines, p.scroll.title(p.env, head, p.w))
	}
	if len(p.lines) == 0 {
		lines = append(lines, fit("No key and no sign matches.", p.w, ascii))
	}
	room := p.room()
	for y := range min(room, len(p.lines)-p.scroll.top) {
		last := y == room-1 && room > 1
		row := p.line(p.scroll.top+y, last)
		if p.columns() > 1 {
			row += strings.Repeat(" ", between)
			if i := p.scroll.top + room + y; i < len(p.lines) {
				row += p.line(i, last)
			} else {
				row += strings.Repeat(" ", p.width())
			}
			row += strings.Repeat(" ", p.w-2*p.width()-between)
		}
		lines = append(lines, row)
	}
	return page(lines, p.w, p.h)
}

// line writes a line of the help in the width of a column; last: no line of what it
// heads can be seen below it.
func (p *help) line(i int, last bool) string {
	th, ascii, l := p.env.Theme, p.env.ASCII, p.lines[i]
	keyWidth, w := p.keyWidth(), p.width()
	switch {
	case i == p.scroll.cursor:
		return paint(th.Cursor, fit(l.plain(keyWidth, ascii), w, ascii))
	case l.head != "" && last:
		return strings.Repeat(" ", w)
	case l.head != "":
		return paint(th.Strong, fit(l.head, w, ascii))
	}
	return paint(th.Meta, fit(l.keys, keyWidth, ascii)) + fit(" "+l.text, w-keyWidth, ascii)
}

// Cursor returns the cell of the cursor's row.
func (p *help) Cursor() (x, y int, ok bool) {
	y = p.scroll.cursor - p.scroll.top
	if room := p.room(); y >= room {
		x, y = p.width()+between, y-room
	}
	return x, p.header() + y, p.h > 0 && len(p.lines) > 0
}

// Click moves the cursor.
func (p *help) Click(x, y int) tea.Cmd {
	y -= p.header()
	if p.columns() > 1 && x >= p.width()+between && y >= 0 {
		y += p.room()
	}
	p.scroll.point(y)
	return nil
}

// Wheel scrolls.
func (p *help) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
