package sqlite_test

import (
	"database/sql"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// grown opens a cache of n stories.
func grown(b *testing.B, n int) (db *store.Person, path string) {
	b.Helper()
	path, err := storetest.Grown(b.Context(), sqlite.Open, b.TempDir(), n)
	must(b, err)
	return open(b, path, store.Options{Now: newClock().now}), path
}

func BenchmarkCache(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 100_000, 1_000_000} {
		// Growing a cache takes long: once a size, not once a benchmark.
		var db *store.Person
		var path string
		var once sync.Once
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			once.Do(func() { db, path = grown(b, size) })
			benchReads(b, db)
			benchWrites(b, db, size)
			benchBare(b, path)
		})
	}
}

func benchReads(b *testing.B, db *store.Person) {
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
	page("phrase", news.Filter{Expr: news.Phrase{Text: words[0] + " " + words[1%len(words)]}}, begin)
	b.Run("end", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Stories(ctx, news.Filter{}, news.Window{Before: &news.Mark{}, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
	page("two words", news.Filter{Expr: news.And{news.Word{Text: words[0]}, news.Word{Text: words[len(words)-1]}}}, begin)
	page("two frequent words", news.Filter{Expr: news.And{news.Word{Text: "od"}, news.Word{Text: "wat"}}}, begin)
	page("one letter typed", news.Filter{Expr: news.Word{Text: "b", Prefix: true}}, begin)
	page("two letters typed", news.Filter{Expr: news.Word{Text: "br", Prefix: true}}, begin)
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

func benchWrites(b *testing.B, db *store.Person, size int) {
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
	at := size + int(time.Now().Unix()%1_000_000)*1000 // not the numbers of an earlier run
	put := func(as []news.Arrival) {                   // titles are resolved when a round ends
		if _, err := db.Save(ctx, news.Batch{Feed: feed, Arrivals: as}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("reread 50", func(b *testing.B) {
		as := s.Arrivals(feed, at, 50)
		at += 50
		put(as)
		for b.Loop() {
			put(as)
		}
	})
	b.Run("insert 50", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			as := s.Arrivals(feed, at, 50)
			at += 50
			b.StartTimer()
			put(as)
		}
	})
}

// bareRows are the rows of one story by bare statements: story, text, address,
// words and words of the title.
var bareRows = []string{
	`INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms, published_day, updated_ms,
		first_ms, worded_ms, title_key, content_hash, wording_hash)
		VALUES (?1, ?1, ?2, 1, 'Outlet', ?2, ?3, ?4, ?5, '', 'en', ?1, 0, 0, ?1, ?1, ?6, ?7, ?7)`,
	`INSERT INTO feed_body (story, whole, blocks) VALUES (?1, 0, ?2)`,
	`INSERT INTO address (url_key, story) VALUES (?2, ?1)`,
	`INSERT INTO words (rowid, title, summary, body) VALUES (?1, ?2, ?3, ?4)`,
	`INSERT INTO title_word (word, story) VALUES (?2, ?1) ON CONFLICT DO NOTHING`,
}

// benchBare is the yardstick for inserting 50: the same rows in the same
// tables by bare prepared statements, with nothing looked up, worked out or
// resolved.
func benchBare(b *testing.B, path string) {
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)&_pragma=busy_timeout(5000)")
	must(b, err)
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	// Out of the way of sitrep's own numbers, which are positive.
	var n int
	must(b, raw.QueryRowContext(b.Context(), `SELECT min(0, (SELECT min(seq) FROM story))`).Scan(&n))
	s := storetest.NewSpeaker(2)
	b.Run("insert 50, bare", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			var rows [][][]any
			for _, a := range s.Arrivals(radio, -n, 50) {
				n--
				st := &a.Story
				title := sanitize.Fold(st.Headline.String())
				row := [][]any{
					{n, fmt.Sprint("bare", n), st.URL, st.Headline.String(), st.Summary.String(), news.TitleKey(st.Headline.String()), []byte("0123456789abcdef")},
					{n, news.Text(a.Body)},
					{n, news.URLKey(st.URL)},
					{n, title, sanitize.Fold(st.Summary.String()), sanitize.Fold(news.Text(a.Body))},
				}
				for w := range strings.FieldsSeq(title) {
					h := fnv.New64a()
					h.Write([]byte(w))
					row = append(row, []any{n, int64(h.Sum64())})
				}
				rows = append(rows, row)
			}
			b.StartTimer()
			tx, err := raw.BeginTx(b.Context(), nil)
			must(b, err)
			var stmts []*sql.Stmt
			for _, q := range bareRows {
				st, err := tx.PrepareContext(b.Context(), q) //nolint:sqlclosecheck // closed with its transaction
				must(b, err)
				stmts = append(stmts, st)
			}
			for _, row := range rows {
				for i, args := range row {
					_, err := stmts[min(i, len(stmts)-1)].ExecContext(b.Context(), args...)
					must(b, err)
				}
			}
			must(b, tx.Commit())
		}
	})
}
