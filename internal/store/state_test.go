package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

func TestUndoTakesBackTheLastSteps(t *testing.T) {
	db, _ := library(t)
	ids := map[string]news.StoryID{}
	for _, s := range list(t, db, news.Filter{}, news.Window{}) {
		ids[s.GUID] = s.ID
	}
	must(t, db.MarkRead(t.Context(), true, ids["flood"]))
	must(t, db.MarkRead(t.Context(), true, ids["flood"], ids["bridge"])) // flood is read already
	must(t, db.Star(t.Context(), true, ids["cafe"]))
	n, err := db.MarkAllRead(t.Context(), news.Filter{Expr: news.InLang{Lang: "en"}}, 0)
	must(t, err)
	diff(t, "marked", 2, n)
	n, err = db.MarkAllRead(t.Context(), news.Filter{}, 1)
	must(t, err)
	diff(t, "marked up to 1", 1, n)
	count := func(want int) {
		t.Helper()
		c, err := db.Count(t.Context(), news.Filter{}, 0)
		must(t, err)
		diff(t, "unread", want, c.Unread)
	}
	count(6)
	for _, step := range []struct {
		said   string
		unread int
	}{
		{"1 story marked read", 7},
		{"2 stories marked read", 9},
		{"star on 1 story", 9},
		{"1 story marked read", 10},
		{"1 story marked read", 11},
		{"", 11},
	} {
		said, err := db.Undo(t.Context())
		must(t, err)
		diff(t, "said", step.said, said.String())
		count(step.unread)
	}
	s, err := db.Story(t.Context(), ids["cafe"])
	must(t, err)
	diff(t, "star", false, s.Starred)
}

func TestFiftyStepsCanBeTakenBack(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "A", 0)
	save(t, db, radio, a)
	for i := range 60 {
		must(t, db.Star(t.Context(), i%2 == 0, a.Story.ID))
	}
	n := 0
	for {
		said, err := db.Undo(t.Context())
		must(t, err)
		if said.IsZero() {
			break
		}
		n++
	}
	diff(t, "steps", 50, n)
}

func TestPositionAndTrailAreRemembered(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "A", 0)
	save(t, db, radio, a)
	p, err := db.Position(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "never there", news.Step{}, p)
	want := news.Step{Story: a.Story.ID, View: news.FromPage, Top: 4, Line: 2, Ref: 3}
	must(t, db.SavePosition(t.Context(), news.Step{Story: a.Story.ID, Top: 1}))
	must(t, db.SavePosition(t.Context(), want))
	must(t, db.SavePosition(t.Context(), news.Step{Story: "gone"}))
	p, err = db.Position(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "position", want, p)
	tr, err := db.Trail(t.Context())
	must(t, err)
	diff(t, "no trail", news.Trail{}, tr)
	trail := news.Trail{Steps: []news.Step{{Story: "x"}, want}, At: 1}
	must(t, db.SaveTrail(t.Context(), trail))
	tr, err = db.Trail(t.Context())
	must(t, err)
	diff(t, "trail", trail, tr)
}

func TestSessionAndTypedLinesAreRemembered(t *testing.T) {
	db, _ := openNew(t)
	none, err := db.Lines(t.Context())
	must(t, err)
	diff(t, "nothing typed", news.Lines(nil), none)
	typed := news.Lines{"search: ": {"flood", `"dam wall"`}, ":": {"set mouse"}}
	must(t, db.SaveLines(t.Context(), typed))
	got, err := db.Lines(t.Context())
	must(t, err)
	diff(t, "typed lines", typed, got)
	must(t, db.SaveLines(t.Context(), news.Lines{":": {"a\u202eb\x1b[2J\u200b c"}}))
	got, err = db.Lines(t.Context())
	must(t, err)
	diff(t, "typed lines", news.Lines{":": {"ab c"}}, got)
	was := news.Session{Story: "x", Pane: "Story", Query: "flood", Sizes: news.Sizes{Headlines: -4, Strip: 2}}
	must(t, db.SaveSession(t.Context(), was))
	now, err := db.Session(t.Context())
	must(t, err)
	diff(t, "session", was, now)
	must(t, db.SaveSession(t.Context(), news.Session{Query: "a\u202eb", Desk: "c\u200bd"}))
	now, err = db.Session(t.Context())
	must(t, err)
	diff(t, "session", news.Session{Query: "ab", Desk: "cd"}, now)
}

