package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"sitrep/internal/config"
	"sitrep/internal/news"
)

// lookAtConfig is how often the file of the configuration is looked at. A file that
// changed is read when it has stayed as it is for one more look: editors write in
// several steps.
const lookAtConfig = 400 * time.Millisecond

// Reloaded is what became of a configuration that changed while it was in use.
type Reloaded struct {
	Was, Now *config.Config // Now is Was if Err is set
	Feeds    Difference     // of the feeds that are followed
	Err      error          // the problem with the file; nil: it is in force
	Asked    bool           // a person asked for it
}

// Difference counts the feeds added and removed.
type Difference struct{ Added, Removed int }

// Empty reports whether nothing that a screen shows is different.
func (r *Reloaded) Empty() bool {
	return r.Err == nil && r.Feeds == Difference{} && reflect.DeepEqual(r.Was.Desks, r.Now.Desks) &&
		reflect.DeepEqual(r.Was.Reader, r.Now.Reader) && reflect.DeepEqual(r.Was.Themes, r.Now.Themes) && reflect.DeepEqual(r.Was.Feeds, r.Now.Feeds)
}

// Current returns the configuration in force. What only the start of the program reads
// stays as Config has it.
func (a *App) Current() *config.Config {
	if cfg := a.current.Load(); cfg != nil {
		return cfg
	}
	return a.Config
}

// tookOver notes that the feeds of a configuration are in force: whoever changed it has
// told so. Other changes of the file are still told.
func (a *App) tookOver(cfg *config.Config) {
	now := *a.Current()
	now.Feeds, now.Packs = cfg.Feeds, cfg.Packs
	a.current.Store(&now)
}

// look is how a file was when it was looked at.
type look struct {
	there bool
	size  int64
	at    time.Time
}

func lookAt(path string) look {
	info, err := os.Stat(path)
	if err != nil {
		return look{}
	}
	return look{true, info.Size(), info.ModTime()}
}

// WatchConfig reads the configuration again whenever its file has changed, and when
// asked receives, and calls tell with what became of it. It returns when ctx ends.
func (a *App) WatchConfig(ctx context.Context, asked <-chan struct{}, tell func(Reloaded)) {
	path, _, err := a.ConfigPath()
	if err != nil {
		return // as it was at the start
	}
	tick := time.NewTicker(lookAtConfig)
	defer tick.Stop()
	// The file may have changed since the start read it: it is read once more.
	var read, before look
	for changed := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-asked:
			had := read.there
			read, changed = lookAt(path), false
			tell(a.reload(ctx, path, had, true))
			continue
		case <-tick.C:
		}
		now := lookAt(path)
		switch {
		case now == read && !changed:
		case now != before:
			changed = true
		default: // it has stayed as it is
			had := read.there
			read, changed = now, false
			if r := a.reload(ctx, path, had, false); !r.Empty() {
				tell(r)
			}
		}
		before = now
	}
}

// reload reads the configuration and has its feeds followed. A file with a mistake
// changes nothing, nor does one that was there (had) and is gone.
func (a *App) reload(ctx context.Context, path string, had, asked bool) Reloaded {
	r := Reloaded{Was: a.Current(), Now: a.Current(), Asked: asked}
	cfg, err := a.LoadConfig()
	if errors.Is(err, fs.ErrNotExist) || err == nil && had && !lookAt(path).there {
		err = fmt.Errorf("%s is gone", a.HomePath(path))
	}
	if err != nil {
		r.Err = firstProblem(err)
		return r
	}
	was, err := AllFeeds(r.Was)
	if err == nil {
		var now []news.Feed
		if now, err = AllFeeds(cfg); err == nil {
			r.Feeds = difference(was, now)
			err = a.DB.SetFeeds(ctx, now)
		}
	}
	if err != nil {
		a.Log.ErrorContext(ctx, "take over the configuration", slog.Any("error", err))
		r.Err = err
		return r
	}
	r.Now = cfg
	a.current.Store(cfg)
	return r
}

// firstProblem returns the first of the problems of a configuration, and how many more
// there are.
func firstProblem(err error) error {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	if n := len(lines) - 1; n > 0 {
		return fmt.Errorf("%s (and %d more)", lines[0], n)
	}
	return errors.New(lines[0])
}

// difference counts the feeds that only one of two lists has.
func difference(was, now []news.Feed) Difference {
	had := map[news.FeedID]bool{}
	for _, f := range was {
		had[f.ID] = true
	}
	var d Difference
	for _, f := range now {
		if !had[f.ID] {
			d.Added++
		}
		delete(had, f.ID)
	}
	d.Removed = len(had)
	return d
}

// Says tells in one line what became of the configuration.
func (r *Reloaded) Says() string {
	if r.Err != nil {
		return "The configuration has a mistake; what was in force stays: " + r.Err.Error()
	}
	var parts []string
	count := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, one)
		case n > 1:
			parts = append(parts, fmt.Sprintf(many, n))
		}
	}
	count(r.Feeds.Added, "1 feed more", "%d feeds more")
	count(r.Feeds.Removed, "1 feed less", "%d feeds less")
	if r.Feeds == (Difference{}) && !reflect.DeepEqual(r.Was.Feeds, r.Now.Feeds) {
		parts = append(parts, "feeds")
	}
	if !reflect.DeepEqual(r.Was.Desks, r.Now.Desks) {
		parts = append(parts, "desks")
	}
	was, now := r.Was.Reader, r.Now.Reader
	if was.Keymap != now.Keymap || !maps.EqualFunc(was.Keys, now.Keys, slices.Equal[[]string]) {
		parts = append(parts, "keys")
	}
	was.Keymap, was.Keys = now.Keymap, now.Keys
	if !reflect.DeepEqual(r.Was.Themes, r.Now.Themes) {
		parts = append(parts, "themes")
	}
	if !reflect.DeepEqual(was, now) {
		parts = append(parts, "settings of the reader")
	}
	if len(parts) == 0 {
		return "The configuration is in force; nothing in it has changed that can change while sitrep runs."
	}
	return "The configuration is in force: " + strings.Join(parts, ", ") + "."
}
