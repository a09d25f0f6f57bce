package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Help", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Help, New: newHelp})
}

// help shows the key table and what the signs mean. It can be searched.
type help struct {
	env    *Env
	w, h   int
	only   string // show rows with this text
	lines  []helpLine
	scroll scroll
	on     bool // it is open
}

// helpLine is a heading, or keys and what they do.
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
		for _, g := range p.env.KeyTable() {
			var rows []helpLine
			for _, r := range g.Rows {
				rows = append(rows, helpLine{keys: r.Keys, text: r.Help})
			}
			add(keys.Title(g.Scope), rows)
		}
	}
	add("Counts", []helpLine{{keys: "17j", text: "a number before a movement repeats it, in lists"}})
	add("Signs in the headlines", p.signs())
	p.scroll.set(len(p.lines), p.h-p.header())
}

// wrap breaks a row in as many lines as its text needs beside the keys.
func (p *help) wrap(r helpLine) []helpLine {
	room := p.w - p.keyWidth() - 1
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

func (p *help) keyWidth() int { return min(22, p.w/3) }

func (p *help) signs() []helpLine {
	unread, star, text, refs, again := "•", "★", "≡", "→", "↻"
	if p.env.ASCII {
		unread, star, text, refs, again = "*", "S", "=", ">", "@"
	}
	return []helpLine{
		{keys: unread, text: "unread"},
		{keys: star, text: "starred"},
		{keys: text, text: "the full text is in the cache, readable offline"},
		{keys: refs + "4", text: "refers to four other stories (Read also)"},
		{keys: "~5m", text: "the source gave no usable time: this is since sitrep first saw it"},
		{keys: again, text: "a story that was passed before, in the trail"},
	}
}

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
	th, ascii := p.env.Theme, p.env.ASCII
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
	keyWidth := p.keyWidth()
	for i := p.scroll.top; i < len(p.lines) && len(lines) < p.h; i++ {
		l := p.lines[i]
		switch {
		case l.head != "" && len(lines) == p.h-1 && i != p.scroll.cursor && p.h > 1:
			// No row of what it heads can be seen.
		case i == p.scroll.cursor:
			lines = append(lines, paint(th.Cursor, fit(l.plain(keyWidth, ascii), p.w, ascii)))
		case l.head != "":
			lines = append(lines, paint(th.Strong, fit(l.head, p.w, ascii)))
		default:
			lines = append(lines, paint(th.Meta, fit(l.keys, keyWidth, ascii))+fit(" "+l.text, p.w-keyWidth, ascii))
		}
	}
	return page(lines, p.w, p.h)
}

// Place returns the cell of the cursor's row.
func (p *help) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, p.h > 0 && len(p.lines) > 0
}

// Click moves the cursor.
func (p *help) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *help) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
