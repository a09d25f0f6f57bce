package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sitrep/internal/news"
)

// ErrDamaged is matched by errors that say that the file is no sound cache.
var ErrDamaged = errors.New("the cache is damaged")

// readers is how many connections read beside the one that writes.
const readers = 4

// busyTries is how often a write that another process keeps out is begun;
// each time the driver waits for busyWait milliseconds.
const (
	busyTries = 6
	busyWait  = 5000
)

// Options are what a cache needs of the outside. Now is required.
type Options struct {
	Now      func() time.Time
	Changed  func()       // called after each commit that changed what readers see, and by Watch; may be nil
	Log      *slog.Logger // nil: nothing is logged
	ReadOnly bool         // the file must exist and be of this version; writing fails

	// Upgrade is called while a cache of an earlier version is brought up to
	// date, once for each percent; may be nil.
	Upgrade func(Upgrade)
	// Free returns how many bytes the disk of a folder has free, if known;
	// nil: the system is asked.
	Free func(dir string) (bytes int64, known bool)
}

// DB is an open cache. Its methods may be called concurrently. Each method
// that writes does so in one transaction, on disk when the method returns.
type DB struct {
	path string
	o    Options
	w    *sql.DB // one connection, every transaction BEGIN IMMEDIATE; nil if read only
	r    *sql.DB

	kept kept
	// What each arrival of a batch needs to be read, kept prepared.
	holds, sums, shares func() (*sql.Stmt, error)
	reads               reads
	queue               queue

	mu      sync.Mutex
	changes int64 // the last count of changes that Options.Changed was told of
}

