package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/match/matchtest"
	"sitrep/internal/news"
	"sitrep/internal/store"
)

// TestReferencesLeadToTheSameStoriesInAnyOrder saves stories in any order, split
// into batches in any way, with titles resolved now and then, and compares what
// the references lead to with what they lead to when all is resolved anew.
func TestReferencesLeadToTheSameStoriesInAnyOrder(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 16))
			all := crowd(t, rnd)
			var first map[string]string
			for order := range 3 {
				p, _ := openNew(t)
				saveInAnyOrder(t, p, rnd, slices.Clone(all))
				got := allLeads(t, p)
				must(t, store.ResolveAnew(t.Context(), p.DB))
				diff(t, fmt.Sprint("order ", order, ", resolved anew"), got, allLeads(t, p))
				if order == 0 {
					first = got
					continue
				}
				// Of equal claims to an address the one that came first counts.
				byTitle := func(leads map[string]string) map[string]string {
					leads = maps.Clone(leads)
					maps.DeleteFunc(leads, func(_, to string) bool { return strings.HasSuffix(to, " 4") })
					return leads
				}
				diff(t, fmt.Sprint("order ", order), byTitle(first), byTitle(got))
			}
			resolved := 0
			for _, to := range first {
				if !strings.HasPrefix(to, " ") {
					resolved++
				}
			}
			if resolved < len(first)/4 || resolved == len(first) {
				t.Errorf("%d of %d references lead to a story: the test sees less than it should", resolved, len(first))
			}
		})
	}
}

// saveInAnyOrder saves stories as rounds of batches of one feed each.
func saveInAnyOrder(t *testing.T, p *store.Person, rnd *rand.Rand, all []news.Arrival) {
	t.Helper()
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for len(all) > 0 {
		n := min(1+rnd.IntN(1+rnd.IntN(60)), len(all))
		of := map[news.FeedID][]news.Arrival{}
		for _, a := range all[:n] {
			of[a.Story.Feed] = append(of[a.Story.Feed], a)
		}
		all = all[n:]
		for _, feed := range slices.Sorted(maps.Keys(of)) {
			_, err := p.Save(t.Context(), news.Batch{Feed: feed, Arrivals: of[feed]})
			must(t, err)
		}
		if rnd.IntN(3) == 0 {
			must(t, p.ResolveTitles(t.Context()))
		}
	}
	must(t, p.ResolveTitles(t.Context()))
}

// crowd makes stories of ten feeds that refer to each other by address and by
// title: those of matchtest, bulletins that differ by a place and a figure, titles
// that are used again and again, addresses that several feeds claim.
func crowd(t *testing.T, rnd *rand.Rand) []news.Arrival {
	t.Helper()
	set, err := matchtest.Titles()
	must(t, err)
	var feeds []news.FeedID
	for i := range 10 {
		feeds = append(feeds, news.FeedID(fmt.Sprintf("https://f%d.velm.example/rss", i)))
	}
	places := []string{"Velm", "Tarn", "Morvo", "Orla"}
	form := func() string {
		place := places[rnd.IntN(len(places))]
		return []string{
			fmt.Sprintf("Magnitude %d.%d earthquake strikes off the coast of %s", 4+rnd.IntN(3), rnd.IntN(3), place),
			fmt.Sprintf("At least %d injured in %s flood as officials assess damage", 10+rnd.IntN(20), place),
			"Morning briefing from " + place,
			set.Stories[rnd.IntN(len(set.Stories))].Headline,
		}[rnd.IntN(4)]
	}
	const stories = 240
	titles := make([]string, stories)
	out := make([]news.Arrival, stories)
	for i := range out {
		feed := feeds[rnd.IntN(len(feeds))]
		titles[i] = form()
		// No two at the same time: between equals the one that arrived last counts.
		a := arrival(feed, fmt.Sprint("s", i), titles[i], time.Duration(i*37%stories)*5*time.Hour+time.Duration(i)*time.Second)
		a.Story.Lang = ""
		if i > 0 && rnd.IntN(8) == 0 {
			a.Story.URL = out[rnd.IntN(i)].Story.URL // as a feed of feeds has it
			a.Story.ID, _ = news.NewStoryID(feed, a.Story.GUID, a.Story.URL, titles[i])
		}
		out[i] = a
	}
	for i := range out {
		for range rnd.IntN(3) {
			n := rnd.IntN(stories)
			title, url := titles[n], ""
			switch rnd.IntN(6) {
			case 0:
				url = out[n].Story.URL
			case 1:
				title += " – what we know"
			case 2:
				title, url = form(), fmt.Sprintf("https://elsewhere.example/%d", n)
			case 3:
				title = set.Mentions[rnd.IntN(len(set.Mentions))].Title
			case 4:
				title = "Words that no story has " + fmt.Sprint(rnd.IntN(50))
			}
			out[i].References = append(out[i].References, ref(title, url))
		}
	}
	return out
}

// allLeads returns where each reference leads, by GUIDs, and how sure that is.
func allLeads(t *testing.T, p *store.Person) map[string]string {
	t.Helper()
	rows, err := store.Connections(p.DB).QueryContext(t.Context(), `SELECT c.guid, r.n, coalesce(t.guid, ''), r.match
		FROM ref r JOIN story c ON c.seq = r.story LEFT JOIN story t ON t.seq = r.to_story`)
	must(t, err)
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var from, to string
		var n, match int
		must(t, rows.Scan(&from, &n, &to, &match))
		out[fmt.Sprint(from, " ", n)] = fmt.Sprint(to, " ", match)
	}
	must(t, rows.Err())
	return out
}

// A feed of ten thousand items with one title took half a minute: each had the words
// of its title in the index, and was compared with the others.
func TestATitleIsIndexedOnce(t *testing.T) {
	p, _ := openNew(t)
	const title, items = "Live updates on the flood in the Velm region", 1200
	as := make([]news.Arrival, items)
	for i := range as {
		as[i] = arrival(radio, fmt.Sprint("s", i), title, time.Duration(i)*time.Minute)
		as[i].References = []news.Reference{ref(title, ""), ref(title+" and what is known of it", "")}
	}
	save(t, p, radio, as[:items/2]...)
	save(t, p, radio, as[items/2:]...)
	count := func(q string) (n int) {
		t.Helper()
		must(t, store.Connections(p.DB).QueryRowContext(t.Context(), q).Scan(&n))
		return n
	}
	if n := count(`SELECT count(*) FROM title_word`); n == 0 || n > 10 {
		t.Errorf("%d words of one title are in the index", n)
	}
	if n := count(`SELECT count(*) FROM wanted_word`); n == 0 || n > 30 {
		t.Errorf("%d words of two titles are wanted", n)
	}
	// The story by which the title is found goes; another takes its part.
	rep := as[0]
	must(t, store.DropOldest(t.Context(), p.DB, 3))
	must(t, store.ResolveAnew(t.Context(), p.DB))
	rs, err := p.References(t.Context(), rep.Story.ID)
	must(t, err)
	if len(rs) != 2 || rs[1].Target == nil {
		t.Errorf("references lead to %v", rs)
	}
}
