package cluster

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sitrep/internal/news"
)

var noon = time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)

// madeUp returns n stories about events that are told in several wordings,
// and single ones between them.
func madeUp(n int, seed uint64) []Story {
	rnd := rand.New(rand.NewPCG(seed, 1))
	towns := strings.Fields("Kamin Dolyna Verkhivka Nyzhnivka Tarn Velm Orla Brask Sorvik Halden Mirna Ustka Pelm Radov Zelin Torva")
	what := []string{
		"dam gates jam", "bridge closed after flood", "power cut hits hospital", "fire in the paper mill", "rail line cut by landslide",
		"water not safe to drink", "council calls inquiry", "mayor resigns", "shelter opens in school", "ferry runs aground",
		"strike of bus drivers ends", "museum shows old maps", "bakery wins prize", "team wins the cup", "measles outbreak closes nursery",
	}
	tails := []string{"", ", officials say", " as rain goes on", ": what we know", " in the night", ", residents say", " before dawn"}
	var out []Story
	for i := range n {
		event := rnd.IntN(n/3 + 1)
		er := rand.New(rand.NewPCG(uint64(event), seed))
		town, thing, at := towns[er.IntN(len(towns))], what[er.IntN(len(what))], er.IntN(120)
		head := fmt.Sprintf("%s in %s%s", thing, town, tails[rnd.IntN(len(tails))])
		if rnd.IntN(2) == 0 {
			head = fmt.Sprintf("%s: %s%s", town, thing, tails[rnd.IntN(len(tails))])
		}
		out = append(out, Story{
			ID: news.StoryID(fmt.Sprintf("s%015d", i)), Outlet: fmt.Sprint("outlet ", rnd.IntN(12)), Lang: "en", Headline: head,
			At: noon.Add(time.Duration(at)*time.Hour + time.Duration(rnd.IntN(600))*time.Minute),
		})
	}
	return out
}

// partition names the cluster of each story after its first story, and the
// storyline too.
func partition(b *Batch) map[news.StoryID][2]news.StoryID {
	first := map[int]news.StoryID{}
	out := map[news.StoryID][2]news.StoryID{}
	for _, c := range b.Clusters {
		lead := b.stories[c.Stories[0]].ID
		if first[c.Storyline] == "" {
			first[c.Storyline] = lead
		}
		for _, i := range c.Stories {
			out[b.stories[i].ID] = [2]news.StoryID{lead, first[c.Storyline]}
		}
	}
	return out
}
