package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

// saving are the subtests about stories that are saved, saved once more and read.
func (su suite) saving() []subtest {
	return []subtest{
		{"rereading a feed adds nothing", su.rereadingAddsNothing},
		{"a story that comes twice at once is one", su.twiceAtOnceIsOne},
		{"typography makes no revision but words do", su.wordsMakeRevisions},
		{"stories are read by their IDs in one question", su.readByIDs},
		{"a story is found by its ID, the beginning of its ID and its address", su.find},
	}
}

func (su suite) rereadingAddsNothing(t *testing.T) {
	db, c := su.openNew(t)
	as := []news.Arrival{
		Arrival(Radio, "b", "Bridge closed in Velm", time.Hour, "The bridge is closed."),
		Arrival(Radio, "a", "Flood warning for Tarn", 2*time.Hour, "Water rises."),
	}
	diff(t, "first", news.Saved{New: 2}, save(t, db, Radio, as...))
	c.Advance(time.Hour)
	diff(t, "again", news.Saved{}, save(t, db, Radio, as...))
	as[0].Story.URL += "?utm_source=rss"
	diff(t, "tracking", news.Saved{}, save(t, db, Radio, as...))
	as[0].Story.Headline = line("Bridge  closed in Velm")
	as[0].Body = Paragraphs("The bridge is closed.")
	as[1].Body = Paragraphs("Water  rises.")
	diff(t, "cosmetic", news.Saved{}, save(t, db, Radio, as...))
	revs, err := db.Revisions(t.Context(), as[1].Story.ID)
	must(t, err)
	diff(t, "revisions", 0, len(revs))
	diff(t, "list", []string{"Bridge closed in Velm", "Flood warning for Tarn"}, headlines(list(t, db, news.Filter{}, news.Window{})))
}

// twiceAtOnceIsOne: batches that arrive together are
// written together, and a story may be in several of them.
func (su suite) twiceAtOnceIsOne(t *testing.T) {
	db, _ := su.openNew(t)
	const times = 40
	got := make(chan news.Saved, times)
	var group sync.WaitGroup
	for i := range times {
		group.Go(func() {
			a := Arrival(Radio, "a", fmt.Sprintf("Water at %d cm", 100+i), time.Hour, "It rises.")
			saved, err := db.Save(t.Context(), news.Batch{Feed: Radio, Arrivals: []news.Arrival{a}})
			if err != nil {
				t.Error(err)
			}
			got <- saved
		})
	}
	group.Wait()
	close(got)
	var sum news.Saved
	for s := range got {
		sum.New, sum.Updated = sum.New+s.New, sum.Updated+s.Updated
	}
	diff(t, "saved", news.Saved{New: 1, Updated: times - 1}, sum)
	all := list(t, db, news.Filter{}, news.Window{})
	if len(all) != 1 || all[0].Revisions != times-1 {
		t.Fatalf("%d stories, want one with all wordings", len(all))
	}
	revs, err := db.Revisions(t.Context(), all[0].ID)
	must(t, err)
	seen := map[string]bool{all[0].Headline.String(): true}
	for _, r := range revs {
		seen[r.Headline.String()] = true
	}
	diff(t, "wordings", times, len(seen))
	f, err := query.Parse("water", Start())
	must(t, err)
	diff(t, "found by its words", []string{all[0].Headline.String()}, headlines(list(t, db, f, news.Window{})))
}

func (su suite) wordsMakeRevisions(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", `Minister: "two dead" - report`, time.Hour, "It's known that two are dead...")
	save(t, db, Radio, a)
	id := a.Story.ID
	must(t, db.MarkRead(t.Context(), true, id))
	must(t, db.Star(t.Context(), true, id))

	c.Advance(time.Hour)
	a.Story.Headline, a.Body = line("Minister: “two dead” – report"), Paragraphs("It’s known that two are dead…")
	diff(t, "typography", news.Saved{}, save(t, db, Radio, a))
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "headline", "Minister: “two dead” – report", s.Headline.String())

	c.Advance(time.Hour)
	a.Story.Headline, a.Body = line("Minister: “three dead” – report"), Paragraphs("It’s known that three are dead…")
	diff(t, "words", news.Saved{Updated: 1}, save(t, db, Radio, a))
	s, err = db.Story(t.Context(), id)
	must(t, err)
	diff(t, "marks survive", []any{true, true, 1}, []any{s.Read, s.Starred, s.Revisions})
	revs, err := db.Revisions(t.Context(), id)
	must(t, err)
	diff(t, "revision", []news.Revision{{
		Story: id, N: 1, SeenAt: Start(), Headline: line("Minister: “two dead” – report"), Body: Paragraphs("It’s known that two are dead…"),
	}}, revs)
	diff(t, "once", news.Saved{}, save(t, db, Radio, a))
}

func (su suite) readByIDs(t *testing.T) {
	db, _ := su.openNew(t)
	a, b := Arrival(Radio, "a", "One", time.Hour), Arrival(Radio, "b", "Two", 2*time.Hour)
	save(t, db, Radio, a, b, Arrival(Radio, "c", "Three", 3*time.Hour))
	ss, err := db.StoriesByID(t.Context(), a.Story.ID, "none", b.Story.ID)
	must(t, err)
	got := headlines(ss)
	slices.Sort(got)
	diff(t, "stories", []string{"One", "Two"}, got)
	ss, err = db.StoriesByID(t.Context())
	must(t, err)
	diff(t, "no stories", 0, len(ss))
}

func (su suite) find(t *testing.T) {
	db, _ := su.library(t)
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
