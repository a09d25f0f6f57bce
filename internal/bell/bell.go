// Package bell tells many listeners that something has changed, without
// saying what. Rings that come before a listener looks are one ring.
//
// Because a ring carries no data it can be neither stale nor lost: whoever
// hears it asks the cache.
package bell

import "sync"

// Bell can be rung and listened to. The zero value is ready. It may be used
// concurrently.
type Bell struct {
	mu        sync.Mutex
	listeners map[chan struct{}]struct{}
}

// Ring wakes every listener. It never blocks.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners {
		select {
		case c <- struct{}{}:
		default: // a ring is already pending
		}
	}
}

// Listen returns a channel that receives after each ring, and a function
// that ends the listening. The channel is not closed.
func (b *Bell) Listen() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners == nil {
		b.listeners = make(map[chan struct{}]struct{})
	}
	b.listeners[c] = struct{}{}
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, c)
	}
}
