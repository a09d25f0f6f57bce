package storetest

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

// titles are the subtests about titles without an address.
func (su suite) titles() []subtest {
	return []subtest{
		{"titles lead to their stories", su.titlesLead},
		{"titles resolve alike in any order of arrival", su.titlesInAnyOrder},
		{"a title that fits two stories is a guess", su.fitsTwo},
		{"one page of two feeds leaves no doubt", su.onePageOfTwoFeeds},
		{"a negation is another report", su.negation},
		{"what titles lead to is seen before it is resolved, and outlives the process", su.pendingTitles},
	}
}

func (su suite) fitsTwo(t *testing.T) {
	const title = "Air raid alert declared in the whole Velm region"
	own := func(slug, headline string, ago time.Duration) news.Arrival {
		return Arrival(Radio, slug, headline, ago)
	}
	tests := []struct {
		name, title string
		feed        news.FeedID // that brings the stories
		held        []news.Arrival
		to          string
		want        news.Match
	}{
		{"one", title, Radio, []news.Arrival{own("a", title, 20*time.Hour)}, "a", news.ByTitle},
		{"days in a row", title, Radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title, 44*time.Hour)}, "a", news.Maybe},
		{"weeks apart", title, Radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title, 500*time.Hour)}, "a", news.Likely},
		{"added to both", title, Radio, []news.Arrival{own("a", title+": map", 20*time.Hour), own("b", title+" – what we know", 22*time.Hour)}, "a", news.Maybe},
		{"breaks off before they differ", "Air raid alert declared in the whole…", Radio, []news.Arrival{own("a", title, 30*time.Hour), own("b", "Air raid alert declared in the whole Tarn valley", 20*time.Hour)}, "b", news.Maybe},
		{"label tells them apart", title + " (video)", Radio, []news.Arrival{own("a", title, 20*time.Hour), own("b", title+" (video)", 21*time.Hour)}, "b", news.ByTitle},
		{"column of an old day", "Morning briefing", Radio, []news.Arrival{own("a", "Morning briefing", 200*time.Hour)}, "a", news.Maybe},
		{"other houses", title, Courier, []news.Arrival{Arrival(Courier, "a", title, 20*time.Hour), Arrival(Courier, "b", title, 21*time.Hour)}, "a", news.Maybe},
	}
	for _, tt := range tests {
		for first := range 3 {
			t.Run(fmt.Sprintf("%s, reference %d", tt.name, first), func(t *testing.T) {
				db, _ := su.openNew(t)
				citing := Arrival(Radio, "citing", "№1", time.Hour)
				citing.References = []news.Reference{Ref(tt.title, "")}
				for i := range 3 {
					if i == first {
						save(t, db, Radio, citing)
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

func (su suite) onePageOfTwoFeeds(t *testing.T) {
	db, _ := su.openNew(t)
	const title = "Air raid alert declared in the whole Velm region"
	a, b := Arrival(Radio, "a", title, 20*time.Hour), Arrival(Courier, "a", title, 20*time.Hour)
	b.Story.URL = a.Story.URL + "?utm_source=rss"
	save(t, db, Radio, a)
	save(t, db, Courier, b)
	third := news.FeedID("https://orla.example/rss")
	citing := Arrival(third, "citing", "№1", time.Hour)
	citing.References = []news.Reference{Ref(title, "")}
	save(t, db, third, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "match", news.ByTitle, rs[0].Match)
}

func (su suite) negation(t *testing.T) {
	for _, titles := range [][2]string{
		{"Regierung in Velm ruft den Notstand für Tarn aus", "Regierung in Velm ruft den Notstand für Tarn nicht aus"},
		{"Воду в Тарні заборонили пити через забруднення річки", "Воду в Тарні не заборонили пити через забруднення річки"},
		{"ターン市は住民の避難を求める方針を固めた", "ターン市は住民の避難を求めない方針を固めた"},
	} {
		db, _ := su.openNew(t)
		save(t, db, Radio, Arrival(Radio, "a", titles[0], 20*time.Hour))
		citing := Arrival(Radio, "citing", "№1", time.Hour)
		citing.References = []news.Reference{Ref(titles[1], "")}
		save(t, db, Radio, citing)
		rs, err := db.References(t.Context(), citing.Story.ID)
		must(t, err)
		diff(t, titles[1], news.Maybe, rs[0].Match)
	}
}

// pendingTitles saves without resolving titles, as a process does that is killed
// before its round ends.
func (su suite) pendingTitles(t *testing.T) {
	again := su.engine.New(t)
	db := open(t, again, store.Options{})
	batch := func(a news.Arrival) {
		t.Helper()
		_, err := db.Save(t.Context(), news.Batch{Feed: a.Story.Feed, Arrivals: []news.Arrival{a}})
		must(t, err)
	}
	early := citingStory(Ref(damFails, ""), Ref("Nobody has printed this title yet", ""))
	near, exact := Arrival(Courier, "near", damFails+" – what we know", 20*time.Hour), Arrival(Radio, "exact", damFails, 30*time.Hour)
	want := func(want string) {
		t.Helper()
		diff(t, "leads to", []string{want, " " + string(news.Unresolved)}, leads(t, db, early.Story.ID))
	}
	cited := func(want int) {
		t.Helper()
		by, err := db.CitedBy(t.Context(), exact.Story.ID)
		must(t, err)
		diff(t, "cited by", want, len(by))
	}
	batch(early)
	want(" " + string(news.Unresolved))
	batch(near)
	want("near " + string(news.Likely))
	must(t, db.ResolveTitles(t.Context()))
	want("near " + string(news.Likely))
	batch(exact) // which the reference was not pending for
	want("exact " + string(news.ByTitle))
	cited(0)
	must(t, db.Close())
	db = open(t, again, store.Options{})
	want("exact " + string(news.ByTitle))
	must(t, db.ResolveTitles(t.Context()))
	want("exact " + string(news.ByTitle))
	cited(1)
}

// titleSet is the set of matchtest as batches of feeds.
type titleSet struct {
	matchtest.Set
	stories, citing map[news.FeedID][]news.Arrival
	names           map[news.StoryID]string // of the stories
	from            []news.StoryID          // the stories that cite, as Mentions
}

func titles(t *testing.T) titleSet {
	t.Helper()
	set, err := matchtest.Titles()
	must(t, err)
	out := titleSet{set, map[news.FeedID][]news.Arrival{}, map[news.FeedID][]news.Arrival{}, map[news.StoryID]string{}, nil}
	for _, s := range set.Stories {
		a := Arrival(s.Feed, s.Slug, s.Headline, s.Ago)
		a.Story.Lang = s.Lang
		out.names[a.Story.ID] = s.Name
		out.stories[s.Feed] = append(out.stories[s.Feed], a)
	}
	for _, m := range set.Mentions {
		a := Arrival(m.Feed, m.Name, "№"+strings.TrimPrefix(m.Name, "citing-"), m.Ago)
		a.Story.Lang = m.Lang
		a.References = []news.Reference{Ref(m.Title, "")}
		out.citing[m.Feed] = append(out.citing[m.Feed], a)
		out.from = append(out.from, a.Story.ID)
	}
	return out
}

// resolved saves batches, one after the other, and returns what each title was
// resolved to.
func (set titleSet) resolved(t *testing.T, su suite, batches ...news.Batch) []news.Reference {
	t.Helper()
	db, _ := su.openNew(t)
	for _, b := range batches {
		save(t, db, b.Feed, b.Arrivals...)
	}
	out := make([]news.Reference, len(set.from))
	for i, id := range set.from {
		rs, err := db.References(t.Context(), id)
		must(t, err)
		out[i] = rs[0]
	}
	return out
}

// batches returns a batch a feed, in the order of their addresses.
func batches(of map[news.FeedID][]news.Arrival) []news.Batch {
	var out []news.Batch
	for _, feed := range slices.Sorted(maps.Keys(of)) {
		out = append(out, news.Batch{Feed: feed, Arrivals: of[feed]})
	}
	return out
}

func (su suite) titlesLead(t *testing.T) {
	set := titles(t)
	got := set.resolved(t, su, append(batches(set.stories), batches(set.citing)...)...)
	var all matchtest.Score
	classes := map[string]*matchtest.Score{}
	for i, m := range set.Mentions {
		if classes[m.Class] == nil {
			classes[m.Class] = &matchtest.Score{}
		}
		to := set.names[got[i].To]
		classes[m.Class].Add(m, to, got[i].Match)
		all.Add(m, to, got[i].Match)
		if to != m.To {
			t.Logf("%s: %q leads to %q (%s), means %q", m.Class, m.Title, to, got[i].Match, m.To)
		}
	}
	for class, s := range classes {
		t.Logf("%-22s %s", class, s)
	}
	t.Logf("%-22s %s", "all", &all)
	for _, lack := range all.Shortfalls() {
		t.Error(lack)
	}
}

// titlesInAnyOrder brings the stories before those that cite them, after
// them, and mixed, feed by feed.
func (su suite) titlesInAnyOrder(t *testing.T) {
	set := titles(t)
	stories, citing := batches(set.stories), batches(set.citing)
	want := set.resolved(t, su, slices.Concat(stories, citing)...)
	orders := map[string][]news.Batch{"those that cite first": slices.Concat(citing, stories)}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 3 {
		mixed := slices.Concat(stories, citing)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		orders[fmt.Sprintf("mixed, order %d", i+1)] = mixed
	}
	for name, order := range orders {
		got := set.resolved(t, su, order...)
		for i, m := range set.Mentions {
			if got[i].To != want[i].To || got[i].Match != want[i].Match {
				t.Errorf("%s: %s: %q leads to %q (%s), to %q (%s) if the stories come first", name, m.Class, m.Title,
					set.names[got[i].To], got[i].Match, set.names[want[i].To], want[i].Match)
			}
		}
	}
}
