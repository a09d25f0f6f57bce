package store

import (
	"context"
	"database/sql"
	"sync"
)

// mostKeptStmts is how many statements are kept prepared.
const mostKeptStmts = 256

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
	if len(k.stmts)+len(k.wanted) < mostKeptStmts {
		k.wanted = append(k.wanted, q)
	}
}

// prepare prepares the wanted statements. One that cannot be prepared is left out:
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

// statements are those of one transaction that writes.
type statements struct {
	ctx   context.Context //nolint:containedctx // lives as long as the one call it serves
	tx    *sql.Tx
	sql   *texts
	stmts map[string]*sql.Stmt
	kept  *kept // statements that outlive the transaction; nil: none do
}

func newStatements(ctx context.Context, tx *sql.Tx, t *texts) *statements {
	return &statements{ctx: ctx, tx: tx, sql: t, stmts: map[string]*sql.Stmt{}}
}

// statements returns those of a transaction of the connection that writes.
func (db *DB) statements(ctx context.Context, tx *sql.Tx) *statements {
	s := newStatements(ctx, tx, db.sql)
	s.kept = &db.kept
	return s
}

// stmt returns a statement of this transaction, whose end closes it. What it
// was prepared from is kept for the next one.
func (s *statements) stmt(q string) (*sql.Stmt, error) {
	st, ok := s.stmts[q]
	if ok {
		return st, nil
	}
	if k := s.kept.get(q); k != nil {
		st = s.tx.StmtContext(s.ctx, k)
	} else {
		var err error
		if st, err = s.tx.PrepareContext(s.ctx, q); err != nil {
			return nil, err
		}
		s.kept.want(q)
	}
	s.stmts[q] = st
	return st, nil
}

func (s *statements) result(q string, args ...any) (sql.Result, error) {
	return s.ExecContext(s.ctx, q, args...)
}

func (s *statements) exec(q string, args ...any) error {
	_, err := s.result(q, args...)
	return err
}

// QueryContext implements Querier with a prepared statement.
func (s *statements) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	st, err := s.stmt(q) //nolint:sqlclosecheck // closed with its transaction
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext implements Querier with a prepared statement.
func (s *statements) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	st, err := s.stmt(q) //nolint:sqlclosecheck // closed with its transaction
	if err != nil {
		return s.tx.QueryRowContext(ctx, q, args...) // the row has the error
	}
	return st.QueryRowContext(ctx, args...)
}

// ExecContext implements Tx with a prepared statement.
func (s *statements) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	st, err := s.stmt(q) //nolint:sqlclosecheck // closed with its transaction
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// checkCurrent refuses to write to a cache that a newer sitrep has brought up
// to date. It is asked in each transaction that writes.
func (s *statements) checkCurrent() error {
	has, knows, err := s.sql.engine.Version(s.ctx, s)
	if err == nil && has > knows {
		err = ErrOutdated
	}
	return err
}

func (s *statements) query(q string, args ...any) (*sql.Rows, error) {
	return s.QueryContext(s.ctx, q, args...)
}

// scan reads the one row of a query into dest.
func (s *statements) scan(q string, args []any, dest ...any) error {
	return s.QueryRowContext(s.ctx, q, args...).Scan(dest...)
}
