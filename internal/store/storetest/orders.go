package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"sitrep/internal/news"
)

// orders are the subtests about orders of arrival.
func (su suite) orders() []subtest {
	return []subtest{
		{"titles are resolved alike in every order of arrival", su.titlesInEveryOrder},
		{"addresses are resolved alike in every order of arrival", su.addressesInEveryOrder},
		{"a changed headline is found like a new one", su.changedHeadline},
	}
}

// step is one write into a cache.
type step struct {
	name string
	do   func(t *testing.T, db cache)
}

// saving returns the step that saves stories of one feed.
func saving(name string, as ...news.Arrival) step {
	return step{name, func(t *testing.T, db cache) {
		t.Helper()
		save(t, db, as[0].Story.Feed, as...)
	}}
}

const (
	damFails = "Three killed as the Tarn dam fails, ministry says"
	airRaid  = "Air raid alert declared in the whole Velm region"
)

// citingStory is a story that refers to others.
func citingStory(refs ...news.Reference) news.Arrival {
	a := Arrival(Courier, "citing", "Velm counts its losses", time.Hour)
	a.References = refs
	return a
}

func (su suite) titlesInEveryOrder(t *testing.T) {
	citing := citingStory(Ref(damFails, ""), Ref(damFails+" (video)", ""), Ref(airRaid, ""), Ref("Nobody has printed this title yet", ""))
	su.everyOrder(t, citing.Story.ID, []string{
		"exact " + string(news.ByTitle), "exact " + string(news.ByTitle), "today " + string(news.Maybe), " " + string(news.Unresolved),
	},
		saving("exact", Arrival(Radio, "exact", damFails, 30*time.Hour)),
		saving("near", Arrival(Courier, "near", damFails+" – what we know", 20*time.Hour)),
		saving("alerts", Arrival(Radio, "today", airRaid, 20*time.Hour), Arrival(Radio, "yesterday", airRaid, 44*time.Hour)),
		saving("citing", citing),
	)
}

func (su suite) addressesInEveryOrder(t *testing.T) {
	const archived = "https://archive.velm.example/n/7"
	exact := Arrival(Radio, "exact", damFails, 30*time.Hour)
	claim := Arrival("https://liar.morvo.example/rss", "claim", "Nothing happened at the dam", 10*time.Hour)
	claim.Story.URL = exact.Story.URL
	citing := citingStory(Ref("Words that fit no story", exact.Story.URL), Ref("A page that nobody has opened yet", archived))
	su.everyOrder(t, citing.Story.ID, []string{"exact " + string(news.ByURL), "A page of the archive " + string(news.ByURL)},
		saving("exact", exact), saving("claim", claim), saving("citing", citing),
		step{"page", func(t *testing.T, db cache) {
			_, err := db.AddPage(t.Context(), archived, news.FullText{
				URL: archived, Headline: line("A page of the archive"), Body: Paragraphs("Text."),
			})
			must(t, err)
		}},
	)
}

// everyOrder takes steps in all their orders, each in a new cache. Each order
// must end with the references that a cache has into which the stories came
// first.
func (su suite) everyOrder(t *testing.T, citing news.StoryID, want []string, steps ...step) {
	t.Helper()
	permute(steps, func(order []step) {
		db, _ := su.openNew(t)
		for _, s := range order {
			s.do(t, db)
		}
		if got := leads(t, db, citing); !slices.Equal(want, got) {
			t.Errorf("%s: references lead to %q, want %q", names(order), got, want)
		}
		must(t, db.Close())
	})
}

// leads returns where the references of a story lead, by the GUIDs of the
// stories or else their headlines, and how sure that is.
func leads(t *testing.T, db cache, id news.StoryID) []string {
	t.Helper()
	rs, err := db.References(t.Context(), id)
	must(t, err)
	var out []string
	for _, r := range rs {
		name := ""
		if r.Target != nil {
			name = cmp.Or(r.Target.GUID, r.Target.Headline.String())
		}
		out = append(out, fmt.Sprint(name, " ", r.Match))
	}
	return out
}

func (su suite) changedHeadline(t *testing.T) {
	db, _ := su.openNew(t)
	a, citing := Arrival(Radio, "a", "Tarn dam under pressure", 30*time.Hour), citingStory(Ref(damFails, ""))
	save(t, db, Radio, a)
	save(t, db, Courier, citing)
	diff(t, "before", []string{" " + string(news.Unresolved)}, leads(t, db, citing.Story.ID))
	a.Story.Headline = line(damFails)
	save(t, db, Radio, a)
	diff(t, "after", []string{"a " + string(news.ByTitle)}, leads(t, db, citing.Story.ID))
}

func names(steps []step) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = s.name
	}
	return out
}

// permute calls f with each order of a list.
func permute[T any](list []T, f func(order []T)) {
	var from func(n int)
	from = func(n int) {
		if n == len(list) {
			f(list)
			return
		}
		for i := n; i < len(list); i++ {
			list[n], list[i] = list[i], list[n]
			from(n + 1)
			list[n], list[i] = list[i], list[n]
		}
	}
	from(0)
}
