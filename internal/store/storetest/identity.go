package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

func (su suite) identity() []subtest {
	tests := []subtest{
		{"what is shared is kept, the last of it", su.sharedIsBounded},
		{"a story keeps its ID and marks when its guid becomes shared", su.becomesShared},
		{"bytes that were read before bring no story", su.seenBefore},
		{"why items are one story", su.why},
	}
	for _, p := range plays {
		tests = append(tests, subtest{p.name, func(t *testing.T) { su.play(t, p) }})
	}
	return tests
}

// item makes an arrival of "guid | address | title | date | text"; the address
// and the date may be shortened.
func item(s string) news.Arrival {
	f := strings.Split(s, "|")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	a := news.Arrival{Story: news.Story{Feed: Radio, GUID: f[0], Headline: line(f[2])}, Body: Paragraphs(f[4])}
	if f[4] == "" {
		a.Body = nil
	}
	if f[1] != "" {
		a.Story.URL = "https://radio.velm.example/" + strings.TrimPrefix(f[1], "/")
	}
	if f[3] != "" {
		a.Story.Published, _ = time.Parse(time.RFC3339, "2026-02-"+f[3]+":00Z")
	}
	a.Story.ID, _ = news.NewItemID(Radio, "", a.Story.GUID, a.Story.URL, f[2])
	return a
}

func items(list string) []news.Arrival {
	var as []news.Arrival
	for s := range strings.SplitSeq(strings.TrimSpace(list), "\n") {
		if strings.TrimSpace(s) != "" {
			as = append(as, item(s))
		}
	}
	return as
}

// play is a feed over several polls.
type play struct {
	name    string
	polls   []string     // the items of each
	saved   []news.Saved // by each
	stories int
}

var (
	nothing = news.Saved{}
	one     = news.Saved{New: 1}
	two     = news.Saved{New: 2}
	edit    = news.Saved{Updated: 1}
)

var plays = []play{
	{
		"alerts that share guid and address are all kept",
		[]string{"N/A | N/A | Storm for Alby | 02T09:00 | \n N/A | N/A | Flood for Norrum | 02T09:00 |", "N/A | N/A | Flood for Norrum | 02T09:00 |", "N/A | N/A | Storm for Alby | 02T09:00 | \n N/A | N/A | Flood for Norrum | 02T09:00 |"},
		[]news.Saved{two, nothing, nothing},
		2,
	},
	{
		"an alert that takes the place of another is another story",
		[]string{"N/A | / | Storm for Alby | 02T09:00 | One.", " | / | Flood for Norrum | 02T10:00 | Two."},
		[]news.Saved{one, one},
		2,
	},
	{
		"one guid and address, two titles",
		[]string{"g | a | Storm for Alby | | One.\n g | a | Flood for Norrum | | One.", "g | a | Flood for Norrum | | One.", "g | a | Fire at Velm | | One."},
		[]news.Saved{two, nothing, one},
		3,
	},
	{
		"one guid, address and title, two days with two texts",
		[]string{"g | a | Report | 02T09:00 | 498 cm.\n g | a | Report | 01T09:00 | 512 cm.", "g | a | Report | 02T09:00 | 498 cm.", "g | a | Report | 03T09:00 | 520 cm.\n g | a | Report | 02T09:00 | 498 cm."},
		[]news.Saved{two, nothing, one},
		3,
	},
	{
		"the sibling of a shared guid has left",
		[]string{"brief | b/2 | Morning | | One.\n brief | b/1 | Evening | | One.", "brief | b/2 | Morning | | One.", "brief | b/3 | Noon | | One."},
		[]news.Saved{two, nothing, one},
		3,
	},
	{
		"a counter in the guid",
		[]string{"https://radio.velm.example/c1#0 | c1 | Blast | 02T09:00 | One.", "https://radio.velm.example/c1#1 | c1 | Blast, two hurt | 02T09:20 | Two.", "https://radio.velm.example/c1#0 | c1 | Blast, two hurt | 02T09:20 | Two.", "https://radio.velm.example/c1#7 | c1 | Blast, three hurt | 03T09:20 | Three."},
		[]news.Saved{one, edit, nothing, edit},
		1,
	},
	{
		"reports with numbers of their own",
		[]string{"r-301 | river | Report | 01T06:00 | 498 cm.", "r-302 | river | Report | 02T06:00 | 512 cm.\n r-301 | river | Report | 01T06:00 | 498 cm.", "r-303 | river | Report | 03T06:00 | 512 cm."},
		[]news.Saved{one, one, one},
		3,
	},
	{
		"reports with numbers of their own, one at a time",
		[]string{"r-301 | river | Report | | 498 cm.", "r-302 | river | Report | | 512 cm."},
		[]news.Saved{one, one},
		2,
	},
	{
		"a random guid",
		[]string{"k3f | i/5 | Window | | One.", "9xq | i/5 | Window | | One.", "p0z | i/5 | Window | | Two.", "7ab | i/5 | Window | | Two."},
		[]news.Saved{one, nothing, edit, nothing},
		1,
	},
	{
		"random guids at one address",
		[]string{"a1 | s | Storm | 02T09:00 | One.\n a2 | s | Flood | 02T09:00 | Two.", "b1 | s | Storm | 02T09:00 | One.\n b2 | s | Flood | 02T09:00 | Two.", "c2 | s | Flood | 02T09:00 | Two."},
		[]news.Saved{two, nothing, nothing},
		2,
	},
	{
		"the feed begins to give guids",
		[]string{" | a | Storm | 02T09:00 | One.\n | b | Flood | 02T09:00 | Two.", "1 | a | Storm | 02T09:00 | One.\n 2 | b | Flood | 02T09:00 | Two."},
		[]news.Saved{two, nothing},
		2,
	},
	{
		"a link to the front page with guids of their own",
		[]string{"1 | / | Storm | 02T09:00 | One.\n 2 | / | Storm | 03T09:00 | Two.", "3 | / | Storm | 04T09:00 | Three."},
		[]news.Saved{two, one},
		3,
	},
}

