package feeds

import (
	"context"
	"slices"
	"sync"

	"sitrep/feeds/fetch"
)

// likelyBody is the size counted for a body before it is known, in bytes.
const likelyBody = 16 << 10

// gauge counts bytes in use. Unlike a semaphore it takes every amount, also
// beyond most; only those who are about to use more wait.
type gauge struct {
	most int64

	mu      sync.Mutex
	used    int64
	waiting []chan struct{} // of those in enter
}

// enter waits until less than most is in use, and adds n.
func (g *gauge) enter(ctx context.Context, n int64) error {
	for {
		g.mu.Lock()
		if g.used < g.most {
			g.used += n
			g.wake()
			g.mu.Unlock()
			return nil
		}
		free := make(chan struct{})
		g.waiting = append(g.waiting, free)
		g.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			g.leave(free)
			return ctx.Err()
		}
	}
}

// leave takes back that somebody waits. One who was woken meanwhile wakes the next.
func (g *gauge) leave(free chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, free); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	} else {
		g.wake()
	}
}

// add counts n bytes more, or less if n is negative. It never waits.
func (g *gauge) add(n int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used += n
	g.wake()
}

// wake lets one go on if there is room: who has waited longest. Each that enters
// wakes the next.
func (g *gauge) wake() {
	if g.used < g.most && len(g.waiting) > 0 {
		close(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
}

// get fetches when not too many bodies wait to be read. release takes this one off
// them.
func (p *Poller) get(ctx context.Context, r fetch.Request) (got *fetch.Response, release func(), err error) {
	size := int64(likelyBody)
	if err := p.unread.enter(ctx, size); err != nil {
		return nil, func() {}, err
	}
	if got, err = p.o.Client.Get(ctx, r); err == nil {
		p.unread.add(int64(len(got.Body)) - size)
		size = int64(len(got.Body))
	}
	return got, func() { p.unread.add(-size) }, err
}
