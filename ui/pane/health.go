package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Feeds", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Health, New: newHealth})
}

// health shows how each feed is, the ailing ones first.
type health struct {
	env    *Env
	w, h   int
	focus  bool
	all    []news.FeedStatus
	only   string            // show feeds with this text in their names
	feeds  []news.FeedStatus // of all, those that are shown
	scroll scroll
	now    time.Time
	ask    int
	known  bool
	err    sanitize.Clean
}

// feedsLoaded answers how the feeds are.
type feedsLoaded struct {
	ask   int
	feeds []news.FeedStatus
	err   error
}

func newHealth(env *Env) Pane { return &health{env: env} }

// Resize gives the pane its room.
func (p *health) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.feeds), p.room())
}

// room is how many rows of feeds fit between the headings and the details.
func (p *health) room() int { return p.h - p.header() - p.details() }

func (p *health) header() int {
	if p.h < 4 {
		return 0
	}
	return 2
}

func (p *health) details() int {
	if p.h < 9 {
		return 0
	}
	return 5
}

// Focus tells the pane whether it is in sight.
func (p *health) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
		p.only = ""
		p.fill()
	}
	p.focus = on
}

// Do carries out an action.
func (p *health) Do(a keys.Action) (tea.Cmd, bool) {
	p.now = p.env.Now()
	switch {
	case a == keys.Refresh:
		return p.refresh(), true
	case a == keys.Open && p.scroll.cursor < len(p.feeds):
		name := strings.ReplaceAll(p.feeds[p.scroll.cursor].Name().String(), `"`, " ")
		return p.env.send(SearchRequested{Query: `feed:"` + name + `"`}), true
	case (a == keys.Cancel || a == keys.Leave) && p.only != "":
		return p.Typed(""), true
	}
	return nil, p.scroll.do(a)
}

// Ask implements Prompter.
func (p *health) Ask() (label, inForce string, ok bool) {
	return "filter feeds: ", p.only, len(p.all) > 0
}

// Typed shows what matches so far.
func (p *health) Typed(line string) tea.Cmd {
	p.only = line
	p.fill()
	return nil
}

// Entered ends the filter.
func (p *health) Entered(line string, cancelled bool) tea.Cmd {
	if cancelled {
		line = ""
	}
	return p.Typed(line)
}

// fill gathers the feeds that match; the cursor stays on its feed.
func (p *health) fill() {
	var at news.FeedID
	if p.scroll.cursor < len(p.feeds) {
		at = p.feeds[p.scroll.cursor].Feed.ID
	}
	p.feeds = p.feeds[:0:0]
	for _, f := range p.all {
		if strings.Contains(sanitize.Fold(f.Name().String()), sanitize.Fold(p.only)) {
			p.feeds = append(p.feeds, f)
		}
	}
	if i := slices.IndexFunc(p.feeds, func(f news.FeedStatus) bool { return f.Feed.ID == at }); i >= 0 && p.scroll.cursor > 0 {
		p.scroll.cursor = i
	}
	p.scroll.set(len(p.feeds), p.room())
}

func (p *health) refresh() tea.Cmd {
	if p.scroll.cursor >= len(p.feeds) {
		return nil
	}
	env, f := p.env, p.feeds[p.scroll.cursor]
	return func() tea.Msg {
		if err := env.Actions.Refresh(env.Ctx, f.Feed.ID); err != nil {
			return Told{Text: sanitize.Line(reader.NotRefreshed + ": " + err.Error()), Bad: true}
		}
		return Told{Text: sanitize.Join("", sanitize.Lit("Refreshed "), f.Name(), sanitize.Lit("."))}
	}
}

// Update takes note of something that has happened. Out of sight it asks for
// nothing; the screen tells it that the cache changed when it is opened.
func (p *health) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus {
			return p.load()
		}
	case feedsLoaded:
		if msg.ask == p.ask {
			p.apply(msg)
		}
	}
	return nil
}

func (p *health) load() tea.Cmd {
	p.ask++
	ask, env := p.ask, p.env
	return func() tea.Msg {
		feeds, err := env.Library.Feeds(env.Ctx)
		return feedsLoaded{ask, feeds, err}
	}
}

