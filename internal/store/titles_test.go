package store_test

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

// titlesData says in its head what its lines hold.
//
//go:embed testdata/titles.tsv
var titlesData string

// titleSet is a cache of stories and titles that refer to them.
type titleSet struct {
	stories map[news.FeedID][]news.Arrival
	citing  map[news.FeedID][]news.Arrival
	names   map[news.StoryID]string // of the stories, for messages
	cases   []titleCase
}

// titleCase is a title, the story that refers by it and the one it means.
type titleCase struct {
	class, title string
	from, to     news.StoryID // to is empty if the cache lacks it
}

func readTitles(t *testing.T) titleSet {
	t.Helper()
	set := titleSet{map[news.FeedID][]news.Arrival{}, map[news.FeedID][]news.Arrival{}, map[news.StoryID]string{}, nil}
	feeds := map[string]news.FeedID{}
	langs := map[news.FeedID]string{}
	ids := map[string]news.StoryID{"-": ""}
	for n, row := range slices.Collect(strings.Lines(titlesData)) {
		row = strings.TrimSuffix(row, "\n")
		if strings.HasPrefix(row, "#") {
			continue
		}
		f := append(strings.Split(row, "\t"), "")
		feed, known := feeds[f[2]]
		switch {
		case f[0] == "feed":
			feeds[f[1]] = news.FeedID(f[2])
			langs[feeds[f[1]]] = f[3]
		case f[0] == "story" && known:
			a := arrival(feed, cmp.Or(f[5], f[1]), f[4], hoursAgo(t, f[3]))
			a.Story.Lang = langs[feed]
			ids[f[1]], set.names[a.Story.ID] = a.Story.ID, f[1]
			set.stories[feed] = append(set.stories[feed], a)
		case f[0] == "ref" && known:
			to, ok := ids[f[4]]
			if !ok {
				t.Fatalf("line %d: no story %s", n+1, f[4])
			}
			a := arrival(feed, "citing-"+strconv.Itoa(n), "№"+strconv.Itoa(n), hoursAgo(t, f[3]))
			a.Story.Lang = langs[feed]
			a.References = []news.Reference{ref(f[5], "")}
			set.citing[feed] = append(set.citing[feed], a)
			set.cases = append(set.cases, titleCase{f[1], f[5], a.Story.ID, to})
		default:
			t.Fatalf("line %d: %q", n+1, row)
		}
	}
	return set
}

func hoursAgo(t *testing.T, s string) time.Duration {
	t.Helper()
	n, err := strconv.Atoi(s)
	must(t, err)
	return time.Duration(n) * time.Hour
}

// resolved saves the set in batches and returns what each title was resolved to.
func (set titleSet) resolved(t *testing.T, batches ...map[news.FeedID][]news.Arrival) []news.Reference {
	t.Helper()
	db, _ := openNew(t)
	for _, b := range batches {
		for feed, as := range b {
			save(t, db, feed, as...)
		}
	}
	out := make([]news.Reference, len(set.cases))
	for i, c := range set.cases {
		rs, err := db.References(t.Context(), c.from)
		must(t, err)
		out[i] = rs[0]
	}
	return out
}

// score counts how titles of a class, or of all, were resolved.
type score struct {
	titles, held, found int
	right, wrong        map[news.Match]int
}

func (s *score) add(c titleCase, r news.Reference) {
	if s.right == nil {
		s.right, s.wrong = map[news.Match]int{}, map[news.Match]int{}
	}
	s.titles++
	if c.to != "" {
		s.held++
	}
	switch r.To {
	case "":
	case c.to:
		s.found++
		s.right[r.Match]++
	default:
		s.wrong[r.Match]++
	}
}

func (s *score) precision(m news.Match) float64 {
	return share(s.right[m], s.right[m]+s.wrong[m])
}

