package storetest

import (
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// changes are the subtests about notices of changes.
func (su suite) changes() []subtest {
	return []subtest{
		{"Changed is called for what readers see", su.changedIsCalled},
	}
}

func (su suite) changedIsCalled(t *testing.T) {
	n := 0
	db := open(t, su.engine.New(t), store.Options{Changed: func() { n++ }})
	a := Arrival(Radio, "a", "A", 0)
	steps := []struct {
		name string
		want int
		do   func() error
	}{
		{"save", 1, func() error { save(t, db, Radio, a); return nil }},
		{"mark", 1, func() error { return db.MarkRead(t.Context(), true, a.Story.ID) }},
		{"mark again", 0, func() error { return db.MarkRead(t.Context(), true, a.Story.ID) }},
		{"position", 0, func() error { return db.SavePosition(t.Context(), news.Step{Story: a.Story.ID}) }},
		{"feeds", 1, func() error { return db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}) }},
		{"same feeds", 0, func() error { return db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}) }},
	}
	for _, s := range steps {
		n = 0
		must(t, s.do())
		diff(t, s.name, s.want, n)
	}
}
