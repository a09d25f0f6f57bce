package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sitrep/internal/news"
)

// ErrDamaged is matched by the errors for a damaged cache.
var ErrDamaged = errors.New("the cache is damaged")

// ErrOutdated is matched by the error of a write to a cache that a newer
// sitrep has brought up to date while this process had it open.
var ErrOutdated = errors.New("a newer sitrep has brought this cache up to date; quit and start sitrep again")

// ErrReplaced is matched by the error of a write to a cache whose files were
// removed or replaced while this process had it open.
var ErrReplaced = errors.New("the cache was removed or replaced while it was open, and nothing is kept any more; quit and start sitrep again")

// busyTries is how often a write that another process keeps out is begun.
const busyTries = 6

// Options configure a cache. Now is required.
type Options struct {
	Now      func() time.Time
	Changed  func()       // called after each commit that changed what readers see, and by Watch; may be nil
	Log      *slog.Logger // nil: nothing is logged
	ReadOnly bool         // the file must exist and be of this version; writing fails

	// Recut reads a text again whose titles a headline of the cache may end; nil:
	// such titles stay as they were cut.
	Recut news.Recut
	// Upgrade is called while a cache of an earlier version is brought up to
	// date, once for each percent; may be nil.
	Upgrade func(Upgrade)
	// Locate returns the words by which stories name a location: Word, Phrase, Near,
	// and Or of them. nil: the name itself is looked for.
	Locate func(name string) news.Expr
	// Moving opens a cache into which another is moved, see Move. Without it one that
	// was not moved whole gives an error that matches ErrMoving.
	Moving bool
	// Free returns how many bytes the disk of a folder has free, if known;
	// nil: the system is asked.
	Free func(dir string) (bytes int64, known bool)
}

// Upgrade is how far bringing a cache up to date has come.
type Upgrade struct {
	From, To int    // versions of the cache
	Copy     string // path of the copy of the cache as it was; empty: there is none
	NoCopy   error  // why there is no copy; nil: there is one, or it is being made
	Percent  int    // of the step that is under way, first the copy, then the upgrade
	Copying  bool   // that step is the copy
}

// DB is an open cache. Its methods may be called concurrently. Each method
// that writes does so in one transaction, on disk when the method returns.
type DB struct {
	o      Options
	engine Engine
	r      *sql.DB // the connections that read
	sql    *texts

	kept kept
	// The statements for each arrival of a batch, kept prepared.
	holds, sums, shares func() (*sql.Stmt, error)
	reads               reads
	queue               queue
	making              chan struct{} // holds a token for each batch in arrivals
	resolving           sync.Mutex    // held by ResolveTitles

	mu      sync.Mutex
	changes int64 // the last count of changes that Options.Changed was told of
}

// New returns the cache that an engine has opened and brought up to date.
// Closing it closes the engine.
func New(ctx context.Context, e Engine, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	db := &DB{o: o, engine: e, r: e.Reader(), sql: newTexts(e), making: make(chan struct{}, makingAtOnce)}
	db.sql.locate = o.Locate
	prepared := func(q string) func() (*sql.Stmt, error) {
		return sync.OnceValues(func() (*sql.Stmt, error) { return db.r.PrepareContext(context.WithoutCancel(ctx), q) })
	}
	db.holds = prepared(`SELECT id, content_hash, reading FROM story WHERE id` + db.sql.InList + `
		UNION ALL SELECT a.id, s.content_hash, s.reading FROM alias a JOIN story s ON s.seq = a.story WHERE a.id` + db.sql.InList)
	db.shares = prepared(`SELECT kind, key FROM identity WHERE feed = (SELECT num FROM feed WHERE id = ?)`)
	db.sums = prepared(`SELECT sums FROM seen WHERE feed = (SELECT num FROM feed WHERE id = ?)`)
	var half bool
	err := db.r.QueryRowContext(ctx, `SELECT value, EXISTS (SELECT 1 FROM state WHERE key = 'moving') FROM state WHERE key = 'changes'`).Scan(&db.changes, &half)
	if err != nil {
		return nil, err
	}
	if half && !o.Moving {
		return nil, ErrMoving
	}
	return db, nil
}

// Close closes the cache. Calls that are running may fail.
func (db *DB) Close() error { return db.engine.Close() }

// Watch looks for commits of other processes, at the interval given, and
// calls Options.Changed when there was one. It returns when ctx ends, with
// its error, and when the cache was replaced, with one that matches ErrReplaced.
func (db *DB) Watch(ctx context.Context, every time.Duration) error {
	return db.engine.Watch(ctx, every, func() {
		if n, err := changeCount(ctx, db.r); err == nil && db.noteChanges(n) {
			db.o.Changed()
		}
	})
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

func changeCount(ctx context.Context, q Querier) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'changes'`).Scan(&n)
	return n, err
}

// write runs f in one transaction. If f reports that readers should hear of
// it, Options.Changed is called after the commit.
func (db *DB) write(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) (heard bool, err error)) error {
	if db.engine.Writer() == nil {
		return errors.New("the cache was opened for reading only")
	}
	var err error
	for range busyTries {
		if err = db.tryWrite(ctx, f); !db.engine.Busy(err) || ctx.Err() != nil {
			break
		}
	}
	return db.engine.Explain(err)
}

func (db *DB) tryWrite(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) (bool, error)) error {
	if err := db.engine.Replaced(); err != nil {
		return err // before anything of a new cache is touched
	}
	tx, err := db.engine.Writer().BeginTx(ctx, nil)
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
	if err := db.engine.Replaced(); err != nil {
		return err // the new rows are where nobody finds them
	}
	db.kept.prepare(ctx, db.engine.Writer())
	if heard {
		db.noteChanges(n)
		db.o.Changed()
	}
	return nil
}

// notFound turns sql.ErrNoRows into an error that matches news.ErrNotFound.
func (db *DB) notFound(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, news.ErrNotFound)
	}
	return fmt.Errorf("%s: %w", what, db.engine.Explain(err))
}
