package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// ErrOutdated is matched by the error of a write to a cache that a newer
// sitrep has brought up to date while this process had it open.
var ErrOutdated = errors.New("a newer sitrep has brought this cache up to date; quit and start sitrep again")

// copyKept is how long the copy of a cache from before an upgrade is kept.
const copyKept = 30 * 24 * time.Hour

// copyPages is how many pages of the copy are written between two reports.
const copyPages = 4096

// copySuffix is how the names of copies begin after that of the cache; the
// version that the cache was brought to follows.
const copySuffix = ".before-"

// Upgrade is how far bringing a cache up to date has come.
type Upgrade struct {
	From, To int    // versions of the cache
	Copy     string // path of the copy of the cache as it was; empty: there is none
	NoCopy   error  // why there is no copy; nil: there is one, or it is being made
	Percent  int    // of the step that is under way, first the copy, then the upgrade
	Copying  bool   // that step is the copy
}

// upgrade brings an existing cache up to date, and copies it first.
type upgrade struct {
	o      Options
	path   string
	report Upgrade
}

// tell reports progress, each percent once; that of a cache which was in use.
func (u *upgrade) tell(percent int) {
	if u != nil && u.report.To > 0 && u.o.Upgrade != nil && percent != u.report.Percent {
		u.report.Percent = percent
		u.o.Upgrade(u.report)
	}
}

// copy makes the copy beside the cache. The transaction of the upgrade has
// begun, so nobody writes meanwhile. Without it the upgrade goes on: what
// kept it from being made is reported.
func (u *upgrade) copy(ctx context.Context) {
	to := u.path + copySuffix + strconv.Itoa(u.report.To)
	u.report.Copying, u.report.Percent = true, -1
	if err := u.tryCopy(ctx, to); err != nil {
		u.report.NoCopy = err
		u.o.Log.WarnContext(ctx, "copy the cache before its upgrade", slog.Any("error", err))
	} else {
		u.report.Copy = to
	}
	u.report.Copying, u.report.Percent = false, -1
	u.tell(0)
}

func (u *upgrade) tryCopy(ctx context.Context, to string) (err error) {
	if err := u.hasRoom(to); err != nil {
		return err
	}
	part := to + ".part"
	clear := func() error { return errors.Join(removeIfThere(part), removeIfThere(part+"-journal")) }
	if err := clear(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, clear())
		}
	}()
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := u.copyInto(ctx, part); err != nil {
		return explain(err)
	}
	return os.Rename(part, to)
}

// hasRoom returns an error if the disk has no room for a copy and for what the
// upgrade adds.
func (u *upgrade) hasRoom(to string) error {
	var need int64 = 64 << 20
	for _, f := range withSides(u.path) {
		if st, err := os.Stat(f); err == nil {
			need += st.Size() + st.Size()/8
		}
	}
	free, known := u.o.Free(filepath.Dir(to))
	if known && free < need {
		return fmt.Errorf("the disk has %d MB free, a copy needs %d", free>>20, need>>20)
	}
	return nil
}

// copyInto copies the pages of the cache into an empty file.
func (u *upgrade) copyInto(ctx context.Context, to string) error {
	from, err := sql.Open("sqlite", dsn(u.path, true))
	if err != nil {
		return err
	}
	defer from.Close()
	conn, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		b, ok := c.(backuper)
		if !ok {
			return errors.New("the database driver makes no copies")
		}
		return u.steps(ctx, b, to)
	})
}

// backuper is a connection of the database driver that copies its database.
type backuper interface {
	NewBackup(to string) (*sqlite.Backup, error)
}

func (u *upgrade) steps(ctx context.Context, c backuper, to string) error {
	b, err := c.NewBackup(fileURL(to, nil))
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, err = b.Step(copyPages); err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return errors.Join(err, b.Finish())
		}
		if n := b.PageCount(); n > 0 {
			u.tell((n - b.Remaining()) * 100 / n)
		}
	}
	return b.Finish()
}

// checkCurrent refuses to write to a cache that a newer sitrep has brought up
// to date. It is asked in each transaction that writes.
func (s *statements) checkCurrent() error {
	var v int
	if err := s.scan(`PRAGMA user_version`, nil, &v); err != nil {
		return err
	}
	if v > len(schemaFiles) {
		return ErrOutdated
	}
	return nil
}

// dropCopies removes the copies from before upgrades that are older than they
// are kept.
func (db *DB) dropCopies(ctx context.Context) error {
	rows, err := db.r.QueryContext(ctx, `SELECT key FROM state WHERE key LIKE 'before-%' AND value <= ?`, millis(db.o.Now().Add(-copyKept)))
	if err != nil {
		return err
	}
	olds, err := collect(rows, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) })
	if err != nil || len(olds) == 0 {
		return err
	}
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		for _, key := range olds {
			if _, err := strconv.Atoi(strings.TrimPrefix(key, "before-")); err == nil {
				if err := os.Remove(db.path + "." + key); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return false, err
				}
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM state WHERE key = ?`, key); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}
