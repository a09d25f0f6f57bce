package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/version"
)

// verdict is how serious a finding is.
type verdict string

const (
	fine   verdict = "ok"
	advice verdict = "note"
	broken verdict = "BAD"
)

// finding is one line of what doctor says.
type finding struct {
	verdict verdict
	about   string
	text    string
	mend    string // what to do; may be empty
}

func doctorCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with config, cache, feeds and terminal, and how to mend it",
		Long: `doctor looks at the configuration, the cache, the feeds and the terminal. It
fetches nothing: about feeds it reports what the last polls met. It exits with
1 if something is broken.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			found := []finding{{fine, "sitrep", version.String() + ", " + runtime.GOOS + "/" + runtime.GOARCH, ""}}
			found = append(found, e.examine(c.Context())...)
			found = append(found, e.examineTerminal()...)
			bad := 0
			for _, f := range found {
				if f.verdict == broken {
					bad++
				}
				if err := e.printFinding(f); err != nil {
					return err
				}
			}
			if bad > 0 {
				return fmt.Errorf("doctor: %s", present.Count(bad, "thing is broken", "things are broken"))
			}
			return nil
		},
	}
}

func (e *env) printFinding(f finding) error {
	width := screenWidth(e.stdout, 0)
	indent := strings.Repeat(" ", 17)
	text := f.text
	if f.mend != "" {
		text += "\n→ " + f.mend
	}
	if width > 40 {
		text = present.Wrap(text, indent, width)
	} else {
		text = strings.ReplaceAll(text, "\n", "\n"+indent)
	}
	err := e.printf("%-5s %-10s %s\n", f.verdict, f.about, text)
	return err
}

// examine looks at configuration, cache and feeds, as far as each can be
// reached.
func (e *env) examine(ctx context.Context) []finding {
	path, named, err := e.configPath()
	if err != nil {
		return []finding{{broken, "config", err.Error(), ""}}
	}
	cfg, err := e.config()
	switch {
	case err != nil:
		found := []finding{{broken, "config", err.Error(), "correct the file; config.example.yaml has every key"}}
		cfg = config.Default()
		return append(found, e.examineCache(ctx, cfg)...)
	case !named && !exists(path):
		return append([]finding{{fine, "config", "none at " + path + ": the starter feeds are followed", ""}}, e.examineCache(ctx, cfg)...)
	}
	found := []finding{{fine, "config", path, ""}}
	found = append(found, privateConfig(path, cfg)...)
	return append(found, e.examineCache(ctx, cfg)...)
}

// privateConfig finds a configuration that others may read, which is worse if
// there are secrets in it.
func privateConfig(path string, cfg *config.Config) []finding {
	found := private("config", path, 0o600)
	if secrets := cfg.Secrets(); len(found) > 0 && len(secrets) > 0 {
		found[0].text += " and holds " + strings.Join(secrets, " and ")
	}
	return found
}

// warnOfSecrets says once, when feeds are about to be asked, that others can
// read the secrets in the configuration.
func (e *env) warnOfSecrets(cfg *config.Config) {
	path, _, err := e.configPath()
	if err != nil || len(cfg.Secrets()) == 0 {
		return
	}
	for _, f := range privateConfig(path, cfg) {
		e.warn(f.text + "; " + f.mend)
		e.logger().Warn(f.text)
	}
}

// private finds files and folders that others may read.
func private(about, path string, mode fs.FileMode) []finding {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&^mode == 0 {
		return nil
	}
	return []finding{{
		advice, about, fmt.Sprintf("%s can be read by others (mode %04o)", path, info.Mode().Perm()),
		fmt.Sprintf("chmod %o %s", mode, path),
	}}
}

func (e *env) examineCache(ctx context.Context, cfg *config.Config) []finding {
	path, err := e.cachePath(cfg)
	if err != nil {
		return []finding{{broken, "cache", err.Error(), ""}}
	}
	if !exists(path) {
		return []finding{{fine, "cache", "none yet at " + path, "sitrep poll makes it"}}
	}
	s := &session{cfg: cfg, path: path, asIs: true}
	if err := e.readCache(ctx, s); err != nil {
		return []finding{{broken, "cache", err.Error(), "if the file is damaged: sitrep makes a new one of what can be read when it is started, and keeps this one"}}
	}
	info, err := s.db.Info(ctx)
	if err != nil {
		return []finding{{broken, "cache", err.Error(), ""}}
	}
	found := []finding{{fine, "cache", fmt.Sprintf("%s: %s, %s, %d texts, version %d",
		path, present.Bytes(info.Bytes), present.Count(info.Stories, "story", "stories"), info.Bodies, info.Version), ""}}
	if err := s.db.Check(ctx); err != nil {
		advice := "sitrep makes a new one of what can be read when it is started, and keeps this one"
		if err := store.Suspect(path); err != nil {
			advice = err.Error()
		}
		found = append(found, finding{broken, "cache", err.Error(), advice})
	}
	found = append(found, private("cache", path, 0o600)...)
	found = append(found, private("cache", filepath.Dir(path), 0o700)...)
	if s.feeds, err = allFeeds(cfg); err != nil {
		return append(found, finding{broken, "feeds", err.Error(), ""})
	}
	all, err := s.followed(ctx)
	if err != nil {
		return append(found, finding{broken, "feeds", err.Error(), ""})
	}
	found = append(found, examineFeeds(all)...)
	times, err := s.db.Published(ctx, quietAfter)
	if err != nil {
		return append(found, finding{broken, "feeds", err.Error(), ""})
	}
	return append(found, examineHabits(all, times, e.now())...)
}

// quietAfter is of how many stories a feed's habit is made.
const quietAfter = 50

// examineHabits flags feeds that answer well, but have brought nothing for
// longer than they are used to: a source may have moved without a word.
func examineHabits(all []news.FeedStatus, times map[news.FeedID][]time.Time, now time.Time) []finding {
	var found []finding
	for _, f := range all {
		since, silent := feeds.Quiet(times[f.Feed.ID], now)
		if silent && f.State.Condition() == news.OK {
			found = append(found, finding{
				advice, "feed", fmt.Sprintf("%s (%s) has brought nothing new for %d days, which is longer than its habit", f.Name(), f.Feed.ID, int(since.Hours()/24)),
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
func examineFeeds(all []news.FeedStatus) []finding {
	conditions := make(map[news.Condition]int)
	var found []finding
	for _, f := range all {
		conditions[f.State.Condition()]++
		switch f.State.Condition() {
		case news.Failing, news.Missing, news.Gone:
			text := fmt.Sprintf("%s (%s): ", f.Name(), f.Feed.ID)
			if n := f.State.Failures; n > 1 {
				text += fmt.Sprintf("%d times in a row: ", n)
			}
			text += f.State.Err.String()
			found = append(found, finding{advice, "feed", text, feeds.AdviceOn(f).String()})
		default:
			if f.State.MovedTo != "" {
				found = append(found, finding{advice, "feed", fmt.Sprintf("%s has moved to %s", f.Feed.ID, sanitize.Redacted(f.State.MovedTo)), "change its address in the configuration"})
			}
		}
	}
	sum := finding{fine, "feeds", fmt.Sprintf("%d followed: %d ok, %d failing, %d gone, %d never polled",
		len(all), conditions[news.OK], conditions[news.Failing], conditions[news.Gone], conditions[news.Waiting]), ""}
	switch {
	case len(all) == 0:
		sum.verdict, sum.mend = advice, "sitrep feeds add URL"
	case conditions[news.Failing] == len(all):
		sum.verdict, sum.mend = broken, "every feed fails: is there a network? a proxy (poll.proxy)?"
		if more := len(found) - fewFeeds; more > 0 {
			// What is wrong with all of them is not wrong with each.
			found = append(found[:fewFeeds], finding{advice, "feed", fmt.Sprintf("and %d more", more), "sitrep feeds list names them all"})
		}
	case conditions[news.Waiting] == len(all):
		sum.mend = "sitrep poll fetches them"
	}
	return append([]finding{sum}, found...)
}
