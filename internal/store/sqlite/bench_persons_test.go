package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/storetest"
)

// BenchmarkPersons is what lists and marks cost by the size of the cache, by
// how many persons it has and by what the one who asks has read.
func BenchmarkPersons(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 100_000, 1_000_000} {
		for _, persons := range []int{1, 50} {
			for _, read := range storetest.Patterns() {
				b.Run(fmt.Sprintf("%d/%d persons/%s", size, persons, read.Name), func(b *testing.B) {
					grownDB, _ := grown(b, size)
					path := filepath.Join(b.TempDir(), "sitrep.db")
					must(b, grownDB.Backup(b.Context(), path))
					p := open(b, path, store.Options{})
					must(b, storetest.Crowd(b.Context(), p.DB, persons-1))
					if read.Name != "nothing read" {
						must(b, storetest.Mark(b.Context(), p, read))
					}
					benchPerson(b, p)
				})
			}
		}
	}
}

func benchPerson(b *testing.B, p *store.Person) {
	ctx := b.Context()
	unread := news.Filter{Expr: news.Is{State: news.IsUnread}}
	feed := news.Filter{Expr: news.InFeed{Text: "f7.velm"}}
	for _, l := range []struct {
		name string
		f    news.Filter
	}{
		{"all", news.Filter{}},
		{"unread", unread},
		{"starred", news.Filter{Expr: news.Is{State: news.IsStarred}}},
		{"one feed", feed},
		{"unread of one feed", feed.And(unread)},
		{"unread of a tag", news.Filter{Expr: news.HasTag{Tag: "velm"}}.And(unread)},
	} {
		var after *news.Mark
		for _, page := range []string{"first page", "next page"} {
			b.Run(l.name+", "+page, func(b *testing.B) {
				var last []*news.Story
				for b.Loop() {
					ss, err := p.Stories(ctx, l.f, news.Window{After: after, Limit: 50})
					if err != nil {
						b.Fatal(err)
					}
					last = ss
				}
				if len(last) > 0 {
					after = new(news.MarkOf(last[len(last)-1]))
				}
			})
		}
		b.Run("count "+l.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Count(ctx, l.f, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	benchMarks(b, p)
}

func benchMarks(b *testing.B, p *store.Person) {
	ctx := b.Context()
	ss := list(b, p, news.Filter{}, news.Window{Limit: 1000})
	b.Run("mark one", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			s := ss[i%len(ss)]
			s.Read = !s.Read
			if err := p.MarkRead(ctx, s.Read, s.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mark all and undo", func(b *testing.B) {
		for b.Loop() {
			n, err := p.MarkAllRead(ctx, news.Filter{}, 0)
			if err == nil && n > 0 {
				_, err = p.Undo(ctx)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
