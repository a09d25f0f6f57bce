package storetest

import (
	"testing"

	"sitrep/internal/news"
)

// marks are the subtests about the marks of a person and their undo.
func (su suite) marks() []subtest {
	return []subtest{
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
