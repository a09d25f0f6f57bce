package store

import (
	"context"
	"database/sql"
	"sync"
)

// kept are prepared statements of the connection that writes, so that a
// transaction does not have its statements planned anew. The zero kept, and
// nil, hold none. It may be used concurrently.
type kept struct {
	mu     sync.Mutex
	stmts  map[string]*sql.Stmt
	wanted []string // to be prepared when the connection is free
}

func (k *kept) get(q string) *sql.Stmt {
	if k == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.stmts[q]
}

// want has a statement prepared at the next opportunity.
func (k *kept) want(q string) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.wanted = append(k.wanted, q)
}

// prepare prepares what is wanted. One that cannot be prepared is left out:
// transactions prepare it themselves.
func (k *kept) prepare(ctx context.Context, w *sql.DB) {
	k.mu.Lock()
	wanted := k.wanted
	k.wanted = nil
	k.mu.Unlock()
	for _, q := range wanted {
		if k.get(q) != nil {
			continue
		}
		st, err := w.PrepareContext(ctx, q) //nolint:sqlclosecheck // lives as long as the cache is open
		if err != nil {
			return
		}
		k.mu.Lock()
		if k.stmts == nil {
			k.stmts = map[string]*sql.Stmt{}
		}
		k.stmts[q] = st
		k.mu.Unlock()
	}
}
