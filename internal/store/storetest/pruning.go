package storetest

import (
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
)

// pruning are the subtests about stories that are dropped.
func (su suite) pruning() []subtest {
	return []subtest{
		{"pruning exempts starred and cited stories, and drops for good", su.pruningExempts},
		{"a dropped story takes what belongs to it along", su.pruningDropsAll},
		{"a clock that leaps drops nothing for a day", su.pruningAfterALeap},
	}
}

func (su suite) pruningExempts(t *testing.T) {
	db, c := su.openNew(t)
	cited := Arrival(Radio, "cited", "Why the Tarn dam failed last night", time.Hour)
	starred := Arrival(Radio, "starred", "Starred", time.Hour)
	plain := Arrival(Radio, "plain", "Plain zebra", time.Hour, "Text.")
	plain.References = []news.Reference{Ref("An unknown story about the harbour", "")}
	save(t, db, Radio, cited, starred, plain)
	must(t, db.Star(t.Context(), true, starred.Story.ID))
	c.Advance(48 * time.Hour)
	fresh := Arrival(Courier, "fresh", "Fresh", -40*time.Hour)
	fresh.References = []news.Reference{Ref("Why the Tarn dam failed last night", cited.Story.URL)}
	save(t, db, Courier, fresh)
	n, err := db.Prune(t.Context(), 0, true)
	must(t, err)
	diff(t, "for ever", 0, n)
	n, err = db.Prune(t.Context(), 24*time.Hour, true)
	must(t, err)
	diff(t, "dropped", 1, n)
	diff(t, "left", []string{"fresh", "cited", "starred"}, slugs(list(t, db, news.Filter{}, news.Window{})))
	diff(t, "words gone", 0, len(list(t, db, news.Filter{Expr: news.Word{Text: "zebra"}}, news.Window{})))
	diff(t, "does not come back", news.Saved{}, save(t, db, Radio, plain))
	counts, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "counts", news.Counts{Total: 3, Unread: 3}, counts)
	n, err = db.Prune(t.Context(), 24*time.Hour, false)
	must(t, err)
	diff(t, "stars do not count", 1, n)
	must(t, db.Check(t.Context()))
}

// pruningAfterALeap sets the clock wrong by more than stories are kept, and right
// again within a day; then so much time goes by.
func (su suite) pruningAfterALeap(t *testing.T) {
	const day = 24 * time.Hour
	for _, polled := range []bool{false, true} { // the last poll, or the last prune, tells the time
		db, c := su.openNew(t)
		must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}))
		_, err := db.Save(t.Context(), news.Batch{Feed: Radio, Arrivals: []news.Arrival{Arrival(Radio, "a", "A", 0)}, State: news.FeedState{LastTry: c.Now()}})
		must(t, err)
		prune := func(want int) {
			t.Helper()
			n, err := db.Prune(t.Context(), 365*day, true)
			must(t, err)
			diff(t, "dropped", want, n)
		}
		if !polled {
			prune(0)
		}
		for range 2 {
			c.Advance(400 * day)
			prune(0)
			c.Advance(23 * time.Hour)
			prune(0)
			c.Advance(-400*day - 23*time.Hour)
			prune(0)
		}
		c.Advance(400 * day)
		prune(0)
		c.Advance(day)
		prune(1)
	}
}

func (su suite) pruningDropsAll(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", "The harbour of Velm is closed until noon", time.Hour, "Text.")
	a.References = []news.Reference{Ref("Storm warning for the coast of Velm", "")}
	save(t, db, Radio, a)
	must(t, db.SavePosition(t.Context(), news.Step{Story: a.Story.ID, Line: 3}))
	a.Story.Headline = line("The harbour of Velm is open since noon")
	save(t, db, Radio, a)
	c.Advance(24 * time.Hour)
	n, err := db.Prune(t.Context(), 24*time.Hour, true)
	must(t, err)
	diff(t, "just as old as may be", 0, n)
	c.Advance(time.Millisecond)
	n, err = db.Prune(t.Context(), 24*time.Hour, true)
	must(t, err)
	diff(t, "dropped", 1, n)

	if _, err := db.Story(t.Context(), a.Story.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Story error = %v, want news.ErrNotFound", err)
	}
	if _, err := db.StoryAt(t.Context(), a.Story.URL); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("StoryAt error = %v, want news.ErrNotFound", err)
	}
	revs, err := db.Revisions(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "revisions", 0, len(revs))
	at, err := db.Position(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "position", news.Step{}, at)
	// The story it referred to arrives: no story cites that one.
	storm := Arrival(Courier, "storm", "Storm warning for the coast of Velm", 0)
	save(t, db, Courier, storm)
	cited, err := db.CitedBy(t.Context(), storm.Story.ID)
	must(t, err)
	diff(t, "cited by", 0, len(cited))
	// Numbers are not given twice: a list that stands would show a new story.
	s, err := db.Story(t.Context(), storm.Story.ID)
	must(t, err)
	if s.Seq <= 1 {
		t.Errorf("Seq %d was given before", s.Seq)
	}
	// Whoever opens the address of a dropped story wants it back.
	id, err := db.AddPage(t.Context(), a.Story.URL, news.FullText{Headline: line("The harbour"), Body: Paragraphs("Text.")})
	must(t, err)
	_, err = db.Story(t.Context(), id)
	must(t, err)
}
