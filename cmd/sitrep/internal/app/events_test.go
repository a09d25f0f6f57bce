package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// newsroom is a cache that a test fills, at a time that it sets.
type newsroom struct {
	*Session
	t    *testing.T
	now  time.Time
	kept bool // clusters are kept before a brief
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	n := &newsroom{t: t, now: time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	a, err := Open(t.Context(), Options{
		Now: func() time.Time { return n.now }, Log: slog.New(slog.DiscardHandler), DataDir: filepath.Join(dir, "data"),
		Getenv: func(k string) string { return map[string]string{"HOME": dir, "XDG_CONFIG_HOME": dir}[k] },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	n.Session = session(t, a)
	return n
}

// print saves a story of an outlet; the same slug is the same story.
func (n *newsroom) print(outlet, slug, headline string, text ...string) {
	n.t.Helper()
	n.now = n.now.Add(time.Second)
	site := "https://" + strings.ToLower(outlet) + ".example/"
	var body []news.Block
	for _, p := range text {
		body = append(body, news.Block{Kind: news.Paragraph, Text: sanitize.Line(p)})
	}
	_, err := n.DB.Save(n.t.Context(), news.Batch{Feed: news.FeedID(site + "feed"), Arrivals: []news.Arrival{{
		Story: news.Story{
			Feed: news.FeedID(site + "feed"), GUID: slug, URL: site + slug, Headline: sanitize.Line(headline), Lang: "en", Published: n.now, Source: sanitize.Line(outlet),
		},
		Body: body, Whole: len(body) > 0,
	}}})
	if err != nil {
		n.t.Fatal(err)
	}
}

// fillers are stories that share nothing, so that words have their weight.
func (n *newsroom) fillers() {
	n.t.Helper()
	for i, h := range strings.Split(`Bakery wins bread prize|Museum shows old maps|Strike of bus drivers ends|Ferry timetable changes in May|Team wins the cup after extra time
Measles outbreak closes nursery|Mayor opens library|Orchestra plays by the lake|New cranes for the port|Teachers ask for smaller classes
Wolf seen near vineyard|Old cinema gets new roof|Census counts fewer children|Bees return to the park|Court hears tax case
Painter sells last canvas|Chess master loses title|Tram line to the airport delayed|Farmers plant rye early|Glass factory hires apprentices`, "|") {
		for k, line := range strings.Split(h, "\n") {
			n.print("Filler", fmt.Sprintf("filler-%d-%d", i, k), line)
		}
	}
}

func TestABriefListsWhatMovedAndNothingElse(t *testing.T) {
	t.Run("clusters of the cache", func(t *testing.T) { briefOfADay(t, true) })
	t.Run("no clusters yet", func(t *testing.T) { briefOfADay(t, false) })
}

// briefOfADay scripts a day; kept says that the cache keeps its clusters.
func briefOfADay(t *testing.T, kept bool) {
	t.Helper()
	n := newNewsroom(t)
	n.kept = kept
	n.fillers()
	n.print("Courier", "gates", "Dam gates jam at Kamin, 12 injured")
	n.print("Ledger", "jam", "Gates of the Kamin dam jam, 12 injured")
	n.print("Courier", "inquiry", "Parliament calls inquiry into rail budget")
	n.print("Ledger", "inquiry", "Parliament calls inquiry into rail budget")
	n.print("Radio", "water", "Water in Dolyna safe, ministry says", "The ministry said the water is safe to drink in Dolyna.")
	n.print("Courier", "cost", "Cost of the flood", "The flood cost 40 million, the ministry said.")
	n.print("Courier", "typo", "Power returns to Velm", "The ministry thannked the crews of the grid.")
	n.seen()
	if b := n.brief(); len(b.Items) != 0 || b.NewStories != 0 {
		t.Errorf("a brief right after the look has %d items and %d new stories", len(b.Items), b.NewStories)
	}

	n.now = n.now.Add(2 * time.Hour)
	n.print("Radio", "gates", "Kamin dam gates jam: 31 injured")
	n.print("Gazette", "inquiry", "Parliament calls inquiry into rail budget")
	n.print("Radio", "water", "Water in Dolyna not safe, ministry says", "The ministry said the water is not safe to drink in Dolyna.")
	n.print("Courier", "cost", "Cost of the flood", "The flood cost 14 million, the ministry said. Correction: an earlier version gave 40 million.")
	n.print("Courier", "typo", "Power returns to Velm", "The ministry thanked the crews of the grid.")
	n.print("Courier", "bridge", "Bridge at Verkhivka closed to trucks")
	n.print("Radio", "bridge", "Verkhivka bridge closed to trucks after cracks")
	n.print("Ledger", "rye", "Beekeepers meet in Orla")

	b := n.brief()
	var got []string
	for _, i := range b.Items {
		got = append(got, fmt.Sprintf("%s %s: %s (%s -> %s)", i.Part, i.Reason, i.Title, i.From, i.To))
	}
	want := []string{
		"moved figure: Kamin dam gates jam: 31 injured (12 -> 31)",
		"moved negation: Water in Dolyna not safe, ministry says ( -> not)",
		"new new: Verkhivka bridge closed to trucks after cracks ( -> )",
		"corrected correction: Cost of the flood (40 -> 14)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if b.Singles != 1 || b.NewStories != 5 || b.Quiet != 1 {
		t.Errorf("%d single stories of %d new ones, %d quiet clusters; want 1 of 5, 1", b.Singles, b.NewStories, b.Quiet)
	}
	for _, width := range []int{40, 60, 80, 120} {
		for line := range strings.Lines(present.BriefText(b, width, 18)) {
			if w := len([]rune(strings.TrimRight(line, "\n"))); w > width && !strings.Contains(line, "Brief") && !strings.Contains(line, "Nothing new") {
				t.Errorf("a line of %d columns at %d: %q", w, width, line)
			}
		}
	}
	if lines := strings.Count(present.BriefText(b, 80, 4), "\n"); lines > 4 {
		t.Errorf("%d lines, at most 4 were asked for", lines)
	}

	// A look of one person is nobody else's, and outlives the process.
	n.seen()
	if b := n.brief(); len(b.Items) != 0 {
		t.Errorf("after the look the brief has %d items", len(b.Items))
	}
}

// seen moves the look to now.
func (n *newsroom) seen() {
	n.t.Helper()
	n.must(n.SetLook(n.t.Context(), n.brief().Next))
}

func (n *newsroom) brief() *reader.Brief {
	n.t.Helper()
	if n.kept {
		n.must(n.UpdateClusters(n.t.Context()))
	}
	b, err := n.Brief(n.t.Context(), news.Look{})
	if err != nil {
		n.t.Fatal(err)
	}
	return b
}

// clusterOf returns the cluster that a story is kept in; "": none.
func (n *newsroom) clusterOf(slug string) (cluster string, how string) {
	n.t.Helper()
	all, err := n.DB.Clusters(n.t.Context(), time.Time{})
	if err != nil {
		n.t.Fatal(err)
	}
	for _, c := range all {
		for _, id := range c.Stories {
			st, err := n.Cache.Story(n.t.Context(), id)
			if err != nil {
				n.t.Fatal(err)
			}
			if strings.HasSuffix(st.URL, slug) {
				return c.ID, c.Storyline
			}
		}
	}
	return "", ""
}

func TestClustersAreKeptUpToDate(t *testing.T) {
	n := newNewsroom(t)
	n.fillers()
	n.print("Courier", "gates-1", "Dam gates jam at Kamin, 12 injured")
	c := &clusterer{Session: n.Session}
	n.must(c.update(t.Context()))
	first, _ := n.clusterOf("gates-1")
	if first == "" {
		t.Fatal("nothing is kept after the first repair")
	}

	// What arrives is attached at once, under the same ID.
	n.print("Ledger", "gates-2", "Gates of the Kamin dam jam, 12 injured")
	n.print("Ledger", "alone", "Beekeepers of Orla meet")
	n.must(c.update(t.Context()))
	if c.pending != 2 {
		t.Errorf("%d arrivals wait for a repair, want 2", c.pending)
	}
	if got, _ := n.clusterOf("gates-2"); got != first {
		t.Errorf("the second report is in %q, want %q", got, first)
	}
	if got, _ := n.clusterOf("alone"); got == "" || got == first {
		t.Errorf("another story is in %q", got)
	}

	// A repair after 15 minutes changes no ID.
	n.now = n.now.Add(repairInterval)
	n.print("Radio", "gates-3", "Kamin dam gates jam: 31 injured")
	n.must(c.update(t.Context()))
	if got, _ := n.clusterOf("gates-3"); got != first || c.pending != 0 {
		t.Errorf("after a repair the event is %q, want %q; %d wait", got, first, c.pending)
	}

	// A repair of another process gives the same.
	n.must(n.UpdateClusters(t.Context()))
	for _, slug := range []string{"gates-1", "gates-2", "gates-3"} {
		if got, _ := n.clusterOf(slug); got != first {
			t.Errorf("%s is in %q after another process repaired, want %q", slug, got, first)
		}
	}

	// No repair moves a story that a person moved.
	other, line := n.clusterOf("alone")
	st, err := n.Cache.Find(t.Context(), "https://radio.example/gates-3")
	n.must(err)
	n.must(n.DB.SaveClusters(t.Context(), news.Clustering{How: news.ByHand, Clusters: []news.Cluster{
		{ID: other, Storyline: line, First: n.now, Last: n.now, Stories: []news.StoryID{st.ID}},
	}}))
	n.must(n.UpdateClusters(t.Context()))
	if got, _ := n.clusterOf("gates-3"); got != other {
		t.Errorf("a story that was moved to %q is in %q after a repair", other, got)
	}
	events, err := n.Events(t.Context(), EventsRequest{})
	n.must(err)
	for _, e := range events {
		if string(e.ID) == other && len(e.Stories) != 2 {
			t.Errorf("the event with the moved story has %d stories", len(e.Stories))
		}
	}
}

func (n *newsroom) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// A story that arrives with a time from before the window opens the time
// around it again.
func TestALateStoryFindsItsEvent(t *testing.T) {
	n := newNewsroom(t)
	n.fillers()
	n.print("Courier", "gates-1", "Dam gates jam at Kamin, 12 injured")
	c := &clusterer{Session: n.Session}
	n.must(c.update(t.Context()))
	first, _ := n.clusterOf("gates-1")
	then := n.now
	n.now = then.Add(20 * 24 * time.Hour)
	n.must(c.repair(t.Context()))
	_, err := n.DB.Save(t.Context(), news.Batch{Feed: "https://ledger.example/feed", Arrivals: []news.Arrival{{Story: news.Story{
		Feed: "https://ledger.example/feed", GUID: "late", URL: "https://ledger.example/late", Headline: sanitize.Lit("Gates of the Kamin dam jam, 12 injured"), Lang: "en", Published: then.Add(time.Hour),
	}}}})
	n.must(err)
	n.now = n.now.Add(repairInterval)
	n.must(c.update(t.Context()))
	if got, _ := n.clusterOf("late"); got != first || first == "" {
		t.Errorf("the late story is in %q, its event is %q", got, first)
	}
}

// Following a cache keeps its clusters, until it is told to stop.
func TestFollowingKeepsClusters(t *testing.T) {
	n := newNewsroom(t)
	n.print("Courier", "gates-1", "Dam gates jam at Kamin, 12 injured")
	changed, stop := n.Changed()
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.keepClusters(ctx, nil)
	}()
	select {
	case <-changed: // the first repair
	case <-ctx.Done():
		t.Error("no clusters were kept")
	}
	cancel()
	<-done
	if id, _ := n.clusterOf("gates-1"); id == "" {
		t.Error("the story is in no cluster")
	}
}

// Terms are weighed by the stories of the first minute only until there are
// many more.
func TestTermsAreCountedAgainAsACacheGrows(t *testing.T) {
	n := newNewsroom(t)
	counted := func() int {
		t.Helper()
		n.must(n.UpdateClusters(t.Context()))
		_, body, err := n.DB.TermCounts(t.Context())
		n.must(err)
		var c cluster.Counts
		n.must(c.UnmarshalBinary(body))
		return c.Stories()
	}
	n.print("Courier", "a", "Dam gates jam at Kamin, 12 injured")
	n.print("Ledger", "b", "Gates of the Kamin dam jam, 12 injured")
	if got := counted(); got != 2 {
		t.Errorf("%d stories counted, want 2", got)
	}
	n.fillers()
	if got := counted(); got != 22 {
		t.Errorf("%d stories counted, want 22", got)
	}
	n.print("Radio", "c", "Kamin dam gates jam: 31 injured")
	if got := counted(); got != 22 {
		t.Errorf("%d stories counted after one more, want 22 as before", got)
	}
	n.now = n.now.Add(24 * time.Hour)
	if got := counted(); got != 23 {
		t.Errorf("%d stories counted on the next day, want 23", got)
	}
}

// TestWhoReportsAnEventIsCounted: outlets and origins are kept with the cluster, and
// asked for in lists; another outlet that joins is counted at once.
func TestWhoReportsAnEventIsCounted(t *testing.T) {
	n := newNewsroom(t)
	n.fillers()
	c := &clusterer{Session: n.Session}
	n.print("Courier", "gates-1", "Dam gates jam at Kamin, 12 injured")
	n.print("Ledger", "gates-2", "Gates of the Kamin dam jam, 12 injured")
	n.must(c.update(t.Context()))
	listed := func(q string) int {
		t.Helper()
		f, err := query.Parse(q, n.now)
		n.must(err)
		ss, err := n.Cache.Stories(t.Context(), f, news.Window{})
		n.must(err)
		return len(ss)
	}
	for q, want := range map[string]int{"outlets:>=2": 2, "outlets:2": 2, "outlets:>=3": 0, "origins:>=1": 2, "origins:>=2": 0} {
		if got := listed(q); got != want {
			t.Errorf("%s lists %d stories, want %d", q, got, want)
		}
	}
	n.print("Radio", "gates-3", "Kamin dam gates jam: 31 injured")
	n.must(c.update(t.Context()))
	if got := listed("outlets:3"); got != 3 {
		t.Errorf("after a third outlet %d stories are of an event of three, want 3", got)
	}
	e, err := n.EventOf(t.Context(), n.storyOf("gates-2"), true)
	n.must(err)
	if len(e.Stories) != 3 || e.Stories[0].Reason == nil || len(e.Stories[0].Reason.Words) == 0 {
		t.Errorf("the event has %d stories, want 3, each with its reason", len(e.Stories))
	}
}

// storyOf returns the ID of the story at the end of an address.
func (n *newsroom) storyOf(slug string) news.StoryID {
	n.t.Helper()
	ss, err := n.Cache.Stories(n.t.Context(), news.Filter{}, news.Window{})
	n.must(err)
	for _, s := range ss {
		if strings.HasSuffix(s.URL, slug) {
			return s.ID
		}
	}
	n.t.Fatalf("no story %s", slug)
	return ""
}
