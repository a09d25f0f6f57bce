package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Info counts the contents of a cache.
type Info struct {
	Path           string
	Version        int
	Stories        int
	Bodies         int // stories with text, of feed or page
	Feeds          int // configured
	Bytes          int64
	Oldest, Newest time.Time // when stories were first seen; zero if there are none
}

// Info counts the contents of the cache.
func (db *DB) Info(ctx context.Context) (Info, error) {
	var in Info
	var oldest, newest int64
	err := db.r.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(total), 0) FROM tally),
		(SELECT count(*) FROM (SELECT story FROM feed_body UNION SELECT story FROM page_body WHERE paragraphs > 0) b),
		(SELECT count(*) FROM feed WHERE active = 1),
		(SELECT coalesce(min(first_ms), 0) FROM story), (SELECT coalesce(max(first_ms), 0) FROM story)`).
		Scan(&in.Stories, &in.Bodies, &in.Feeds, &oldest, &newest)
	if err == nil {
		in.Version, _, err = db.engine.Version(ctx, db.r)
	}
	if err != nil {
		return in, fmt.Errorf("look at cache: %w", db.engine.Explain(err))
	}
	in.Oldest, in.Newest = fromMillis(oldest), fromMillis(newest)
	in.Path, in.Bytes = db.engine.Size()
	return in, nil
}

// Check reads the whole cache and returns an error that matches ErrDamaged
// if something is wrong with it.
func (db *DB) Check(ctx context.Context) error { return db.engine.Check(ctx) }

// Backup writes a consistent copy of the cache to a new file that only its
// owner can read, while everything runs. It does not overwrite.
func (db *DB) Backup(ctx context.Context, path string) error { return db.engine.Backup(ctx, path) }

// pruneBatch is how many stories one transaction of Prune drops, so that
// others can write in between.
const pruneBatch = 200

// What a clock that is set can make of the age of stories: after a leap of leapOf
// they are not dropped for a leapWait, in which a wrong clock may be set right.
const (
	leapOf   = 30 * 24 * time.Hour
	leapWait = 24 * time.Hour
)

// clockIsSteady reports whether the clock has not leapt since stories were last
// dropped, to a day, or that is a day ago. Caches of earlier versions know the last
// poll only.
func (db *DB) clockIsSteady(ctx context.Context) (bool, error) {
	var day, tried, leapt sql.NullInt64
	err := db.r.QueryRowContext(ctx, `SELECT (SELECT value FROM state WHERE key = 'day'), (SELECT max(tried_ms) FROM feed WHERE tried_ms > 0),
		(SELECT value FROM state WHERE key = 'leapt')`).Scan(&day, &tried, &leapt)
	if err != nil {
		return false, db.engine.Explain(err)
	}
	now := millis(db.o.Now())
	last := now
	for _, known := range []sql.NullInt64{tried, day} {
		if known.Valid {
			last = known.Int64
		}
	}
	passed := time.Duration(now-last).Abs() * time.Millisecond
	if passed > leapOf {
		leapt = sql.NullInt64{Int64: now, Valid: true}
	}
	if passed > leapWait || !day.Valid {
		err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			_, err := tx.ExecContext(ctx, `INSERT INTO state VALUES ('day', ?), ('leapt', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, now, leapt)
			return false, err
		})
	}
	return !leapt.Valid || now-leapt.Int64 >= leapWait.Milliseconds(), err
}

// Prune drops the stories first seen longer than keep ago, but those that
// other stories refer to and, with keepStarred, those with a star. A dropped
// story does not come back when its feed still has it. It returns how many
// were dropped; keep 0 drops none. Copies from before upgrades go after 30 days.
// If the clock has leapt by a month, nothing is dropped for a day.
func (db *DB) Prune(ctx context.Context, keep time.Duration, keepStarred bool) (int, error) {
	steady, err := db.clockIsSteady(ctx)
	if err != nil {
		return 0, fmt.Errorf("prune cache: %w", err)
	}
	if !steady {
		return 0, nil
	}
	err = db.engine.DropCopies(ctx, db.o.Now(), func(ctx context.Context, f func(context.Context, Tx) error) error {
		return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) { return false, f(ctx, tx) })
	})
	if err != nil {
		return 0, fmt.Errorf("prune cache: remove old copies: %w", err)
	}
	if keep <= 0 {
		return 0, nil
	}
	before := millis(db.o.Now().Add(-keep))
	total, after := 0, old{}
	for {
		n := 0
		err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			olds, err := oldStories(ctx, tx, before, after, keepStarred)
			if n = len(olds); err != nil || n == 0 {
				return false, err
			}
			after = olds[n-1]
			return true, drop(db.statements(ctx, tx), olds, millis(db.o.Now()))
		})
		if err != nil {
			return total, fmt.Errorf("prune cache: %w", err)
		}
		if n == 0 {
			break
		}
		total += n
	}
	if total > 0 {
		if err := db.engine.Shrink(ctx); err != nil {
			return total, fmt.Errorf("prune cache: %w", db.engine.Explain(err))
		}
	}
	return total, nil
}

// old is a story that was first seen long ago.
type old struct{ seq, first, place int64 }

// oldStories returns stories first seen before a time, in the order in which
// they were, after one.
func oldStories(ctx context.Context, tx *sql.Tx, before int64, after old, keepStarred bool) ([]old, error) {
	rows, err := tx.QueryContext(ctx, `SELECT s.seq, s.first_ms, s.place FROM story s
		WHERE s.first_ms < ? AND (s.first_ms, s.place) > (?, ?) AND NOT (? = 1 AND EXISTS (SELECT 1 FROM mark m WHERE m.person IN (SELECT num FROM person) AND m.story = s.seq AND m.starred = 1))
		AND NOT EXISTS (SELECT 1 FROM ref r WHERE r.to_story = s.seq) ORDER BY s.first_ms, s.place LIMIT ?`,
		before, after.first, after.place, keepStarred, pruneBatch)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (o old, err error) { return o, r.Scan(&o.seq, &o.first, &o.place) })
}

func drop(s *statements, olds []old, now int64) error {
	seqs, places := make([]int64, len(olds)), make([]int64, len(olds))
	for i, o := range olds {
		seqs[i], places[i] = o.seq, o.place
	}
	these := s.sql.list(seqs)
	sv := &saver{statements: s}
	titles, err := sv.forgetStories(these)
	if err != nil {
		return err
	}
	if err := s.sql.engine.DropWords(s.ctx, s, places); err != nil {
		return err
	}
	for _, q := range [...]string{
		`INSERT INTO tombstone SELECT id, ? FROM story WHERE seq`, `INSERT INTO tombstone SELECT id, ? FROM alias WHERE story`,
	} {
		if err := s.exec(q+s.sql.InList+` ON CONFLICT DO NOTHING`, now, these); err != nil {
			return err
		}
	}
	if err := s.exec(`DELETE FROM story WHERE seq`+s.sql.InList, these); err != nil {
		return err
	}
	for _, key := range titles {
		if err := sv.putTitleOf(key); err != nil {
			return err
		}
	}
	return nil
}
