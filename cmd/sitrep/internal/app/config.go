package app

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"sitrep/internal/alert"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// LoadConfig loads and checks the configuration; without a file the defaults
// hold.
func (o Options) LoadConfig() (*config.Config, error) {
	path, named, err := o.ConfigPath()
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(path, o.checkConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		cfg = config.Default()
		return cfg, o.checkConfig(cfg)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w (sitrep --config %s feeds add URL writes one)", err, path)
	case err != nil:
		return nil, err
	}
	return cfg, nil
}

// checkConfig checks the values that the configuration package cannot judge: queries,
// the names of packs and of actions, keys that clash.
func (o Options) checkConfig(cfg *config.Config) error {
	var errs []error
	for i, d := range cfg.Desks {
		if _, err := query.Parse(d.Query, o.Now()); err != nil {
			errs = append(errs, cfg.Problem(fmt.Sprintf("desks[%d].query", i), err.Error(), ""))
		}
	}
	for i, r := range cfg.Alerts.Rules {
		_, err := alert.Compile(news.Rule{Name: r.Name, Query: r.When}, func(q string) (news.Filter, error) { return query.Parse(q, o.Now()) })
		if err != nil {
			errs = append(errs, cfg.Problem(fmt.Sprintf("alerts.rules[%d].when", i), err.Error(), ""))
		}
	}
	for i, name := range cfg.Packs {
		if _, err := packNamed(name); err != nil {
			errs = append(errs, cfg.Problem(fmt.Sprintf("packs[%d]", i), err.Error(), ""))
		}
	}
	if _, err := KeyTable(cfg); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// AllFeeds returns the feeds of the packs and the reader's own, which come
// first where both list one.
func AllFeeds(cfg *config.Config) ([]news.Feed, error) {
	var all []news.Feed
	listed := make(map[news.FeedID]bool, len(cfg.Feeds))
	for _, f := range cfg.Feeds {
		feed := news.Feed{ID: news.FeedID(f.URL), Name: sanitize.Line(f.Name), Tags: f.Tags, Every: f.Interval, FullText: f.FullText}
		if f.Type != "feed" {
			feed.Type = news.FeedType(f.Type)
		}
		all = append(all, feed)
		listed[feed.ID] = true
	}
	for _, name := range cfg.Packs {
		feeds, err := packNamed(name)
		if err != nil {
			return nil, err
		}
		for _, f := range feeds {
			if !listed[f.ID] {
				all = append(all, f)
				listed[f.ID] = true
			}
		}
	}
	return all, nil
}

// Pipes returns the names of the programs that take a story's text.
func (a *App) Pipes() []sanitize.Clean { return PipesOf(a.Current()) }

// PipesOf returns the names of the programs of a configuration.
func PipesOf(cfg *config.Config) []sanitize.Clean {
	var out []sanitize.Clean
	for _, name := range slices.Sorted(maps.Keys(cfg.Reader.Pipe)) {
		out = append(out, sanitize.Line(name))
	}
	return out
}

// Desks returns the saved queries of the configuration.
func (a *App) Desks() []reader.Desk { return DesksOf(a.Current()) }

// DesksOf returns the saved queries of a configuration, which was checked.
func DesksOf(cfg *config.Config) []reader.Desk {
	out := make([]reader.Desk, len(cfg.Desks))
	for i, d := range cfg.Desks {
		out[i] = reader.Desk{Name: sanitize.Line(d.Name), Query: sanitize.Line(d.Query), Key: d.Key, Filter: func(now time.Time) news.Filter {
			f, err := query.Parse(d.Query, now)
			if err != nil { // it was read before, when the configuration was checked
				return news.Filter{}
			}
			return f
		}}
	}
	return out
}
