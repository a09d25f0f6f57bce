// Package app is the application below the commands: it opens the configuration
// and the cache, keeps the cache up to date, and carries out the actions of a
// screen. It prints nothing and touches no standard stream, so that a server can
// use it as the commands do, for many persons at once.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sitrep/feeds/extract"
	"sitrep/internal/bell"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/sqlite"
)

// Options hold everything that the application takes from its process. Now,
// Getenv and Log are required.
type Options struct {
	Now      func() time.Time
	Getenv   func(name string) string
	Log      *slog.Logger
	Hostname string // of this machine, shown to other processes; empty: "this machine"
	Process  int    // number of this process

	ConfigFile string // the configuration; empty: SITREP_CONFIG, else the usual place
	DataDir    string // folder of the cache; empty: SITREP_DATA, else cache.dir, else the usual place
	Person     string // who reads; empty: SITREP_PERSON, else the owner of the cache

	// Look is the longest time between two looks at the schedule, by the true
	// clock; 0: the poller's default. The demo, whose clock runs fast, sets it.
	Look time.Duration

	// Warn shows a person one line about a problem that stops nothing; nil: the
	// line is dropped.
	Warn func(what string)

	// Upgrade is called as an older cache is brought up to date; nil: nobody is
	// shown how far it has come.
	Upgrade func(store.Upgrade)
}

func (o Options) warn(format string, args ...any) {
	if o.Warn != nil {
		o.Warn(fmt.Sprintf(format, args...))
	}
}

// App is a configuration and its cache. All sessions that read the cache share
// it; once open it is safe for concurrent use. Make one with Open, Connect or
// OpenToRead, and close it with Close.
type App struct {
	Options

	Config *config.Config
	Feeds  []news.Feed // that the configuration follows
	Path   string      // of the cache, if a file keeps it
	// Database is the address of the database that keeps the cache; empty: a file does.
	Database string
	DB       *store.DB // the cache; nil: it is not open
	// RunAlerts: Follow hands alerts to the program of the configuration.
	RunAlerts bool

	current  atomic.Pointer[config.Config] // in force instead of Config; nil: Config is
	bell     bell.Bell
	sessions atomic.Int64 // begun
	asIs     bool         // a damaged cache is left as it is

	mu      sync.Mutex
	closers []func() error
}

// Load reads the configuration and returns an App whose cache is not open.
func Load(o Options) (*App, error) {
	cfg, err := o.LoadConfig()
	if err != nil {
		return nil, err
	}
	feeds, err := AllFeeds(cfg)
	if err != nil {
		return nil, err
	}
	path, err := o.cachePath(cfg)
	if err != nil {
		return nil, err
	}
	database, err := o.databaseOf(cfg)
	if err != nil {
		return nil, err
	}
	return &App{Options: o, Config: cfg, Feeds: feeds, Path: path, Database: database}, nil
}

// Open loads the configuration, opens the cache, and writes the list of followed
// feeds into it.
func Open(ctx context.Context, o Options) (*App, error) {
	return opened(o, func(a *App) error {
		if err := a.openCache(ctx); err != nil {
			return err
		}
		return errors.Join(a.DB.SetFeeds(ctx, a.Feeds), a.setSiteRules(ctx))
	})
}

// Connect is Open without the list of feeds, whose writing may have to wait for
// another process. Follower.Poll writes it later. A cache that cannot be written
// because there is no room, or because its database is a standby, is opened for
// reading, which o.Warn is told.
func Connect(ctx context.Context, o Options) (*App, error) {
	return opened(o, func(a *App) error {
		err := a.openCache(ctx)
		if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, postgres.ErrStandby) || a.readCache(ctx) != nil {
			return err
		}
		a.warn("stories can be read, but nothing new is fetched and no mark is kept: %v", err)
		return nil
	})
}

// OpenToRead is Open for reading only: the cache is not changed, and need not be
// writable. A missing cache is made first, and an old one is migrated.
func OpenToRead(ctx context.Context, o Options) (*App, error) {
	return opened(o, func(a *App) error { return a.readCache(ctx) })
}

// opened loads an App and opens its cache, or closes it again.
func opened(o Options, open func(*App) error) (*App, error) {
	a, err := Load(o)
	if err != nil {
		return nil, err
	}
	if err := open(a); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close closes the cache and all clients, the last opened first. Call it once,
// when nothing uses the App any more.
func (a *App) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var errs []error
	for _, f := range slices.Backward(a.closers) {
		errs = append(errs, f())
	}
	a.closers = nil
	return errors.Join(errs...)
}

