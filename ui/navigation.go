package ui

import (
	"context"
	"errors"
	"fmt"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
)

// navigation is the way of the reader from story to story.
type navigation struct {
	trail    news.Trail
	stories  map[news.StoryID]*news.Story // of its steps
	asked    question                     // the uncertain reference that was asked about
	missed   *news.Story                  // could not be fetched just now: the browser may do better
	noted    news.Step                    // the place that was saved last
	kept     news.Session                 // the saved session
	restored bool                         // the last session was read: this one may replace it
	resuming bool                         // the story of the last session is being opened
	pane     string                       // which then gets the focus
	picks    int                          // number of the last picker
	noting   bool                         // a place is about to be saved
	heading  heading
}

// heading is the step of the trail that was asked for last, by the number of
// the question: keys that are pressed faster than stories are read add up.
type heading struct{ ask, to int }

// question names a reference that must be confirmed before it is opened.
type question struct {
	from news.StoryID
	n    int
}

// loading is the state of the open story.
type loading struct {
	ask     int  // number of the last question for a story
	opening bool // it is not answered yet
	open    *news.Story
	whole   bool // its whole text is held
	refs    []news.Reference
	rows    int  // how many rows read also could fill
	busy    bool // the open story is being read again
	again   bool // and must be once more
}

// storyGot answers a question for a story.
type storyGot struct {
	ask     int
	opening bool // it is being opened, not read again
	walk    reader.Walk
	at      int // step of the trail, for Back and Forward
	step    news.Step
	loaded  pane.StoryLoaded
	err     error
}

// followed answers with the story that a reference led to.
type followed struct {
	job  int
	what *news.Story // title and address of the requested story
	id   news.StoryID
	err  error
}

// trailRead brings the trail of the last session.
type trailRead struct {
	trail   news.Trail
	stories map[news.StoryID]*news.Story
	session news.Session
	lines   news.Lines
	at      *news.Story // the headline that the cursor was on; nil: none
	away    bool        // the person was away for long
}

// noteDue says that it is time to save the reader's place.
type noteDue struct{}

// navigate handles the messages about the way.
func (s *Screen) navigate(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case pane.StoryRequested:
		if msg.Story == nil {
			return nil, true
		}
		return s.openStory(msg.Story.ID, msg.Walk, news.Step{}, 0), true
	case pane.StepRequested:
		return s.goTo(msg.At), true
	case pane.PromptRequested:
		s.ask()
		return nil, true
	case pane.ConfirmRequested:
		s.asked = &msg
		return nil, true
	case pane.ScreenRequested:
		return s.showScreen(msg.Of), true
	case pane.ExamineRequested:
		return s.examine(msg.Story, msg.How), true
	case pane.SearchRequested:
		return s.enter(layout.Headlines, msg.Query), true
	case pane.FollowRequested:
		return s.follow(msg), true
	case storyGot:
		return s.got(msg), true
	case followed:
		return s.arrived(msg), true
	case trailRead:
		return tea.Batch(s.remember(msg), s.briefFirst(msg.away)), true
	case pane.DeskRequested:
		return s.showDesk(msg.Name), true
	case choicesGot:
		s.choose(msg)
		return nil, true
	case storiesGot:
		s.addStories(msg)
		return nil, true
	case typedStory:
		return s.findStory(msg), true
	case cited:
		return s.copyText(sanitize.Clean(msg)), true
	case mutesSet:
		return s.muted(msg), true
	case deskSaved:
		s.deskKept(msg)
		return s.tell(pane.StateChanged{}), true
	case selected:
		return s.actOn(msg), true
	case proposed:
		s.propose(msg)
		return nil, true
	case textFetched:
		return s.fetched(msg), true
	case allFetched:
		return s.fetchedOne(msg), true
	case takenOver:
		s.opt.Secondary = true
		s.told = pane.Told{Text: sanitize.Lit(reader.TakenOver)}
		return nil, true
	case replaced:
		s.opt.Secondary = true // there is nothing to keep a place in
		s.told = pane.Told{Text: sanitize.Lit(reader.Replaced), Bad: true}
		return nil, true
	case noteDue:
		s.nav.noting = false
		return s.note(), true
	}
	return nil, false
}

