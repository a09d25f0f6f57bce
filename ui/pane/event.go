package pane

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "Event", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Outlets, New: newEvent})
}

// event shows who reports the event of a story, and where each has it from.
type event struct {
	env   *Env
	w, h  int
	focus bool

	st   *news.Story
	why  bool // with the reason of each story
	of   *reader.Event
	ask  int
	busy bool
	err  sanitize.Clean

	rows   []eventRow
	scroll scroll
}

// eventRow is an origin, or a story of it.
type eventRow struct {
	head  string
	story *reader.EventStory // nil: the row is an origin
}

// eventLoaded answers a question for an event.
type eventLoaded struct {
	ask int
	why bool
	of  *reader.Event
	err error
}

func newEvent(env *Env) Pane { return &event{env: env} }

// Resize gives the pane its room.
func (p *event) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.rows), p.room())
}

// room is how many rows fit between the heading and the details.
func (p *event) room() int { return p.h - p.header() - len(p.plots()) - p.details() }

func (p *event) header() int { return min(max(p.h-1, 0), 1) }

func (p *event) details() int {
	if p.h < 12 {
		return 0
	}
	return min(7, p.h/3)
}

// Focus tells the pane whether it is in sight.
func (p *event) Focus(on bool) { p.focus = on }

// Examine implements Examiner.
func (p *event) Examine(st *news.Story, how keys.Action) tea.Cmd {
	if st == nil || p.of == nil || !slices.ContainsFunc(p.of.Stories, func(x reader.EventStory) bool { return x.Story.ID == st.ID }) {
		p.of, p.err = nil, sanitize.Clean{}
	}
	p.st, p.why = st, how == keys.Evidence
	p.fill()
	p.pointTo(st)
	return p.load()
}

// Examined implements Examiner.
func (p *event) Examined() *news.Story {
	if x := p.pointed(); x != nil {
		return x.Story
	}
	return p.st
}

// Pointed returns the story under the cursor.
func (p *event) Pointed() *news.Story {
	if x := p.pointed(); x != nil {
		return x.Story
	}
	return nil
}

func (p *event) pointed() *reader.EventStory {
	for i := p.scroll.cursor; i < len(p.rows); i++ {
		if p.rows[i].story != nil {
			return p.rows[i].story // of an origin its first
		}
	}
	return nil
}

// pointTo puts the cursor on a story.
func (p *event) pointTo(st *news.Story) {
	if i := slices.IndexFunc(p.rows, func(r eventRow) bool { return st != nil && r.story != nil && r.story.Story.ID == st.ID }); i >= 0 {
		p.scroll.cursor = i
		p.scroll.settle()
	}
}

func (p *event) load() tea.Cmd {
	p.ask++
	ask, env, st, why := p.ask, p.env, p.st, p.why
	if st == nil || env.Events == nil {
		return nil
	}
	p.busy = true
	return func() tea.Msg {
		e, err := env.Events.EventOf(env.Ctx, st.ID, why)
		return eventLoaded{ask, why, e, err}
	}
}

// Do carries out an action.
func (p *event) Do(a keys.Action) (tea.Cmd, bool) {
	switch a {
	case keys.Open:
		if x := p.pointed(); x != nil {
			return p.env.send(StoryRequested{Story: x.Story}), true
		}
		return nil, false
	case keys.Evidence:
		if p.why = !p.why; p.why {
			return p.load(), true
		}
		return nil, true
	default:
		return nil, p.scroll.do(a)
	}
}

// Update takes note of something that has happened. Out of sight it asks for
// nothing.
func (p *event) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus && p.of != nil && !p.busy && !p.why {
			return p.load()
		}
	case eventLoaded:
		if msg.ask != p.ask {
			return nil
		}
		p.busy = false
		if msg.err != nil {
			p.err = sanitize.Line(reader.NoEvent + ": " + msg.err.Error())
			return nil
		}
		first := p.of == nil
		at := p.Pointed()
		if first {
			at = p.st
		}
		p.err, p.of = sanitize.Clean{}, msg.of
		p.fill()
		p.pointTo(at)
	}
	return nil
}