// Open opens the cache at path, creating it and its folder if need be and
// bringing an older one up to date. A cache written by a newer version is
// refused; a file that is no sound cache gives an error that matches
// ErrDamaged.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Free == nil {
		o.Free = freeBytes
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if err := finishRescue(path); err != nil && !o.ReadOnly {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	blank, err := prepareFile(path, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	db := &DB{path: path, o: o}
	err = db.open(ctx, blank)
	if err == nil {
		err = db.clearOfSuspicion(ctx)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open cache %s: %w", path, db.explain(err))
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, blank bool) (err error) {
	if !db.o.ReadOnly {
		var first []string
		if blank {
			// It shapes the file, so it comes before anything is written; and
			// only then, since it would wait for whoever is writing.
			first = []string{"auto_vacuum(2)"}
		}
		if db.w, err = sql.Open("sqlite", dsn(db.path, false, first...)); err != nil {
			return err
		}
		db.w.SetMaxOpenConns(1)
		u := &upgrade{o: db.o, path: db.path}
		if err := migrate(ctx, db.w, len(schemaFiles), u); err != nil {
			return err
		}
	}
	if db.r, err = sql.Open("sqlite", dsn(db.path, true)); err != nil {
		return err
	}
	db.r.SetMaxOpenConns(readers)
	db.r.SetMaxIdleConns(readers)
	prepared := func(q string) func() (*sql.Stmt, error) {
		return sync.OnceValues(func() (*sql.Stmt, error) { return db.r.PrepareContext(context.WithoutCancel(ctx), q) })
	}
	db.holds = prepared(`SELECT id, content_hash, reading FROM story WHERE id IN (SELECT value FROM json_each(?1))
		UNION ALL SELECT a.id, s.content_hash, s.reading FROM alias a JOIN story s ON s.seq = a.story WHERE a.id IN (SELECT value FROM json_each(?1))`)
	db.shares = prepared(`SELECT kind, key FROM identity WHERE feed = (SELECT num FROM feed WHERE id = ?)`)
	db.sums = prepared(`SELECT sums FROM seen WHERE feed = (SELECT num FROM feed WHERE id = ?)`)
	if err := checkVersion(ctx, db.r); err != nil {
		return err
	}
	db.changes, err = changeCount(ctx, db.r)
	return err
}

// clearOfSuspicion looks at the whole of a cache in which damage was met
// before.
func (db *DB) clearOfSuspicion(ctx context.Context) error {
	mark := db.path + suspectSuffix
	if _, err := os.Stat(mark); err != nil || db.o.ReadOnly {
		return nil //nolint:nilerr // no mark, no suspicion
	}
	if err := db.Check(ctx); err != nil {
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
	return st.Size() == 0, err
}

func dsn(path string, readOnly bool, first ...string) string {
	q := url.Values{"_pragma": append(first,
		fmt.Sprintf("busy_timeout(%d)", busyWait),
		"foreign_keys(1)",
		"cache_size(-8000)",
		"temp_store(MEMORY)",
		"wal_autocheckpoint(4000)",
	)}
	if readOnly {
		q.Set("mode", "ro")
	} else {
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "journal_mode(WAL)")
		// Read marks and stars must survive a power cut, not just a kill.
		q.Add("_pragma", "synchronous(FULL)")
	}
	return fileURL(path, q)
}

// fileURL returns the address by which SQLite opens a file.
func fileURL(path string, q url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	if !filepath.IsAbs(path) {
		u.Opaque, u.Path = (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), ""
	}
	return u.String()
}

// Close closes the cache. Calls that are running may fail.
func (db *DB) Close() error {
	var errs []error
	for _, d := range []*sql.DB{db.r, db.w} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// Watch looks for commits of other processes, at the interval given, and
// calls Options.Changed when there was one. It returns when ctx ends, with
// its error.
func (db *DB) Watch(ctx context.Context, every time.Duration) error {
	conn, err := db.r.Conn(ctx)
	if err != nil {
		return fmt.Errorf("watch cache: %w", err)
	}
	defer conn.Close()
	var last int64
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		// data_version is a counter in shared memory; only when it moves is
		// the file read.
		var v int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			db.o.Log.WarnContext(ctx, "watch cache", slog.Any("error", err))
		} else if v != last {
			last = v
			if n, err := changeCount(ctx, conn); err == nil && db.noteChanges(n) {
				db.o.Changed()
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// noteChanges takes note of a count of changes and reports whether it is news.
func (db *DB) noteChanges(n int64) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	if n <= db.changes {
		return false
	}
	db.changes = n
	return true
}

type querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

func changeCount(ctx context.Context, q querier) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'changes'`).Scan(&n)
	return n, err
}

// write runs f in one transaction. If f reports that readers should hear of
// it, Options.Changed is called after the commit.
func (db *DB) write(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) (heard bool, err error)) error {
	if db.w == nil {
		return errors.New("the cache was opened for reading only")
	}
	var err error
	for range busyTries {
		if err = db.tryWrite(ctx, f); !isBusy(err) || ctx.Err() != nil {
			break
		}
	}
	return db.explain(err)
}

func (db *DB) tryWrite(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) (bool, error)) error {
	tx, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	st := db.statements(ctx, tx)
	if err := st.checkCurrent(); err != nil {
		return err
	}
	heard, err := f(ctx, tx)
	if err != nil {
		return err
	}
	var n int64
	if heard {
		err := st.scan(`UPDATE state SET value = value + 1 WHERE key = 'changes' RETURNING value`, nil, &n)
		if err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	db.kept.prepare(ctx, db.w)
	if heard {
		db.noteChanges(n)
		db.o.Changed()
	}
	return nil
}

func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// explain puts what the reader can do in front of SQLite's own words. Damage
// is noted beside the cache, so that the next start looks at the whole of it.
func (db *DB) explain(err error) error {
	err = explain(err)
	if errors.Is(err, ErrDamaged) && !db.o.ReadOnly {
		if serr := Suspect(db.path); serr != nil {
			db.o.Log.Warn("note damage", slog.Any("error", serr))
		}
	}
	return err
}

// Suspect has the next Open for writing look at the whole of the cache at
// path.
func Suspect(path string) error {
	f, err := os.OpenFile(path+suspectSuffix, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("note damage: %w", err)
	}
	return f.Close()
}

func isConstraint(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
}

// explain puts what the reader can do in front of SQLite's own words.
func explain(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
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
		return fmt.Errorf("%w; sitrep saves what can be read when it starts again, or put a backup in its place: %w", ErrDamaged, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full; free some room and try again: %w", err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("another process keeps the cache locked; close it and try again: %w", err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("the cache cannot be written; check the rights of its file and folder: %w", err)
	}
	return err
}

// notFound turns sql.ErrNoRows into an error that matches news.ErrNotFound.
func (db *DB) notFound(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, news.ErrNotFound)
	}
	return fmt.Errorf("%s: %w", what, db.explain(err))
}
