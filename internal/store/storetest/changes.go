package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// changes are the subtests about notices of changes.
func (su suite) changes() []subtest {
	return []subtest{
		{"Changed is called for what readers see", su.changedIsCalled},
		{"Watch calls Changed for commits of others", su.watch},
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

func (su suite) watch(t *testing.T) {
	again := su.engine.New(t)
	changed := make(chan struct{}, 1)
	one := open(t, again, store.Options{})
	two := open(t, again, store.Options{Changed: func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}})
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- two.Watch(ctx, time.Millisecond) }()
	a := Arrival(Radio, "a", "A", 0)
	save(t, one, Radio, a)
	<-changed
	diff(t, "saved", []string{"a"}, slugs(list(t, two, news.Filter{}, news.Window{})))
	must(t, one.SetFeeds(ctx, []news.Feed{{ID: Radio, Name: line("Radio Velm")}}))
	<-changed
	fs, err := two.Feeds(ctx)
	must(t, err)
	diff(t, "feeds", 1, len(fs))
	must(t, one.AddRequest(ctx, Radio))
	<-changed
	must(t, one.Star(ctx, true, a.Story.ID))
	<-changed
	cancel()
	if err := <-watched; !errors.Is(err, context.Canceled) {
		t.Errorf("Watch error = %v, want context.Canceled", err)
	}
}
