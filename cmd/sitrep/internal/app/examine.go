package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// Verdict is how serious a finding is.
type Verdict string

// The verdicts, as they are printed.
const (
	Fine   Verdict = "ok"
	Advice Verdict = "note"
	Broken Verdict = "BAD"
)

// Finding is one result of an examination.
type Finding struct {
	Verdict Verdict
	About   string
	Text    string
	Remedy  string // the advice; may be empty
}

// Examine checks configuration, cache and feeds, as far as each can be opened. It
// changes nothing: a damaged cache is left as it is.
func (o Options) Examine(ctx context.Context) []Finding {
	path, named, err := o.ConfigPath()
	if err != nil {
		return []Finding{{Broken, "config", err.Error(), ""}}
	}
	cfg, err := o.LoadConfig()
	switch {
	case err != nil:
		found := []Finding{{Broken, "config", err.Error(), "correct the file; config.example.yaml has every key"}}
		cfg = config.Default()
		return append(found, o.examineCache(ctx, cfg)...)
	case !named && !Exists(path):
		return append([]Finding{{Fine, "config", "none at " + path + ": the starter feeds are followed", ""}}, o.examineCache(ctx, cfg)...)
	}
	found := []Finding{{Fine, "config", path, ""}}
	found = append(found, privateConfig(path, cfg)...)
	return append(found, o.examineCache(ctx, cfg)...)
}

// privateConfig finds a configuration that others may read, which is worse if
// there are secrets in it.
func privateConfig(path string, cfg *config.Config) []Finding {
	found := private("config", path, 0o600)
	if secrets := cfg.Secrets(); len(found) > 0 && len(secrets) > 0 {
		found[0].Text += " and holds " + strings.Join(secrets, " and ")
	}
	return found
}

// SharedSecrets returns a finding if the configuration holds secrets and others can
// read it.
func (a *App) SharedSecrets() []Finding {
	path, _, err := a.ConfigPath()
	if err != nil || len(a.Config.Secrets()) == 0 {
		return nil
	}
	return privateConfig(path, a.Config)
}

// private finds files and folders that others may read.
func private(about, path string, mode fs.FileMode) []Finding {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&^mode == 0 {
		return nil
	}
	return []Finding{{
		Advice, about, fmt.Sprintf("%s can be read by others (mode %04o)", path, info.Mode().Perm()),
		fmt.Sprintf("chmod %o %s", mode, path),
	}}
}

// rescueAdvice is what becomes of a damaged cache.
const rescueAdvice = "sitrep makes a new one of what can be read when it is started, and keeps this one"

// brokenCache is what err says of a cache that is open. Damage is noted, so that the
// next start looks at the whole of it.
func (a *App) brokenCache(err error) Finding {
	f := Finding{Broken, "cache", err.Error(), ""}
	if errors.Is(err, store.ErrDamaged) && a.Database == "" {
		f.Remedy = rescueAdvice
		if err := sqlite.Suspect(a.Path); err != nil {
			f.Remedy = err.Error()
		}
	}
	return f
}

