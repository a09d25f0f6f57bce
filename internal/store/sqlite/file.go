package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// Backup implements store.Engine. The copy gets its name when it is whole: one that
// is cut off leaves no file that could be taken for a backup.
func (e *engine) Backup(ctx context.Context, path string) (err error) {
	exists := fmt.Errorf("back up to %s: there is a file already; give another name", path)
	if _, err := os.Lstat(path); err == nil {
		return exists
	}
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	clear := func() error { return errors.Join(removeIfThere(part), removeIfThere(part+"-journal")) }
	if err := clear(); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, clear()) }()
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	// The file is empty, which VACUUM INTO takes for a new one.
	_, err = e.r.ExecContext(ctx, `VACUUM INTO ?`, part)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("back up to %s: %w", path, e.Explain(err))
	}
	err = os.Link(part, path) // unlike Rename it replaces nothing
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(part, path) // there are no links there
	}
	if errors.Is(err, fs.ErrExist) {
		return exists
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	flushFolder(filepath.Dir(path))
	return nil
}

// Filled implements store.Engine: numbers go on behind the greatest by themselves.
func (*engine) Filled(context.Context, store.Tx) error { return nil }

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
