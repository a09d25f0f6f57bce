package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// start is when the tests begin.
var start = time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)

// clock is a time that a test moves.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(start.UnixMilli())
	return c
}

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

func open(t testing.TB, path string, o store.Options) *store.Person {
	t.Helper()
	if o.Now == nil {
		o.Now = newClock().now
	}
	db, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	p, err := db.For(t.Context(), "")
	must(t, err)
	return p
}

func openNew(t testing.TB) (*store.Person, *clock) {
	t.Helper()
	c := newClock()
	return open(t, filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: c.now}), c
}

const (
	radio   = news.FeedID("https://radio.velm.example/rss")
	courier = news.FeedID("https://courier.tarn.example/feed")
)

func line(s string) sanitize.Clean { return sanitize.Line(s) }

func paras(ss ...string) []news.Block {
	var out []news.Block
	for _, s := range ss {
		out = append(out, news.Block{Kind: news.Paragraph, Text: sanitize.Line(s)})
	}
	return out
}

// arrival makes a story of a feed, published ago before start.
func arrival(feed news.FeedID, slug, headline string, ago time.Duration, body ...string) news.Arrival {
	url := "https://" + string(feed)[len("https://"):] + "/" + slug
	id, _ := news.NewStoryID(feed, slug, url, headline)
	return news.Arrival{
		Story: news.Story{ID: id, Feed: feed, GUID: slug, URL: url, Headline: line(headline), Lang: "en", Published: start.Add(-ago)},
		Body:  paras(body...),
	}
}

func save(t testing.TB, db *store.Person, feed news.FeedID, as ...news.Arrival) news.Saved {
	t.Helper()
	got, err := db.Save(t.Context(), news.Batch{Feed: feed, Arrivals: as})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func headlines(ss []*news.Story) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.Headline.String())
	}
	return out
}

func list(t testing.TB, db *store.Person, f news.Filter, w news.Window) []*news.Story {
	t.Helper()
	ss, err := db.Stories(t.Context(), f, w)
	if err != nil {
		t.Fatal(err)
	}
	return ss
}

func diff(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRereadingAFeedAddsNothing(t *testing.T) {
	db, c := openNew(t)
	as := []news.Arrival{
		arrival(radio, "b", "Bridge closed in Velm", time.Hour, "The bridge is closed."),
		arrival(radio, "a", "Flood warning for Tarn", 2*time.Hour, "Water rises."),
	}
	diff(t, "first", news.Saved{New: 2}, save(t, db, radio, as...))
	c.advance(time.Hour)
	diff(t, "again", news.Saved{}, save(t, db, radio, as...))
	as[0].Story.URL += "?utm_source=rss"
	diff(t, "tracking", news.Saved{}, save(t, db, radio, as...))
	as[0].Story.Headline = line("Bridge  closed in Velm")
	as[0].Body = paras("The bridge is closed.")
	as[1].Body = paras("Water  rises.")
	diff(t, "cosmetic", news.Saved{}, save(t, db, radio, as...))
	revs, err := db.Revisions(t.Context(), as[1].Story.ID)
	must(t, err)
	diff(t, "revisions", 0, len(revs))
	diff(t, "list", []string{"Bridge closed in Velm", "Flood warning for Tarn"}, headlines(list(t, db, news.Filter{}, news.Window{})))
}

// TestAStoryThatComesTwiceAtOnceIsOne: batches that arrive together are
// written together, and a story may be in several of them.
func TestAStoryThatComesTwiceAtOnceIsOne(t *testing.T) {
	db, _ := openNew(t)
	const times = 40
	got := make(chan news.Saved, times)
	var group sync.WaitGroup
	for i := range times {
		group.Go(func() {
			a := arrival(radio, "a", fmt.Sprintf("Water at %d cm", 100+i), time.Hour, "It rises.")
			saved, err := db.Save(t.Context(), news.Batch{Feed: radio, Arrivals: []news.Arrival{a}})
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
	f, err := query.Parse("water", start)
	must(t, err)
	diff(t, "found by its words", []string{all[0].Headline.String()}, headlines(list(t, db, f, news.Window{})))
}

func TestTypographyMakesNoRevisionButWordsDo(t *testing.T) {
	db, c := openNew(t)
	a := arrival(radio, "a", `Minister: "two dead" - report`, time.Hour, "It's known that two are dead...")
	save(t, db, radio, a)
	id := a.Story.ID
	must(t, db.MarkRead(t.Context(), true, id))
	must(t, db.Star(t.Context(), true, id))

	c.advance(time.Hour)
	a.Story.Headline, a.Body = line("Minister: “two dead” – report"), paras("It’s known that two are dead…")
	diff(t, "typography", news.Saved{}, save(t, db, radio, a))
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "headline", "Minister: “two dead” – report", s.Headline.String())

	c.advance(time.Hour)
	a.Story.Headline, a.Body = line("Minister: “three dead” – report"), paras("It’s known that three are dead…")
	diff(t, "words", news.Saved{Updated: 1}, save(t, db, radio, a))
	s, err = db.Story(t.Context(), id)
	must(t, err)
	diff(t, "marks survive", []any{true, true, 1}, []any{s.Read, s.Starred, s.Revisions})
	revs, err := db.Revisions(t.Context(), id)
	must(t, err)
	diff(t, "revision", []news.Revision{{
		Story: id, N: 1, SeenAt: start, Headline: line("Minister: “two dead” – report"), Body: paras("It’s known that two are dead…"),
	}}, revs)
	diff(t, "once", news.Saved{}, save(t, db, radio, a))
}

func TestTheFullTextOfAPageStandsBesideTheTextOfTheFeed(t *testing.T) {
	db, c := openNew(t)
	a := arrival(radio, "a", "Bridge closed", 0, "Teaser.")
	a.Story.Published, a.Story.Lang = time.Time{}, ""
	save(t, db, radio, a)
	id := a.Story.ID
	must(t, db.SaveFullText(t.Context(), id, news.FullText{Err: line("The server said no.")}))
	b, err := db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "noted", news.Body{Origin: news.FromFeed, Blocks: paras("Teaser."), Note: line("The server said no.")}, b)

	published := start.Add(-3 * time.Hour)
	page := news.FullText{
		URL: "https://radio.velm.example/canonical/a", Byline: line("Desk"), Lang: "uk", Published: news.FuzzyTime{T: published},
		Body: paras("First.", "Second zebra."),
	}
	must(t, db.SaveFullText(t.Context(), id, page))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "best", news.Body{Origin: news.FromPage, Blocks: page.Body, Whole: true}, b)
	b, err = db.Body(t.Context(), id, news.FromFeed)
	must(t, err)
	diff(t, "feed's", paras("Teaser."), b.Blocks)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "filled", []any{true, "Desk", "uk", published, published}, []any{s.FullText, s.Byline.String(), s.Lang, s.Published, s.When()})
	at, err := db.StoryAt(t.Context(), "http://www.radio.velm.example/canonical/a/?utm_source=x")
	must(t, err)
	diff(t, "found by the page's own address", id, at.ID)
	diff(t, "found by its words", []string{"Bridge closed"}, headlines(list(t, db, news.Filter{Expr: news.Word{Text: "zebra"}}, news.Window{})))

	c.advance(time.Minute)
	page.Body = paras("First.", "Second changed.")
	must(t, db.SaveFullText(t.Context(), id, page))
	must(t, db.SaveFullText(t.Context(), id, page))
	revs, err := db.Revisions(t.Context(), id)
	must(t, err)
	diff(t, "revisions", 1, len(revs))
	diff(t, "old text", paras("First.", "Second zebra."), revs[0].Body)
	must(t, db.SaveFullText(t.Context(), id, news.FullText{Err: line("Gone.")}))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "kept", page.Body, b.Blocks)

	a.Story.Headline = line("Bridge open")
	diff(t, "updated", news.Saved{Updated: 1}, save(t, db, radio, a))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "kept after update", page.Body, b.Blocks)
	if err := db.SaveFullText(t.Context(), "nope", page); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SaveFullText(nope) error = %v, want news.ErrNotFound", err)
	}
}

