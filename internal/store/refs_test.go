package store_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

func ref(title, url string) news.Reference {
	return news.Reference{Title: line(title), URL: url, Kind: news.RefInline, Marker: line("Read also"), Score: 1}
}

func TestReferencesFindTheirStories(t *testing.T) {
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
				db, _ := openNew(t)
				held := arrival(courier, "held", tt.headline, 2*time.Hour)
				if tt.url != "" {
					held.Story.URL = tt.url
				}
				citing := arrival(radio, "citing", "The story that cites number something", time.Hour)
				citing.References = []news.Reference{ref(tt.title, tt.to)}
				if order == "story first" {
					save(t, db, courier, held)
					save(t, db, radio, citing)
				} else {
					save(t, db, radio, citing)
					save(t, db, courier, held)
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

func TestAReferenceNeverLeadsToItsOwnStoryNorIntoItsFuture(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "Water rises again in the old town of Velm", 72*time.Hour)
	a.References = []news.Reference{ref("Water rises again in the old town of Velm", ""), ref("Itself", a.Story.URL)}
	later := arrival(courier, "later", "Water rises again in the old town of Velm", time.Hour)
	save(t, db, radio, a)
	save(t, db, courier, later)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	for _, r := range rs {
		if r.Target != nil {
			t.Errorf("reference %q leads to %s", r.Title, r.Target.URL)
		}
	}
}

func TestSameHouseComesFirst(t *testing.T) {
	db, _ := openNew(t)
	title := "Why the Tarn dam failed last night"
	own := arrival(radio, "own", title, 40*time.Hour)
	save(t, db, radio, own)
	save(t, db, courier, arrival(courier, "other", title, 2*time.Hour))
	a := arrival(radio, "a", "Something else entirely happened", time.Hour)
	a.References = []news.Reference{ref(title, "")}
	save(t, db, radio, a)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "to", own.Story.ID, rs[0].To)
}

func TestABetterMatchTakesOver(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "Something else entirely happened", time.Hour)
	a.References = []news.Reference{ref("Three killed in Velm, ministry says", "")}
	save(t, db, radio, a)
	save(t, db, courier, arrival(courier, "near", "Three killed in Velm, ministry says – what we know", 2*time.Hour))
	exact := arrival(courier, "exact", "Three killed in Velm, ministry says", 3*time.Hour)
	save(t, db, courier, exact)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "to", []any{exact.Story.ID, news.ByTitle}, []any{rs[0].To, rs[0].Match})
}

func TestReferencesOfThePageComeBeforeThoseOnlyTheFeedHas(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "Bridge closed", time.Hour, "Teaser.")
	a.References = []news.Reference{
		ref("Only in the feed", "https://velm.example/feed"), ref("In both", "https://velm.example/both"),
		{Title: line("a link"), URL: "https://velm.example/link", Kind: news.RefBodylink},
	}
	save(t, db, radio, a)
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "count of the feed", 2, s.References)
	page := news.FullText{Body: paras("One.", "Two."), References: []news.Reference{
		{Title: line("First"), Kind: news.RefBlock, Paragraph: 1}, {Title: line("Last"), Kind: news.RefBlock, Paragraph: 2}, ref("In both, says the page", "https://www.velm.example/both/"),
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
