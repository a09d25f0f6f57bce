package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Info says what is in a cache.
type Info struct {
	Path           string
	Version        int
	Stories        int
	Bodies         int // stories with text, of feed or page
	Feeds          int // configured
	Bytes          int64
	Oldest, Newest time.Time // when stories were first seen; zero if there are none
}

// Info returns what is in the cache.
func (db *DB) Info(ctx context.Context) (Info, error) {
	in := Info{Path: db.path}
	var oldest, newest int64
	err := db.r.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(total), 0) FROM tally),
		(SELECT count(*) FROM (SELECT story FROM feed_body UNION SELECT story FROM page_body WHERE paragraphs > 0)),
		(SELECT count(*) FROM feed WHERE active = 1),
		(SELECT coalesce(min(first_ms), 0) FROM story), (SELECT coalesce(max(first_ms), 0) FROM story)`).
		Scan(&in.Stories, &in.Bodies, &in.Feeds, &oldest, &newest)
	if err == nil {
		in.Version, err = userVersion(ctx, db.r)
	}
	if err != nil {
		return in, fmt.Errorf("look at cache: %w", db.explain(err))
	}
	in.Oldest, in.Newest = fromMillis(oldest), fromMillis(newest)
	for _, suffix := range [...]string{"", "-wal", "-shm"} {
		if st, err := os.Stat(db.path + suffix); err == nil {
			in.Bytes += st.Size()
		}
	}
	return in, nil
}

// Check reads the whole cache and returns an error that matches ErrDamaged
// if something is wrong with it.
func (db *DB) Check(ctx context.Context) error {
	// On a connection of its own: FTS5 checks what a connection remembers of
	// an index, and the memory of one that was used before may be older than
	// what another process wrote.
	r, err := sql.Open("sqlite", dsn(db.path, true))
	if err != nil {
		return fmt.Errorf("check cache: %w", err)
	}
	defer r.Close()
	r.SetMaxOpenConns(1)
	var said string
	if err := r.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return fmt.Errorf("check cache: %w", db.explain(err))
	}
	if said != "ok" {
		return fmt.Errorf("check cache: %w: %s", ErrDamaged, said)
	}
	return nil
}

// Backup writes a consistent copy of the cache to a new file that only its
// owner can read, while everything runs. It does not overwrite.
func (db *DB) Backup(ctx context.Context, path string) error {
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
	if _, err := db.r.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		os.Remove(path)
		return fmt.Errorf("back up to %s: %w", path, db.explain(err))
	}
	return nil
}

// pruneBatch is how many stories one transaction of Prune drops, so that
// others can write in between.
const pruneBatch = 200

// Prune drops the stories first seen longer than keep ago, but those that
// other stories refer to and, with keepStarred, those with a star. A dropped
// story does not come back when its feed still has it. It returns how many
// were dropped; keep 0 drops none. Copies from before upgrades go after 30 days.
func (db *DB) Prune(ctx context.Context, keep time.Duration, keepStarred bool) (int, error) {
	if err := db.dropCopies(ctx); err != nil {
		return 0, fmt.Errorf("prune cache: remove old copies: %w", db.explain(err))
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
			seqs := make([]int64, n)
			for i, o := range olds {
				seqs[i] = o.seq
			}
			return true, drop(ctx, tx, jsonList(seqs), millis(db.o.Now()))
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
		if _, err := db.w.ExecContext(ctx, `PRAGMA incremental_vacuum(2000)`); err != nil {
			return total, fmt.Errorf("prune cache: %w", db.explain(err))
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
		WHERE s.first_ms < ? AND (s.first_ms, s.place) > (?, ?) AND NOT (? AND EXISTS (SELECT 1 FROM mark m WHERE m.person IN (SELECT num FROM person) AND m.story = s.seq AND m.starred = 1))
		AND NOT EXISTS (SELECT 1 FROM ref r WHERE r.to_story = s.seq) ORDER BY s.first_ms, s.place LIMIT ?`,
		before, after.first, after.place, keepStarred, pruneBatch)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (o old, err error) { return o, r.Scan(&o.seq, &o.first, &o.place) })
}

func drop(ctx context.Context, tx *sql.Tx, seqs string, now int64) error {
	const these = `IN (SELECT value FROM json_each(?))`
	sv := &saver{statements: newStatements(ctx, tx)}
	if err := sv.forgetStories(seqs); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM words WHERE rowid IN (SELECT place FROM story WHERE seq `+these+`)`, seqs)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO tombstone SELECT id, ? FROM story WHERE seq `+these+` ON CONFLICT DO NOTHING`, now, seqs)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO tombstone SELECT id, ? FROM alias WHERE story `+these+` ON CONFLICT DO NOTHING`, now, seqs)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM story WHERE seq `+these, seqs)
	return err
}
