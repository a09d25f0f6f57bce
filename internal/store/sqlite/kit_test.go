package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// start is when the tests begin.
var start = storetest.Start()

// clock is a time that a test moves.
type clock struct{ *storetest.Clock }

func newClock() clock { return clock{storetest.NewClock()} }

func (c clock) now() time.Time { return c.Now() }

func open(t testing.TB, path string, o store.Options) *store.Person {
	t.Helper()
	if o.Now == nil {
		o.Now = newClock().now
	}
	db, err := sqlite.Open(t.Context(), path, o)
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

func openNew(t testing.TB) (*store.Person, clock) {
	t.Helper()
	c := newClock()
	return open(t, filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: c.now}), c
}

const (
	radio   = storetest.Radio
	courier = storetest.Courier
)

func line(s string) sanitize.Clean { return sanitize.Line(s) }

var arrival, ref, paras = storetest.Arrival, storetest.Ref, storetest.Paragraphs

// library opens a new cache with the stories of storetest.Library.
func library(t *testing.T) *store.Person {
	t.Helper()
	db, c := openNew(t)
	storetest.Library(t, db.DB, c.Clock)
	return db
}

func save(t testing.TB, db *store.Person, as ...news.Arrival) news.Saved {
	t.Helper()
	got, err := db.Save(t.Context(), news.Batch{Feed: radio, Arrivals: as})
	if err == nil {
		err = db.ResolveTitles(t.Context())
	}
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

func slugs(ss []*news.Story) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.GUID)
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

func is(s news.StoryState) news.Filter { return news.Filter{Expr: news.Is{State: s}} }
func counts(t *testing.T, p *store.Person, f news.Filter) news.Counts {
	t.Helper()
	c, err := p.Count(t.Context(), f, 0)
	must(t, err)
	return c
}
