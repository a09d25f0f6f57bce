package plain

import (
	"context"
	"slices"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/typeset"
)

// references lists the references and links of the open story, and those that
// refers to it, in one numbering.
func (r *Reader) references() {
	s := r.story
	if s == nil {
		r.say("No story is open: a number opens one.")
		return
	}
	r.inStory = true
	if len(s.items)+len(s.Cited) == 0 {
		if !s.Body.Whole {
			r.say(reader.NoReferencesKnown)
			return
		}
		r.say(reader.NoReferences)
		return
	}
	for _, it := range s.items {
		if it.Ref != nil {
			r.sayf("%d. %s %s.", it.N, stop(titleOf(it)), joined(r.facts(it.Ref)))
		}
	}
	for _, it := range s.items {
		if it.Link != nil {
			r.sayf("%d. Link: %s %s", it.N, stop(it.Link.Text.String()), it.Link.URL)
		}
	}
	for i, c := range s.Cited {
		r.sayf("%d. Cited by: %s %s.", len(s.items)+i+1, stop(headline(c)), joined([]string{c.Source.String(), r.dated(c), reader.Distance(c, s.Story)}))
	}
	r.say("A number follows one.")
}

// facts says how a reference was found, whether it is held, and how old it
// is.
func (r *Reader) facts(ref *news.Reference) []string {
	facts := []string{capital(reader.Found(ref))}
	switch t := ref.Target; {
	case t != nil:
		read := "read"
		if !t.Read {
			read = "unread"
		}
		return append(facts, reader.CachedWord(t), r.dated(t), reader.Distance(t, r.story.Story), read)
	case ref.To != "":
		return append(facts, reader.Gone)
	case ref.URL != "":
		return append(facts, reader.NotCached, r.env.Server(ref.URL))
	}
	return append(facts, reader.NoAddress)
}

// dated writes when a story was published.
func (r *Reader) dated(s *news.Story) string {
	switch {
	case s.Published.IsZero():
		return reader.DateUnknown
	case s.PublishedDay:
		return s.Published.UTC().Format("2 Jan 2006")
	}
	return s.Published.UTC().Format("2 Jan 2006 15:04 UTC")
}

// titleOf returns the title of a reference or link.
func titleOf(it typeset.Item) string {
	switch {
	case it.Link != nil && it.Link.Text.IsZero():
		return it.Link.URL
	case it.Link != nil:
		return it.Link.Text.String()
	case it.Ref.Target != nil && !it.Ref.Target.Headline.IsZero():
		return headline(it.Ref.Target) // as it is now
	case !it.Ref.Title.IsZero():
		return it.Ref.Title.String()
	}
	return it.Ref.URL
}

// follow opens the reference or link of a number of the open story: from the cache,
// else by fetching it.
func (r *Reader) follow(n int) {
	s := r.story
	switch {
	case s == nil:
		r.say("No story is open: a number opens one.")
		return
	case n > len(s.items) && n <= len(s.items)+len(s.Cited):
		r.open(s.Cited[n-len(s.items)-1].ID, reader.Followed, news.Step{}, 0)
		return
	case n < 1 || n > len(s.items):
		if len(s.items)+len(s.Cited) == 0 {
			r.say(reader.NothingToFollow)
			return
		}
		r.sayf(reader.NoSuchNumber, n, len(s.items)+len(s.Cited))
		return
	}
	it := s.items[n-1]
	ref := it.Ref
	switch {
	case it.Link != nil:
		r.fetch(it, it.Link.URL, func(ctx context.Context) (news.StoryID, error) { return r.env.Actions.FollowURL(ctx, it.Link.URL) })
	case ref.To != "" && ref.Match == news.Maybe && r.asked != n:
		r.asked = n
		r.sayf("Maybe it is: %s follow %d again opens it.", stop(targetOf(ref)), n)
	case ref.To != "":
		r.open(ref.To, reader.Followed, news.Step{}, 0)
	case ref.URL != "":
		r.fetch(it, ref.URL, func(ctx context.Context) (news.StoryID, error) { return r.env.Actions.Follow(ctx, *ref) })
	default:
		r.say(reader.NotFoundYet)
	}
}

func targetOf(ref *news.Reference) string {
	if ref.Target != nil {
		return headline(ref.Target)
	}
	return ref.Title.String()
}

// fetch opens the story at an address and fetches it if the cache lacks it.
func (r *Reader) fetch(it typeset.Item, address string, get func(context.Context) (news.StoryID, error)) {
	if st, err := r.env.Library.StoryAt(r.env.Ctx, address); err == nil {
		r.open(st.ID, reader.Followed, news.Step{}, 0)
		return
	}
	how := "."
	if r.opt.Person {
		how = "; Enter calls it off."
	}
	r.say("Fetching it from " + host(address) + how)
	got := make(chan news.StoryID, 1)
	err := r.await(func(ctx context.Context) error {
		id, err := get(ctx)
		got <- id
		return err
	})
	if err != nil {
		r.complain("Not fetched", err)
		r.missed = &news.Story{Headline: sanitize.Line(titleOf(it)), URL: address}
		r.say("browse opens it in a browser, copy gives its address.")
		return
	}
	r.open(<-got, reader.Followed, news.Step{}, 0)
}

