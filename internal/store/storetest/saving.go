package storetest

import (
	"context"
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
		{"a batch that names a story twice saves it once", su.twiceInABatch},
		{"a feed that leaves something out takes nothing away", su.leftOut},
		{"a batch that cannot be saved leaves nothing of itself", su.cancelled},
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
	diff(t, "the star survives, but it is unread again", []any{false, true, 1}, []any{s.Read, s.Starred, s.Revisions})
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

// twiceInABatch: of two texts under one title and date in one document the first
// counts, which is the one that the feed puts first.
func (su suite) twiceInABatch(t *testing.T) {
	db, _ := su.openNew(t)
	a, b := Arrival(Radio, "a", "Bridge closed", time.Hour, "Until noon."), Arrival(Radio, "a", "Bridge closed", time.Hour, "Until ten.")
	diff(t, "saved", news.Saved{New: 1}, save(t, db, Radio, a, b))
	diff(t, "list", []string{"Bridge closed"}, headlines(list(t, db, news.Filter{}, news.Window{})))
	diff(t, "again", news.Saved{}, save(t, db, Radio, a, b))
	// The same story of another feed is a story of its own.
	diff(t, "another feed", news.Saved{New: 1}, save(t, db, Courier, Arrival(Courier, "a", "Bridge closed", time.Hour)))
}

func (su suite) leftOut(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Bridge closed", time.Hour, "The bridge is closed.")
	a.Story.Byline, a.Story.Summary = line("Desk"), line("No way across.")
	save(t, db, Radio, a)
	less := a
	less.Story.Byline, less.Story.Summary, less.Story.Published, less.Body = line(""), line(""), time.Time{}, nil
	save(t, db, Radio, less)
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "story", []any{"Desk", "No way across.", a.Story.Published}, []any{s.Byline.String(), s.Summary.String(), s.Published})
	b, err := db.Body(t.Context(), a.Story.ID, "")
	must(t, err)
	diff(t, "text", Paragraphs("The bridge is closed."), b.Blocks)
}

func (su suite) cancelled(t *testing.T) {
	db, _ := su.openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.Save(ctx, news.Batch{Feed: Radio, Arrivals: []news.Arrival{Arrival(Radio, "a", "A", 0)}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Save error = %v, want context.Canceled", err)
	}
	n, err := db.Latest(t.Context())
	must(t, err)
	diff(t, "latest", int64(0), n)
}