func (s *score) recall() float64 { return share(s.found, s.held) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

func (s *score) String() string {
	tier := func(m news.Match) string { return fmt.Sprintf("%d/%d", s.right[m], s.right[m]+s.wrong[m]) }
	return fmt.Sprintf("%4d titles, found %3d of %3d; right at exact %8s, likely %7s, maybe %6s", s.titles, s.found, s.held,
		tier(news.ByTitle), tier(news.Likely), tier(news.Maybe))
}

func TestTitlesLeadToTheirStories(t *testing.T) {
	set := readTitles(t)
	if len(set.cases) < 300 {
		t.Fatalf("%d titles, want at least 300", len(set.cases))
	}
	got := set.resolved(t, set.stories, set.citing)
	var all score
	classes := map[string]*score{}
	for i, c := range set.cases {
		if classes[c.class] == nil {
			classes[c.class] = &score{}
		}
		classes[c.class].add(c, got[i])
		all.add(c, got[i])
		if got[i].To != c.to {
			t.Logf("%s: %q leads to %q (%s), means %q", c.class, c.title, set.names[got[i].To], got[i].Match, set.names[c.to])
		}
	}
	for class, s := range classes {
		t.Logf("%-22s %s", class, s)
	}
	t.Logf("%-22s %s", "all", &all)
	t.Logf("precision exact %.3f, likely %.3f, maybe %.3f; recall %.3f", all.precision(news.ByTitle),
		all.precision(news.Likely), all.precision(news.Maybe), all.recall())
	if p := all.precision(news.ByTitle); p < 0.98 {
		t.Errorf("precision at exact is %.3f, want 0.98", p)
	}
	if p := all.precision(news.Likely); p < 0.92 {
		t.Errorf("precision at likely is %.3f, want 0.92", p)
	}
	if r := all.recall(); r < 0.8 {
		t.Errorf("recall is %.3f, want 0.80", r)
	}
}

func TestTitlesResolveAlikeWhicheverComesFirst(t *testing.T) {
	set := readTitles(t)
	want := set.resolved(t, set.stories, set.citing)
	got := set.resolved(t, set.citing, set.stories)
	for i, c := range set.cases {
		if got[i].To != want[i].To || got[i].Match != want[i].Match {
			t.Errorf("%s: %q leads to %q (%s) if it comes first, to %q (%s) if it comes last", c.class, c.title,
				set.names[got[i].To], got[i].Match, set.names[want[i].To], want[i].Match)
		}
	}
}

func TestATitleThatFitsTwoStoriesIsAGuess(t *testing.T) {
	const title = "Air raid alert declared in the whole Velm region"
	own := func(slug, headline string, ago time.Duration) news.Arrival {
		return arrival(radio, slug, headline, ago)
	}
	tests := []struct {
		name, title string
		feed        news.FeedID // that brings the stories
		held        []news.Arrival
		to          string
		want        news.Match
	}{
		{"one", title, radio, []news.Arrival{own("a", title, 20*time.Hour)}, "a", news.ByTitle},
		{"days in a row", title, radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title, 44*time.Hour)}, "a", news.Maybe},
		{"weeks apart", title, radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title, 500*time.Hour)}, "a", news.Likely},
		{"added to both", title, radio, []news.Arrival{own("a", title+": map", 20*time.Hour), own("b", title+" – what we know", 22*time.Hour)}, "a", news.Maybe},
		{"breaks off before they differ", "Air raid alert declared in the whole…", radio, []news.Arrival{own("a", title, 30*time.Hour), own("b", "Air raid alert declared in the whole Tarn valley", 20*time.Hour)}, "b", news.Maybe},
		{"label tells them apart", title + " (video)", radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title+" (video)", 21*time.Hour)}, "b", news.ByTitle},
		{"column of an old day", "Morning briefing", radio, []news.Arrival{own("a", "Morning briefing", 200*time.Hour)}, "a", news.Maybe},
		{"other houses", title, courier, []news.Arrival{arrival(courier, "a", title, 20*time.Hour), arrival(courier, "b", title, 21*time.Hour)}, "a", news.Maybe},
	}
	for _, tt := range tests {
		for first := range 3 {
			t.Run(fmt.Sprintf("%s, reference %d", tt.name, first), func(t *testing.T) {
				db, _ := openNew(t)
				citing := arrival(radio, "citing", "№1", time.Hour)
				citing.References = []news.Reference{ref(tt.title, "")}
				for i := range 3 {
					if i == first {
						save(t, db, radio, citing)
					}
					if i < len(tt.held) {
						save(t, db, tt.feed, tt.held[i])
					}
				}
				rs, err := db.References(t.Context(), citing.Story.ID)
				must(t, err)
				if rs[0].Target == nil {
					t.Fatal("no story found")
				}
				diff(t, "match", []any{tt.to, tt.want}, []any{rs[0].Target.GUID, rs[0].Match})
			})
		}
	}
}

func TestOnePageOfTwoFeedsIsNoDoubt(t *testing.T) {
	db, _ := openNew(t)
	const title = "Air raid alert declared in the whole Velm region"
	a, b := arrival(radio, "a", title, 20*time.Hour), arrival(courier, "a", title, 20*time.Hour)
	b.Story.URL = a.Story.URL + "?utm_source=rss"
	save(t, db, radio, a)
	save(t, db, courier, b)
	third := news.FeedID("https://orla.example/rss")
	citing := arrival(third, "citing", "№1", time.Hour)
	citing.References = []news.Reference{ref(title, "")}
	save(t, db, third, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "match", news.ByTitle, rs[0].Match)
}

func TestANegationIsAnotherReport(t *testing.T) {
	for _, titles := range [][2]string{
		{"Regierung in Velm ruft den Notstand für Tarn aus", "Regierung in Velm ruft den Notstand für Tarn nicht aus"},
		{"Воду в Тарні заборонили пити через забруднення річки", "Воду в Тарні не заборонили пити через забруднення річки"},
		{"ターン市は住民の避難を求める方針を固めた", "ターン市は住民の避難を求めない方針を固めた"},
	} {
		db, _ := openNew(t)
		save(t, db, radio, arrival(radio, "a", titles[0], 20*time.Hour))
		citing := arrival(radio, "citing", "№1", time.Hour)
		citing.References = []news.Reference{ref(titles[1], "")}
		save(t, db, radio, citing)
		rs, err := db.References(t.Context(), citing.Story.ID)
		must(t, err)
		diff(t, titles[1], news.Maybe, rs[0].Match)
	}
}
