package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// schema holds the migrations. The file NNNN_name.sql brings a cache from
// version NNNN-1 to NNNN; a file never changes once it was released.
//
//go:embed schema/*.sql
var schema embed.FS

// titleWordsVersion is the version that needs more than SQL can say.
const titleWordsVersion = 3

// migrations returns the names of the migrations; migration i leads to
// version i+1.
func migrations() ([]string, error) { return fs.Glob(schema, "schema/*.sql") }

// migrate brings a cache up to date, each step in one transaction. Two
// processes may do so at once.
func migrate(ctx context.Context, w *sql.DB) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	for {
		done, err := migrateOne(ctx, w, steps)
		if err != nil || done {
			return err
		}
	}
}

func migrateOne(ctx context.Context, w *sql.DB, steps []string) (done bool, err error) {
	// Asked outside a transaction first, so that opening an up-to-date cache
	// waits for no writer.
	v, err := userVersion(ctx, w)
	if err != nil {
		return false, err
	}
	if v >= len(steps) {
		return true, tooNew(v, len(steps))
	}
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if v, err = userVersion(ctx, tx); err != nil {
		return false, err
	}
	if v >= len(steps) {
		return true, tooNew(v, len(steps))
	}
	text, err := schema.ReadFile(steps[v])
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return false, fmt.Errorf("bring to version %d: %w", v+1, err)
	}
	if v+1 == titleWordsVersion {
		if err := refill(ctx, tx); err != nil {
			return false, fmt.Errorf("bring to version %d: %w", v+1, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", v+1)); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

// checkVersion refuses a cache that this program cannot read.
func checkVersion(ctx context.Context, q querier) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	v, err := userVersion(ctx, q)
	if err != nil {
		return err
	}
	if v < len(steps) {
		return errors.New("it is of an older version; start sitrep once to bring it up to date")
	}
	return tooNew(v, len(steps))
}

func userVersion(ctx context.Context, q querier) (v int, err error) {
	err = q.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v)
	return v, err
}

func tooNew(has, know int) error {
	if has <= know {
		return nil
	}
	return fmt.Errorf("written by a newer sitrep (cache version %d, this one knows %d); use that sitrep, or another folder with --data", has, know)
}