func (su suite) play(t *testing.T, p play) {
	db, c := su.openNew(t)
	for i, list := range p.polls {
		c.Advance(time.Hour)
		diff(t, fmt.Sprint("poll ", i+1), p.saved[i], save(t, db, Radio, items(list)...))
		diff(t, "and again", nothing, save(t, db, Radio, items(list)...))
	}
	diff(t, "stories", p.stories, len(list(t, db, news.Filter{}, news.Window{Limit: 50})))
	must(t, db.Check(t.Context()))
}

func (su suite) becomesShared(t *testing.T) {
	db, _ := su.openNew(t)
	morning := item("brief | b/2 | Morning | 02T09:00 | One.")
	save(t, db, Radio, morning)
	must(t, db.Star(t.Context(), true, morning.Story.ID))
	both := items("brief | b/1 | Evening | 01T20:00 | Two.\n brief | b/2 | Morning | 02T09:00 | One.")
	diff(t, "saved", one, save(t, db, Radio, both...))
	s, err := db.Story(t.Context(), morning.Story.ID)
	must(t, err)
	diff(t, "the story", []any{"Morning", true, 0}, []any{s.Headline.String(), s.Starred, s.Revisions})
}

func (su suite) seenBefore(t *testing.T) {
	db, _ := su.openNew(t)
	first := items("N/A | N/A | Storm for Alby | 02T09:00 | One.")
	first[0].Story.ID, _ = news.NewStoryID(Radio, "N/A", "", "") // as an earlier release had it
	save(t, db, Radio, first...)
	again := items("N/A | N/A | Flood for Norrum | 02T08:00 | Two.\n N/A | N/A | Storm for Alby | 02T09:00 | One.")
	for i := range again {
		again[i].Bytes = news.BytesSeen
	}
	for range 2 {
		got, err := db.Save(t.Context(), news.Batch{Feed: Radio, Reading: 2, Arrivals: again})
		must(t, err)
		diff(t, "saved", nothing, got)
	}
	diff(t, "stories", []string{"Storm for Alby"}, headlines(list(t, db, news.Filter{}, news.Window{})))
}

func (su suite) sharedIsBounded(t *testing.T) {
	db, c := su.openNew(t)
	const polls, each = 30, 40 // more than are kept
	pair := func(poll int) []news.Arrival {
		var b strings.Builder
		for i := range each {
			key := fmt.Sprintf("k%d-%d", poll, i)
			b.WriteString(key + " | " + key + "/1 | One " + key + " | 02T09:00 | One.\n" + key + " | " + key + "/2 | Two " + key + " | 02T08:00 | Two.\n")
		}
		return items(b.String())
	}
	for i := range polls {
		c.Advance(time.Hour)
		diff(t, "saved", news.Saved{New: 2 * each}, save(t, db, Radio, pair(i)...))
	}
	// The last ones are known still: the sibling of each has left.
	var alone []news.Arrival
	for i, a := range pair(polls - 1) {
		if i%2 == 1 {
			alone = append(alone, a)
		}
	}
	diff(t, "alone", nothing, save(t, db, Radio, alone...))
}

func (su suite) why(t *testing.T) {
	db, c := su.openNew(t)
	first := item("https://radio.velm.example/c1#0 | c1 | Blast | 02T09:00 | One.")
	save(t, db, Radio, first)
	want := []news.Identity{{Rule: news.RuleGUID, GUID: line(first.Story.GUID), URL: first.Story.URL, Seen: Start()}}
	ask := func(what string, id news.StoryID) {
		t.Helper()
		got, err := db.Identity(t.Context(), id)
		must(t, err)
		diff(t, what, want, got)
	}
	ask("one item", first.Story.ID)
	for i := range 20 {
		c.Advance(time.Hour)
		save(t, db, Radio, item(fmt.Sprintf("https://radio.velm.example/c1#%d | c1 | Blast | 02T09:00 | One.", i+1)))
	}
	got, err := db.Identity(t.Context(), first.Story.ID)
	must(t, err)
	diff(t, "many items: the first and the last sixteen", 17, len(got))
	diff(t, "the first", want[0], got[0])
	diff(t, "the last", news.RuleCounter, got[16].Rule)
	_, err = db.Identity(t.Context(), "nope")
	if err == nil {
		t.Error("of no story: no error")
	}
	flood := items("N/A | N/A | Storm | 02T09:00 | One.\n N/A | N/A | Storm | 03T09:00 | Two.")
	save(t, db, Radio, flood...)
	for _, s := range list(t, db, news.Filter{Expr: news.Word{Text: "storm"}}, news.Window{}) {
		why, err := db.Identity(t.Context(), s.ID)
		must(t, err)
		diff(t, "by date", news.RuleDate, why[0].Rule)
	}
}
