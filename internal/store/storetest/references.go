package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sitrep/internal/news"
)

// references are the subtests about references between stories.
func (su suite) references() []subtest {
	return []subtest{
		{"references find their stories, whichever comes first", su.referencesFind},
		{"a reference leads neither to its own story nor into its future", su.neverItselfNorFuture},
		{"a story of the same house comes first", su.sameHouseFirst},
		{"a better match takes over", su.betterMatch},
		{"references of the page come before those that only the feed has", su.pageBeforeFeed},
		{"a chain is read step by step", su.chain},
	}
}

func (su suite) referencesFind(t *testing.T) {
	tests := []struct {
		name, headline, url string // of the story in the cache
		title, to           string // of the reference
		want                news.Match
	}{
		{"address", "Anything", "https://velm.example/n/1", "Other words", "http://m.velm.example/n/1/?utm_source=x#c", news.ByURL},
		{"same title", "Three killed in Velm, ministry says", "", "THREE KILLED IN VELM – ministry “says”", "", news.ByTitle},
		{"media label", "Evacuation of the old town. What to pack and where to go", "", "Evacuation of the old town. What to pack and where to go (VIDEO)", "", news.ByTitle},
		{"added behind a dash", "Three killed, ministry says", "", "Three killed, ministry says – what we know", "", news.Likely},
		{"added in the cache", "Three killed, ministry says – what we know so far", "", "Three killed, ministry says", "", news.Likely},
		{"column before a colon", "Explained: why the Tarn dam failed last night", "", "Why the Tarn dam failed last night", "", news.Likely},
		{"site behind a bar", "Why the Tarn dam failed last night | Tarn Courier", "", "Why the Tarn dam failed last night", "", news.Likely},
		{"broken off", "Evacuation of the old town of Velm begins after the dam failed", "", "Evacuation of the old town of Velm beg…", "", news.Likely},
		{"inflected", "Rescuers are searching the flooded villages near Tarn for survivors", "", "Rescuers search the flooded villages near Tarn for survivors", "", news.Likely},
		{"figure updated", "Dam failure near Tarn: death toll rises to 14", "", "Dam failure near Tarn: death toll rises to 12", "", news.Maybe},
		{"other place", "Air raid alert declared in the Velm region this morning", "", "Air raid alert declared in the Morvo region this morning", "", news.Maybe},
		{"other quake", "Magnitude 5.2 earthquake strikes off the coast of Tarn", "", "Magnitude 4.8 earthquake strikes off the coast of Morvo", "", news.Maybe},
		{"same words to another page", "Why the Tarn dam failed last night | Courier", "https://velm.example/n/why", "Why the Tarn dam failed last night", "https://velm.example/n/other", news.Maybe},
		{"moved", "Why the Tarn dam failed last night | Courier", "https://velm.example/n/why-tarn-dam-failed", "Why the Tarn dam failed last night", "https://velm.example/2026/why-tarn-dam-failed", news.Likely},
		{"nothing alike", "Parliament adopts the budget", "", "Why the Tarn dam failed last night", "", news.Unresolved},
		{"few words of another house", "Live updates", "https://elsewhere.example/x", "Live updates", "", news.Unresolved},
		{"cyrillic", "Евакуація старого міста: що взяти з собою", "", "Евакуація старого міста: що взяти з собою (ВІДЕО)", "", news.ByTitle},
		{"russian yo", "Ещё трое погибли при наводнении в Вельме", "", "Еще трое погибли при наводнении в Вельме", "", news.ByTitle},
		{"arabic forms", "إجلاء سكان المدينة القديمة بعد الفيضان", "", "اجلاء سكان المدينه القديمة بعد الفيضان", "", news.ByTitle},
		{"japanese", "ヴェルム市で洪水警報、住民に避難指示", "", "ヴェルム市で洪水警報、住民に避難指示…続報", "", news.Likely},
	}
	for i, tt := range tests {
		for _, order := range []string{"story first", "reference first"} {
			t.Run(tt.name+", "+order, func(t *testing.T) {
				db, _ := su.openNew(t)
				held := Arrival(Courier, "held", tt.headline, 2*time.Hour)
				if tt.url != "" {
					held.Story.URL = tt.url
				}
				citing := Arrival(Radio, "citing", "The story that cites number something", time.Hour)
				citing.References = []news.Reference{Ref(tt.title, tt.to)}
				if order == "story first" {
					save(t, db, Courier, held)
					save(t, db, Radio, citing)
				} else {
					save(t, db, Radio, citing)
					save(t, db, Courier, held)
				}
				rs, err := db.References(t.Context(), citing.Story.ID)
				must(t, err)
				if len(rs) != 1 {
					t.Fatalf("%d references, want 1", len(rs))
				}
				diff(t, "match", tt.want, rs[0].Match)
				if (rs[0].Target != nil) != (tt.want != news.Unresolved) {
					t.Errorf("case %d: target %v with match %q", i, rs[0].Target, rs[0].Match)
				}
				cited, err := db.CitedBy(t.Context(), held.Story.ID)
				must(t, err)
				if (len(cited) == 1) != (tt.want != news.Unresolved) {
					t.Errorf("cited by %v", headlines(cited))
				}
			})
		}
	}
}

