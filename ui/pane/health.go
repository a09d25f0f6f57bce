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
type health struct{ filtered[news.FeedStatus] }

// feedsLoaded answers how the feeds are.
type feedsLoaded struct {
	ask   int
	feeds []news.FeedStatus
	err   error
}

func newHealth(env *Env) Pane {
	p := &health{filtered[news.FeedStatus]{env: env, label: "filter feeds: ", below: 5}}
	p.matches = func(f news.FeedStatus, only string) bool {
		return strings.Contains(sanitize.Fold(f.Name().String()), sanitize.Fold(only))
	}
	p.same = func(a, b news.FeedStatus) bool { return a.Feed.ID == b.Feed.ID }
	p.bad = func(f news.FeedStatus) bool {
		return f.State.Condition() == news.Failing || f.State.Condition() == news.Gone
	}
	p.titles = func() string { return p.columns("feed", "state", "last ok", "next", "failed", "items") }
	p.heading, p.row, p.detail, p.asked = p.counted, p.line, p.about, p.load
	return p
}

// storiesOf returns the query for all that a feed has brought: by its address, or by
// its name if the address has a secret that must not be shown.
func storiesOf(f news.FeedStatus) string {
	by := string(f.Feed.ID)
	if f.Feed.ID.String() != by || strings.Contains(by, `"`) {
		by = strings.ReplaceAll(f.Name().String(), `"`, " ")
	}
	return `feed:"` + by + `"`
}

// Do carries out an action.
func (p *health) Do(a keys.Action) (tea.Cmd, bool) {
	f, ok := p.here()
	switch {
	case a == keys.Refresh:
		p.now = p.env.Now()
		return p.refresh(), true
	case a == keys.Open && ok:
		return p.env.send(SearchRequested{Query: storiesOf(f)}), true
	}
	return p.filtered.Do(a)
}

func (p *health) refresh() tea.Cmd {
	env := p.env
	f, ok := p.here()
	if !ok {
		return nil
	}
	return func() tea.Msg {
		if err := env.Actions.Refresh(env.Ctx, f.Feed.ID); err != nil {
			return Told{Text: sanitize.Line(reader.NotRefreshed + ": " + err.Error()), Bad: true}
		}
		return Told{Text: sanitize.Join("", sanitize.Lit("Refreshed "), f.Name(), sanitize.Lit("."))}
	}
}

// Update takes note of something that has happened.
func (p *health) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(feedsLoaded)
	if !ok {
		return p.filtered.Update(msg)
	}
	if m.err != nil {
		p.answer(m.ask, nil, sanitize.Line(reader.NoFeedStates+": "+m.err.Error()))
		return nil
	}
	all := slices.Clone(m.feeds)
	slices.SortStableFunc(all, func(a, b news.FeedStatus) int {
		return cmp.Or(cmp.Compare(urgency(a.State), urgency(b.State)), cmp.Compare(a.Name().String(), b.Name().String()))
	})
	p.answer(m.ask, all, sanitize.Clean{})
	return nil
}

func (p *health) load(ask int) tea.Cmd {
	env := p.env
	return func() tea.Msg {
		feeds, err := env.Library.Feeds(env.Ctx)
		return feedsLoaded{ask, feeds, err}
	}
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

// line is the row of a feed.
func (p *health) line(f news.FeedStatus) string {
	return p.columns(f.Name().String(), string(f.State.Condition()), p.ago(f.State.LastOK), p.next(f.State),
		blankZero(f.State.Failures), blankZero(f.Items))
}

func (p *health) counted() string {
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
		head += fmt.Sprintf("; %q: %d", p.only, len(p.list))
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

// about has the facts about the feed under the cursor for which the columns have no room.
func (p *health) about(say func(string)) {
	f, ok := p.here()
	switch {
	case !ok && !p.known:
		return
	case !ok && p.only != "":
		say("No feed has that in its name.")
		return
	case !ok:
		say("There are no feeds.")
		return
	}
	say(Cut(f.Feed.ID.String(), p.w, p.env.ASCII))
	if !f.State.Err.IsZero() {
		say(f.State.Err.String())
	}
	if !f.State.Why.IsZero() {
		say("Next " + p.next(f.State) + ": " + f.State.Why.String())
	}
	if f.State.MovedTo != "" {
		say("Moved to " + sanitize.Redacted(f.State.MovedTo))
	}
}
