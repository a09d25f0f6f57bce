package fetch

import (
	"context"
	"strings"
	"sync"
	"time"
)

// hosts spaces requests out: at most so many under way to one host, and a
// gap between the starts of two. It counts real time with timers and needs
// no clock.
type hosts struct {
	perHost int
	gap     time.Duration
	mu      sync.Mutex
	byName  map[string]*host
}

type host struct {
	slots chan struct{}
	// turn holds the timer since the last start; it is nil before the first.
	// Who takes it out is the next to start.
	turn chan *time.Timer
}

func newHosts(perHost int, gap time.Duration) *hosts {
	return &hosts{perHost: perHost, gap: gap, byName: make(map[string]*host)}
}

// acquire waits for a slot among the requests to a host. The host's release
// returns it.
func (h *hosts) acquire(ctx context.Context, name string) (*host, error) {
	name = strings.ToLower(name)
	h.mu.Lock()
	one := h.byName[name]
	if one == nil {
		one = &host{slots: make(chan struct{}, h.perHost), turn: make(chan *time.Timer, 1)}
		one.turn <- nil
		h.byName[name] = one
	}
	h.mu.Unlock()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	select {
	case one.slots <- struct{}{}:
		return one, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// release returns the slot. Releasing a nil host does nothing.
func (one *host) release() {
	if one != nil {
		<-one.slots
	}
}

// pace waits until the gap since the last start has passed.
func (one *host) pace(ctx context.Context, gap time.Duration) error {
	if gap <= 0 {
		return ctx.Err()
	}
	var last *time.Timer
	select {
	case last = <-one.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	if last != nil {
		select {
		case <-last.C:
		case <-ctx.Done():
			one.turn <- last
			return ctx.Err()
		}
	}
	one.turn <- time.NewTimer(gap)
	return nil
}