func (su suite) neverItselfNorFuture(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Water rises again in the old town of Velm", 72*time.Hour)
	a.References = []news.Reference{Ref("Water rises again in the old town of Velm", ""), Ref("Itself", a.Story.URL)}
	later := Arrival(Courier, "later", "Water rises again in the old town of Velm", time.Hour)
	save(t, db, Radio, a)
	save(t, db, Courier, later)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	for _, r := range rs {
		if r.Target != nil {
			t.Errorf("reference %q leads to %s", r.Title, r.Target.URL)
		}
	}
}

func (su suite) sameHouseFirst(t *testing.T) {
	db, _ := su.openNew(t)
	title := "Why the Tarn dam failed last night"
	own := Arrival(Radio, "own", title, 40*time.Hour)
	save(t, db, Radio, own)
	save(t, db, Courier, Arrival(Courier, "other", title, 2*time.Hour))
	a := Arrival(Radio, "a", "Something else entirely happened", time.Hour)
	a.References = []news.Reference{Ref(title, "")}
	save(t, db, Radio, a)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "to", own.Story.ID, rs[0].To)
}

func (su suite) betterMatch(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Something else entirely happened", time.Hour)
	a.References = []news.Reference{Ref("Three killed in Velm, ministry says", "")}
	save(t, db, Radio, a)
	save(t, db, Courier, Arrival(Courier, "near", "Three killed in Velm, ministry says – what we know", 2*time.Hour))
	exact := Arrival(Courier, "exact", "Three killed in Velm, ministry says", 3*time.Hour)
	save(t, db, Courier, exact)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "to", []any{exact.Story.ID, news.ByTitle}, []any{rs[0].To, rs[0].Match})
}

func (su suite) pageBeforeFeed(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Bridge closed", time.Hour, "Teaser.")
	a.References = []news.Reference{
		Ref("Only in the feed", "https://velm.example/feed"), Ref("In both", "https://velm.example/both"),
		{Title: line("a link"), URL: "https://velm.example/link", Kind: news.RefBodylink},
	}
	save(t, db, Radio, a)
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "count of the feed", 2, s.References)
	page := news.FullText{Body: Paragraphs("One.", "Two."), References: []news.Reference{
		{Title: line("First"), Kind: news.RefBlock, Paragraph: 1}, {Title: line("Last"), Kind: news.RefBlock, Paragraph: 2}, Ref("In both, says the page", "https://www.velm.example/both/"),
	}}
	must(t, db.SaveFullText(t.Context(), a.Story.ID, page))
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	type row struct {
		N, Paragraph int
		Title        string
		Amid         bool
	}
	var got []row
	for _, r := range rs {
		got = append(got, row{r.N, r.Paragraph, r.Title.String(), r.Amid})
	}
	diff(t, "merged", []row{{1, 1, "First", true}, {2, 2, "Last", false}, {3, 0, "In both, says the page", true}, {4, 2, "Only in the feed", false}}, got)
	s, err = db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "count", 4, s.References)
}

func (su suite) chain(t *testing.T) {
	db, _ := su.openNew(t)
	later := Arrival(Radio, "later", "Velm counts its losses", time.Hour)
	dam := Arrival(Radio, "dam", "The dam at Tarn failed", 24*time.Hour)
	rain := Arrival(Courier, "rain", "Rain without end in the Tarn valley", 72*time.Hour)
	later.References = []news.Reference{Ref("The dam at Tarn failed", dam.Story.URL), Ref("A title that nobody has printed", "")}
	dam.References = []news.Reference{Ref("Rain without end", rain.Story.URL)}
	rain.References = []news.Reference{Ref("Velm counts its losses", later.Story.URL)}
	save(t, db, Radio, later, dam)
	save(t, db, Courier, rain)
	c, err := db.Chain(t.Context(), later.Story.ID, 5, 200)
	must(t, err)
	var got []string
	for _, n := range c.Nodes {
		got = append(got, fmt.Sprintf("%d %s %t %s", n.Depth, n.Ref.Title, n.Cycle, n.End))
	}
	diff(t, "chain", []string{
		"1 The dam at Tarn failed false ", "2 Rain without end false ", "3 Velm counts its losses true ",
		"1 A title that nobody has printed false not found",
	}, got)
	diff(t, "cited by", []string{"Rain without end in the Tarn valley"}, headlines(c.Cited))
	if _, err := db.Chain(t.Context(), "nobody", 5, 200); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("chain of a story that is not there: %v", err)
	}
}
