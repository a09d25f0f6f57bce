package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// clockSlack is how far a clock may be set back without a span of Spend beginning
// anew.
const clockSlack = time.Minute

// Spend adds bytes to those fetched in the present span of time, per long,
// and returns the sum and when the span began. A span begins with the first
// byte after the last one has ended; other processes count into the same.
func (db *DB) Spend(ctx context.Context, bytes int64, per time.Duration) (used int64, since time.Time, err error) {
	now := millis(db.o.Now())
	var begin int64
	read := func(q Querier) error {
		err := q.QueryRowContext(ctx, `SELECT coalesce(max(CASE key WHEN 'spent' THEN value END), 0),
			coalesce(max(CASE key WHEN 'spent_since' THEN value END), 0) FROM state WHERE key IN ('spent', 'spent_since')`).Scan(&used, &begin)
		// A span that has not begun is of a clock that was wrong, unless it is about to.
		if now-begin >= per.Milliseconds() || begin-now > clockSlack.Milliseconds() {
			used, begin = 0, now
		}
		return err
	}
	if bytes == 0 {
		if err := read(db.r); err != nil {
			return 0, time.Time{}, fmt.Errorf("read what was spent: %w", db.engine.Explain(err))
		}
		return used, fromMillis(begin), nil
	}
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		if err := read(tx); err != nil {
			return false, err
		}
		used += bytes
		var errs []error
		for key, value := range map[string]int64{"spent": used, "spent_since": begin} {
			_, err := tx.ExecContext(ctx, `INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
			errs = append(errs, err)
		}
		return false, errors.Join(errs...)
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("note what was spent: %w", err)
	}
	return used, fromMillis(begin), nil
}
