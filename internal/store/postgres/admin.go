package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sitrep/internal/store"
)

// ErrOperators is matched by the error for work of the database's own tools.
var ErrOperators = errors.New("the cache is in a database, which has tools of its own: pg_dump copies it, pg_restore brings it back; sitrep store move copies it into a file")

// Check implements store.Engine: it reads every row of what belongs to stories. That
// files are sound is checked by the database.
func (e *engine) Check(ctx context.Context) error {
	c, err := e.alone(ctx, readLimits)
	if err != nil {
		return fmt.Errorf("check cache: %w", e.Explain(err))
	}
	defer c.Close(context.WithoutCancel(ctx))
	var stories, lost int64
	err = c.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE w.place IS NULL) FROM story s LEFT JOIN words w ON w.place = s.place`).Scan(&stories, &lost)
	if err != nil {
		return fmt.Errorf("check cache: %w", e.Explain(err))
	}
	if lost > 0 {
		return fmt.Errorf("check cache: %w: %d of %d stories are not in the index of words", store.ErrDamaged, lost, stories)
	}
	return nil
}

// Backup implements store.Engine.
func (*engine) Backup(context.Context, string) error { return ErrOperators }

// Size implements store.Engine.
func (e *engine) Size() (path string, bytes int64) {
	ctx, cancel := context.WithTimeout(context.Background(), connectWithin)
	defer cancel()
	// What cannot be asked now has no size.
	_ = e.r.QueryRowContext(ctx, `SELECT pg_database_size(current_database())`).Scan(&bytes)
	return e.name, bytes
}

// Filled implements store.Engine.
func (*engine) Filled(ctx context.Context, tx store.Tx) error {
	for table, column := range map[string]string{
		"feed": "num", "person": "num", "ref": "num", "undo_step": "step", "cluster": "num", "warning": "num", "rule": "num", "alert": "num", "remark": "num", "page_arrival": "num", "peer": "num",
	} {
		q := fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), greatest((SELECT max(%[2]s) FROM %[1]s), 1))`, table, column)
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `ANALYZE`)
	return err
}

// Shrink implements store.Engine: autovacuum does it.
func (*engine) Shrink(context.Context) error { return nil }

// DropCopies implements store.Engine: there are no copies.
func (*engine) DropCopies(context.Context, time.Time, store.Write) error { return nil }