// openStory reads a story with everything that the panes show of it. The
// panes keep their content until it is here.
func (s *Screen) openStory(id news.StoryID, w reader.Walk, step news.Step, at int) tea.Cmd {
	s.stopFollowing()
	s.load.ask++
	s.load.opening = true
	q := storyGot{ask: s.load.ask, opening: true, walk: w, at: at, step: step}
	env := s.env
	return func() tea.Msg {
		q.loaded, q.err = read(env, id)
		if q.err == nil && q.step == (news.Step{}) {
			// A place that cannot be read is no reason not to open the story.
			q.step, _ = env.Library.Position(env.Ctx, id)
		}
		return q
	}
}

// reload reads the open story again; its place stays.
func (s *Screen) reload() tea.Cmd {
	if s.load.open == nil {
		return nil
	}
	if s.load.busy {
		s.load.again = true
		return nil
	}
	s.load.busy = true
	q := storyGot{ask: s.load.ask}
	env, id := s.env, s.load.open.ID
	return func() tea.Msg {
		q.loaded, q.err = read(env, id)
		return q
	}
}

func read(env *pane.Env, id news.StoryID) (pane.StoryLoaded, error) {
	r, err := reader.Read(env.Ctx, env.Library, id)
	return pane.StoryLoaded{Story: r.Story, Body: r.Body, Refs: r.Refs, Cited: r.Cited}, err
}

// got shows a story that was read.
func (s *Screen) got(m storyGot) tea.Cmd {
	var again tea.Cmd
	if !m.opening {
		s.load.busy = false
		if s.load.again {
			s.load.again = false
			again = s.reload()
		}
	}
	if m.opening && m.ask == s.load.ask {
		s.load.opening = false
	}
	switch {
	case m.ask != s.load.ask || !m.opening && m.err == nil && m.loaded.Story.ID != s.load.open.ID:
		return again // another story was asked for since
	case m.err != nil && !m.opening:
		return again // the screen is still right
	case m.err != nil:
		s.nav.heading, s.nav.resuming = heading{}, false
		s.complain(reader.NotOpened, m.err)
		return again
	case !m.opening:
		if s.preview.on {
			s.preview.loaded = m.loaded
			return tea.Batch(s.show(m.loaded), again) // it asks no network
		}
		return tea.Batch(s.show(m.loaded), again, s.wantText(m.loaded, false))
	}
	story := m.loaded.Story
	left := s.leave()
	s.load.open, s.preview.on = story, false
	m.step = s.placed(m)
	s.step(m)
	opened := s.tell(pane.StoryOpened{Story: story, At: m.step, Walk: m.walk})
	shown := s.show(m.loaded)
	if s.overlay != nil {
		s.cover(s.overlay)
	}
	s.setFocus(layout.Story)
	back := s.nav.resuming
	s.resumed()
	return tea.Batch(left, opened, shown, s.saveTrail(), s.markRead(story), s.wantText(m.loaded, back))
}

// placed returns the place in a story that is being opened, with where in the list
// the story stands that it is opened from.
func (s *Screen) placed(m storyGot) news.Step {
	step, st := m.step, s.pointedStory()
	if m.walk == reader.Back || m.walk == reader.Forward {
		return step
	}
	step.N, step.Of = 0, 0
	if p, ok := s.at(layout.Headlines).Pane.(pane.Ranker); ok && m.walk == reader.Opened && st != nil && st.ID == m.loaded.Story.ID {
		at := p.Rank()
		if step.N = at.N; !at.More {
			step.Of = at.Of
		}
	}
	return step
}

// show tells the panes the text and references of the open story.
func (s *Screen) show(l pane.StoryLoaded) tea.Cmd {
	s.load.open, s.load.whole, s.load.refs = l.Story, l.Body.Whole, l.Refs
	s.nav.stories[l.Story.ID] = l.Story
	s.load.rows = len(l.Cited)
	if s.load.rows > 0 {
		s.load.rows++ // its heading
	}
	for _, r := range l.Refs {
		if r.Kind != news.RefBodylink {
			s.load.rows++
		}
	}
	cmd := s.tell(l)
	s.arrange()
	return cmd
}

// step notes on the trail that a story was opened.
func (s *Screen) step(m storyGot) {
	here := m.step
	here.Story = m.loaded.Story.ID
	s.nav.trail = reader.Enter(s.nav.trail, m.walk, here, m.at)
}

// alongTrail goes back or forward. When nothing is open yet it goes to where
// the last session ended.
func (s *Screen) alongTrail(dir int) tea.Cmd {
	from := s.nav.trail.At
	if h := s.nav.heading; h.ask != 0 && h.ask == s.load.ask {
		from = h.to // a step is on its way: count from there
	}
	to, refused := reader.StepTo(s.nav.trail, from+dir, s.opened() != nil)
	if !refused.IsZero() {
		s.told = pane.Told{Text: refused}
		return nil
	}
	return s.goTo(to)
}

