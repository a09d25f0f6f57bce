package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/ui/reader"
)

// Follower keeps a cache up to date while people read it: it watches for changes
// by other processes, and polls while no other process does. It is safe for
// concurrent use. Make one with App.Follower.
type Follower struct {
	app      *App
	poller   *feeds.Poller
	requests chan feeds.RefreshRequest // taken while this process polls
	polling  atomic.Bool               // this process polls

	mu        sync.Mutex
	listeners map[chan reader.Progress]struct{}
}

// Follower returns a Follower of the cache, which must be open.
func (a *App) Follower() (*Follower, error) {
	f := &Follower{app: a, requests: make(chan feeds.RefreshRequest), listeners: make(map[chan reader.Progress]struct{})}
	var err error
	f.poller, err = a.Poller(f.tellProgress)
	return f, err
}

// Progress returns a channel that receives the last state of polling, and a
// function that stops it. The channel is never closed.
func (f *Follower) Progress() (<-chan reader.Progress, func()) {
	c := make(chan reader.Progress, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listeners[c] = struct{}{}
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.listeners, c)
	}
}

// Follow polls until ctx ends: the feeds that are due, those asked for on requests,
// and those that other processes ask for through the cache. What titles lead to is
// looked for at the end of each round, after which tell is called.
func (a *App) Follow(ctx context.Context, p *feeds.Poller, requests chan feeds.RefreshRequest, tell func(feeds.Report)) error {
	resolve := func() {
		if err := a.DB.ResolveTitles(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "resolve titles", slog.Any("error", err))
		}
	}
	resolve() // what another process left
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		takeRequests(ctx, a.DB, requests)
	}()
	defer func() {
		stop()
		<-done
	}()
	return p.Follow(ctx, requests, func(r feeds.Report) {
		resolve()
		tell(r)
	})
}

// takeRequests looks every second for requests of other processes.
func takeRequests(ctx context.Context, db *store.DB, requests chan<- feeds.RefreshRequest) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ids, err := db.DrainRequests(ctx)
		if err != nil || len(ids) == 0 {
			continue
		}
		select {
		case requests <- requestFor(ids):
		case <-ctx.Done():
			return
		}
	}
}

// requestFor returns the request for feeds that another process named; "" stands
// for all that are due, which is what the schedule says, not a person.
func requestFor(ids []news.FeedID) feeds.RefreshRequest {
	if slices.Contains(ids, "") {
		return feeds.RefreshRequest{}
	}
	return feeds.RefreshRequest{Feeds: ids, Manual: true}
}

// Watch looks every second for changes by other processes, and reports them by
// App.Changed. It returns when ctx ends.
func (f *Follower) Watch(ctx context.Context) {
	if err := f.app.DB.Watch(ctx, time.Second); err != nil && ctx.Err() == nil {
		f.app.Log.ErrorContext(ctx, "watch the cache", slog.Any("error", err))
	}
}

// Poll writes the list of followed feeds into the cache. Once painted is closed it
// polls, or waits until the process that polls has gone. It returns when ctx ends.
func (f *Follower) Poll(ctx context.Context, painted <-chan struct{}) {
	if err := f.app.DB.SetFeeds(ctx, f.app.Feeds); err != nil && ctx.Err() == nil {
		f.app.Log.ErrorContext(ctx, "set feeds", slog.Any("error", err))
	}
	select {
	case <-painted:
	case <-ctx.Done():
		return
	}
	turn := time.NewTicker(leaseTime / 3)
	defer turn.Stop()
	for {
		if err := f.pollWhileLeased(ctx); err != nil && ctx.Err() == nil {
			f.app.Log.ErrorContext(ctx, "poll", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

func (f *Follower) pollWhileLeased(ctx context.Context) (err error) {
	polling, lease, err := f.app.HoldPolling(ctx, "a reader")
	if err != nil || !lease.Held {
		return err
	}
	f.polling.Store(true)
	defer func() {
		f.polling.Store(false)
		err = errors.Join(err, lease.Release())
	}()
	if err := f.app.Prune(polling); err != nil {
		return err
	}
	return f.app.Follow(polling, f.poller, f.requests, func(feeds.Report) {})
}

// ask requests a poll of feeds from this process, or from the one that polls.
func (f *Follower) ask(ctx context.Context, due []news.FeedID) error {
	if !f.polling.Load() {
		return f.app.DB.AddRequest(ctx, due...)
	}
	select {
	case f.requests <- feeds.RefreshRequest{Feeds: due, Manual: true}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tellProgress passes the last state of polling on to each listener; states
// that it has not looked at are replaced.
func (f *Follower) tellProgress(p feeds.Progress) {
	next := reader.Progress{Running: p.Running, Done: p.Done, Total: p.Total, Failed: p.Failed, New: p.New, Now: p.Now}
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.listeners {
		select {
		case <-c:
		default:
		}
		c <- next // there is room: nobody else sends
	}
}
