package pane

import (
	"fmt"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Warnings", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Warnings, New: newWarnings})
}

// warnings shows the official warnings of the feeds, those in force first.
type warnings struct{ filtered[warning.Entry] }

// warningsLoaded answers which warnings there are.
type warningsLoaded struct {
	ask  int
	list []warning.Entry
	err  error
}

func newWarnings(env *Env) Pane {
	p := &warnings{filtered[warning.Entry]{env: env, label: "filter warnings: ", below: 6}}
	last, asked := "", env.AskedFor("")
	p.matches = func(e warning.Entry, only string) bool {
		if only != last {
			last, asked = only, env.AskedFor(only)
		}
		return asked(e.Message)
	}
	p.same = func(a, b warning.Entry) bool {
		return a.Message.Sender == b.Message.Sender && a.Message.ID == b.Message.ID
	}
	p.idle = p.isOver
	p.bad = func(e warning.Entry) bool { return !e.Test && e.Severity.Rank() >= news.SeveritySevere.Rank() }
	p.heading, p.row, p.detail, p.asked = p.counted, p.line, p.about, p.load
	return p
}

// Do carries out an action.
func (p *warnings) Do(a keys.Action) (tea.Cmd, bool) {
	if e, ok := p.here(); ok && a == keys.Open {
		return p.stories(e.Message), true
	}
	return p.filtered.Do(a)
}

// stories lists the stories that may be about a warning. They are never joined
// with it: that words are alike proves nothing.
func (p *warnings) stories(w *news.Warning) tea.Cmd {
	query, ok := reader.AboutWarning(w)
	if !ok {
		return p.env.send(Told{Text: sanitize.Lit("The warning names no event and area by which stories could be found.")})
	}
	p.env.send(SearchRequested{Query: query})
	return p.env.send(Told{Text: sanitize.Lit("About this warning? These stories have words of its event and of its area, at most two days apart.")})
}

// Update takes note of something that has happened.
func (p *warnings) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(warningsLoaded)
	switch {
	case !ok:
		return p.filtered.Update(msg)
	case m.err != nil:
		p.answer(m.ask, nil, sanitize.Line(reader.NoWarnings+": "+m.err.Error()))
	default:
		p.answer(m.ask, m.list, sanitize.Clean{})
	}
	return nil
}

func (p *warnings) load(ask int) tea.Cmd {
	env := p.env
	return func() tea.Msg {
		list, err := reader.WarningsNow(env.Ctx, env.Library, env.Now())
		return warningsLoaded{ask, list, err}
	}
}

// isOver reports whether a warning is over by now, to the second.
func (p *warnings) isOver(e warning.Entry) bool {
	return e.Chain.StateOf(e.Message, p.now) != warning.InForce
}

func (p *warnings) counted() string {
	if !p.known {
		return "Warnings"
	}
	inForce, over := 0, 0
	for _, e := range p.all {
		switch {
		case e.Test:
		case p.isOver(e):
			over++
		default:
			inForce++
		}
	}
	head := fmt.Sprintf("Warnings: %d in force, %d over", inForce, over)
	if p.only != "" {
		head += fmt.Sprintf("; %q: %d", p.only, len(p.list))
	}
	return head
}

// line is the row of a warning: how severe, what, where, until when.
func (p *warnings) line(e warning.Entry) string {
	ascii, w := p.env.ASCII, e.Message
	grade := string(e.Severity)
	switch {
	case p.isOver(e):
		grade = "- " + strings.ReplaceAll(string(e.Chain.StateOf(w, p.now)), "_", " ")
	case e.Test:
		grade = "test"
	case grade == "" && w.Quake != nil && w.Quake.Magnitude != nil:
		grade = fmt.Sprintf("M %.1f", *w.Quake.Magnitude)
	}
	what := w.Event.String()
	if a := areasOf(w); a != "" {
		what += ": " + a
	} else {
		what += ": " + w.Headline.String()
	}
	tail := ""
	if p.w >= 60 {
		tail = fitRight(p.until(w), 12, ascii)
	}
	return fit(fit(grade, 12, ascii)+fit(what, max(min(p.w, widest)-12-len([]rune(tail)), 8), ascii)+tail, p.w, ascii)
}

// areasOf returns the names of the areas of a warning.
func areasOf(w *news.Warning) string {
	var names []string
	for _, a := range w.Areas[:min(len(w.Areas), 20)] {
		if !a.Name.IsZero() {
			names = append(names, a.Name.String())
		}
	}
	return strings.Join(names, "; ")
}

func (p *warnings) until(w *news.Warning) string {
	end, given := warning.End(w)
	if !given {
		return "end unknown"
	}
	end = end.In(p.env.Zone)
	if end.Sub(p.now).Abs() < 24*time.Hour {
		return "to " + end.Format("15:04")
	}
	return "to " + end.Format("01-02 15h")
}

// about tells of the warning under the cursor what its row has no room for.
func (p *warnings) about(say func(string)) {
	e, ok := p.here()
	switch {
	case !ok && !p.known:
		return
	case !ok && p.only != "":
		say("No warning has that. Words are looked for in areas, events, headlines and authorities; severity:, hazard:, place: and area: ask for more.")
		return
	case !ok:
		say("The feeds brought no official warnings.")
		return
	}
	w := e.Message
	if !w.Headline.IsZero() {
		say(w.Headline.String())
	}
	from := []string{}
	for _, s := range []string{w.Authority.String(), string(w.Level)} {
		if s != "" {
			from = append(from, s)
		}
	}
	if !w.Sent.IsZero() {
		from = append(from, "sent "+w.Sent.In(p.env.Zone).Format("2006-01-02 15:04"))
	}
	say(strings.Join(from, ", "))
	if !w.Advice.IsZero() {
		say(sanitize.Line(w.Advice.String()).String())
	}
}
