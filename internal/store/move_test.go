package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// TestAMoveThatIsCutOffIsGoneOnWith moves a cache from one file into another, with marks
// and what a peer has.
func TestAMoveThatIsCutOffIsGoneOnWith(t *testing.T) {
	from, all := linked(t)
	must(t, from.MarkRead(t.Context(), true, all[2].ID))
	path := filepath.Join(t.TempDir(), "other.db")
	target := func() *store.DB {
		t.Helper()
		db, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now, Moving: true})
		must(t, err)
		return db
	}
	to := target()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := store.Move(ctx, from.DB, to, func(table string, _ int) {
		if table == "story" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cut off: %v", err)
	}
	must(t, to.Close())
	if _, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now}); !errors.Is(err, store.ErrMoving) {
		t.Errorf("a cache that was not moved whole opens: %v", err)
	}
	to = target()
	m, err := store.Move(t.Context(), from.DB, to, nil)
	must(t, err)
	if !m.Resumed || m.Stories != len(all) || m.Sum == "" {
		t.Errorf("moved %+v of %d stories", m, len(all))
	}
	must(t, to.Close())
	p := open(t, path, store.Options{})
	if d := cmp.Diff(marked(t, from, all...), marked(t, p, all...)); d != "" {
		t.Errorf("marks (-before +after):\n%s", d)
	}
	if n, err := p.Waiting(t.Context(), "home"); err != nil || n != 1 {
		t.Errorf("%d marks wait, %v", n, err)
	}
	for _, q := range []news.Expr{news.Word{Text: "flood"}, news.Is{State: news.IsUnread}} {
		want, err := from.Stories(t.Context(), news.Filter{Expr: q}, news.Window{Limit: 100})
		must(t, err)
		got, err := p.Stories(t.Context(), news.Filter{Expr: q}, news.Window{Limit: 100})
		must(t, err)
		if len(want) == 0 || len(got) != len(want) {
			t.Errorf("%v finds %d stories, %d before", q, len(got), len(want))
		}
	}
	if _, err := store.Move(t.Context(), from.DB, p.DB, nil); err == nil {
		t.Error("a cache was moved into one that has stories")
	}
}
