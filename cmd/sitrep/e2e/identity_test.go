package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sitrep/feeds"
	"sitrep/internal/news"
)

// truth is a story as its publisher knows it.
type truth struct {
	kind              string
	n                 int // of its kind
	edition           int
	title, text, date string
	seen              bool // the feed had it
}

// kinds of publisher, by how they name their items.
var kindsOfGUID = []string{"own", "shared guid", "nothing", "counter", "revision", "random", "reports", "front page", "shared both", "no guid"}

// item returns the item of a story, as the feed has it at a poll.
func (s *truth) item(random *rand.Rand) string {
	const site = "https://ledger.example/"
	own := fmt.Sprintf("%s%s/%d", site, strings.ReplaceAll(s.kind, " ", "-"), s.n)
	guid, link := "", own
	switch s.kind {
	case "own":
		guid = fmt.Sprintf("own-%d", s.n)
	case "shared guid":
		guid = "brief"
	case "nothing":
		guid, link = "N/A", "N/A"
	case "counter":
		guid = fmt.Sprintf("%s#%d", own, s.edition)
	case "revision":
		guid = fmt.Sprintf("%s?rev=%d", own, s.edition)
	case "random":
		guid = fmt.Sprintf("uuid:%x", random.Uint64())
	case "reports":
		guid, link = fmt.Sprintf("r-%d", s.n), site+"river"
	case "front page":
		link = site
	case "shared both":
		guid, link = "warning", site+"warnings"
	}
	if guid != "" {
		guid = `<guid isPermaLink="false">` + guid + `</guid>`
	}
	return "<item>" + guid + "<link>" + link + "</link><title>" + s.title + "</title><description>" + s.text + "</description><pubDate>" + s.date + "</pubDate></item>\n"
}

func newTruth(kind string, n int) *truth {
	s := &truth{kind: kind, n: n, title: fmt.Sprintf("%s number %d", kind, n), text: fmt.Sprintf("It rose by %d cm.", n)}
	s.date = fmt.Sprintf("%02d Feb 2026 %02d:00:00 GMT", 1+n%14, n%24)
	if kind == "reports" {
		s.title = "Daily river report"
	}
	return s
}

// edit changes a story as a publisher of its kind does.
func (s *truth) edit(random *rand.Rand) {
	s.edition++
	switch s.kind {
	case "reports": // the next report is another one
	case "random", "nothing", "front page", "shared both":
		s.text = fmt.Sprintf("%s Later it was %d.", s.text, random.IntN(99))
	default:
		s.title = fmt.Sprintf("%s number %d, edited %d", s.kind, s.n, s.edition)
		s.text = fmt.Sprintf("It fell by %d cm.", random.IntN(99))
	}
}

// TestNothingVanishesAndNothingComesTwice follows random feeds over twenty
// polls: items come, are edited, leave and come back. The cache has as many
// stories as the publisher.
func TestNothingVanishesAndNothingComesTwice(t *testing.T) {
	for seed := range uint64(30) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 14))
			kinds := []string{kindsOfGUID[seed%uint64(len(kindsOfGUID))]}
			for range random.IntN(3) {
				kinds = append(kinds, kindsOfGUID[random.IntN(len(kindsOfGUID))])
			}
			var all, feed []*truth
			add := func(kind string) {
				s := newTruth(kind, len(all))
				all, feed = append(all, s), append([]*truth{s}, feed...)
			}
			for _, k := range kinds { // two of each: one alone shares nothing
				add(k)
				add(k)
			}
			r := &readings{docs: map[string]string{}}
			srv := httptest.NewServer(r)
			defer srv.Close()
			sink, poll := laterReader(t, srv.URL+"/feed", "")
			total := 0
			for round := range 20 {
				var b strings.Builder
				fresh := 0
				for _, s := range feed {
					b.WriteString(s.item(random))
					if s.kind != "random" && random.IntN(9) == 0 {
						b.WriteString(s.item(random)) // twice, by mistake
					}
					if !s.seen {
						s.seen = true
						fresh++
					}
				}
				r.docs["/feed"] = `<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title><link>https://ledger.example/</link>` + b.String() + `</channel></rss>`
				for _, want := range []int{fresh, 0} { // and once more, the document being the same
					sink.saved = news.Saved{}
					poll(feeds.Reading, nil)
					if sink.saved.New != want {
						t.Fatalf("kinds %v, round %d: %d new stories, want %d, of\n%s", kinds, round, sink.saved.New, want, b.String())
					}
				}
				total += fresh
				change(random, kinds, all, &feed, add)
			}
			c, err := sink.Count(t.Context(), news.Filter{}, 0)
			if err != nil || c.Total != total {
				t.Errorf("kinds %v: %d stories, %v; the publisher had %d", kinds, c.Total, err, total)
			}
		})
	}
}

