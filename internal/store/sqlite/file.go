package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/store"
)

// Size implements store.Engine: with the files that SQLite puts beside the cache.
func (e *engine) Size() (path string, bytes int64) {
	for _, f := range withSides(e.path) {
		if st, err := os.Stat(f); err == nil {
			bytes += st.Size()
		}
	}
	return e.path, bytes
}

// Check implements store.Engine.
func (e *engine) Check(ctx context.Context) error {
	// On a connection of its own: FTS5 checks what a connection remembers of
	// an index, and the memory of one that was used before may be older than
	// what another process wrote.
	r, err := sql.Open("sqlite", dsn(e.path, true))
	if err != nil {
		return fmt.Errorf("check cache: %w", err)
	}
	defer r.Close()
	r.SetMaxOpenConns(1)
	var said string
	if err := r.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return fmt.Errorf("check cache: %w", e.Explain(err))
	}
	if said != "ok" {
		return fmt.Errorf("check cache: %w: %s", store.ErrDamaged, said)
	}
	return nil
}

// Backup implements store.Engine.
func (e *engine) Backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("back up to %s: there is a file already; give another name", path)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	// The file is empty, which VACUUM INTO takes for a new one.
	if _, err := e.r.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		os.Remove(path)
		return fmt.Errorf("back up to %s: %w", path, e.Explain(err))
	}
	return nil
}

// Shrink implements store.Engine.
func (e *engine) Shrink(ctx context.Context) error {
	_, err := e.w.ExecContext(ctx, `PRAGMA incremental_vacuum(2000)`)
	return err
}

// DropCopies implements store.Engine.
func (e *engine) DropCopies(ctx context.Context, now time.Time, write store.Write) error {
	rows, err := e.r.QueryContext(ctx, `SELECT key FROM state WHERE key LIKE 'before-%' AND value <= ?`, now.Add(-copyKept).UnixMilli())
	if err != nil {
		return e.Explain(err)
	}
	olds, err := collect(rows, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) })
	if err != nil || len(olds) == 0 {
		return e.Explain(err)
	}
	return write(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, key := range olds {
			if _, err := strconv.Atoi(strings.TrimPrefix(key, "before-")); err == nil {
				if err := removeIfThere(e.path + "." + key); err != nil {
					return err
				}
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM state WHERE key = ?`, key); err != nil {
				return err
			}
		}
		return nil
	})
}
