package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

// paging are the subtests about windows of lists.
func (su suite) paging() []subtest {
	return []subtest{
		{"windows join without gap or overlap", su.windowsJoin},
		{"stories that arrive later stay out of the window", su.lateStoriesStayOut},
	}
}

func (su suite) windowsJoin(t *testing.T) {
	db, c := su.library(t)
	for _, q := range []string{"", "lang:en OR lang:uk", "flood OR 洪水 OR повінь", "feed:courier", "is:unread", "tag:press OR tag:velm"} {
		f, err := query.Parse(q, c.Now())
		must(t, err)
		all := list(t, db, f, news.Window{})
		var down []*news.Story
		w := news.Window{Limit: 2}
		for {
			page := list(t, db, f, w)
			down = append(down, page...)
			if len(page) < 2 {
				break
			}
			m := news.MarkOf(page[len(page)-1])
			w.After = &m
		}
		diff(t, "down "+q, slugs(all), slugs(down))
		if len(all) < 4 {
			continue
		}
		m := news.MarkOf(all[3])
		diff(t, "up "+q, slugs(all[1:3]), slugs(list(t, db, f, news.Window{Before: &m, Limit: 2})))
	}
}

func (su suite) lateStoriesStayOut(t *testing.T) {
	db, c := su.library(t)
	upTo, err := db.Latest(t.Context())
	must(t, err)
	c.Advance(time.Minute)
	save(t, db, Radio, Arrival(Radio, "new", "Flood again", 90*time.Minute))
	for q, want := range map[string]news.Counts{
		"": {Total: 11, Unread: 11, New: 1}, "flood": {Total: 3, Unread: 3, New: 1}, "feed:courier": {Total: 6, Unread: 6},
		"is:unread tag:velm": {Total: 5, Unread: 5, New: 1}, "is:starred": {},
	} {
		f, err := query.Parse(q, c.Now())
		must(t, err)
		n, err := db.Count(t.Context(), f, upTo)
		must(t, err)
		diff(t, q, want, n)
		for _, s := range list(t, db, f, news.Window{UpTo: upTo}) {
			if s.GUID == "new" {
				t.Errorf("%q: the new story is in the window", q)
			}
		}
	}
}
