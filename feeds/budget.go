package feeds

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/sanitize"
)

// Budget is how much may be fetched in a span of time, for lines that are
// paid by the byte. The zero Budget sets no limit. It holds back what polls by
// itself, never what a person opens; what is under way is not broken off, so
// it may be passed by what a few answers hold.
type Budget struct {
	Bytes int64 // of bodies, as sent
	Per   time.Duration
}

// purse is what a round may still spend.
type purse struct {
	sink   Sink
	budget Budget

	mu    sync.Mutex
	used  int64
	since time.Time
}

// openPurse looks at what was spent before this round.
func openPurse(ctx context.Context, sink Sink, b Budget) (*purse, error) {
	p := &purse{sink: sink, budget: b}
	return p, p.spend(ctx, 0)
}

// spend notes that bytes were fetched.
func (p *purse) spend(ctx context.Context, bytes int64) error {
	if p.budget.Bytes <= 0 {
		return nil
	}
	used, since, err := p.sink.Spend(ctx, bytes, p.budget.Per)
	if err != nil {
		return fmt.Errorf("count what was fetched: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used, p.since = used, since
	return nil
}

// empty reports whether nothing is left, and until when.
func (p *purse) empty() (until time.Time, is bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.budget.Bytes <= 0 || p.used < p.budget.Bytes {
		return time.Time{}, false
	}
	return p.since.Add(p.budget.Per), true
}

// left is how many bytes are left; -1: there is no limit.
func (p *purse) left() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.budget.Bytes <= 0 {
		return -1
	}
	return max(p.budget.Bytes-p.used, 0)
}

// overBudget is why a feed waits.
func overBudget() sanitize.Clean { return sanitize.Lit("the data budget is used up") }