func TestFindTakesIDsTheirBeginningsAndAddresses(t *testing.T) {
	db, _ := library(t)
	s := list(t, db, news.Filter{}, news.Window{})[0]
	for _, r := range []string{string(s.ID), string(s.ID[:6]), " " + string(s.ID[:4]), s.URL, s.URL + "?utm_medium=x"} {
		got, err := db.Find(t.Context(), r)
		if err != nil || got.ID != s.ID {
			t.Errorf("Find(%q) = %v, %v", r, got, err)
		}
	}
	for _, r := range []string{"", string(s.ID[:3]), "zzzzzzzz", "https://velm.example/none"} {
		if _, err := db.Find(t.Context(), r); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("Find(%q) error = %v, want news.ErrNotFound", r, err)
		}
	}
	for name, err := range map[string]error{
		"Story":   func() error { _, err := db.Story(t.Context(), "nope"); return err }(),
		"StoryAt": func() error { _, err := db.StoryAt(t.Context(), "https://nope.example/"); return err }(),
		"Body":    func() error { _, err := db.Body(t.Context(), "nope", ""); return err }(),
	} {
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: error = %v, want news.ErrNotFound", name, err)
		}
	}
}

func TestFeedsKeepTheirStateAndOrder(t *testing.T) {
	db, c := openNew(t)
	feeds := []news.Feed{
		{ID: courier, Name: line("Courier"), Tags: []string{"a", "b"}, Every: time.Hour, FullText: true, FastLane: true, Type: news.TypeSitemap},
		{ID: radio},
	}
	must(t, db.SetFeeds(t.Context(), feeds))
	state := news.FeedState{
		Validators: news.Validators{ETag: `W/"x"`, LastModified: "Mon, 16 Feb 2026 09:00:00 GMT"}, LastTry: c.now(), LastOK: c.now(),
		Next: c.now().Add(time.Hour), Why: line("server asked"), Held: c.now().Add(time.Minute), Status: 200, Failures: 2, Err: line("No."), Pace: -3, Digest: "d", Asks: news.Asks{Every: time.Hour, SkipHours: []int{3}, SkipDays: []time.Weekday{time.Sunday}}, MovingTo: "https://y.example/", MovedTo: "https://x.example/",
		Gone: true, Title: line("Radio"), Home: "https://radio.velm.example/",
	}
	_, err := db.Save(t.Context(), news.Batch{Feed: radio, State: state, Arrivals: []news.Arrival{arrival(radio, "a", "A", 0)}})
	must(t, err)
	got, err := db.Feeds(t.Context())
	must(t, err)
	want := []news.FeedStatus{{Feed: feeds[0]}, {Feed: feeds[1], State: state, Items: 1}}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("feeds (-want +got):\n%s", d)
	}
	must(t, db.SetFeeds(t.Context(), feeds[:1]))
	got, err = db.Feeds(t.Context())
	must(t, err)
	diff(t, "listed", 1, len(got))
	ss := list(t, db, news.Filter{}, news.Window{})
	diff(t, "stories stay, named by the feed's own title", "Radio", ss[0].Source.String())
	must(t, db.SetFeeds(t.Context(), feeds))
	got, err = db.Feeds(t.Context())
	must(t, err)
	// Whoever adds a feed again wants it tried again, at the address they gave.
	state.Gone, state.MovingTo, state.MovedTo, state.Failures, state.Err = false, "", "", 0, sanitize.Clean{}
	state.Next, state.Why, state.Status = time.Time{}, sanitize.Clean{}, 0
	diff(t, "state is back", state, got[1].State)
}

func TestOneOwnerHoldsALease(t *testing.T) {
	db, c := openNew(t)
	take := func(owner, wantHolder string, want bool) {
		t.Helper()
		holder, ok, err := db.Lease(t.Context(), "poll", owner, time.Minute)
		must(t, err)
		diff(t, owner, []any{wantHolder, want}, []any{holder, ok})
	}
	take("a", "a", true)
	take("b", "a", false)
	c.advance(50 * time.Second)
	take("a", "a", true)
	c.advance(50 * time.Second)
	take("b", "a", false)
	c.advance(20 * time.Second)
	take("b", "b", true)
	must(t, db.Release(t.Context(), "poll", "a"))
	take("a", "b", false)
	must(t, db.Release(t.Context(), "poll", "b"))
	take("a", "a", true)
}

func TestWishesAreTakenOnce(t *testing.T) {
	db, _ := openNew(t)
	must(t, db.AddWish(t.Context(), radio, courier))
	must(t, db.AddWish(t.Context(), radio))
	must(t, db.AddWish(t.Context()))
	got, err := db.TakeWishes(t.Context())
	must(t, err)
	diff(t, "wishes", []news.FeedID{"", courier, radio}, got)
	got, err = db.TakeWishes(t.Context())
	must(t, err)
	diff(t, "again", 0, len(got))
}

