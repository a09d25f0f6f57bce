package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// migration are the subtests about caches of earlier versions.
func (su suite) migration() []subtest {
	return []subtest{
		{"a cache of each earlier version is opened with everything", su.earlierVersions},
	}
}

func (su suite) earlierVersions(t *testing.T) {
	if su.engine.Earlier == nil {
		t.Skip("the engine has had one version only")
	}
	for _, e := range su.engine.Earlier(t) {
		t.Run(e.Name, func(t *testing.T) {
			if _, err := e.Open(store.Options{Now: NewClock().Now, ReadOnly: true}); err == nil {
				t.Error("opened for reading before it was brought up to date")
			}
			db := open(t, e.Open, store.Options{})
			e.check(t, db)
			// It is a cache like any other.
			a := Arrival(Radio, "new", "Water rises in Tarn", -time.Hour, "It rises.")
			diff(t, "saved", news.Saved{New: 1}, save(t, db, Radio, a))
			diff(t, "found", []string{"new"}, slugs(list(t, db, news.Filter{Expr: news.InTitle{Text: "tarn"}}, news.Window{})))
			upTo, err := db.Latest(t.Context())
			must(t, err)
			diff(t, "order of arrival", int64(len(e.Headlines)+1), upTo)
			must(t, db.Star(t.Context(), false, a.Story.ID))
			must(t, db.Close())
			c, err := open(t, e.Open, store.Options{}).Count(t.Context(), news.Filter{}, 0)
			must(t, err)
			diff(t, "count when opened again", len(e.Headlines)+1, c.Total)
		})
	}
}

// check looks for the contents of an earlier cache.
func (e Earlier) check(t *testing.T, db cache) {
	t.Helper()
	all := list(t, db, news.Filter{}, news.Window{})
	diff(t, "headlines", e.Headlines, headlines(all))
	diff(t, "starred", e.Starred, headlines(list(t, db, news.Filter{Expr: news.Is{State: news.IsStarred}}, news.Window{})))
	fs, err := db.Feeds(t.Context())
	must(t, err)
	if len(fs) == 0 {
		t.Error("no feed is left")
	}
	for _, s := range all {
		found := list(t, db, news.Filter{Expr: news.Phrase{Text: s.Headline.String()}}, news.Window{})
		diff(t, "found by its headline", []string{s.Headline.String()}, headlines(found))
		b, err := db.Body(t.Context(), s.ID, "")
		must(t, err)
		if len(b.Blocks) == 0 {
			t.Errorf("%q has no text", s.Headline)
		}
	}
}
