package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

// pruning are the subtests about stories that are dropped.
func (su suite) pruning() []subtest {
	return []subtest{
		{"pruning exempts starred and cited stories, and drops for good", su.pruningExempts},
	}
}

func (su suite) pruningExempts(t *testing.T) {
	db, c := su.openNew(t)
	cited := Arrival(Radio, "cited", "Why the Tarn dam failed last night", time.Hour)
	starred := Arrival(Radio, "starred", "Starred", time.Hour)
	plain := Arrival(Radio, "plain", "Plain zebra", time.Hour, "Text.")
	plain.References = []news.Reference{Ref("An unknown story about the harbour", "")}
	save(t, db, Radio, cited, starred, plain)
	must(t, db.Star(t.Context(), true, starred.Story.ID))
	c.Advance(48 * time.Hour)
	fresh := Arrival(Courier, "fresh", "Fresh", -40*time.Hour)
	fresh.References = []news.Reference{Ref("Why the Tarn dam failed last night", cited.Story.URL)}
	save(t, db, Courier, fresh)
	n, err := db.Prune(t.Context(), 0, true)
	must(t, err)
	diff(t, "for ever", 0, n)
	n, err = db.Prune(t.Context(), 24*time.Hour, true)
	must(t, err)
	diff(t, "dropped", 1, n)
	diff(t, "left", []string{"fresh", "cited", "starred"}, slugs(list(t, db, news.Filter{}, news.Window{})))
	diff(t, "words gone", 0, len(list(t, db, news.Filter{Expr: news.Word{Text: "zebra"}}, news.Window{})))
	diff(t, "does not come back", news.Saved{}, save(t, db, Radio, plain))
	counts, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "counts", news.Counts{Total: 3, Unread: 3}, counts)
	n, err = db.Prune(t.Context(), 24*time.Hour, false)
	must(t, err)
	diff(t, "stars do not count", 1, n)
	must(t, db.Check(t.Context()))
}
