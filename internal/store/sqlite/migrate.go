package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"sitrep/internal/store"
)

// schema holds the migrations. The file NNNN_name.sql brings a cache from
// version NNNN-1 to NNNN; a file never changes once it was released.
//
//go:embed schema/*.sql
var schema embed.FS

// The versions that need more than SQL can say.
const (
	titleWordsVersion = 3
	personsVersion    = 6
)

// schemaFiles are the names of the migrations; schemaFiles[i] leads to
// version i+1.
var schemaFiles = migrations()

func migrations() []string {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return names
}

// migrate brings a cache to a version in one transaction, after a copy of one
// that was in use: cut off, it begins again at the next start. Two processes
// may do so at once. u copies and reports; nil: it is done without.
func migrate(ctx context.Context, w *sql.DB, to int, u *upgrade) error {
	// Asked outside a transaction first, so that opening an up-to-date cache
	// waits for no writer.
	v, err := currentVersion(ctx, w)
	if err != nil || v >= to {
		return errors.Join(err, tooNew(v, to))
	}
	if err := setCache(ctx, w, upgradeCache); err != nil {
		return err
	}
	for range busyTries {
		if err = tryMigrate(ctx, w, to, u); !isBusy(err) || ctx.Err() != nil {
			break
		}
	}
	return errors.Join(err, setCache(ctx, w, usualCache))
}

// setCache sets how many KB of the file the one connection of w keeps in memory.
func setCache(ctx context.Context, w *sql.DB, kb int) error {
	_, err := w.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = -%d", kb))
	return err
}

func tryMigrate(ctx context.Context, w *sql.DB, to int, u *upgrade) error {
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	v, err := currentVersion(ctx, tx)
	if err != nil || v >= to {
		return errors.Join(err, tooNew(v, to))
	}
	if u != nil && v > 0 {
		u.report.From, u.report.To = v, to
		u.withTitles = v < titleWordsVersion
		u.copy(ctx)
	}
	for ; v < to; v++ {
		if err := migrateStep(ctx, tx, v+1, u); err != nil {
			return fmt.Errorf("bring to version %d: %w", v+1, err)
		}
	}
	if err := mark(ctx, tx, to); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	u.tell(100)
	return nil
}

// migrateStep brings a cache from the version before to the one given.
func migrateStep(ctx context.Context, tx *sql.Tx, version int, u *upgrade) error {
	text, err := schema.ReadFile(schemaFiles[version-1])
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, string(text)); isSQL(err) {
		return fmt.Errorf("%w: its tables are not those of version %d: %w", store.ErrDamaged, version-1, err)
	} else if err != nil {
		return err
	}
	switch version {
	case titleWordsVersion:
		err = store.FillTitles(ctx, tx, &engine{}, u.titles)
	case personsVersion:
		err = ownMarks(ctx, tx, u)
	}
	if err != nil {
		return err
	}
	if u != nil && u.report.Copy != "" && version == u.report.To {
		_, err := tx.ExecContext(ctx, `INSERT INTO state VALUES ('before-' || ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
			version, u.o.Now().UnixMilli())
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	return err
}

// checkVersion refuses a cache that this program cannot read.
func checkVersion(ctx context.Context, q store.Querier) error {
	v, err := currentVersion(ctx, q)
	if err != nil {
		return err
	}
	if v < len(schemaFiles) {
		return errors.New("it is of an older version; start sitrep once to bring it up to date")
	}
	return tooNew(v, len(schemaFiles))
}

// currentVersion returns the version of a cache, and an error that matches
// store.ErrDamaged if its header has another than its tables.
func currentVersion(ctx context.Context, q store.Querier) (int, error) {
	v, err := versionsOf(ctx, q)
	if err == nil {
		err = v.check()
	}
	if err != nil {
		return 0, err
	}
	return v.header, nil
}

func userVersion(ctx context.Context, q store.Querier) (v int, err error) {
	err = q.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v)
	return v, err
}

func tooNew(has, know int) error {
	if has <= know {
		return nil
	}
	return fmt.Errorf("written by a newer sitrep (cache version %d, this one knows %d); use that sitrep, or another folder with --data", has, know)
}

// What ownMarks goes by: the number of the owner, and how many stories that are
// read lie above the watermark.
const (
	owner     = 1
	keptAbove = 25
)

// ownMarks turns the flags that stories had up to version 5 into marks of the
// owner: the watermark as high as leaves keptAbove read stories above it, and
// marks for what it does not say. It writes no story.
func ownMarks(ctx context.Context, tx *sql.Tx, u *upgrade) error {
	var last, read int64
	err := tx.QueryRowContext(ctx, `SELECT (SELECT ifnull(max(seq), 0) FROM story), (SELECT ifnull(sum(total - unread), 0) FROM tally)`).Scan(&last, &read)
	if err != nil {
		return err
	}
	// In parts, so that progress can be reported.
	part := max(last/100, 100)
	var to int64 // the watermark
	if read > keptAbove {
		left := int64(keptAbove)
		for hi := last; hi > 0 && to == 0; hi -= part {
			rows, err := tx.QueryContext(ctx, `SELECT seq FROM story WHERE seq > ? AND seq <= ? AND read = 1 ORDER BY seq DESC LIMIT ?`, hi-part, hi, left+1)
			if err != nil {
				return err
			}
			seqs, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
			if err != nil {
				return err
			}
			if int64(len(seqs)) > left {
				to = seqs[left]
			}
			left -= int64(len(seqs))
			u.marks(last-hi, 5*last)
		}
	}
	for lo := int64(0); lo < last; lo += part {
		_, err := tx.ExecContext(ctx, `INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms)
			SELECT ?1, seq, place, CASE WHEN read = (seq > ?2) THEN read END, starred, ?3, 0 FROM story
			WHERE seq > ?4 AND seq <= ?5 AND (read = (seq > ?2) OR starred = 1) ORDER BY seq`, owner, to, last, lo, lo+part)
		if err != nil {
			return err
		}
		u.marks(last+4*min(lo+part, last), 5*last)
	}
	_, err = tx.ExecContext(ctx, `UPDATE person SET read_to = ? WHERE num = ?`, to, owner)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO read_tally (person, feed, n) SELECT ?, feed, total - unread FROM tally`, owner)
	return err
}
