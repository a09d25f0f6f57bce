package fetch

import (
	"context"
	"strings"
	"sync"
	"time"
)

// hosts spaces requests out: at most so many under way to one host, and a
// gap between the starts of two.
type hosts struct {
	perHost int
	gap     time.Duration
	now     func() time.Time
	mu      sync.Mutex
	byName  map[string]*host
}

type host struct {
	slots chan struct{}
	free  time.Time // when the next request may start; guarded by hosts.mu
}

func newHosts(perHost int, gap time.Duration, now func() time.Time) *hosts {
	return &hosts{perHost: perHost, gap: gap, now: now, byName: make(map[string]*host)}
}

// enter waits for the host's turn. The function it returns gives the place
// back.
func (h *hosts) enter(ctx context.Context, name string) (func(), error) {
	name = strings.ToLower(name)
	h.mu.Lock()
	one := h.byName[name]
	if one == nil {
		one = &host{slots: make(chan struct{}, h.perHost)}
		h.byName[name] = one
	}
	h.mu.Unlock()
	select {
	case one.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	release := func() { <-one.slots }
	if h.gap == 0 {
		return release, nil
	}
	h.mu.Lock()
	now := h.now()
	start := one.free
	if start.Before(now) {
		start = now
	}
	one.free = start.Add(h.gap)
	h.mu.Unlock()
	if wait := start.Sub(now); wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			release()
			return nil, ctx.Err()
		}
	}
	return release, nil
}