func TestPruningExemptsWhatIsStarredOrCitedAndForGood(t *testing.T) {
	db, c := openNew(t)
	cited := arrival(radio, "cited", "Why the Tarn dam failed last night", time.Hour)
	starred := arrival(radio, "starred", "Starred", time.Hour)
	plain := arrival(radio, "plain", "Plain zebra", time.Hour, "Text.")
	plain.References = []news.Reference{ref("An unknown story about the harbour", "")}
	save(t, db, radio, cited, starred, plain)
	must(t, db.Star(t.Context(), true, starred.Story.ID))
	c.advance(48 * time.Hour)
	fresh := arrival(courier, "fresh", "Fresh", -40*time.Hour)
	fresh.References = []news.Reference{ref("Why the Tarn dam failed last night", cited.Story.URL)}
	save(t, db, courier, fresh)
	n, err := db.Prune(t.Context(), 0, true)
	must(t, err)
	diff(t, "for ever", 0, n)
	n, err = db.Prune(t.Context(), 24*time.Hour, true)
	must(t, err)
	diff(t, "dropped", 1, n)
	diff(t, "left", []string{"fresh", "cited", "starred"}, slugs(list(t, db, news.Filter{}, news.Window{})))
	diff(t, "words gone", 0, len(list(t, db, news.Filter{Expr: news.Word{Text: "zebra"}}, news.Window{})))
	diff(t, "does not come back", news.Saved{}, save(t, db, radio, plain))
	counts, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "counts", news.Counts{Total: 3, Unread: 3}, counts)
	n, err = db.Prune(t.Context(), 24*time.Hour, false)
	must(t, err)
	diff(t, "stars do not count", 1, n)
	must(t, db.Check(t.Context()))
}

func TestChangedIsCalledForWhatReadersSee(t *testing.T) {
	n := 0
	db := open(t, t.TempDir()+"/cache.db", store.Options{Changed: func() { n++ }})
	a := arrival(radio, "a", "A", 0)
	steps := []struct {
		name string
		want int
		do   func() error
	}{
		{"save", 1, func() error { save(t, db, radio, a); return nil }},
		{"mark", 1, func() error { return db.MarkRead(t.Context(), true, a.Story.ID) }},
		{"mark again", 0, func() error { return db.MarkRead(t.Context(), true, a.Story.ID) }},
		{"position", 0, func() error { return db.SavePosition(t.Context(), news.Step{Story: a.Story.ID}) }},
		{"feeds", 1, func() error { return db.SetFeeds(t.Context(), []news.Feed{{ID: radio}}) }},
		{"same feeds", 0, func() error { return db.SetFeeds(t.Context(), []news.Feed{{ID: radio}}) }},
	}
	for _, s := range steps {
		n = 0
		must(t, s.do())
		diff(t, s.name, s.want, n)
	}
}

func TestWhatWasSpentIsCountedBySpansOfTime(t *testing.T) {
	db, c := openNew(t)
	spend := func(bytes int64) []any {
		used, since, err := db.Spend(t.Context(), bytes, time.Hour)
		must(t, err)
		return []any{used, since}
	}
	diff(t, "nothing yet", []any{int64(0), start}, spend(0))
	diff(t, "first", []any{int64(700), start}, spend(700))
	c.advance(59 * time.Minute)
	diff(t, "second", []any{int64(1000), start}, spend(300))
	diff(t, "asked only", []any{int64(1000), start}, spend(0))
	c.advance(time.Minute)
	diff(t, "the next hour", []any{int64(0), start.Add(time.Hour)}, spend(0))
	diff(t, "counts anew", []any{int64(5), start.Add(time.Hour)}, spend(5))
}

func TestTheTimesOfEachFeedsNewestStories(t *testing.T) {
	db, _ := openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: radio}, {ID: courier}}))
	save(t, db, radio, arrival(radio, "a", "A", 3*time.Hour), arrival(radio, "b", "B", time.Hour), arrival(radio, "c", "C", 2*time.Hour))
	unknown := arrival(courier, "d", "D", 0)
	unknown.Story.Published = time.Time{}
	save(t, db, courier, unknown, arrival(courier, "e", "E", 5*time.Hour))
	save(t, db, "https://left.example/rss", arrival("https://left.example/rss", "f", "F", time.Hour))
	got, err := db.Published(t.Context(), 2)
	must(t, err)
	diff(t, "times", map[news.FeedID][]time.Time{
		radio: {start.Add(-time.Hour), start.Add(-2 * time.Hour)}, courier: {start.Add(-5 * time.Hour)},
	}, got)
}
