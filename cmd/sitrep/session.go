package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// session is a configuration and the cache that goes with it.
type session struct {
	cfg   *config.Config
	feeds []news.Feed
	db    *store.Person
	path  string // of the cache
	asIs  bool   // a damaged cache is left as it is
}

// configPath returns the configuration file and whether it was named
// explicitly: then it must exist.
func (e *env) configPath() (path string, named bool, err error) {
	if e.configFlag != "" {
		return e.configFlag, true, nil
	}
	if p := e.getenv("SITREP_CONFIG"); p != "" {
		return p, true, nil
	}
	dir, err := e.folder("CONFIG")
	if err != nil {
		return "", false, err
	}
	return filepath.Join(dir, "config.yaml"), false, nil
}

// config loads and checks the configuration; without a file the defaults
// hold.
func (e *env) config() (*config.Config, error) {
	path, named, err := e.configPath()
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(path, e.checkConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		cfg = config.Default()
		return cfg, e.checkConfig(cfg)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w (sitrep --config %s feeds add URL writes one)", err, path)
	case err != nil:
		return nil, err
	}
	return cfg, nil
}

// checkConfig checks what the configuration package cannot know: queries,
// the names of packs and of actions, keys that clash.
func (e *env) checkConfig(cfg *config.Config) error {
	var errs []error
	for i, d := range cfg.Desks {
		if _, err := query.Parse(d.Query, e.now()); err != nil {
			errs = append(errs, cfg.Problem(fmt.Sprintf("desks[%d].query", i), err.Error(), ""))
		}
	}
	for i, name := range cfg.Packs {
		if _, err := packNamed(name); err != nil {
			errs = append(errs, cfg.Problem(fmt.Sprintf("packs[%d]", i), err.Error(), ""))
		}
	}
	if _, err := keyTable(cfg); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// allFeeds returns the feeds of the packs and the reader's own, which come
// first where both list one.
func allFeeds(cfg *config.Config) ([]news.Feed, error) {
	var all []news.Feed
	for _, f := range cfg.Feeds {
		feed := news.Feed{ID: news.FeedID(f.URL), Name: sanitize.Line(f.Name), Tags: f.Tags, Every: f.Interval, FullText: f.FullText}
		if f.Type == "sitemap" {
			feed.Type = news.TypeSitemap
		}
		all = append(all, feed)
	}
	for _, name := range cfg.Packs {
		feeds, err := packNamed(name)
		if err != nil {
			return nil, err
		}
		for _, f := range feeds {
			if !slices.ContainsFunc(all, func(have news.Feed) bool { return have.ID == f.ID }) {
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// cachePath returns where the cache is: the flag, then SITREP_DATA, then
// cache.dir, then the system's data folder.
func (e *env) cachePath(cfg *config.Config) (string, error) {
	dir := e.dataFlag
	if dir == "" {
		dir = e.getenv("SITREP_DATA")
	}
	if dir == "" {
		dir = cfg.Cache.Dir
	}
	if dir == "" {
		var err error
		if dir, err = e.folder("DATA"); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "sitrep.db"), nil
}

// open loads the configuration, opens the cache, which is closed when the run
// ends, and tells it what is followed.
func (e *env) open(ctx context.Context) (*session, error) {
	s, err := e.connect(ctx, nil)
	if err != nil {
		return nil, err
	}
	return s, s.db.SetFeeds(ctx, s.feeds)
}

// openToRead is open for commands that only read: the cache is not written to, and
// need not be writable. Where there is none yet, or one of an earlier
// version, it is made first.
func (e *env) openToRead(ctx context.Context) (*session, error) {
	s, err := e.settings()
	if err != nil {
		return nil, err
	}
	return s, e.readCache(ctx, s)
}

// readCache opens the cache of a session for reading.
func (e *env) readCache(ctx context.Context, s *session) (err error) {
	db, err := store.Open(ctx, s.path, store.Options{Now: e.now, ReadOnly: true, Log: e.logger()})
	if err != nil {
		return e.openCache(ctx, s, nil)
	}
	if s.db, err = db.For(ctx, e.person()); errors.Is(err, store.ErrNoPerson) {
		if err := db.Close(); err != nil {
			return err
		}
		return e.openCache(ctx, s, nil)
	}
	e.onClose(db.Close)
	return err
}

// openCache opens the cache of a session for writing.
func (e *env) openCache(ctx context.Context, s *session, changed func()) (err error) {
	if err := makeFolder(filepath.Dir(s.path)); err != nil {
		return fmt.Errorf("make the cache's folder: %w (choose another with --data)", err)
	}
	o := store.Options{Now: e.now, Changed: changed, Log: e.logger(), Upgrade: e.upgradeTeller()}
	db, err := store.Open(ctx, s.path, o)
	if errors.Is(err, store.ErrDamaged) && !s.asIs {
		e.logger().WarnContext(ctx, "open cache", slog.Any("error", err))
		e.warn(fmt.Sprintf("the cache %s is damaged: making a new one of what can be read (this may take minutes)", s.path))
		saved, rerr := store.Rescue(ctx, s.path, e.now())
		if rerr != nil {
			return errors.Join(err, rerr)
		}
		e.warn(fmt.Sprintf("%d stories were saved, %d with a star; the damaged file is kept as %s", saved.Stories, saved.Starred, saved.Aside))
		db, err = store.Open(ctx, s.path, o)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w (make the file and its folder yours, or choose another folder with --data)", err)
	case err != nil:
		return err
	}
	e.onClose(db.Close)
	s.db, err = e.forPerson(ctx, db)
	return err
}

// settings is a session whose cache is not open yet.
func (e *env) settings() (*session, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	feeds, err := allFeeds(cfg)
	if err != nil {
		return nil, err
	}
	path, err := e.cachePath(cfg)
	return &session{cfg: cfg, feeds: feeds, path: path}, err
}

// connect is open without telling the cache what is followed: that has to
// wait while another process writes. changed, which may be nil, is called
// after each commit.
func (e *env) connect(ctx context.Context, changed func()) (*session, error) {
	s, err := e.settings()
	if err != nil {
		return nil, err
	}
	return s, e.openCache(ctx, s, changed)
}

// followed returns the feeds of the configuration with what the cache knows
// of them.
func (s *session) followed(ctx context.Context) ([]news.FeedStatus, error) {
	known, err := s.db.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]news.FeedStatus, len(s.feeds))
	for i, f := range s.feeds {
		if k := slices.IndexFunc(known, func(have news.FeedStatus) bool { return have.Feed.ID == f.ID }); k >= 0 {
			out[i] = known[k]
		}
		out[i].Feed = f
	}
	return out, nil
}

// prune drops what is older than the configuration wants to keep.
func (s *session) prune(ctx context.Context) error {
	_, err := s.db.Prune(ctx, time.Duration(s.cfg.Cache.KeepDays)*24*time.Hour, s.cfg.Cache.KeepStarred)
	return err
}

// find returns the story that a REF on the command line means.
func (s *session) find(ctx context.Context, ref string) (*news.Story, error) {
	story, err := s.db.Find(ctx, ref)
	if errors.Is(err, news.ErrNotFound) {
		return nil, fmt.Errorf("%w (sitrep list prints the ids)", err)
	}
	return story, err
}

// homePath returns a path with the home folder as ~, for people.
func (e *env) homePath(path string) string {
	if home := e.getenv("HOME"); home != "" {
		if rel, err := filepath.Rel(home, path); err == nil && filepath.IsLocal(rel) {
			return filepath.Join("~", rel)
		}
	}
	return path
}

// exists reports whether there is something at path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
