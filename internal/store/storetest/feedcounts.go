package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

func (su suite) feedCounts(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Gates of the dam", 0)
	save(t, db, Radio, a, Arrival(Radio, "b", "Levee holds", time.Minute))
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	got, err := db.FeedCounts(t.Context())
	must(t, err)
	diff(t, "counts", news.Counts{Total: 2, Unread: 1}, got[Radio])
	whole, err := db.Count(t.Context(), news.Filter{Expr: news.InFeed{Text: string(Radio)}}, 0)
	must(t, err)
	diff(t, "the same as a filter counts", whole, got[Radio])
}
