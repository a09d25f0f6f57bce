package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sitrep/internal/store"
)

// Busy implements store.Engine.
func (*engine) Busy(err error) bool { return isBusy(err) }

func isBusy(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// Explain implements store.Engine. Damage is noted beside the cache, so that the
// next start looks at the whole of it.
func (e *engine) Explain(err error) error {
	if cannotOpen(err) {
		if full := noRoom(e.path); full != nil {
			return fmt.Errorf("no file can be made beside the cache: %w (remove some files, df -i shows whether the disk is out of inodes): %w", full, err)
		}
	}
	err = explain(err)
	if errors.Is(err, store.ErrDamaged) {
		if serr := Suspect(e.path); serr != nil && !e.o.ReadOnly {
			e.o.Log.Warn("note damage", slog.Any("error", serr))
		}
	}
	return err
}

// cannotOpen reports whether SQLite could not open one of its files. It does not
// say why.
func cannotOpen(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_CANTOPEN
}

// noRoom makes a file beside path and removes it. It returns the error if there was
// no room for one: the disk is full, has no inode left, or a quota is used up.
func noRoom(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".room-*")
	if err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok && (errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)) {
			return pe.Err
		}
		return nil
	}
	_ = errors.Join(f.Close(), os.Remove(f.Name())) // it was only to see
	return nil
}

// Suspect has the next Open for writing look at the whole of the cache at
// path. Whatever has the name of the note already is one: to open a pipe there
// would wait for its reader.
func Suspect(path string) error {
	f, err := os.OpenFile(path+suspectSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return fmt.Errorf("note damage: %w", err)
	}
	return f.Close()
}

// isSQL reports whether SQLite found fault with a statement itself: there is no
// such table, or there is one already.
func isSQL(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_ERROR
}

// Suspected reports whether damage was noted of the cache at path.
func Suspected(path string) bool {
	_, err := os.Stat(path + suspectSuffix)
	return err == nil
}

func isConstraint(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
}

// explain puts the remedy in front of SQLite's own words.
func explain(err error) error {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMLOCK, sqlite3.SQLITE_IOERR_LOCK:
		// What SQLite needs for several processes (https://sqlite.org/wal.html).
		return fmt.Errorf("the cache lies where programs cannot share a file, such as a network drive; choose a folder of this machine with --data: %w", err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w; sitrep saves what can be read when it starts again, or put a backup in its place: %w", store.ErrDamaged, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full; free some room and try again: %w", err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("another process keeps the cache locked; close it and try again: %w", err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("the cache cannot be written; check the rights of its file and folder: %w", err)
	}
	return err
}
