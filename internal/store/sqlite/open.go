package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"sitrep/internal/store"
)

// readers is how many connections read beside the one that writes.
const readers = 4

// busyTries is how often an upgrade that another process keeps out is begun;
// each time the driver waits for busyWait milliseconds.
const (
	busyTries = 6
	busyWait  = 5000
)

// How many KB of the file a connection keeps in memory: each of those that read, the
// one that writes, and that while it brings an older cache up to date. Writing goes
// all over several indexes.
const (
	readerCache  = 2000
	usualCache   = 8000
	upgradeCache = 64_000
)

// engine is a cache in an SQLite file.
type engine struct {
	path string
	o    store.Options
	has  files   // that it has open
	w    *sql.DB // one connection, every transaction BEGIN IMMEDIATE; nil if read only
	r    *sql.DB
}

// Open opens the cache at path, creating it and its folder if need be and
// bringing an older one up to date. A cache written by a newer version is
// refused; the database of another program gives an error that matches
// ErrForeign; a damaged cache, or a file that is no database, one that matches
// store.ErrDamaged.
func Open(ctx context.Context, path string, o store.Options) (*store.DB, error) {
	e, err := openEngine(ctx, path, o)
	if err != nil {
		return nil, err
	}
	db, err := store.New(ctx, e, e.o)
	if err == nil {
		err = e.clearOfSuspicion(ctx)
	}
	if err != nil {
		_ = e.Close() // the error that matters is known
		return nil, fmt.Errorf("open cache %s: %w", path, e.Explain(err))
	}
	return db, nil
}

// openEngine opens the file and brings it up to date.
func openEngine(ctx context.Context, path string, o store.Options) (*engine, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Free == nil {
		o.Free = freeBytes
	}
	if err := finishRescue(path); err != nil && !o.ReadOnly {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	if err := refuseForeign(ctx, path); err != nil {
		return nil, fmt.Errorf("open cache %s: %w", path, err)
	}
	blank, err := prepareFile(path, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	e := &engine{path: path, o: o}
	before := filesOf(path)
	err = e.open(ctx, blank)
	if _, same := before.same(path); same {
		e.has = filesOf(path)
	} else if err == nil {
		e.has, err = before, store.ErrReplaced
	}
	if isSQL(err) && !errors.Is(err, store.ErrDamaged) { // no statement of ours is wrong with a sound cache
		err = fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	if err != nil {
		_ = e.Close() // the error that matters is known
		return nil, fmt.Errorf("open cache %s: %w", path, e.Explain(err))
	}
	return e, nil
}

func (e *engine) open(ctx context.Context, blank bool) (err error) {
	if !e.o.ReadOnly {
		var first []string
		if blank {
			// It shapes the file, so it comes before anything is written; and
			// only then, since it would wait for whoever is writing.
			first = []string{"auto_vacuum(2)"}
		}
		if e.w, err = sql.Open("sqlite", dsn(e.path, false, first...)); err != nil {
			return err
		}
		e.w.SetMaxOpenConns(1)
		u := &upgrade{o: e.o, path: e.path}
		if err := migrate(ctx, e.w, len(schemaFiles), u); err != nil {
			return err
		}
		if err := markEarlier(ctx, e.w); err != nil && !isBusy(err) { // the next start does it
			return err
		}
		if blank {
			// The kind of the file can then be seen without its log.
			_, _ = e.w.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
		}
	}
	if e.r, err = sql.Open("sqlite", dsn(e.path, true)); err != nil {
		return err
	}
	e.r.SetMaxOpenConns(readers)
	e.r.SetMaxIdleConns(readers)
	err = checkVersion(ctx, e.r)
	if e.o.ReadOnly && cannotOpen(err) && alone(e.path) {
		return e.openAlone(ctx)
	}
	return err
}

// openAlone opens for reading a cache beside which no files can be made: SQLite
// needs them where others may write at the same time. Nobody has them, and nobody
// else can make them there either.
func (e *engine) openAlone(ctx context.Context) error {
	if err := e.r.Close(); err != nil {
		return err
	}
	var err error
	if e.r, err = sql.Open("sqlite", dsn(e.path, true)+"&immutable=1"); err != nil {
		return err
	}
	e.r.SetMaxOpenConns(readers)
	e.r.SetMaxIdleConns(readers)
	return checkVersion(ctx, e.r)
}

// alone reports whether no process has the cache at path open, as SQLite's file
// of what is not in it yet shows, and none can open it for lack of room.
func alone(path string) bool {
	_, err := os.Stat(path + "-wal")
	return errors.Is(err, fs.ErrNotExist) && noRoom(path) != nil
}

// clearOfSuspicion looks at the whole of a cache in which damage was met
// before.
func (e *engine) clearOfSuspicion(ctx context.Context) error {
	mark := e.path + suspectSuffix
	if _, err := os.Stat(mark); err != nil || e.o.ReadOnly {
		return nil //nolint:nilerr // no mark, no suspicion
	}
	if err := e.Check(ctx); err != nil {
		return err
	}
	return removeIfThere(mark)
}

// prepareFile makes the folder (0700) and the file (0600), so that nobody
// else can read them from the first moment on. SQLite gives the files beside
// the cache the same mode. It reports whether nothing is in the file yet.
func prepareFile(path string, readOnly bool) (blank bool, err error) {
	if readOnly {
		_, err := os.Stat(path)
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return false, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(path, 0o600)
	}
	if st.Size() == 0 {
		flushFolder(filepath.Dir(path))
	}
	return st.Size() == 0, err
}

// flushFolder makes the names in a folder survive a power cut, on systems that can.
func flushFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync() // where it cannot be done the system does it by itself
		_ = d.Close()
	}
}

func dsn(path string, readOnly bool, first ...string) string {
	q := url.Values{"_pragma": append(first,
		fmt.Sprintf("busy_timeout(%d)", busyWait),
		"foreign_keys(1)",
		fmt.Sprintf("cache_size(-%d)", cacheOf(readOnly)),
		"temp_store(MEMORY)",
		"wal_autocheckpoint(4000)",
	)}
	if readOnly {
		q.Set("mode", "ro")
	} else {
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "journal_mode(WAL)")
		// Read marks and stars must survive a power cut, not just a kill. On macOS
		// that takes another call; elsewhere fullfsync changes nothing.
		q.Add("_pragma", "synchronous(FULL)")
		q.Add("_pragma", "fullfsync(1)")
	}
	return fileURL(path, q)
}

func cacheOf(readOnly bool) int {
	if readOnly {
		return readerCache
	}
	return usualCache
}

// fileURL returns the address by which SQLite opens a file.
func fileURL(path string, q url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	if !filepath.IsAbs(path) {
		u.Opaque, u.Path = (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), ""
	}
	return u.String()
}

// Reader implements store.Engine.
func (e *engine) Reader() *sql.DB { return e.r }

// Writer implements store.Engine.
func (e *engine) Writer() *sql.DB { return e.w }

// Close implements store.Engine. If another file is at the path, the connections
// stay as they are until the process ends: closing the last one would remove the
// log of the other file, by its name.
func (e *engine) Close() error {
	if _, first := e.has.same(e.path); e.has[0] != nil && !first {
		return nil
	}
	var errs []error
	for _, d := range []*sql.DB{e.r, e.w} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// Version implements store.Engine.
func (*engine) Version(ctx context.Context, q store.Querier) (has, knows int, err error) {
	has, err = userVersion(ctx, q)
	return has, len(schemaFiles), err
}
