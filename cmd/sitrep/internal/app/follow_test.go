package app

import (
	"context"
	"testing"
	"time"

	"sitrep/internal/news"
)

// TestAPausedFollowerGivesPollingAway pauses a follower, as a reader does that
// cannot draw: another process may poll meanwhile, and the follower does again
// afterwards.
func TestAPausedFollowerGivesPollingAway(t *testing.T) {
	a := testApp(t)
	a.Feeds = []news.Feed{{ID: "http://127.0.0.1:1/feed"}}
	f, err := a.Follower()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	painted, done := make(chan struct{}), make(chan struct{})
	close(painted)
	go func() {
		defer close(done)
		f.Poll(ctx, painted)
	}()
	defer func() {
		cancel()
		<-done
	}()
	await := func(what string, is func() bool) {
		t.Helper()
		limit := time.After(90 * time.Second)
		again := time.NewTicker(5 * time.Millisecond)
		defer again.Stop()
		for !is() {
			select {
			case <-again.C:
			case <-limit:
				t.Fatal(what)
			}
		}
	}
	other := func() (got bool) {
		_, ok, err := a.DB.Lease(t.Context(), pollerLease, "another", leaseTime)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	await("the follower does not poll", f.polling.Load)
	if other() {
		t.Fatal("another process may poll, too")
	}
	f.Pause(true)
	await("no other process may poll while it is paused", other)
	if f.polling.Load() {
		t.Error("it polls although another process does")
	}
	f.Pause(false)
	if err := a.DB.Release(t.Context(), pollerLease, "another"); err != nil {
		t.Fatal(err)
	}
	f.Pause(false) // and the other one has gone
	await("it does not go on", f.polling.Load)
}