// goTo opens a step of the trail at the place where the reader was.
func (s *Screen) goTo(i int) tea.Cmd {
	t := s.nav.trail
	if i < 0 || i >= len(t.Steps) {
		return nil
	}
	// The step that is being left is not up to date yet; going to the very
	// place where one stands must not lose it.
	if step, ok := s.position(); ok && i == t.At {
		t.Steps[i] = step
	}
	cmd := s.openStory(t.Steps[i].Story, reader.Toward(t, i), t.Steps[i], i)
	s.nav.heading = heading{ask: s.load.ask, to: i}
	return cmd
}

// follow opens the story that a reference or link points at: from the cache, else by
// fetching it.
func (s *Screen) follow(m pane.FollowRequested) tea.Cmd {
	switch {
	case m.How != pane.Here:
		return s.handOn(m)
	case m.Ref != nil && m.Ref.To != "":
		if m.Ref.Match == news.Maybe && s.unsure(m.Ref) {
			return nil
		}
		return s.openStory(m.Ref.To, reader.Followed, news.Step{}, 0)
	case m.Ref != nil && m.Ref.URL != "":
		ref := *m.Ref
		return s.fetch(&news.Story{Headline: ref.Title, URL: ref.URL}, func(ctx context.Context) (news.StoryID, error) {
			return s.env.FollowRef(ctx, ref)
		})
	case m.Ref != nil:
		s.told = pane.Told{Text: sanitize.Lit(reader.NotFoundYet)}
	case m.Link != nil && m.Link.URL != "":
		link := *m.Link
		return s.fetch(&news.Story{Headline: link.Text, URL: link.URL}, func(ctx context.Context) (news.StoryID, error) {
			return s.env.FollowLink(ctx, link.URL)
		})
	}
	return nil
}

// handOn gives the address of a reference or link to the browser or the
// clipboard.
func (s *Screen) handOn(m pane.FollowRequested) tea.Cmd {
	st := &news.Story{}
	switch {
	case m.Link != nil:
		st.Headline, st.URL = m.Link.Text, m.Link.URL
	case m.Ref != nil && m.Ref.Target != nil:
		st = m.Ref.Target
	case m.Ref != nil:
		st.Headline, st.URL = m.Ref.Title, m.Ref.URL
	}
	if m.How == pane.InBrowser {
		return s.browse(st)
	}
	return s.copyURL(st)
}

// unsure asks once before a guess is followed.
func (s *Screen) unsure(r *news.Reference) bool {
	q := question{r.From, r.N}
	if s.nav.asked == q {
		s.nav.asked = question{}
		return false
	}
	s.nav.asked = q
	title := r.Title
	if r.Target != nil {
		title = r.Target.Headline
	}
	s.told = pane.Told{Text: sanitize.Join("", sanitize.Lit("Maybe: "), title, sanitize.Lit(" - press Enter again to open."))}
	return true
}

// fetch runs a follow in the background; Esc cancels it.
func (s *Screen) fetch(what *news.Story, get func(ctx context.Context) (news.StoryID, error)) tea.Cmd {
	s.stopFollowing()
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.work.job++
	s.work.cancel, s.work.what = cancel, what.Headline
	job := s.work.job
	return func() tea.Msg {
		defer cancel()
		id, err := get(ctx)
		return followed{job: job, what: what, id: id, err: err}
	}
}

// arrived opens the fetched story of a follow.
func (s *Screen) arrived(m followed) tea.Cmd {
	if m.job != s.work.job || s.work.cancel == nil {
		return nil // cancelled, or overtaken by another
	}
	s.work.cancel = nil
	if m.err != nil {
		s.nav.missed = m.what
		browse, copied := s.key(keys.Browse).String(), s.key(keys.CopyURL).String()
		s.complain(fmt.Sprintf("Not fetched (%s: browser, %s: copy address)", browse, copied), m.err)
		return nil
	}
	return s.openStory(m.id, reader.Followed, news.Step{}, 0)
}

// complain tells the reader what went wrong, unless it was the end.
func (s *Screen) complain(what string, err error) {
	if s.env.Ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		s.told = pane.Told{Text: sanitize.Line(what + ": " + err.Error()), Bad: true}
	}
}
