package pane

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Messages", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Messages, New: newMessages})
}

// MessageTold says that the status row has said something.
type MessageTold struct {
	At   time.Time
	Text sanitize.Clean
	Bad  bool
}

// mostMessages is how many messages are kept.
const mostMessages = 200

// messages shows the messages of this session's status row, the latest first.
type messages struct {
	env    *Env
	w, h   int
	all    []MessageTold // the latest last
	lines  []messageLine
	scroll scroll
}

// messageLine is a line of the screen.
type messageLine struct {
	text string
	bad  bool
}

func newMessages(env *Env) Pane { return &messages{env: env} }

// Resize gives the pane its room.
func (p *messages) Resize(w, h int) {
	p.w, p.h = w, h
	p.fill()
}

// Focus tells the pane whether it is in sight.
func (p *messages) Focus(bool) {}

// Do carries out an action.
func (p *messages) Do(a keys.Action) (tea.Cmd, bool) { return nil, p.scroll.do(a) }

// Update takes note of something that has happened.
func (p *messages) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(MessageTold); ok {
		p.all = append(p.all, m)
		p.all = p.all[max(len(p.all)-mostMessages, 0):]
		p.fill()
	}
	return nil
}

// fill breaks the messages into lines.
func (p *messages) fill() {
	p.lines = nil
	const stamp = "15:04:05  "
	for _, m := range slices.Backward(p.all) {
		lead, text := m.At.In(orUTC(p.env.Zone)).Format(stamp), m.Text.String()
		if m.Bad {
			text = "! " + text
		}
		for _, l := range wrapped(text, p.w-len(stamp)) {
			p.lines = append(p.lines, messageLine{fit(lead+l, p.w, p.env.ASCII), m.Bad})
			lead = fit("", len(stamp), p.env.ASCII)
		}
	}
	p.scroll.set(len(p.lines), p.h-1)
}

// View returns exactly h lines of exactly w cells.
func (p *messages) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	lines := []string{p.scroll.title(p.env, "Messages, the latest first", p.w)}
	if len(p.lines) == 0 {
		lines = append(lines, fit("Nothing has been said yet.", p.w, p.env.ASCII))
	}
	for i := p.scroll.top; i < len(p.lines) && len(lines) < p.h; i++ {
		text := p.lines[i].text
		switch {
		case i == p.scroll.cursor:
			text = paint(p.env.Theme.Cursor, text)
		case p.lines[i].bad:
			text = paint(p.env.Theme.Bad, text)
		}
		lines = append(lines, text)
	}
	return page(lines, p.w, p.h)
}

// Cursor returns the cell of the cursor's row.
func (p *messages) Cursor() (x, y int, ok bool) {
	return 0, 1 + p.scroll.cursor - p.scroll.top, len(p.lines) > 0
}
