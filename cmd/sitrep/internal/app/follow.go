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
	resumed  chan struct{}             // receives when polling may go on

	replaced chan struct{} // closed when the cache is

	mu        sync.Mutex
	listeners map[chan reader.Progress]struct{}
	paused    bool
	stop      context.CancelFunc // ends the polling that is under way; nil: none is
}

// Follower returns a Follower of the cache, which must be open.
func (a *App) Follower() (*Follower, error) {
	f := &Follower{
		app: a, requests: make(chan feeds.RefreshRequest), resumed: make(chan struct{}, 1), replaced: make(chan struct{}),
		listeners: make(map[chan reader.Progress]struct{}),
	}
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
// looked for at the end of each round, after which tell is called. If
// the cache was replaced the error matches store.ErrReplaced. Beside that the
// clusters are kept up to date and alerts are raised; with App.RunAlerts they are
// handed to the program of the configuration.
func (a *App) Follow(ctx context.Context, p *feeds.Poller, requests chan feeds.RefreshRequest, tell func(feeds.Report)) error {
	resolve := func() {
		if err := a.DB.ResolveTitles(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "resolve titles", slog.Any("error", err))
		}
	}
	resolve() // what another process left
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	var run chan struct{}
	if a.RunAlerts && len(a.Config.Alerts.Run) > 0 {
		run = make(chan struct{}, 1)
		beside.Go(func() { a.runAlerts(ctx, run) })
	}
	beside.Go(func() { a.keepClusters(ctx, run) })
	defer beside.Wait()
	done := make(chan error, 1)
	go func() {
		defer stop() // without its cache there is nothing to poll for
		done <- a.takeRequests(ctx, requests)
	}()
	err := p.Follow(ctx, requests, func(r feeds.Report) {
		resolve()
		tell(r)
	})
	stop()
	return errors.Join(err, <-done)
}

// takeRequests looks every second for requests of other processes, until ctx ends,
// which is no error, or the cache was replaced.
func (a *App) takeRequests(ctx context.Context, requests chan<- feeds.RefreshRequest) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		ids, err := a.DB.DrainRequests(ctx)
		if errors.Is(err, store.ErrReplaced) {
			return err
		}
		if err != nil || len(ids) == 0 {
			continue
		}
		select {
		case requests <- a.answered(ctx, ids):
		case <-ctx.Done():
			return nil
		}
	}
}

// requestFor returns the request for feeds that another process named; "" stands
// for all that are due, which the schedule does, not a person.
func requestFor(ids []news.FeedID) feeds.RefreshRequest {
	if slices.Contains(ids, "") {
		return feeds.RefreshRequest{}
	}
	return feeds.RefreshRequest{Feeds: ids, Manual: true}
}

// Watch looks every second for changes by other processes, and reports them by
// App.Changed. It returns when ctx ends, or when the cache was replaced.
func (f *Follower) Watch(ctx context.Context) {
	err := f.app.DB.Watch(ctx, time.Second)
	if err == nil || ctx.Err() != nil {
		return
	}
	f.app.Log.ErrorContext(ctx, "watch the cache", slog.Any("error", err))
	if errors.Is(err, store.ErrReplaced) {
		close(f.replaced)
	}
}

// Replaced is closed when Watch has found that the files of the cache were removed
// or replaced: the stories shown are not kept any more.
func (f *Follower) Replaced() <-chan struct{} { return f.replaced }

// Poll writes the list of followed feeds into the cache. Once painted is closed it
// polls, or waits until the process that polls has gone. It returns when ctx ends,
// or when the cache was replaced.
func (f *Follower) Poll(ctx context.Context, painted <-chan struct{}) {
	if err := errors.Join(f.app.DB.SetFeeds(ctx, f.app.Feeds), f.app.setSiteRules(ctx)); err != nil && ctx.Err() == nil {
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
		var err error
		if polling, ok := f.begin(ctx); ok {
			if err = f.pollWhileLeased(polling); err != nil && polling.Err() == nil {
				f.app.Log.ErrorContext(ctx, "poll", slog.Any("error", err))
			}
			f.stop()
		}
		if errors.Is(err, store.ErrReplaced) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		case <-f.resumed:
		}
	}
}

// begin returns the context of the next polling, unless polling is paused.
func (f *Follower) begin(ctx context.Context) (polling context.Context, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.paused {
		return nil, false
	}
	polling, f.stop = context.WithCancel(ctx)
	return polling, true
}

// Pause ends polling and gives the right to poll to another process, or lets it go
// on: whoever cannot see new stories need not fetch them.
func (f *Follower) Pause(paused bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paused = paused
	switch {
	case paused && f.stop != nil:
		f.stop()
	case !paused:
		select {
		case f.resumed <- struct{}{}:
		default:
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
