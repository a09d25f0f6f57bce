package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/extract"
	"sitrep/feeds/normalize"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// flatCases are texts of a feed whose line breaks are lost, with the titles that
// stand in them when the cache has the headlines below.
var flatCases = []struct{ text, left string }{
	{"The ministry denied it, she said. ALSO READ: Three bridges closed in Lower Tamsin After midnight the police opened one lane.", "The ministry denied it, she said. After midnight the police opened one lane."},
	{"He left. READ MORE: Old dam at Orla holds READ MORE: Ferry to Verra runs again The mayor spoke.", "He left. The mayor spoke."},
	{"He left. Read also: Old dam at Orla holds Ferry to Verra runs again The mayor spoke.", "He left. The mayor spoke."},
	{"Er ging. Lesen Sie auch: Hafen von Tamsin bleibt wegen Hochwasser geschlossen Die Brücken öffnen am Freitag.", "Er ging. Die Brücken öffnen am Freitag."},
	{"Вона пішла. Читайте також: Старий міст у Велмі зачинили Поліція перевіряє опори.", "Вона пішла. Поліція перевіряє опори."},
	{"彼女は帰った。関連記事：タムシンの橋三本が通行止め夜になって警察は一車線を開けた。", "彼女は帰った。 夜になって警察は一車線を開けた。"},
	{"She left. Our view: “Wait for the river”, says Ada Lind The ferries return.", "She left. The ferries return."},
}

// flatTraps have labels and headlines, but no reference.
var flatTraps = []string{
	"Three bridges closed in Lower Tamsin, the police said. More was to come.",
	"The paper wrote that old dam at Orla holds, and the mayor agreed: ferry to Verra runs again.",
	"Advertisement: Three brides closed in on Lower Tamsin.",
}

var flatHeadlines = []string{
	"Three bridges closed in Lower Tamsin", "Three bridges", "Old dam at Orla holds", "Ferry to Verra runs again", "Hafen von Tamsin bleibt wegen Hochwasser geschlossen",
	"Старий міст у Велмі зачинили", "タムシンの橋三本が通行止め", "“Wait for the river”, says Ada Lind",
}

// TestHeadlinesOfTheCacheEndTitles saves texts and headlines as they come from
// feeds, in both orders, into a real cache.
func TestHeadlinesOfTheCacheEndTitles(t *testing.T) {
	for _, first := range []string{"headlines", "texts"} {
		t.Run(first, func(t *testing.T) {
			x := extract.Default()
			now := func() time.Time { return time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC) }
			db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: now, Recut: x.Recut})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			save := func(feed news.FeedID, items []parse.Item) (ids []news.StoryID) {
				var b news.Batch
				b.Feed = feed
				for _, it := range items {
					a, ok := normalize.New(x).Arrival(news.Feed{ID: feed}, &parse.Document{}, it, now())
					if !ok {
						t.Fatal("no story")
					}
					b.Arrivals = append(b.Arrivals, a)
					ids = append(ids, a.Story.ID)
				}
				if _, err := db.Save(t.Context(), b); err != nil {
					t.Fatal(err)
				}
				if err := db.ResolveTitles(t.Context()); err != nil {
					t.Fatal(err)
				}
				return ids
			}
			headlines := func() { save("https://wire.example/feed", items(flatHeadlines, true)) }
			if first == "headlines" {
				headlines()
			}
			var texts []string
			for _, c := range flatCases {
				texts = append(texts, c.text)
			}
			ids := save("https://bot.example/feed", items(append(texts, flatTraps...), false))
			if first == "texts" {
				headlines()
			}
			checkFlat(t, db, ids)
		})
	}
}

func items(texts []string, titles bool) []parse.Item {
	var out []parse.Item
	for i, s := range texts {
		it := parse.Item{GUID: string(rune('a' + i)), Published: time.Date(2031, 5, 1, 10, 0, 0, 0, time.UTC)}
		if titles {
			it.Title = sanitize.Line(s)
		} else {
			it.Title, it.Content = sanitize.Line("Bulletin "+it.GUID), parse.RawHTML(s)
		}
		out = append(out, it)
	}
	return out
}

func checkFlat(t *testing.T, db *store.DB, ids []news.StoryID) {
	t.Helper()
	p, err := db.For(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		refs, err := p.References(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if i >= len(flatCases) {
			if len(refs) > 0 {
				t.Errorf("%q: %d references, want none", flatTraps[i-len(flatCases)], len(refs))
			}
			continue
		}
		if len(refs) == 0 {
			t.Errorf("%q: no reference", flatCases[i].text)
		}
		for _, r := range refs {
			if r.Match != news.ByTitle || !r.Target.Headline.Equal(r.Title) {
				t.Errorf("%q: %q leads by %q to %v", flatCases[i].text, r.Title, r.Match, r.Target)
			}
		}
		b, err := p.Body(t.Context(), id, "")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(flatCases[i].left, news.Text(b.Blocks)); d != "" {
			t.Errorf("text that is left (-want +got):\n%s", d)
		}
	}
}
