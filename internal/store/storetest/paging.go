package storetest

import (
	"slices"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

// paging are the subtests about windows of lists.
func (su suite) paging() []subtest {
	return []subtest{
		{"windows join without gap or overlap", su.windowsJoin},
		{"stories of one time stand in the order in which they arrived", su.ties},
		{"a window may have both ends", su.bothEnds},
		{"the place of a story that is gone is kept", su.goneMark},
		{"a story without a time stands where it arrived", su.unknownTimes},
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
		above, more, err := db.Above(t.Context(), f, m, 0)
		must(t, err)
		if above != 3 || more {
			t.Errorf("%q: %d stories stand above the fourth, more %t", q, above, more)
		}
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

// ties saves stories of one time in three batches: the last to arrive stands
// first, and pages of one story each lose none of them.
func (su suite) ties(t *testing.T) {
	db, _ := su.openNew(t)
	for _, batch := range [][]string{{"c", "b", "a"}, {"d"}, {"f", "e"}} {
		var as []news.Arrival
		for _, slug := range batch {
			as = append(as, Arrival(Radio, slug, "Story "+slug, time.Hour, "Text."))
		}
		save(t, db, Radio, as...)
	}
	want := []string{"f", "e", "d", "c", "b", "a"}
	diff(t, "all", want, slugs(list(t, db, news.Filter{}, news.Window{})))
	for _, f := range []news.Filter{{}, {Expr: news.Word{Text: "text"}}} {
		var down, up []string
		w := news.Window{Limit: 1}
		for page := list(t, db, f, w); len(page) > 0; page = list(t, db, f, w) {
			down = append(down, slugs(page)...)
			m := news.MarkOf(page[0])
			w.After = &m
		}
		w = news.Window{Before: &news.Mark{}, Limit: 1}
		for page := list(t, db, f, w); len(page) > 0; page = list(t, db, f, w) {
			up = append(up, slugs(page)...)
			m := news.MarkOf(page[0])
			w.Before = &m
		}
		slices.Reverse(up)
		diff(t, "down", want, down)
		diff(t, "up", want, up)
	}
}

func (su suite) bothEnds(t *testing.T) {
	db, _ := su.library(t)
	all := list(t, db, news.Filter{}, news.Window{})
	after, before := news.MarkOf(all[2]), news.MarkOf(all[6])
	got := list(t, db, news.Filter{}, news.Window{After: &after, Before: &before})
	diff(t, "between", slugs(all[3:6]), slugs(got))
	got = list(t, db, news.Filter{}, news.Window{After: &after, Before: &before, UpTo: all[4].Seq})
	for _, s := range got {
		if s.Seq > all[4].Seq {
			t.Errorf("%s has Seq %d, the window ends at %d", s.GUID, s.Seq, all[4].Seq)
		}
	}
	if len(got) == 0 {
		t.Error("no story up to a Seq that one of them has")
	}
	diff(t, "nothing between neighbours", []string{}, slugs(list(t, db, news.Filter{}, news.Window{After: &after, Before: new(news.MarkOf(all[3]))})))
	diff(t, "the default", 11, len(list(t, db, news.Filter{}, news.Window{})))
}

func (su suite) goneMark(t *testing.T) {
	db, _ := su.library(t)
	all := list(t, db, news.Filter{}, news.Window{})
	gone := news.Mark{When: all[3].When().Add(time.Second), ID: "gone"}
	diff(t, "after", slugs(all[3:5]), slugs(list(t, db, news.Filter{}, news.Window{After: &gone, Limit: 2})))
	diff(t, "before", slugs(all[1:3]), slugs(list(t, db, news.Filter{}, news.Window{Before: &gone, Limit: 2})))
}

func (su suite) unknownTimes(t *testing.T) {
	db, c := su.openNew(t)
	unknown, future := Arrival(Radio, "unknown", "Unknown", 0), Arrival(Radio, "future", "Future", -48*time.Hour)
	unknown.Story.Published = time.Time{}
	save(t, db, Radio, Arrival(Radio, "old", "Old", time.Hour))
	c.Advance(time.Minute)
	save(t, db, Radio, unknown)
	c.Advance(time.Minute)
	save(t, db, Radio, future)
	c.Advance(time.Minute)
	save(t, db, Radio, Arrival(Radio, "now", "Now", -3*time.Minute))
	ss := list(t, db, news.Filter{}, news.Window{})
	diff(t, "list", []string{"now", "future", "unknown", "old"}, slugs(ss))
	diff(t, "first seen", []time.Time{Start().Add(3 * time.Minute), Start().Add(2 * time.Minute), Start().Add(time.Minute), Start()},
		[]time.Time{ss[0].FirstSeen, ss[1].FirstSeen, ss[2].FirstSeen, ss[3].FirstSeen})
	diff(t, "order of arrival", []int64{4, 3, 2, 1}, []int64{ss[0].Seq, ss[1].Seq, ss[2].Seq, ss[3].Seq})
}
