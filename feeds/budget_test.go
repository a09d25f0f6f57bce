package feeds_test

import (
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
)

func TestTheDataBudgetHoldsPollingBack(t *testing.T) {
	s := publisher(t)
	farm := feedtest.NewFarm(s, 6, 20)
	var urls []string
	for _, p := range farm.Paths {
		urls = append(urls, s.URL(p))
	}
	now := noon()
	clock := func() time.Time { return now }
	sink := newMemory(urls...)
	sink.now = clock
	p := poller(t, sink, clock, func(o *feeds.Options) {
		o.Concurrency, o.Budget = 1, feeds.Budget{Bytes: 1000, Per: time.Hour}
	})
	r := round(t, p, feeds.RefreshRequest{})
	if r.Fetched == 0 || r.Deferred == 0 || r.Fetched+r.Deferred != 6 || r.Left != 0 {
		t.Fatalf("first round %+v, want some fetched, the rest deferred, nothing left", r)
	}
	waiting := sink.state(5)
	if want := "the data budget is used up"; waiting.Why.String() != want || !waiting.Next.Equal(noon().Add(time.Hour)) || waiting.Failures != 0 {
		t.Errorf("the last feed waits until %v: %q, want 13:00: %q", waiting.Next, waiting.Why, want)
	}
	now = now.Add(30 * time.Minute)
	if r := round(t, p, feeds.RefreshRequest{All: true}); r.Fetched+r.NotModified != 0 {
		t.Errorf("within the hour: %+v", r)
	}
	now = now.Add(31 * time.Minute)
	if r := round(t, p, feeds.RefreshRequest{}); r.Fetched == 0 {
		t.Errorf("after the hour: %+v", r)
	}
	if r := round(t, poller(t, newMemory(urls...), clock, nil), feeds.RefreshRequest{}); r.Fetched != 6 || r.Left != -1 {
		t.Errorf("without a budget: %+v", r)
	}
}
