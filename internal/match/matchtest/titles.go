// Package matchtest has titles and the stories they mean, for measuring how
// references are resolved: by the judgement alone and by a whole cache.
package matchtest

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/news"
)

// titlesData documents its lines at its head.
//
//go:embed titles.tsv
var titlesData string

// Set is a set of stories, and of titles by which other stories refer to them.
type Set struct {
	Stories  []Story
	Mentions []Mention
}

// Story is a story that a cache holds.
type Story struct {
	Name     string // unique in the set
	Feed     news.FeedID
	Lang     string
	Ago      time.Duration // how long ago it was published
	Headline string
	Slug     string // the last part of its address
}

// Mention is a title by which a story refers to another.
type Mention struct {
	Name  string // unique in the set
	Class string // how the title differs from the headline it means
	Title string
	Feed  news.FeedID // of the story that refers
	Lang  string
	Ago   time.Duration
	To    string // the name of the story it means; empty: the set lacks it
}

// Titles returns the set that titles.tsv has. An error names the broken line.
func Titles() (Set, error) {
	var (
		set   Set
		feeds = map[string]news.FeedID{}
		langs = map[news.FeedID]string{}
		known = map[string]bool{}
	)
	for n, row := range slices.Collect(strings.Lines(titlesData)) {
		row = strings.TrimSuffix(row, "\n")
		if strings.HasPrefix(row, "#") {
			continue
		}
		f := append(strings.Split(row, "\t"), "")
		if len(f) < 6 {
			return Set{}, fmt.Errorf("titles: line %d: %q", n+1, row)
		}
		feed, found := feeds[f[2]]
		if f[0] == "feed" {
			feeds[f[1]] = news.FeedID(f[2])
			langs[feeds[f[1]]] = f[3]
			continue
		}
		hours, err := strconv.Atoi(f[3])
		if err != nil || !found {
			return Set{}, fmt.Errorf("titles: line %d: %q", n+1, row)
		}
		ago := time.Duration(hours) * time.Hour
		switch {
		case f[0] == "story":
			slug := f[5]
			if slug == "" {
				slug = f[1]
			}
			known[f[1]] = true
			set.Stories = append(set.Stories, Story{f[1], feed, langs[feed], ago, f[4], slug})
		case f[0] == "ref" && (f[4] == "-" || known[f[4]]):
			to := strings.TrimPrefix(f[4], "-")
			set.Mentions = append(set.Mentions, Mention{"citing-" + strconv.Itoa(n), f[1], f[5], feed, langs[feed], ago, to})
		default:
			return Set{}, fmt.Errorf("titles: line %d: %q", n+1, row)
		}
	}
	return set, nil
}

// Score counts how titles were resolved. The zero Score has none.
type Score struct {
	titles, meant, found int
	right, wrong         map[news.Match]int
}

// Add counts a mention that was resolved to the story of a name, empty: to
// none, with a match.
func (s *Score) Add(m Mention, to string, match news.Match) {
	if s.right == nil {
		s.right, s.wrong = map[news.Match]int{}, map[news.Match]int{}
	}
	s.titles++
	if m.To != "" {
		s.meant++
	}
	switch to {
	case "":
	case m.To:
		s.found++
		s.right[match]++
	default:
		s.wrong[match]++
	}
}

// Precision returns the share of the stories found with a match that are the
// ones meant, 0 to 1; 1 if there are none.
func (s *Score) Precision(m news.Match) float64 { return share(s.right[m], s.right[m]+s.wrong[m]) }

// Recall returns the share of the stories meant that were found, 0 to 1.
func (s *Score) Recall() float64 { return share(s.found, s.meant) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// String returns the score on one line.
func (s *Score) String() string {
	tier := func(m news.Match) string { return fmt.Sprintf("%d/%d", s.right[m], s.right[m]+s.wrong[m]) }
	return fmt.Sprintf("%4d titles, found %3d of %3d; right at exact %8s, likely %7s, maybe %6s", s.titles, s.found, s.meant,
		tier(news.ByTitle), tier(news.Likely), tier(news.Maybe))
}

// Shortfalls returns a sentence for each promise of docs/references.md that
// the score misses; nil: it keeps all.
func (s *Score) Shortfalls() []string {
	var out []string
	for _, want := range []struct {
		name       string
		got, least float64
	}{
		{"precision at exact", s.Precision(news.ByTitle), 0.98},
		{"precision at likely", s.Precision(news.Likely), 0.92},
		{"recall", s.Recall(), 0.8},
	} {
		if want.got < want.least {
			out = append(out, fmt.Sprintf("%s is %.3f, want %.2f", want.name, want.got, want.least))
		}
	}
	if s.titles < 300 {
		out = append(out, fmt.Sprintf("%d titles, want at least 300", s.titles))
	}
	return out
}
