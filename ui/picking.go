package ui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file fills the pickers of desks, feeds and tags, and of stories.

// choicesGot brings the candidates of a picker.
type choicesGot struct {
	ask    int
	counts reader.Sources
	err    error
}

// storiesGot brings stories for a picker of stories.
type storiesGot struct {
	ask     int
	stories []*news.Story
	err     error
}

// typedStory says that the line of a picker of stories has not changed for a while.
type typedStory struct {
	ask  int
	line string
}

// pick opens the picker of desks, feeds and tags.
func (s *Screen) pick() tea.Cmd {
	s.nav.picks++
	p := &picker{s: s, ask: s.nav.picks, twice: s.pickStory}
	p.all = s.deskChoices(nil)
	p.fill()
	s.askFor(p, "go to: ", "")
	env, ask := s.env, p.ask
	return func() tea.Msg {
		got, err := env.Sources(env.Ctx)
		return choicesGot{ask, got, err}
	}
}

// choose shows the candidates of the picker that is open.
func (s *Screen) choose(m choicesGot) {
	p, ok := s.prompt.to.(*picker)
	if !ok || !s.prompt.on || p.ask != m.ask {
		return
	}
	if m.err != nil {
		s.complain(reader.NoFeedStates, m.err)
		return
	}
	p.all = s.deskChoices(&m.counts)
	for _, t := range slices.Sorted(maps.Keys(m.counts.Tags)) {
		p.all = append(p.all, s.searchChoice("tag:"+t, "tag:"+t, m.counts.Tags[t]))
	}
	feeds := slices.Clone(m.counts.Feeds)
	slices.SortStableFunc(feeds, func(a, b reader.FeedCount) int { return cmp.Compare(a.Name.String(), b.Name.String()) })
	for _, f := range feeds {
		p.all = append(p.all, s.searchChoice(f.Name.String(), feedQuery(f.Name), f.Counts))
	}
	p.fill()
}

// feedQuery is the query for the stories of a feed.
func feedQuery(name sanitize.Clean) string {
	return `feed:"` + strings.ReplaceAll(name.String(), `"`, " ") + `"`
}

// countedNote writes how much is unread, and how much there is.
func countedNote(c news.Counts) string {
	more := ""
	if c.More {
		more = "+"
	}
	return fmt.Sprintf("%d%s/%d%s", c.Unread, more, c.Total, more)
}

// deskChoices are all stories and the desks, with their counts if they are known.
func (s *Screen) deskChoices(counts *reader.Sources) []choice {
	var out []choice
	for i, name := range s.deskNames() {
		c := choice{text: name, do: func() tea.Cmd { return s.showDesk(name) }}
		if counts != nil && i < len(counts.Desks) {
			c.note = countedNote(counts.Desks[i])
		}
		if i > 0 && s.env.Desks[i-1].Key != "" {
			c.note = strings.TrimSpace(c.note + "  " + s.env.Desks[i-1].Key)
		}
		out = append(out, c)
	}
	return out
}

func (s *Screen) searchChoice(text, query string, c news.Counts) choice {
	return choice{text: text, note: countedNote(c), do: func() tea.Cmd { return s.apply(pane.SearchRequested{Query: query}) }}
}

// Stories that a picker has: the latest, and those found in the cache by the words of
// the line.
const (
	latestPicked = 500
	foundPicked  = 50
	pickAfter    = 150 * time.Millisecond
)

// pickStory opens the picker of stories by headline.
func (s *Screen) pickStory() tea.Cmd {
	s.nav.picks++
	p := &picker{s: s, ask: s.nav.picks}
	ask, env := p.ask, s.env
	p.more = func(line string) tea.Cmd {
		if len([]rune(strings.TrimSpace(line))) < 2 {
			return nil
		}
		return tea.Tick(pickAfter, func(time.Time) tea.Msg { return typedStory{ask, line} })
	}
	s.askFor(p, "story: ", "")
	return func() tea.Msg {
		rows, err := env.Library.Stories(env.Ctx, news.Filter{}, news.Window{Limit: latestPicked})
		return storiesGot{ask, rows, err}
	}
}

// findStory looks for stories with the words of the line in their headlines.
func (s *Screen) findStory(m typedStory) tea.Cmd {
	p, ok := s.prompt.to.(*picker)
	if !ok || !s.prompt.on || p.ask != m.ask || p.line != m.line {
		return nil
	}
	var words news.And
	for w := range strings.FieldsSeq(m.line) {
		words = append(words, news.InTitle{Text: w, Prefix: true})
	}
	env := s.env
	return func() tea.Msg {
		rows, err := env.Library.Stories(env.Ctx, news.Filter{Expr: words}, news.Window{Limit: foundPicked})
		return storiesGot{m.ask, rows, err}
	}
}

// addStories adds stories to the candidates of the picker that is open.
func (s *Screen) addStories(m storiesGot) {
	p, ok := s.prompt.to.(*picker)
	if !ok || !s.prompt.on || p.ask != m.ask {
		return
	}
	if m.err != nil {
		s.complain(reader.Unreadable, m.err)
		return
	}
	now := s.env.Now()
	for _, st := range m.stories {
		if p.known == nil {
			p.known = map[news.StoryID]bool{}
		}
		if p.known[st.ID] {
			continue
		}
		p.known[st.ID] = true
		p.all = append(p.all, choice{
			text: st.Headline.String(), note: st.Source.String() + " " + pane.AgeOf(st, now, s.env.Zone),
			do: func() tea.Cmd { return s.apply(pane.StoryRequested{Story: st}) },
		})
	}
	p.fill()
}
