package pane

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "Alerts", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Alerts, New: newAlerts})
}

// AlertsArrived says that alerts were raised which the person has not seen.
type AlertsArrived struct {
	New    []news.Alert // that came since the last time, the newest first
	Unseen int
}

func (AlertsArrived) fromPane() {}

// alerts lists the alerts, with the reason for the one under the cursor.
type alerts struct {
	env    *Env
	w, h   int
	focus  bool
	all    []news.Alert
	scroll scroll
	ask    int
	known  bool
	last   int64 // Num of the newest that was told of
	err    sanitize.Clean
}

// alertsLoaded answers which alerts there are.
type alertsLoaded struct {
	ask  int
	list []news.Alert
	err  error
}

func newAlerts(env *Env) Pane { return &alerts{env: env} }

// Resize gives the pane its room.
func (p *alerts) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.all), p.room())
}

func (p *alerts) room() int { return p.h - min(p.h/4, 1) - p.details() }

func (p *alerts) details() int {
	if p.h < 9 {
		return 0
	}
	return 5
}

// Focus tells the pane whether it is in sight.
func (p *alerts) Focus(on bool) { p.focus = on }

// Do carries out an action.
func (p *alerts) Do(a keys.Action) (tea.Cmd, bool) {
	if a == keys.Open {
		return p.open(), true
	}
	return nil, p.scroll.do(a)
}

// open opens the story or warning of the alert under the cursor.
func (p *alerts) open() tea.Cmd {
	if p.scroll.cursor >= len(p.all) {
		return nil
	}
	a := p.all[p.scroll.cursor]
	if a.Story == "" {
		return p.env.send(Told{Text: sanitize.Join("", sanitize.Lit("This is a warning: "), sanitize.Line(p.env.KeyOf(keys.Warnings)), sanitize.Lit(" lists it."))})
	}
	env := p.env
	return func() tea.Msg {
		s, err := env.Library.Story(env.Ctx, a.Story)
		if err != nil {
			return Told{Text: sanitize.Line("The story is not in the cache any more."), Bad: true}
		}
		return StoryRequested{Story: s}
	}
}

// Update takes note of something that has happened. Alerts are read out of sight,
// too, since they are told of in the status row.
func (p *alerts) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.env.Watch != nil {
			return p.load()
		}
	case alertsLoaded:
		if msg.ask != p.ask {
			return nil
		}
		if msg.err != nil {
			p.err = sanitize.Line("The alerts cannot be read: " + msg.err.Error())
			return nil
		}
		return p.show(msg.list)
	}
	return nil
}

// show lists alerts; the cursor stays on the alert that it is on.
func (p *alerts) show(list []news.Alert) tea.Cmd {
	at := int64(0)
	if p.scroll.cursor > 0 && p.scroll.cursor < len(p.all) {
		at = p.all[p.scroll.cursor].Num
	}
	first := !p.known
	p.err, p.known, p.all = sanitize.Clean{}, true, list
	p.scroll.set(len(list), p.room())
	for i, a := range list {
		if a.Num == at {
			p.scroll.move(i - p.scroll.cursor)
		}
	}
	unseen := reader.Unseen(list)
	told := AlertsArrived{Unseen: len(unseen)}
	for _, a := range unseen {
		if a.Num > p.last && !first && a.Delivery != news.DeliverQuiet {
			told.New = append(told.New, a)
		}
	}
	if len(list) > 0 {
		p.last = max(p.last, list[0].Num)
	}
	if !p.focus {
		return p.env.send(told)
	}
	told.Unseen = 0
	p.env.send(told)
	env, upTo := p.env, p.last
	return func() tea.Msg {
		if err := env.Watch.SeeAlerts(env.Ctx, upTo); err != nil {
			return Told{Text: sanitize.Line("That the alerts were seen could not be kept: " + err.Error()), Bad: true}
		}
		return nil
	}
}

func (p *alerts) load() tea.Cmd {
	p.ask++
	ask, env := p.ask, p.env
	return func() tea.Msg {
		list, err := env.Watch.Alerts(env.Ctx)
		return alertsLoaded{ask, list, err}
	}
}

// View returns exactly h lines of exactly w cells.
func (p *alerts) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.h >= 4 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.all) && i < p.scroll.top+p.scroll.h; i++ {
		row := p.row(&p.all[i])
		switch {
		case i == p.scroll.cursor:
			row = paint(th.Cursor, row)
		case p.all[i].Seen || reader.DeliveryText(&p.all[i]) != "":
			row = paint(th.Faint, row)
		}
		lines = append(lines, row)
	}
	if p.details() > 0 {
		for len(lines) < p.h-p.details() {
			lines = append(lines, fit("", p.w, ascii))
		}
		lines = append(lines, p.detail()...)
	}
	return page(lines, p.w, p.h)
}

func (p *alerts) heading() string {
	if !p.known {
		return "Alerts"
	}
	return fmt.Sprintf("Alerts: %d in seven days, %d not seen", len(p.all), len(reader.Unseen(p.all)))
}

// row is one alert: when, which rule, what, who.
func (p *alerts) row(a *news.Alert) string {
	ascii := p.env.ASCII
	sign := " "
	switch {
	case a.Again != "":
		sign = "^"
	case !a.Seen && reader.DeliveryText(a) == "":
		sign = "!"
	}
	w := min(p.w, widest)
	source := ""
	if w >= 60 {
		source = fitRight(" "+Cut(a.Source.String(), 14, ascii), 16, ascii)
	}
	rule := 8
	if w >= 60 {
		rule = 13
	}
	head := sign + " " + fit(reader.AlertTime(a, p.env.Now(), p.env.Zone), 12, ascii) + fit(sanitize.Line(a.Rule).String(), rule, ascii) + " "
	return fit(head+fit(a.Headline.String(), max(w-cells(head)-cells(source), 4), ascii)+source, p.w, ascii)
}

// detail tells of the alert under the cursor why it was raised.
func (p *alerts) detail() []string {
	ascii := p.env.ASCII
	rule := "─"
	if ascii {
		rule = "-"
	}
	lines := []string{paint(p.env.Theme.Faint, fit(repeat(rule, p.w), p.w, ascii))}
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	switch {
	case !p.known && p.env.Watch != nil:
	case p.scroll.cursor >= len(p.all):
		say(fmt.Sprintf("No rule has raised an alert. %s makes a rule from a story; docs/alerts.md describes them.", p.env.KeyOf(keys.MakeRule)))
	default:
		a := &p.all[p.scroll.cursor]
		say(a.Headline.String())
		say("why: " + reader.WhyText(a).String())
		facts := []string{sanitize.Line(a.Rule).String(), a.Source.String(), reader.DeliveryText(a)}
		say(strings.Trim(strings.ReplaceAll(strings.Join(facts, ", "), ", , ", ", "), ", "))
	}
	return lines[:min(len(lines), p.details())]
}

// Cursor returns the cell of the cursor's row.
func (p *alerts) Cursor() (x, y int, ok bool) {
	return 0, min(p.h/4, 1) + p.scroll.cursor - p.scroll.top, len(p.all) > 0
}

// Click moves the cursor.
func (p *alerts) Click(_, y int) tea.Cmd {
	p.scroll.point(y - min(p.h/4, 1))
	return nil
}

// Wheel scrolls.
func (p *alerts) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
