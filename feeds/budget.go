package feeds

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/sanitize"
)

// Budget limits how many bytes may be fetched in a span of time, for
// connections that are paid by the byte. The zero Budget sets no limit. It
// applies to polling and prefetching, not to pages that a person opens.
// Requests under way are finished, so a few answers may exceed it.
type Budget struct {
	Bytes int64 // of bodies, as sent
	Per   time.Duration
}

// budget counts fetched bytes against a Budget. It may be used concurrently.
type budget struct {
	sink  Sink
	limit Budget

	mu    sync.Mutex
	used  int64
	since time.Time
}

// openBudget returns a budget that starts with the bytes already spent in the
// present span.
func openBudget(ctx context.Context, sink Sink, limit Budget) (*budget, error) {
	b := &budget{sink: sink, limit: limit}
	return b, b.spend(ctx, 0)
}

// spend counts fetched bytes.
func (b *budget) spend(ctx context.Context, bytes int64) error {
	if b.limit.Bytes <= 0 {
		return nil
	}
	used, since, err := b.sink.Spend(ctx, bytes, b.limit.Per)
	if err != nil {
		return fmt.Errorf("count what was fetched: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used, b.since = used, since
	return nil
}

// empty reports whether nothing is left, and when the next span begins.
func (b *budget) empty() (until time.Time, is bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.limit.Bytes <= 0 || b.used < b.limit.Bytes {
		return time.Time{}, false
	}
	return b.since.Add(b.limit.Per), true
}

// left returns how many bytes are left; -1: there is no limit.
func (b *budget) left() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.limit.Bytes <= 0 {
		return -1
	}
	return max(b.limit.Bytes-b.used, 0)
}

// overBudget is the reason shown for a feed that waits for the next span.
var overBudget = sanitize.Lit("the data budget is used up")