func (p *health) apply(m feedsLoaded) {
	if m.err != nil {
		p.err = sanitize.Line(reader.NoFeedStates + ": " + m.err.Error())
		return
	}
	p.err, p.known = sanitize.Clean{}, true
	p.all = slices.Clone(m.feeds)
	slices.SortStableFunc(p.all, func(a, b news.FeedStatus) int {
		return cmp.Or(cmp.Compare(urgency(a.State), urgency(b.State)), cmp.Compare(a.Name().String(), b.Name().String()))
	})
	p.fill()
}

func urgency(s news.FeedState) int {
	switch s.Condition() {
	case news.Failing:
		return 0
	case news.Gone:
		return 1
	case news.Waiting:
		return 2
	default:
		return 3
	}
}

// View returns exactly h lines of exactly w cells.
func (p *health) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w),
			paint(th.Meta, p.columns("feed", "state", "last ok", "next", "failed", "items")))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.feeds) && i < p.scroll.top+p.scroll.h; i++ {
		f := p.feeds[i]
		row := p.columns(f.Name().String(), string(f.State.Condition()), p.ago(f.State.LastOK), p.next(f.State),
			blankZero(f.State.Failures), blankZero(f.Items))
		switch {
		case i == p.scroll.cursor:
			row = paint(th.Cursor, row)
		case f.State.Condition() == news.Failing || f.State.Condition() == news.Gone:
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

func (p *health) heading() string {
	if !p.known {
		return "Feeds"
	}
	failing := 0
	for _, f := range p.all {
		if f.State.Condition() == news.Failing {
			failing++
		}
	}
	head := fmt.Sprintf("Feeds: %d, %d failing", len(p.all), failing)
	if p.only != "" {
		head += fmt.Sprintf("; %q: %d", p.only, len(p.feeds))
	}
	return head
}

// columns sets one row; narrow panes leave the last columns out.
func (p *health) columns(name, state, ok, next, failures, items string) string {
	ascii := p.env.ASCII
	tail := " " + fit(state, 8, ascii) + fitRight(ok, 8, ascii) + fitRight(next, 9, ascii)
	if p.w >= 70 {
		tail += fitRight(failures, 8, ascii) + fitRight(items, 8, ascii)
	}
	return fit(fit(name, max(min(p.w, widest)-len([]rune(tail)), 8), ascii)+tail, p.w, ascii)
}

func blankZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (p *health) ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return age(t, p.now, false, p.env.Zone)
}

// next says when a feed is polled again.
func (p *health) next(s news.FeedState) string {
	d := s.Next.Sub(p.now)
	switch {
	case s.Gone:
		return "never"
	case s.Next.IsZero() || d <= 0:
		return "due"
	case d < 2*time.Hour:
		return fmt.Sprintf("in %dm", int(d.Minutes())+1)
	case d < 48*time.Hour:
		return fmt.Sprintf("in %dh", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("in %dd", int(d.Round(24*time.Hour).Hours()/24))
}

// detail tells of the feed under the cursor what the columns have no room
// for.
func (p *health) detail() []string {
	th, ascii := p.env.Theme, p.env.ASCII
	rule := "─"
	if ascii {
		rule = "-"
	}
	lines := []string{paint(th.Faint, fit(repeat(rule, p.w), p.w, ascii))}
	if p.scroll.cursor >= len(p.feeds) {
		text := "There are no feeds."
		switch {
		case !p.known:
			text = ""
		case p.only != "":
			text = "No feed has that in its name."
		}
		return append(lines, fit(text, p.w, ascii))
	}
	f := p.feeds[p.scroll.cursor]
	lines = append(lines, fit(f.Feed.ID.String(), p.w, ascii))
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	if !f.State.Err.IsZero() {
		say(f.State.Err.String())
	}
	if !f.State.Why.IsZero() {
		say("Next " + p.next(f.State) + ": " + f.State.Why.String())
	}
	if f.State.MovedTo != "" {
		say("Moved to " + sanitize.Redacted(f.State.MovedTo))
	}
	return lines
}

// Place returns the cell of the cursor's row.
func (p *health) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.feeds) > 0
}

// Click moves the cursor.
func (p *health) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *health) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