// noteStep notes on the trail that a story was opened.
func (r *Reader) noteStep(id news.StoryID, w reader.Walk, at int) {
	r.trail = reader.Enter(r.trail, w, news.Step{Story: id}, at)
	if err := r.env.Library.SaveTrail(r.env.Ctx, r.trail); err != nil {
		r.complain(reader.TrailNotKept, err)
	}
}

// along goes back or forward. When nothing is open yet it goes to where the
// last session ended.
func (r *Reader) along(dir int) {
	to, refused := reader.StepTo(r.trail, r.trail.At+dir, r.story != nil)
	if !refused.IsZero() {
		r.say(refused.String())
		return
	}
	r.goTo(to)
}

// goTo opens a step of the trail.
func (r *Reader) goTo(i int) {
	r.savePosition(r.env.Ctx) // it is on the trail then, too
	step := r.trail.Steps[i]
	r.open(step.Story, reader.Toward(r.trail, i), step, i)
}

// showTrail lists the way walked, or goes to a step of it.
func (r *Reader) showTrail(arg string) {
	t := r.trail
	if len(t.Steps) == 0 {
		r.say(reader.NoTrail)
		return
	}
	if n, ok := number(arg); ok {
		if n < 1 || n > len(t.Steps) {
			r.sayf("There is no step %d; the last is %d.", n, len(t.Steps))
			return
		}
		r.goTo(n - 1)
		return
	}
	for i, step := range t.Steps {
		text := stop(capital(reader.GoneStory))
		if s, err := r.env.Library.Story(r.env.Ctx, step.Story); err == nil {
			text = stop(headline(s))
		}
		if slices.ContainsFunc(t.Steps[:i], func(was news.Step) bool { return was.Story == step.Story }) {
			text += " Seen before."
		}
		if i == t.At {
			text += " You are here."
		}
		r.sayf("Step %d: %s", i+1, text)
	}
	for i, step := range t.Left {
		s, err := r.env.Library.Story(r.env.Ctx, step.Story)
		if err != nil {
			continue
		}
		if i == 0 {
			r.say("Left when you went another way:")
		}
		r.say(stop(headline(s)))
	}
	r.say("trail and a number goes to a step.")
}

// position returns where in the open story the reader is.
func (r *Reader) position() (news.Step, bool) {
	s := r.story
	if s == nil {
		return news.Step{}, false
	}
	top, line := s.text.Position(s.top)
	return news.Step{Story: s.Story.ID, Top: top, Line: line}, true
}

// savePosition keeps the position in the open story, on the trail too.
func (r *Reader) savePosition(ctx context.Context) {
	step, ok := r.position()
	if !ok {
		return
	}
	reader.Note(&r.trail, step)
	if err := r.env.Library.SavePosition(ctx, step); err != nil {
		r.complain(reader.PositionLost, err)
	}
}

// session returns the open story and the list.
func (r *Reader) session() news.Session {
	now := r.kept // sizes and the like are the screen's
	now.Query, now.Narrow, now.Unread = r.list.query, r.list.narrow, r.unread
	now.Pane, now.Desk, now.First, now.Above, now.UpTo = "", "", "", 0, 0
	if s := r.story; s != nil {
		now.Story = s.Story.ID
	}
	if r.inStory {
		now.Pane = "Story"
	}
	if d := r.list.desk; d > 0 {
		now.Desk = r.env.Desks[d-1].Name.String()
	}
	if c := r.list.cur; c >= 0 && c < len(r.list.rows) {
		now.At = r.list.rows[c].ID
	}
	return now
}

// keep saves the open story after each command, so that a killed program loses
// no more than that.
func (r *Reader) keep() {
	now := r.session()
	if step, ok := r.position(); ok && step != r.at {
		r.at = step
		r.savePosition(r.env.Ctx)
	}
	if now == r.kept || r.opt.Secondary {
		return
	}
	r.kept = now
	if err := r.env.Library.SaveSession(r.env.Ctx, now); err != nil {
		r.complain("What is open could not be kept", err)
	}
}

// save keeps everything at the end. Nobody is left to be told of a failure.
func (r *Reader) save(ctx context.Context) {
	if step, ok := r.position(); ok {
		reader.Note(&r.trail, step)
		_ = r.env.Library.SavePosition(ctx, step)
	}
	if len(r.trail.Steps) > 0 {
		_ = r.env.Library.SaveTrail(ctx, r.trail)
	}
	if now := r.session(); !r.opt.Secondary && now != r.kept {
		_ = r.env.Library.SaveSession(ctx, now)
	}
}

// resume takes up the trail of the last session, and names its list.
func (r *Reader) resume() (desk, query string) {
	if t := reader.LastTrail(r.env.Ctx, r.env.Library); len(t.Steps) > 0 {
		r.trail = t
		if s, err := r.env.Library.Story(r.env.Ctx, t.Steps[t.At].Story); err == nil {
			r.sayf("back goes to where you were: %s", stop(headline(s)))
		}
	}
	if r.opt.Secondary {
		return "", ""
	}
	r.kept, _ = r.env.Library.Session(r.env.Ctx)
	r.unread = r.kept.Unread
	return r.kept.Desk, r.kept.Query
}