// fill gathers the rows: origins, those of most stories first, what is not known
// last.
func (p *event) fill() {
	p.rows = p.rows[:0:0]
	if p.of != nil {
		for _, g := range p.of.ByOrigin() {
			p.rows = append(p.rows, eventRow{head: g.Name})
			for i := range g.Stories {
				p.rows = append(p.rows, eventRow{story: &g.Stories[i]})
			}
		}
	}
	p.scroll.set(len(p.rows), p.room())
}

// View returns exactly h lines of exactly w cells.
func (p *event) View() string {
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
	for _, l := range p.plots() {
		lines = append(lines, paint(th.Meta, fit(l, p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.rows) && i < p.scroll.top+p.scroll.h; i++ {
		lines = append(lines, p.row(&p.rows[i], i == p.scroll.cursor))
	}
	if p.details() > 0 && len(p.rows) > 0 {
		for len(lines) < p.h-p.details() {
			lines = append(lines, fit("", p.w, ascii))
		}
		lines = append(lines, p.detail()...)
	}
	return page(lines, p.w, p.h)
}

func (p *event) heading() string {
	switch {
	case p.of != nil:
		return reader.CountText(p.of.Count, p.env.ASCII) + separator(p.env.ASCII) + p.of.Title().String()
	case p.st != nil:
		return "Event: " + p.st.Headline.String()
	}
	return "Event"
}

// plots says how many stories came when, and which figures differ, in lines.
func (p *event) plots() []string {
	if p.of == nil || p.h < 16 {
		return nil
	}
	ascii := p.env.ASCII
	var lines []string
	if hours := p.of.Hours(); len(hours.N) > 1 {
		lines = append(lines, cmp.Or(hours.Text(ascii), " "))
	}
	figures := p.of.Figures()
	for i := range figures[:min(len(figures), 2)] {
		lines = append(lines, figures[i].FiguresText(ascii))
	}
	return lines
}

// row writes an origin, or a story of it.
func (p *event) row(r *eventRow, here bool) string {
	th, ascii := p.env.Theme, p.env.ASCII
	style := th.Text
	var line string
	if r.story == nil {
		style, line = th.Strong, fit(r.head, p.w, ascii)
	} else {
		st := r.story.Story
		source := 14
		if p.w < 60 {
			source = 9
		}
		line = "  " + st.When().UTC().Format("15:04") + " " + fit(st.Source.String(), source, ascii) + " "
		note := ""
		if p.w >= 60 {
			note = "  " + reader.OriginShort(&r.story.Origin)
		}
		line = fit(fit(line+st.Headline.String(), p.w-len([]rune(note)), ascii)+note, p.w, ascii)
		if st.Read {
			style = th.Read
		}
	}
	if here {
		style = th.Cursor
	}
	return paint(style, line)
}

// detail says how the origin of the story under the cursor is known, and why it
// is there.
func (p *event) detail() []string {
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
	x := p.pointed()
	if x == nil {
		return lines
	}
	say(x.Story.Headline.String())
	say(reader.OriginText(&x.Origin))
	switch {
	case p.why && x.Reason != nil && len(p.of.Stories) > 1:
		say(reader.ReasonText(x.Reason))
	case p.why && p.busy:
		say("Comparing the stories of the week.")
	case p.why:
		say("It shares no words with others of the week by now.")
	default:
		say(keyName(p.env, keys.Evidence) + " says which words it shares, " + keyName(p.env, keys.Changes) + " what changed in it.")
	}
	if x.Origin.Basis == origin.Unknown && !x.Story.FullText {
		say(fmt.Sprintf("Its text is not in the cache; %s in the story fetches it.", keyName(p.env, keys.FetchText)))
	}
	return lines[:min(len(lines), p.details())]
}

// Cursor returns the cell of the cursor's row.
func (p *event) Cursor() (x, y int, ok bool) {
	return 0, p.header() + len(p.plots()) + p.scroll.cursor - p.scroll.top, len(p.rows) > 0
}

// Click moves the cursor.
func (p *event) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header() - len(p.plots()))
	return nil
}

// Wheel scrolls.
func (p *event) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
