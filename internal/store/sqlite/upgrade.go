package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	driver "modernc.org/sqlite"

	"sitrep/internal/store"
)

// copyKept is how long the copy of a cache from before an upgrade is kept.
const copyKept = 30 * 24 * time.Hour

// copyPages is how many pages of the copy are written between two reports.
const copyPages = 4096

// copySuffix is how the names of copies begin after that of the cache; the
// version that the cache was brought to follows.
const copySuffix = ".before-"

// upgrade brings an existing cache up to date, and copies it first.
type upgrade struct {
	o      store.Options
	path   string
	report store.Upgrade

	withTitles bool // the cache is of a version without the words of titles
}

// titlesPercent is how much of an upgrade the words of titles are, if the cache
// lacks them; the marks of the owner are the rest.
const titlesPercent = 70

// titles reports that n of the titles have their words.
func (u *upgrade) titles(n, of int64) {
	u.tell(int(titlesPercent * n / max(of, 1)))
}

// marks reports that n of the steps that make the marks of the owner are done.
func (u *upgrade) marks(n, of int64) {
	from := int64(0)
	if u != nil && u.withTitles {
		from = titlesPercent
	}
	u.tell(int(from + (100-from)*n/max(of, 1)))
}

// tell reports progress, each percent once and in ascending order; that of a
// cache which was in use.
func (u *upgrade) tell(percent int) {
	if u != nil && u.report.To > 0 && u.o.Upgrade != nil && percent > u.report.Percent {
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
	NewBackup(to string) (*driver.Backup, error)
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
