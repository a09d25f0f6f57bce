package store

import (
	"context"
	"database/sql"
	"sync"
)

// mostReads is how many statements that read are kept prepared.
const mostReads = 128

// reads keeps statements that read prepared, since planning a list costs as
// much as reading a page of it. The zero value keeps none yet. It may be used
// concurrently.
type reads struct {
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// get returns the statement of a query; nil: too many are kept already.
func (r *reads) get(ctx context.Context, db *sql.DB, q string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st := r.stmts[q]; st != nil || len(r.stmts) >= mostReads {
		return st, nil
	}
	st, err := db.PrepareContext(context.WithoutCancel(ctx), q) //nolint:sqlclosecheck // lives as long as the cache is open
	if err != nil {
		return nil, err
	}
	if r.stmts == nil {
		r.stmts = map[string]*sql.Stmt{}
	}
	r.stmts[q] = st
	return st, nil
}

// snapshot reads with kept statements: in one transaction, or in none.
type snapshot struct {
	db *DB
	tx *sql.Tx // nil: each query sees the cache as it is then
}

// QueryContext implements Querier.
func (s snapshot) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	st, err := s.db.reads.get(ctx, s.db.r, q)
	switch {
	case err != nil:
		return nil, err
	case st == nil && s.tx == nil:
		return s.db.r.QueryContext(ctx, q, args...)
	case st == nil:
		return s.tx.QueryContext(ctx, q, args...)
	case s.tx != nil:
		st = s.tx.StmtContext(ctx, st) //nolint:sqlclosecheck // closed with its transaction
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext implements Querier.
func (s snapshot) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	st, err := s.db.reads.get(ctx, s.db.r, q)
	switch {
	case err != nil || st == nil && s.tx == nil:
		return s.db.r.QueryRowContext(ctx, q, args...) // which tells the error again
	case st == nil:
		return s.tx.QueryRowContext(ctx, q, args...)
	case s.tx != nil:
		st = s.tx.StmtContext(ctx, st) //nolint:sqlclosecheck // closed with its transaction
	}
	return st.QueryRowContext(ctx, args...)
}

// now returns a snapshot outside any transaction.
func (db *DB) now() snapshot { return snapshot{db: db} }

// begin returns a snapshot of one moment; end ends it.
func (db *DB) begin(ctx context.Context) (s snapshot, end func() error, err error) {
	tx, err := db.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return snapshot{}, nil, err
	}
	return snapshot{db: db, tx: tx}, tx.Rollback, nil
}