func (o Options) examineCache(ctx context.Context, cfg *config.Config) []Finding {
	path, err := o.cachePath(cfg)
	if err != nil {
		return []Finding{{Broken, "cache", err.Error(), ""}}
	}
	database, err := o.databaseOf(cfg)
	if err != nil {
		return []Finding{{Broken, "cache", err.Error(), ""}}
	}
	if database == "" && !Exists(path) {
		return []Finding{{Fine, "cache", "none yet at " + path, "sitrep poll makes it"}}
	}
	a := &App{Options: o, Config: cfg, Path: path, Database: database, asIs: true}
	defer func() {
		if err := a.Close(); err != nil {
			o.Log.WarnContext(ctx, "close cache", slog.Any("error", err))
		}
	}()
	if err := a.readCache(ctx); err != nil {
		advice := ""
		if errors.Is(err, store.ErrDamaged) && database == "" {
			advice = rescueAdvice
		}
		return []Finding{{Broken, "cache", err.Error(), advice}}
	}
	info, err := a.DB.Info(ctx)
	if err != nil {
		return []Finding{a.brokenCache(err)}
	}
	found := []Finding{{Fine, "cache", fmt.Sprintf("%s: %s, %s, %d texts, version %d",
		info.Path, present.Bytes(info.Bytes), present.Count(info.Stories, "story", "stories"), info.Bodies, info.Version), ""}}
	if err := a.DB.Check(ctx); err != nil {
		found = append(found, a.brokenCache(err))
	}
	if database == "" {
		found = append(found, private("cache", path, 0o600)...)
		found = append(found, private("cache", filepath.Dir(path), 0o700)...)
	}
	if a.Feeds, err = AllFeeds(cfg); err != nil {
		return append(found, Finding{Broken, "feeds", err.Error(), ""})
	}
	all, err := a.Followed(ctx)
	if err != nil {
		return append(found, Finding{Broken, "feeds", err.Error(), ""})
	}
	found = append(found, examineFeeds(all)...)
	times, err := a.DB.Published(ctx, quietAfter)
	if err != nil {
		return append(found, Finding{Broken, "feeds", err.Error(), ""})
	}
	return append(found, examineHabits(all, times, o.Now())...)
}

// quietAfter is of how many stories a feed's habit is made.
const quietAfter = 50

// examineHabits flags feeds that answer well, but have brought nothing for
// longer than they are used to: a source may have moved without a word.
func examineHabits(all []news.FeedStatus, times map[news.FeedID][]time.Time, now time.Time) []Finding {
	var found []Finding
	for _, f := range all {
		since, silent := feeds.Quiet(times[f.Feed.ID], now)
		if silent && f.State.Condition() == news.OK {
			found = append(found, Finding{
				Advice, "feed", fmt.Sprintf("%s (%s) has brought nothing new for %d days, which is longer than its habit", f.Name(), f.Feed.ID, int(since.Hours()/24)),
				"look whether the source goes on elsewhere (sitrep feeds check)",
			})
		}
	}
	return found
}

// fewFeeds is how many feeds are named where all fail.
const fewFeeds = 3

// examineFeeds sums the health of the feeds up: what the last poll of each
// met, without asking again.
func examineFeeds(all []news.FeedStatus) []Finding {
	conditions := make(map[news.Condition]int)
	var found []Finding
	for _, f := range all {
		conditions[f.State.Condition()]++
		switch f.State.Condition() {
		case news.Failing, news.Missing, news.Gone:
			text := fmt.Sprintf("%s (%s): ", f.Name(), f.Feed.ID)
			if n := f.State.Failures; n > 1 {
				text += fmt.Sprintf("%d times in a row: ", n)
			}
			text += f.State.Err.String()
			found = append(found, Finding{Advice, "feed", text, feeds.AdviceOn(f).String()})
		default:
			if f.State.MovedTo != "" {
				found = append(found, Finding{Advice, "feed", fmt.Sprintf("%s has moved to %s", f.Feed.ID, sanitize.Redacted(f.State.MovedTo)), "change its address in the configuration"})
			}
		}
	}
	sum := Finding{Fine, "feeds", fmt.Sprintf("%d followed: %d ok, %d failing, %d gone, %d never polled",
		len(all), conditions[news.OK], conditions[news.Failing], conditions[news.Gone], conditions[news.Waiting]), ""}
	switch {
	case len(all) == 0:
		sum.Verdict, sum.Remedy = Advice, "sitrep feeds add URL"
	case conditions[news.Failing] == len(all):
		sum.Verdict, sum.Remedy = Broken, "every feed fails: is there a network? a proxy (poll.proxy)?"
		if more := len(found) - fewFeeds; more > 0 {
			// A fault that all of them have is not reported of each.
			found = append(found[:fewFeeds], Finding{Advice, "feed", fmt.Sprintf("and %d more", more), "sitrep feeds list names them all"})
		}
	case conditions[news.Waiting] == len(all):
		sum.Remedy = "sitrep poll fetches them"
	}
	return append([]Finding{sum}, found...)
}
