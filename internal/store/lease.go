package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// forAll stands for the cache as a whole where a lease has a person.
const forAll = 0

// Lease takes or renews a lease, such as the right to poll, for ttl from
// now. If another owner holds it and it has not run out, ok is false and
// holder names that owner. All who ask for a lease of one name give the same
// ttl: one that ends later than that from now was given by a clock that was
// wrong, and counts as run out.
func (db *DB) Lease(ctx context.Context, name, owner string, ttl time.Duration) (holder string, ok bool, err error) {
	return db.lease(ctx, forAll, name, owner, ttl)
}

// Release gives a lease back. It does nothing if the owner does not hold it.
func (db *DB) Release(ctx context.Context, name, owner string) error {
	return db.release(ctx, forAll, name, owner)
}

// Leases are the leases of one person, such as the right to keep the person's
// place: another person may hold one of the same name. The methods may be
// called concurrently.
type Leases struct{ p *Person }

// Leases returns the leases of the person.
func (p *Person) Leases() Leases { return Leases{p} }

// Lease takes or renews a lease of the person, as DB.Lease does.
func (l Leases) Lease(ctx context.Context, name, owner string, ttl time.Duration) (holder string, ok bool, err error) {
	return l.p.lease(ctx, l.p.view.num, name, owner, ttl)
}

// Release gives a lease of the person back, as DB.Release does.
func (l Leases) Release(ctx context.Context, name, owner string) error {
	return l.p.release(ctx, l.p.view.num, name, owner)
}

func (db *DB) lease(ctx context.Context, person int64, name, owner string, ttl time.Duration) (holder string, ok bool, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		now := db.o.Now()
		_, err := tx.ExecContext(ctx, `INSERT INTO leased (person, name, owner, until_ms) VALUES (?, ?, ?, ?) ON CONFLICT (person, name) DO UPDATE
			SET owner = excluded.owner, until_ms = excluded.until_ms WHERE leased.owner = excluded.owner OR leased.until_ms <= ?
			OR leased.until_ms > excluded.until_ms`, person, name, owner, millis(now.Add(ttl)), millis(now))
		if err != nil {
			return false, err
		}
		return false, tx.QueryRowContext(ctx, `SELECT owner FROM leased WHERE person = ? AND name = ?`, person, name).Scan(&holder)
	})
	if err != nil {
		return "", false, fmt.Errorf("lease %s: %w", name, err)
	}
	return sanitize.Line(holder).String(), holder == owner, nil
}

func (db *DB) release(ctx context.Context, person int64, name, owner string) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `DELETE FROM leased WHERE person = ? AND name = ? AND owner = ?`, person, name, owner)
		return false, err
	})
	if err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}

// AddRequest asks the process that polls to refresh feeds; none: all that are
// due.
func (db *DB) AddRequest(ctx context.Context, feeds ...news.FeedID) error {
	if len(feeds) == 0 {
		feeds = []news.FeedID{""}
	}
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO request (feed) SELECT value FROM `+db.sql.List+` l WHERE true ON CONFLICT DO NOTHING`, db.sql.list(feeds))
		return true, err
	})
	if err != nil {
		return fmt.Errorf("ask for a refresh: %w", err)
	}
	return nil
}

// DrainRequests returns the feeds that other processes want refreshed ("" means
// all that are due) and forgets them. If the cache was replaced the error matches
// ErrReplaced.
func (db *DB) DrainRequests(ctx context.Context) ([]news.FeedID, error) {
	if err := db.engine.Replaced(); err != nil {
		return nil, fmt.Errorf("take wishes: %w", err)
	}
	// Asked often and mostly in vain: look before writing.
	var some bool
	if err := db.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM request)`).Scan(&some); err != nil || !some {
		if err != nil {
			err = fmt.Errorf("take wishes: %w", db.engine.Explain(err))
		}
		return nil, err
	}
	var out []news.FeedID
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		rows, err := tx.QueryContext(ctx, `DELETE FROM request RETURNING feed`)
		if err != nil {
			return false, err
		}
		out, err = collect(rows, func(r *sql.Rows) (id news.FeedID, err error) { return id, r.Scan(&id) })
		slices.Sort(out)
		return false, err
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("take wishes: %w", err)
	}
	return out, nil
}