// change changes a feed at random between two polls.
func change(random *rand.Rand, kinds []string, all []*truth, feed *[]*truth, add func(kind string)) {
	for range random.IntN(4) {
		at := 0
		if n := len(*feed); n > 0 {
			at = random.IntN(n)
		}
		switch n := random.IntN(10); {
		case n < 3:
			add(kinds[random.IntN(len(kinds))])
		case n < 5 && len(*feed) > 0:
			(*feed)[at].edit(random)
		case n < 7 && len(*feed) > 1:
			*feed = slices.Delete(*feed, at, at+1)
		case n < 9:
			if s := all[random.IntN(len(all))]; !slices.Contains(*feed, s) {
				*feed = append(*feed, s)
			}
		default:
			random.Shuffle(len(*feed), func(i, j int) { (*feed)[i], (*feed)[j] = (*feed)[j], (*feed)[i] })
		}
	}
}

// earlierSink gets stories as the release before rules of identity named them.
type earlierSink struct{ *altered }

func (s *earlierSink) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	urls := map[string]map[string]bool{}
	for _, a := range b.Arrivals {
		if a.Story.GUID != "" && a.Story.URL != "" {
			if urls[a.Story.GUID] == nil {
				urls[a.Story.GUID] = map[string]bool{}
			}
			urls[a.Story.GUID][a.Story.URL] = true
		}
	}
	seen := map[news.StoryID]bool{}
	var as []news.Arrival
	for _, a := range b.Arrivals {
		guid := a.Story.GUID
		if len(urls[guid]) > 1 {
			guid = ""
		}
		if a.Story.ID, _ = news.NewStoryID(b.Feed, guid, a.Story.URL, a.Story.Headline.String()); !seen[a.Story.ID] {
			seen[a.Story.ID] = true
			as = append(as, a)
		}
	}
	b.Arrivals = as
	return s.altered.Save(ctx, b)
}

// TestACacheOfTheReleaseBeforeRulesOfIdentity: the same bytes bring nothing new
// and no edit, also if all are read once more, and later changes count.
func TestACacheOfTheReleaseBeforeRulesOfIdentity(t *testing.T) {
	item := func(guid, link, title string) string {
		return `<item><guid isPermaLink="false">` + guid + `</guid><link>` + link + `</link><title>` + title + `</title><description>It rose by 3 cm.</description></item>`
	}
	const site = "https://ledger.example/"
	for name, docs := range map[string][2]string{
		"a shared guid":   {item("b", site+"1", "Morning") + item("b", site+"2", "Evening"), item("b", site+"3", "Noon")},
		"nothing":         {item("N/A", "N/A", "Storm") + item("N/A", "N/A", "Flood"), item("N/A", "N/A", "Fire")},
		"the front page":  {item("", site, "Storm") + item("", site, "Flood"), item("", site, "Fire")},
		"all shared":      {item("w", site+"w", "Storm") + item("w", site+"w", "Flood"), item("w", site+"w", "Fire")},
		"counters":        {item(site+"1#0", site+"1", "Storm") + item(site+"1#1", site+"1", "Storm 2") + item(site+"2#0", site+"2", "Flood"), item(site+"3#0", site+"3", "Fire")},
		"guids of others": {item("r-1", site+"r", "Report") + item("r-2", site+"r", "Report"), item("r-3", site+"s", "Report")},
	} {
		t.Run(name, func(t *testing.T) {
			r := &readings{docs: map[string]string{}}
			srv := httptest.NewServer(r)
			defer srv.Close()
			document := func(built, items string) {
				r.docs["/feed"] = `<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title><link>` + site + `</link><lastBuildDate>` + built + `</lastBuildDate>` + items + `</channel></rss>`
			}
			sink, poll := laterReader(t, srv.URL+"/feed", "")
			document("1", docs[0])
			earlier := &earlierSink{sink}
			pollInto(t, earlier, feeds.Reading)
			if sink.saved.New == 0 {
				t.Fatal("no stories the first time")
			}
			for _, at := range []struct {
				reading int
				built   string
			}{{feeds.Reading, "1"}, {feeds.Reading + 1, "1"}, {feeds.Reading + 1, "2"}, {feeds.Reading + 2, "3"}} {
				document(at.built, docs[0])
				sink.saved = news.Saved{}
				if poll(at.reading, nil); sink.saved != (news.Saved{}) {
					t.Errorf("%+v: saved %+v, want nothing", at, sink.saved)
				}
			}
			document("4", docs[1]+docs[0])
			sink.saved = news.Saved{}
			if poll(feeds.Reading+2, nil); sink.saved != (news.Saved{New: 1}) {
				t.Errorf("one item more: saved %+v, want one new story", sink.saved)
			}
		})
	}
}