// onClose has f called by Close.
func (a *App) onClose(f func() error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closers = append(a.closers, f)
}

// readCache opens the cache for reading.
func (a *App) readCache(ctx context.Context) error {
	o := store.Options{Now: a.Now, ReadOnly: true, Log: a.Log, Locate: a.Gazetteer().Words}
	if a.Database != "" {
		return a.readDatabase(ctx, o)
	}
	if err := areFiles(a.Path); err != nil {
		return err
	}
	if !a.asIs && sqlite.Suspected(a.Path) { // whoever starts looks at the whole of it
		return a.openCache(ctx)
	}
	db, err := sqlite.Open(ctx, a.Path, o)
	if err != nil {
		return a.openCache(ctx)
	}
	if _, err := db.For(ctx, a.person()); errors.Is(err, store.ErrNoPerson) { // who has to be added
		if err := db.Close(); err != nil {
			return err
		}
		return a.openCache(ctx)
	}
	a.DB = db
	a.onClose(db.Close)
	return nil
}

// areFiles refuses a cache that is there and not a file, and one with something
// else beside it where SQLite has its files: to open a pipe can take for ever.
func areFiles(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if info, err := os.Stat(path + suffix); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("open cache %s: it is not a regular file (remove it, or choose another folder with --data)", path+suffix)
		}
	}
	return nil
}

// openCache opens the cache for writing.
func (a *App) openCache(ctx context.Context) error {
	o := store.Options{Now: a.Now, Changed: a.bell.Ring, Log: a.Log, Upgrade: a.Upgrade, Recut: extract.Default().Recut, Locate: a.Gazetteer().Words}
	if a.Database != "" {
		return a.openDatabase(ctx, o)
	}
	if err := areFiles(a.Path); err != nil {
		return err
	}
	if err := makeFolder(filepath.Dir(a.Path)); err != nil {
		return fmt.Errorf("make the cache's folder: %w (choose another with --data)", err)
	}
	db, err := sqlite.Open(ctx, a.Path, o)
	if errors.Is(err, store.ErrDamaged) && !a.asIs {
		a.Log.WarnContext(ctx, "open cache", slog.Any("error", err))
		a.warn("the cache %s is damaged: making a new one of what can be read (this may take minutes)", a.Path)
		saved, rerr := sqlite.Rescue(ctx, a.Path, a.Now())
		if rerr != nil {
			return errors.Join(err, rerr)
		}
		a.warn("%d stories were saved, %d with a star; the damaged file is kept as %s", saved.Stories, saved.Starred, saved.Aside)
		db, err = sqlite.Open(ctx, a.Path, o)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w (make the file and its folder yours, or choose another folder with --data)", err)
	case err != nil:
		return err
	}
	a.DB = db
	a.onClose(db.Close)
	return nil
}

// Changed returns a channel that receives after each change of the cache, and a
// function that stops it. The channel is never closed.
func (a *App) Changed() (<-chan struct{}, func()) { return a.bell.Listen() }

// Followed returns the feeds of the configuration with their state in the cache.
func (a *App) Followed(ctx context.Context) ([]news.FeedStatus, error) {
	known, err := a.DB.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	at := make(map[news.FeedID]int, len(known))
	for k, have := range known {
		at[have.Feed.ID] = k
	}
	out := make([]news.FeedStatus, len(a.Feeds))
	for i, f := range a.Feeds {
		if k, ok := at[f.ID]; ok {
			out[i] = known[k]
		}
		out[i].Feed = f
	}
	return out, nil
}

// Prune drops stories older than cache.keep_days, and wordings older than
// cache.keep_revisions that are not needed; 0: none. A copy of the cache
// that an upgrade made is dropped when its time is over.
func (a *App) Prune(ctx context.Context) error {
	keep := time.Duration(a.Config.Cache.KeepDays) * 24 * time.Hour
	if _, err := a.DB.Prune(ctx, keep, a.Config.Cache.KeepStarred); err != nil {
		return err
	}
	_, err := a.DB.ThinRevisions(ctx, a.Config.Cache.KeepRevisions)
	return err
}
