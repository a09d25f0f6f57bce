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
type warnings struct {
	env    *Env
	w, h   int
	focus  bool
	all    []warning.Entry
	only   string          // show warnings with these words
	list   []warning.Entry // of all, those that are shown
	scroll scroll
	now    time.Time
	ask    int
	known  bool
	err    sanitize.Clean
}

// warningsLoaded answers which warnings there are.
type warningsLoaded struct {
	ask  int
	list []warning.Entry
	err  error
}

func newWarnings(env *Env) Pane { return &warnings{env: env} }

// Resize gives the pane its room.
func (p *warnings) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.list), p.room())
}

func (p *warnings) room() int { return p.h - p.header() - p.details() }

func (p *warnings) header() int {
	if p.h < 4 {
		return 0
	}
	return 1
}

func (p *warnings) details() int {
	if p.h < 9 {
		return 0
	}
	return 6
}

// Focus tells the pane whether it is in sight.
func (p *warnings) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
		p.only = ""
		p.fill()
	}
	p.focus = on
}

// Do carries out an action.
func (p *warnings) Do(a keys.Action) (tea.Cmd, bool) {
	p.now = p.env.Now()
	if (a == keys.Cancel || a == keys.Leave) && p.only != "" {
		return p.Typed(""), true
	}
	return nil, p.scroll.do(a)
}

// Ask implements Prompter.
func (p *warnings) Ask() (label, inForce string, ok bool) {
	return "filter warnings: ", p.only, len(p.all) > 0
}

// Typed shows what matches so far.
func (p *warnings) Typed(line string) tea.Cmd {
	p.only = line
	p.fill()
	return nil
}

// Entered ends the filter.
func (p *warnings) Entered(line string, cancelled bool) tea.Cmd {
	if cancelled {
		line = ""
	}
	return p.Typed(line)
}

// fill gathers the warnings that match.
func (p *warnings) fill() {
	p.list = p.list[:0:0]
	for _, e := range p.all {
		if warning.Mentions(e.Message, strings.Fields(p.only)) {
			p.list = append(p.list, e)
		}
	}
	p.scroll.set(len(p.list), p.room())
}

// Update takes note of something that has happened. Out of sight it asks for
// nothing; the screen tells it that the cache changed when it is opened.
func (p *warnings) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus {
			return p.load()
		}
	case warningsLoaded:
		if msg.ask != p.ask {
			return nil
		}
		if msg.err != nil {
			p.err = sanitize.Line(reader.NoWarnings + ": " + msg.err.Error())
			return nil
		}
		p.err, p.known, p.all = sanitize.Clean{}, true, msg.list
		p.fill()
	}
	return nil
}

func (p *warnings) load() tea.Cmd {
	p.ask++
	ask, env := p.ask, p.env
	return func() tea.Msg {
		list, err := reader.WarningsNow(env.Ctx, env.Library, env.Now())
		return warningsLoaded{ask, list, err}
	}
}

// View returns exactly h lines of exactly w cells.
func (p *warnings) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.list) && i < p.scroll.top+p.scroll.h; i++ {
		e := p.list[i]
		row := p.row(e)
		switch {
		case i == p.scroll.cursor:
			row = paint(th.Cursor, row)
		case p.isOver(e):
			row = paint(th.Faint, row)
		case !e.Test && e.Severity.Rank() >= news.SeveritySevere.Rank():
			row = paint(th.Bad, row)
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

// isOver reports whether a warning is over by now, to the second.
func (p *warnings) isOver(e warning.Entry) bool {
	return e.Chain.StateOf(e.Message, p.now) != warning.InForce
}

func (p *warnings) heading() string {
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

// row is one warning: how severe, what, where, until when.
func (p *warnings) row(e warning.Entry) string {
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

// detail tells of the warning under the cursor what its row has no room for.
func (p *warnings) detail() []string {
	th, ascii := p.env.Theme, p.env.ASCII
	rule := "─"
	if ascii {
		rule = "-"
	}
	lines := []string{paint(th.Faint, fit(repeat(rule, p.w), p.w, ascii))}
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	if p.scroll.cursor >= len(p.list) {
		switch {
		case !p.known:
		case p.only != "":
			say("No warning has that in its areas, event, headline or authority.")
		default:
			say("The feeds brought no official warnings.")
		}
		return lines
	}
	e := p.list[p.scroll.cursor]
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
	if len(lines) > p.details() {
		lines = lines[:p.details()]
	}
	return lines
}

// Cursor returns the cell of the cursor's row.
func (p *warnings) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.list) > 0
}

// Click moves the cursor.
func (p *warnings) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *warnings) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
