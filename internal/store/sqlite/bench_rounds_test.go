package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/storetest"
)

// BenchmarkRound saves the stories of a first poll of feeds, four at a time as they
// are parsed, and then resolves titles. The yardstick inserts the same stories
// plainly: one table and an index of words, one transaction, nothing looked up.
func BenchmarkRound(b *testing.B) {
	for _, size := range [...][2]int{{500, 20}, {20, 500}} {
		for _, kind := range storetest.Kinds() {
			name := fmt.Sprintf("%d feeds of %d/%s", size[0], size[1], kind.Name)
			b.Run(name, func(b *testing.B) {
				feeds := size[0]
				if kind.Bytes > 0 {
					feeds /= 10
				}
				round := kind.Round(feeds, size[1])
				b.Run("save and resolve", func(b *testing.B) {
					for b.Loop() {
						b.StopTimer()
						db := open(b, filepath.Join(b.TempDir(), "cache.db"), store.Options{})
						b.StartTimer()
						saveRound(b, db, round)
					}
				})
				b.Run("plain", func(b *testing.B) {
					for b.Loop() {
						must(b, plainly(b.Context(), filepath.Join(b.TempDir(), "plain.db"), round))
					}
				})
			})
		}
	}
}

// BenchmarkArrive saves 50 stories with two references each, and resolves titles, in
// caches of different sizes where half of the references lead nowhere. A million take
// long to make; they are measured where SITREP_BENCH_DIR names a folder.
func BenchmarkArrive(b *testing.B) {
	for _, feeds := range []int{500, 5_000, 50_000} {
		if feeds > 5_000 && os.Getenv("SITREP_BENCH_DIR") == "" {
			continue
		}
		b.Run(fmt.Sprint(feeds*20), func(b *testing.B) {
			kind := storetest.Kind{ByURL: 1, Lost: 1, Scripts: true}
			db := open(b, filepath.Join(b.TempDir(), "cache.db"), store.Options{})
			saveRound(b, db, kind.Round(feeds, 20))
			more := kind.Round(feeds+1000, 20)[feeds:] // of feeds that are not there yet
			at := 0
			save := func(b *testing.B) {
				for range 5 { // of 10 items each
					batch := more[at/2%len(more)]
					batch.Arrivals = batch.Arrivals[at%2*10:][:10]
					at++
					if _, err := db.Save(b.Context(), batch); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.Run("save 50", func(b *testing.B) {
				for b.Loop() {
					save(b)
				}
			})
			must(b, db.ResolveTitles(b.Context()))
			b.Run("resolve 50", func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					save(b)
					b.StartTimer()
					must(b, db.ResolveTitles(b.Context()))
				}
			})
		})
	}
}

// saveRound saves batches as a poller does, and resolves titles at the end.
func saveRound(tb testing.TB, db *store.Person, round []news.Batch) {
	tb.Helper()
	batches := make(chan news.Batch)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for b := range batches {
				if _, err := db.Save(tb.Context(), b); err != nil {
					tb.Error(err)
				}
			}
		})
	}
	for _, b := range round {
		batches <- b
	}
	close(batches)
	wg.Wait()
	must(tb, db.ResolveTitles(tb.Context()))
}

// plainly inserts stories as a small program would.
func plainly(ctx context.Context, path string, round []news.Batch) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		`CREATE TABLE items (id INTEGER PRIMARY KEY, feed TEXT NOT NULL, guid TEXT NOT NULL, link TEXT, title TEXT, summary TEXT, body TEXT, at INTEGER,
			read INTEGER NOT NULL DEFAULT 0, UNIQUE (feed, guid))`,
		`CREATE INDEX items_at ON items (at DESC)`,
		`CREATE VIRTUAL TABLE search USING fts5 (title, summary, body, content='items', content_rowid='id')`,
	} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	item, err := tx.PrepareContext(ctx, `INSERT INTO items (feed, guid, link, title, summary, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer item.Close()
	words, err := tx.PrepareContext(ctx, `INSERT INTO search (rowid, title, summary, body) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer words.Close()
	for _, b := range round {
		for i := range b.Arrivals {
			s, text := &b.Arrivals[i].Story, news.Text(b.Arrivals[i].Body)
			res, err := item.ExecContext(ctx, string(b.Feed), s.GUID, s.URL, s.Headline.String(), s.Summary.String(), text, s.Published.Unix())
			if err != nil {
				return err
			}
			id, err := res.LastInsertId()
			if err != nil {
				return err
			}
			if _, err := words.ExecContext(ctx, id, s.Headline.String(), s.Summary.String(), text); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
