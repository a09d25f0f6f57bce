// Package pack holds curated lists of feeds for a start. Each pack is a file
// in data, which a strict parse and this package's test hold to the rules.
// The package does no I/O: the files are part of the program.
package pack

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

//go:embed data/*.yaml
var data embed.FS

const (
	minInterval = 15 * time.Minute
	minFastLane = 5 * time.Minute // for feeds whose publisher lets poll often
	hazardsPack = "hazards"       // the only pack with a fast lane
)

// Pack is a curated list of feeds.
type Pack struct {
	Name  string // lower case, one word
	Title string // for people
	Feeds []news.Feed
}

// file is a pack as it is written. Feeds carry the pack's name as a tag
// without saying so.
type file struct {
	Name  string `yaml:"name"`
	Title string `yaml:"title"`
	Feeds []struct {
		URL      string   `yaml:"url"`
		Name     string   `yaml:"name"`
		Tags     []string `yaml:"tags"`
		Interval string   `yaml:"interval"`
		FastLane bool     `yaml:"fast_lane"`
		Type     string   `yaml:"type"`
	} `yaml:"feeds"`
}

// All returns the packs, sorted by name. They are read once and shared: callers
// do not change them. An error is one of our own files.
func All() ([]Pack, error) {
	packs, err := all()
	return slices.Clone(packs), err
}

var all = sync.OnceValues(read)

func read() ([]Pack, error) {
	entries, err := data.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("read packs: %w", err)
	}
	var packs []Pack
	for _, e := range entries {
		src, err := data.ReadFile("data/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read packs: %w", err)
		}
		p, err := parse(strings.TrimSuffix(e.Name(), path.Ext(e.Name())), src)
		if err != nil {
			return nil, fmt.Errorf("read pack %s: %w", e.Name(), err)
		}
		packs = append(packs, p)
	}
	return packs, nil
}

// Named returns the packs with the given names, in that order, each once. An
// unknown name is an error that lists the known ones.
func Named(names ...string) ([]Pack, error) {
	packs, err := all()
	if err != nil {
		return nil, err
	}
	var out []Pack
	for _, n := range names {
		i := slices.IndexFunc(packs, func(p Pack) bool { return p.Name == n })
		if i < 0 {
			var known []string
			for _, p := range packs {
				known = append(known, p.Name)
			}
			return nil, fmt.Errorf("pack %q: there is none of that name (there are %s)", n, strings.Join(known, ", "))
		}
		if !slices.ContainsFunc(out, func(p Pack) bool { return p.Name == n }) {
			out = append(out, packs[i])
		}
	}
	return out, nil
}

// parse reads one pack and checks it against the rules; all violations are
// reported.
func parse(name string, src []byte) (Pack, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(src, &f, yaml.Strict()); err != nil {
		return Pack{}, err
	}
	var errs []error
	if f.Name != name || !isWord(f.Name) {
		errs = append(errs, fmt.Errorf("name: %q is not the name of the file, in lower-case letters", f.Name))
	}
	if strings.TrimSpace(f.Title) == "" {
		errs = append(errs, errors.New("title: is missing"))
	}
	p := Pack{Name: f.Name, Title: f.Title}
	for i, in := range f.Feeds {
		bad := func(key, format string, args ...any) {
			errs = append(errs, fmt.Errorf("feeds[%d].%s: %s", i, key, fmt.Sprintf(format, args...)))
		}
		feed := news.Feed{ID: news.FeedID(in.URL), Name: sanitize.Line(in.Name), Type: news.FeedType(in.Type), FastLane: in.FastLane}
		if u, ok := sanitize.URL("", in.URL); !ok || u != in.URL || !strings.HasPrefix(u, "https://") {
			bad("url", "%q is not an https address in its canonical spelling", in.URL)
		}
		if slices.ContainsFunc(p.Feeds, func(have news.Feed) bool { return have.ID == feed.ID }) {
			bad("url", "%q is listed twice", in.URL)
		}
		if feed.Name.IsZero() || feed.Name.String() != in.Name {
			bad("name", "%q is not clean text", in.Name)
		}
		if feed.Type != news.TypeFeed && feed.Type != news.TypeSitemap && feed.Type != news.TypeWarning {
			bad("type", "%q is neither empty nor sitemap nor warning", in.Type)
		}
		if in.FastLane && f.Name != hazardsPack {
			bad("fast_lane", "is for the pack %s only", hazardsPack)
		}
		if in.Interval != "" {
			least := minInterval
			if in.FastLane {
				least = minFastLane
			}
			d, err := time.ParseDuration(in.Interval)
			if err != nil || d < least {
				bad("interval", "%q is not a duration of %s or more", in.Interval, least)
			}
			feed.Every = d
		}
		for _, t := range in.Tags {
			if !isWord(t) {
				bad("tags", "%q is not a word in lower case", t)
			}
		}
		feed.Tags = slices.Compact(slices.Sorted(slices.Values(append(in.Tags, f.Name))))
		p.Feeds = append(p.Feeds, feed)
	}
	if len(p.Feeds) == 0 {
		errs = append(errs, errors.New("feeds: there are none"))
	}
	return p, errors.Join(errs...)
}

func isWord(s string) bool {
	return s != "" && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