func TestStoriesAreReadByTheirIDsInOneQuestion(t *testing.T) {
	db, _ := openNew(t)
	a, b := arrival(radio, "a", "One", time.Hour), arrival(radio, "b", "Two", 2*time.Hour)
	save(t, db, radio, a, b, arrival(radio, "c", "Three", 3*time.Hour))
	ss, err := db.StoriesByID(t.Context(), a.Story.ID, "none", b.Story.ID)
	must(t, err)
	got := headlines(ss)
	slices.Sort(got)
	diff(t, "stories", []string{"One", "Two"}, got)
	ss, err = db.StoriesByID(t.Context())
	must(t, err)
	diff(t, "no stories", 0, len(ss))
}

func TestLacksTextListsOnlyWhatWasNeverFetched(t *testing.T) {
	db, _ := openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: radio, FullText: true}, {ID: courier}}))
	whole := arrival(radio, "w", "Whole", time.Hour, "All of it.")
	whole.Whole = true
	tried := arrival(radio, "t", "Tried", time.Hour)
	save(t, db, radio, arrival(radio, "a", "Old", 2*time.Hour), arrival(radio, "b", "New", time.Hour), whole, tried)
	save(t, db, courier, arrival(courier, "c", "Other feed", time.Hour))
	must(t, db.SaveFullText(t.Context(), tried.Story.ID, news.FullText{Err: line("No.")}))
	ss, err := db.LacksText(t.Context(), 10)
	must(t, err)
	diff(t, "lacks", []string{"New", "Old"}, headlines(ss))
}

func TestAPageThatNoFeedBroughtBecomesAStory(t *testing.T) {
	db, _ := openNew(t)
	ft := news.FullText{URL: "https://velm.example/canon", Headline: line("Old town"), Body: paras("Text.")}
	id, err := db.AddPage(t.Context(), "https://velm.example/short?x=1", ft)
	must(t, err)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "story", []any{news.FeedID(""), "velm.example", true, int64(1)}, []any{s.Feed, s.Source.String(), s.FullText, s.Seq})
	again, err := db.AddPage(t.Context(), "https://velm.example/short?x=1", ft)
	must(t, err)
	diff(t, "again", id, again)
	a := arrival(radio, "a", "From a feed", time.Hour)
	save(t, db, radio, a)
	got, err := db.AddPage(t.Context(), a.Story.URL+"#x", news.FullText{Body: paras("Page.")})
	must(t, err)
	diff(t, "saved there", a.Story.ID, got)
	if _, err := db.AddPage(t.Context(), "https://velm.example/none", news.FullText{Err: line("No answer.")}); err == nil {
		t.Error("AddPage without text: no error")
	}
	diff(t, "found", []string{"Old town"}, headlines(list(t, db, news.Filter{Expr: news.InTitle{Text: "town"}}, news.Window{})))
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "cache.db")
	db := open(t, path, store.Options{})
	save(t, db, radio, arrival(radio, "a", "A", 0))
	for name, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		st, err := os.Stat(name)
		must(t, err)
		if st.Mode().Perm() != want {
			t.Errorf("%s: mode %o, want %o", filepath.Base(name), st.Mode().Perm(), want)
		}
	}
}
