package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// feeds are the subtests about feeds and their state.
func (su suite) feeds() []subtest {
	return []subtest{
		{"feeds keep their state and order", su.feedState},
		{"the times of the newest stories of each feed are known", su.published},
		{"bytes are counted by spans of time", su.spend},
	}
}

func (su suite) feedState(t *testing.T) {
	db, c := su.openNew(t)
	feeds := []news.Feed{
		{ID: Courier, Name: line("Courier"), Tags: []string{"a", "b"}, Every: time.Hour, FullText: true, FastLane: true, Type: news.TypeSitemap},
		{ID: Radio},
	}
	must(t, db.SetFeeds(t.Context(), feeds))
	state := news.FeedState{
		Validators: news.Validators{ETag: `W/"x"`, LastModified: "Mon, 16 Feb 2026 09:00:00 GMT"}, LastTry: c.Now(), LastOK: c.Now(),
		Next: c.Now().Add(time.Hour), Why: line("server asked"), Held: c.Now().Add(time.Minute), Status: 200, Failures: 2, Err: line("No."), Pace: -3, Digest: "d", Asks: news.Asks{Every: time.Hour, SkipHours: []int{3}, SkipDays: []time.Weekday{time.Sunday}}, MovingTo: "https://y.example/", MovedTo: "https://x.example/",
		Gone: true, Title: line("Radio"), Home: "https://radio.velm.example/",
	}
	_, err := db.Save(t.Context(), news.Batch{Feed: Radio, State: state, Arrivals: []news.Arrival{Arrival(Radio, "a", "A", 0)}})
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

func (su suite) published(t *testing.T) {
	db, _ := su.openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}, {ID: Courier}}))
	save(t, db, Radio, Arrival(Radio, "a", "A", 3*time.Hour), Arrival(Radio, "b", "B", time.Hour), Arrival(Radio, "c", "C", 2*time.Hour))
	unknown := Arrival(Courier, "d", "D", 0)
	unknown.Story.Published = time.Time{}
	save(t, db, Courier, unknown, Arrival(Courier, "e", "E", 5*time.Hour))
	save(t, db, "https://left.example/rss", Arrival("https://left.example/rss", "f", "F", time.Hour))
	got, err := db.Published(t.Context(), 2)
	must(t, err)
	diff(t, "times", map[news.FeedID][]time.Time{
		Radio: {Start().Add(-time.Hour), Start().Add(-2 * time.Hour)}, Courier: {Start().Add(-5 * time.Hour)},
	}, got)
}

func (su suite) spend(t *testing.T) {
	db, c := su.openNew(t)
	spend := func(bytes int64) []any {
		used, since, err := db.Spend(t.Context(), bytes, time.Hour)
		must(t, err)
		return []any{used, since}
	}
	diff(t, "nothing yet", []any{int64(0), Start()}, spend(0))
	diff(t, "first", []any{int64(700), Start()}, spend(700))
	c.Advance(59 * time.Minute)
	diff(t, "second", []any{int64(1000), Start()}, spend(300))
	diff(t, "asked only", []any{int64(1000), Start()}, spend(0))
	c.Advance(time.Minute)
	diff(t, "the next hour", []any{int64(0), Start().Add(time.Hour)}, spend(0))
	diff(t, "counts anew", []any{int64(5), Start().Add(time.Hour)}, spend(5))
	c.Advance(-time.Second) // a clock that is corrected gives no budget away
	diff(t, "set back a little", []any{int64(6), Start().Add(time.Hour)}, spend(1))
	c.Advance(-365 * 24 * time.Hour)
	diff(t, "set back a year", []any{int64(1), c.Now()}, spend(1))
}
