package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

// looking are the subtests about when a person looked at their lists.
func (su suite) looking() []subtest {
	return []subtest{
		{"when a person looked last is kept by desk, and never goes back", su.lookedIsKept},
		{"a whole address means that feed alone", su.wholeAddress},
		{"since:last asks for what arrived since the person looked last", su.sinceLast},
	}
}

func (su suite) lookedIsKept(t *testing.T) {
	db, c := su.openNew(t)
	l, err := db.Looked(t.Context())
	must(t, err)
	diff(t, "at first", 0, len(l))
	at := c.Now()
	must(t, db.SaveLooked(t.Context(), news.LookedAt{"": {At: at, Whole: at, UpTo: 7}, "Flood": {At: at, Whole: at.Add(-time.Minute), UpTo: 5}}))
	must(t, db.SaveLooked(t.Context(), news.LookedAt{"": {At: at.Add(-time.Hour), UpTo: 3}, "Flood": {At: at.Add(time.Hour), Whole: at.Add(time.Hour), UpTo: 9}}))
	l, err = db.Looked(t.Context())
	must(t, err)
	diff(t, "after two sessions", news.LookedAt{
		"": {At: at, Whole: at, UpTo: 7}, "Flood": {At: at.Add(time.Hour), Whole: at.Add(time.Hour), UpTo: 9},
	}, l)
	if err := db.SaveLooked(t.Context(), news.LookedAt{"a\nb": {At: at}}); err == nil {
		t.Error("a desk whose name is no line was kept")
	}
}

func (su suite) wholeAddress(t *testing.T) {
	db, _ := su.openNew(t)
	longer := Radio + "2"
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}, {ID: longer}}))
	save(t, db, Radio, Arrival(Radio, "a", "Dam opened", time.Hour))
	save(t, db, longer, Arrival(longer, "b", "Market closed", time.Hour))
	for text, want := range map[string]int{string(Radio): 1, string(longer): 1, "radio.velm.example": 2} {
		n := len(list(t, db, news.Filter{Expr: news.InFeed{Text: text}}, news.Window{}))
		diff(t, text, want, n)
	}
}

func (su suite) sinceLast(t *testing.T) {
	db, c := su.library(t)
	count := func(x news.Expr) int {
		t.Helper()
		n, err := db.Count(t.Context(), news.Filter{Expr: x}, 0)
		must(t, err)
		diff(t, "listed", n.Total, len(list(t, db, news.Filter{Expr: x}, news.Window{})))
		return n.Total
	}
	all := count(nil)
	diff(t, "before the first look", all, count(news.SinceLast{}))
	upTo, err := db.Latest(t.Context())
	must(t, err)
	must(t, db.SaveLooked(t.Context(), news.LookedAt{"": {At: c.Now(), UpTo: upTo}, "Flood": {At: c.Now(), UpTo: upTo - 2}}))
	c.Advance(time.Minute)
	save(t, db, Radio, Arrival(Radio, "late", "Older than the look, but it came after", 90*time.Minute), Arrival(Radio, "new", "Flood again", 0))
	diff(t, "since the look", 2, count(news.SinceLast{}))
	diff(t, "since the look at a desk", 4, count(news.SinceLast{Desk: "Flood"}))
	diff(t, "unread since", 2, count(news.And{news.SinceLast{}, news.Is{State: news.IsUnread}}))
	diff(t, "by word", 1, count(news.And{news.Word{Text: "flood"}, news.SinceLast{}}))
	diff(t, "before it", all, count(news.Not{X: news.SinceLast{}}))
	n, err := db.MarkAllRead(t.Context(), news.Filter{Expr: news.SinceLast{}}, 0)
	must(t, err)
	diff(t, "marked", 2, n)
}
