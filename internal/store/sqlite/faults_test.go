package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"

	"sitrep/internal/store"
)

// faulty returns a cache with one story, its engine, and what saves n more.
func faulty(t *testing.T) (db *store.Person, e *engine, more func(ctx context.Context, from, n int) error) {
	t.Helper()
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	o := store.Options{Now: func() time.Time { return now }}
	e, err := openEngine(t.Context(), filepath.Join(t.TempDir(), "cache.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	all, err := store.New(t.Context(), e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { all.Close() })
	if db, err = all.For(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	more = func(ctx context.Context, from, n int) error {
		b := news.Batch{Feed: "https://radio.velm.example/rss"}
		for i := range n {
			url := fmt.Sprintf("https://radio.velm.example/%d", from+i)
			id, _ := news.NewStoryID(b.Feed, "", url, "")
			b.Arrivals = append(b.Arrivals, news.Arrival{
				Story: news.Story{ID: id, Feed: b.Feed, URL: url, Headline: sanitize.Line(fmt.Sprint("Story ", from+i))},
				Body:  []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(strings.Repeat("water ", 200))}},
			})
		}
		_, err := db.Save(ctx, b)
		return err
	}
	if err := more(t.Context(), 0, 1); err != nil {
		t.Fatal(err)
	}
	return db, e, more
}

func stories(t *testing.T, db *store.Person) []*news.Story {
	t.Helper()
	ss, err := db.Stories(t.Context(), news.Filter{}, news.Window{Limit: 5000})
	if err != nil {
		t.Fatal(err)
	}
	return ss
}

func TestAFullDiskLosesNothing(t *testing.T) {
	db, e, more := faulty(t)
	// As large as it is, and no page more: what SQLite then says is what it
	// says of a disk.
	var pages int
	if err := e.w.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		t.Helper()
		if _, err := e.w.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 20)
	saved := 1
	var err error
	for i := 0; err == nil; i++ {
		if err = more(t.Context(), saved, 10); err == nil {
			saved += 10
		}
		if i > 100 {
			t.Fatal("the disk is never full")
		}
	}
	if !strings.Contains(err.Error(), "the disk is full; free some room and try again") {
		t.Errorf("error %q does not say what to do", err)
	}
	if got := len(stories(t, db)); got != saved {
		t.Errorf("%d stories with a full disk, want the %d that were saved", got, saved)
	}
	// A mark needs no more room than there is.
	if err := db.Star(t.Context(), true, stories(t, db)[0].ID); err != nil && !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("star with a full disk: %v", err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	limit(1 << 20)
	if err := more(t.Context(), saved, 10); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if got := len(stories(t, db)); got != saved+10 {
		t.Errorf("%d stories with room again, want %d", got, saved+10)
	}
}

func TestACacheThatIsLockedIsSaidSo(t *testing.T) {
	db, e, more := faulty(t)
	if _, err := e.w.ExecContext(t.Context(), `PRAGMA busy_timeout = 1`); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", dsn(e.path, false))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	err = more(t.Context(), 1, 1)
	if err == nil || !strings.Contains(err.Error(), "another process keeps the cache locked; close it and try again") {
		t.Errorf("error %v does not say who is in the way", err)
	}
	if got := len(stories(t, db)); got != 1 {
		t.Errorf("%d stories can be read meanwhile, want 1", got)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := more(t.Context(), 1, 1); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
}

func TestACacheThatCannotBeWrittenIsSaidSo(t *testing.T) {
	_, e, more := faulty(t)
	readOnly := func(is int) {
		t.Helper()
		if _, err := e.w.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA query_only = %d`, is)); err != nil {
			t.Fatal(err)
		}
	}
	readOnly(1)
	err := more(t.Context(), 1, 1)
	readOnly(0)
	if err == nil || !strings.Contains(err.Error(), "the cache cannot be written; check the rights of its file and folder") {
		t.Errorf("error %v does not say what to look at", err)
	}
	if err := more(t.Context(), 1, 1); err != nil {
		t.Errorf("when it can be written again: %v", err)
	}
}
