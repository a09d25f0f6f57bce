package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

// marks are the subtests about the marks of a person and their undo.
func (su suite) marks() []subtest {
	return []subtest{
		{"marks are seen in stories, lists and counts", su.marksAreSeen},
		{"all that match are marked read, and no story that arrived later", su.markAllRead},
		{"undo takes back the last steps", su.undo},
		{"fifty steps can be taken back", su.fiftySteps},
	}
}

func (su suite) undo(t *testing.T) {
	db, _ := su.library(t)
	ids := map[string]news.StoryID{}
	for _, s := range list(t, db, news.Filter{}, news.Window{}) {
		ids[s.GUID] = s.ID
	}
	must(t, db.MarkRead(t.Context(), true, ids["flood"]))
	must(t, db.MarkRead(t.Context(), true, ids["flood"], ids["bridge"])) // flood is read already
	must(t, db.Star(t.Context(), true, ids["cafe"]))
	n, err := db.MarkAllRead(t.Context(), news.Filter{Expr: news.InLang{Lang: "en"}}, 0)
	must(t, err)
	diff(t, "marked", 2, n)
	n, err = db.MarkAllRead(t.Context(), news.Filter{}, 1)
	must(t, err)
	diff(t, "marked up to 1", 1, n)
	count := func(want int) {
		t.Helper()
		c, err := db.Count(t.Context(), news.Filter{}, 0)
		must(t, err)
		diff(t, "unread", want, c.Unread)
	}
	count(6)
	for _, step := range []struct {
		said   string
		unread int
	}{
		{"1 story marked read", 7},
		{"2 stories marked read", 9},
		{"star on 1 story", 9},
		{"1 story marked read", 10},
		{"1 story marked read", 11},
		{"", 11},
	} {
		said, err := db.Undo(t.Context())
		must(t, err)
		diff(t, "said", step.said, said.String())
		count(step.unread)
	}
	s, err := db.Story(t.Context(), ids["cafe"])
	must(t, err)
	diff(t, "star", false, s.Starred)
}

func (su suite) fiftySteps(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "A", 0)
	save(t, db, Radio, a)
	for i := range 60 {
		must(t, db.Star(t.Context(), i%2 == 0, a.Story.ID))
	}
	n := 0
	for {
		said, err := db.Undo(t.Context())
		must(t, err)
		if said.IsZero() {
			break
		}
		n++
	}
	diff(t, "steps", 50, n)
}

func (su suite) marksAreSeen(t *testing.T) {
	db, _ := su.library(t)
	all := list(t, db, news.Filter{}, news.Window{})
	read, starred := all[0].ID, all[1].ID
	must(t, db.MarkRead(t.Context(), true, read))
	must(t, db.Star(t.Context(), true, starred))
	must(t, db.MarkRead(t.Context(), true, "nobody has this story"))
	for _, tt := range []struct {
		state news.StoryState
		want  []string
	}{
		{news.IsRead, slugs(all[:1])}, {news.IsUnread, slugs(all[1:])}, {news.IsStarred, slugs(all[1:2])},
	} {
		diff(t, string(tt.state), tt.want, slugs(list(t, db, news.Filter{Expr: news.Is{State: tt.state}}, news.Window{})))
	}
	c, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "count", news.Counts{Total: 11, Unread: 10}, c)
	for _, s := range list(t, db, news.Filter{}, news.Window{}) {
		diff(t, s.GUID, []any{s.ID == read, s.ID == starred}, []any{s.Read, s.Starred})
		one, err := db.Story(t.Context(), s.ID)
		must(t, err)
		diff(t, s.GUID+" alone", []any{s.Read, s.Starred}, []any{one.Read, one.Starred})
	}
	must(t, db.MarkRead(t.Context(), false, read))
	must(t, db.Star(t.Context(), false, starred))
	c, err = db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "count of none", news.Counts{Total: 11, Unread: 11}, c)
}

func (su suite) markAllRead(t *testing.T) {
	db, c := su.library(t)
	upTo, err := db.Latest(t.Context())
	must(t, err)
	c.Advance(time.Minute)
	save(t, db, Radio, Arrival(Radio, "late", "Flood again", 0))
	n, err := db.MarkAllRead(t.Context(), news.Filter{Expr: news.Word{Text: "flood"}}, upTo)
	must(t, err)
	diff(t, "marked", 3, n)
	unread := news.Filter{Expr: news.And{news.Word{Text: "flood"}, news.Is{State: news.IsUnread}}}
	diff(t, "left", []string{"late"}, slugs(list(t, db, unread, news.Window{})))
	n, err = db.MarkAllRead(t.Context(), news.Filter{}, upTo)
	must(t, err)
	diff(t, "marked of all", 8, n)
	diff(t, "left of all", []string{"late"}, slugs(list(t, db, news.Filter{Expr: news.Is{State: news.IsUnread}}, news.Window{})))
	n, err = db.MarkAllRead(t.Context(), news.Filter{Expr: news.InFeed{Text: "nobody"}}, 0)
	must(t, err)
	diff(t, "of a feed that is not there", 0, n)
}
