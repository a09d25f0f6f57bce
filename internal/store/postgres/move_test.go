package postgres_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// TestMove moves a cache from a file into a database, where it is cut off once, and
// from there into another file.
func TestMove(t *testing.T) {
	address := emptyCache(t)
	clock := storetest.NewClock()
	from := openFile(t, clock, false)
	storetest.Library(t, from, clock)
	own, err := from.For(t.Context(), "")
	must(t, err)
	all, err := own.Stories(t.Context(), news.Filter{}, news.Window{})
	must(t, err)
	must(t, own.MarkRead(t.Context(), true, all[0].ID, all[3].ID))
	must(t, own.Star(t.Context(), true, all[1].ID))
	to, err := postgres.Open(t.Context(), address, store.Options{Now: clock.Now, Moving: true})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = store.Move(ctx, from, to, func(table string, _ int) {
		if table == "address" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cut off: %v", err)
	}
	must(t, to.Close())
	if _, err := postgres.Open(t.Context(), address, store.Options{Now: clock.Now}); !errors.Is(err, store.ErrMoving) {
		t.Errorf("a cache that was not moved whole: %v", err)
	}
	to, err = postgres.Open(t.Context(), address, store.Options{Now: clock.Now, Moving: true})
	must(t, err)
	defer to.Close()
	there, err := store.Move(t.Context(), from, to, nil)
	must(t, err)
	if !there.Resumed || there.Stories != len(all) {
		t.Errorf("moved %+v", there)
	}
	back := openFile(t, clock, true)
	again, err := store.Move(t.Context(), to, back, nil)
	must(t, err)
	if again.Rows != there.Rows || again.Stories != there.Stories {
		t.Errorf("back %+v, there %+v", again, there)
	}
	for _, q := range []news.Expr{nil, news.Word{Text: "flood"}, news.Is{State: news.IsUnread}, news.Is{State: news.IsStarred}, news.Phrase{Text: "洪水"}} {
		want := slugs(t, from, q)
		for name, db := range map[string]*store.DB{"database": to, "file": back} {
			if d := cmp.Diff(want, slugs(t, db, q)); d != "" {
				t.Errorf("%v in the %s (-want +got):\n%s", q, name, d)
			}
		}
	}
	// Later stories have numbers of their own.
	_, err = to.Save(t.Context(), news.Batch{Feed: storetest.Radio, Arrivals: []news.Arrival{storetest.Arrival(storetest.Radio, "later", "A dam holds", 0)}})
	must(t, err)
	if _, err := store.Move(t.Context(), from, to, nil); err == nil {
		t.Error("a cache with stories was moved into")
	}
}

func openFile(t *testing.T, clock *storetest.Clock, moving bool) *store.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: clock.Now, Moving: moving})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func slugs(t *testing.T, db *store.DB, q news.Expr) []string {
	t.Helper()
	p, err := db.For(t.Context(), "")
	must(t, err)
	ss, err := p.Stories(t.Context(), news.Filter{Expr: q}, news.Window{Limit: 1000})
	must(t, err)
	out := []string{}
	for _, s := range ss {
		out = append(out, s.GUID)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestBothEnginesFindTheSame asks both engines for words, phrases, beginnings and
// words that are near in made-up texts of several scripts.
func TestBothEnginesFindTheSame(t *testing.T) {
	address := emptyCache(t)
	clock := storetest.NewClock()
	file := openFile(t, clock, false)
	base, err := postgres.Open(t.Context(), address, store.Options{Now: clock.Now})
	must(t, err)
	defer base.Close()
	as := storetest.NewSpeaker(7).Arrivals(storetest.Radio, 0, 300)
	for _, db := range []*store.DB{file, base} {
		_, err := db.Save(t.Context(), news.Batch{Feed: storetest.Radio, Arrivals: as})
		must(t, err)
	}
	found := 0
	ask := func(q news.Expr) {
		want, got := slugs(t, file, q), slugs(t, base, q)
		found += len(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%#v (-file +database):\n%s", q, d)
		}
	}
	for _, a := range as[:40] {
		h := []rune(a.Story.Headline.String())
		body := []rune(a.Body[0].Text.String())
		ask(news.Phrase{Text: string(h[:min(len(h), 12)])})
		ask(news.Word{Text: string(h[:2]), Prefix: true})
		ask(news.InTitle{Text: string(h[:min(len(h), 6)]), Prefix: true})
		ask(news.Near{A: news.Word{Text: string(body[:3]), Prefix: true}, B: news.Word{Text: string(body[20:23]), Prefix: true}, Between: 7})
		ask(news.And{news.Word{Text: string(h[:3]), Prefix: true}, news.Not{X: news.Word{Text: string(body[:4]), Prefix: true}}})
		ask(news.Or{news.Word{Text: string(h[:4]), Prefix: true}, news.Phrase{Text: string(body[:9])}})
	}
	if found < 1000 {
		t.Errorf("only %d stories were found: the texts show little", found)
	}
}
