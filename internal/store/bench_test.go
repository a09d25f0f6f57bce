package store_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/storetest"
)

// grown opens a cache of n stories.
func grown(b *testing.B, n int) *store.DB {
	b.Helper()
	path, err := storetest.Grown(b.Context(), b.TempDir(), n)
	must(b, err)
	return open(b, path, store.Options{Now: newClock().now})
}

func BenchmarkCache(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 100_000, 1_000_000} {
		// Growing a cache takes long: once a size, not once a benchmark.
		var db *store.DB
		var once sync.Once
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			once.Do(func() { db = grown(b, size) })
			benchReads(b, db)
			benchWrites(b, db, size)
		})
	}
}

func benchReads(b *testing.B, db *store.DB) {
	ctx := b.Context()
	page := func(name string, f news.Filter, w func(m *news.Mark) news.Window) {
		b.Run(name, func(b *testing.B) {
			first := list(b, db, f, news.Window{Limit: 50})
			var m *news.Mark
			if len(first) > 0 {
				m = new(news.MarkOf(first[len(first)-1]))
			}
			for b.Loop() {
				if _, err := db.Stories(ctx, f, w(m)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	begin := func(*news.Mark) news.Window { return news.Window{Limit: 50} }
	page("first page", news.Filter{}, begin)
	page("next page", news.Filter{}, func(m *news.Mark) news.Window { return news.Window{After: m, Limit: 50} })
	page("unread", news.Filter{Expr: news.Is{State: news.IsUnread}}, begin)
	page("one feed", news.Filter{Expr: news.InFeed{Text: "f7.velm"}}, begin)
	page("tag", news.Filter{Expr: news.HasTag{Tag: "velm"}}, begin)
	some := list(b, db, news.Filter{}, news.Window{Limit: 1})[0]
	words := strings.Fields(some.Headline.String())
	page("two words", news.Filter{Expr: news.And{news.Word{Text: words[0]}, news.Word{Text: words[len(words)-1]}}}, begin)
	page("two frequent words", news.Filter{Expr: news.And{news.Word{Text: "od"}, news.Word{Text: "wat"}}}, begin)
	page("title prefix", news.Filter{Expr: news.InTitle{Text: "bri", Prefix: true}}, begin)
	count := func(name string, f news.Filter) {
		b.Run("count "+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Count(ctx, f, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	count("all", news.Filter{})
	count("unread", news.Filter{Expr: news.Is{State: news.IsUnread}})
	count("word", news.Filter{Expr: news.Word{Text: words[0]}})
	b.Run("open story", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Body(ctx, some.ID, ""); err != nil {
				b.Fatal(err)
			}
			if _, err := db.References(ctx, some.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchWrites(b *testing.B, db *store.DB, size int) {
	ctx := b.Context()
	ss := list(b, db, news.Filter{}, news.Window{Limit: 1000})
	b.Run("mark read", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if err := db.MarkRead(ctx, i/len(ss)%2 == 0, ss[i%len(ss)].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	feed := news.FeedID("https://f0.velm.example/rss")
	s := storetest.NewSpeaker(2)
	at := size + int(time.Now().Unix()%1_000_000)*1000 // not what an earlier run put in
	b.Run("reread 50", func(b *testing.B) {
		as := s.Arrivals(feed, at, 50)
		at += 50
		save(b, db, feed, as...)
		for b.Loop() {
			save(b, db, feed, as...)
		}
	})
	b.Run("insert 50", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			as := s.Arrivals(feed, at, 50)
			at += 50
			b.StartTimer()
			save(b, db, feed, as...)
		}
	})
}

// BenchmarkBareInsert is the yardstick for inserting: the same texts by bare
// prepared statements, with as many tables and the same index of words, and
// nothing looked up.
func BenchmarkBareInsert(b *testing.B) {
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)")
	must(b, err)
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	_, err = raw.ExecContext(b.Context(), `CREATE TABLE story (place INTEGER PRIMARY KEY, seq INTEGER UNIQUE, id TEXT UNIQUE, feed INTEGER,
		url TEXT, headline TEXT, summary TEXT, title_key TEXT, read INTEGER, first INTEGER);
		CREATE INDEX a ON story (feed); CREATE INDEX b ON story (read) WHERE read = 0; CREATE INDEX c ON story (title_key);
		CREATE INDEX d ON story (first); CREATE TABLE body (story INTEGER PRIMARY KEY, blocks TEXT);
		CREATE TABLE address (k TEXT, s INTEGER, PRIMARY KEY (k, s)) WITHOUT ROWID; CREATE INDEX e ON address (s);
		CREATE VIRTUAL TABLE words USING fts5 (title, summary, body, content='', contentless_delete=1, prefix='2 3',
		tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'")`)
	must(b, err)
	s := storetest.NewSpeaker(2)
	n := 0
	b.Run("insert 50", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			as := s.Arrivals(radio, n, 50)
			b.StartTimer()
			tx, err := raw.BeginTx(b.Context(), nil)
			must(b, err)
			put := func(q string) *sql.Stmt {
				st, err := tx.PrepareContext(b.Context(), q)
				must(b, err)
				return st
			}
			story := put(`INSERT INTO story VALUES (?, ?, ?, 1, ?, ?, ?, ?, 0, ?)`)
			body := put(`INSERT INTO body VALUES (?, ?)`)
			address := put(`INSERT INTO address VALUES (?, ?)`)
			words := put(`INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)`)
			for _, a := range as {
				n++
				h, sum, text := a.Story.Headline.String(), a.Story.Summary.String(), news.Text(a.Body)
				for _, e := range []error{
					insert(story, n, n, string(a.Story.ID), a.Story.URL, h, sum, h, n), insert(body, n, text),
					insert(address, a.Story.URL, n), insert(words, n, h, sum, text),
				} {
					must(b, e)
				}
			}
			must(b, tx.Commit())
		}
	})
}

func insert(st *sql.Stmt, args ...any) error {
	_, err := st.Exec(args...)
	return err
}
