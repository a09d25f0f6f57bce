package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// brought saves arrivals as a reading of a version made them.
func brought(t *testing.T, db *store.Person, reading int, bytes news.Bytes, as ...news.Arrival) news.Saved {
	t.Helper()
	for i := range as {
		as[i].Bytes = bytes
	}
	got, err := db.Save(t.Context(), news.Batch{Feed: radio, Reading: reading, Arrivals: as})
	must(t, err)
	return got
}

func bodyText(t *testing.T, db *store.Person, id news.StoryID) string {
	t.Helper()
	b, err := db.Body(t.Context(), id, "")
	must(t, err)
	return news.Text(b.Blocks)
}

func revisions(t *testing.T, db *store.Person, id news.StoryID) int {
	t.Helper()
	rs, err := db.Revisions(t.Context(), id)
	must(t, err)
	return len(rs)
}

// TestAnotherReadingOfTheSameBytesIsNoEdit saves a story as two readings make
// it of the same bytes, and as an edit, which makes it unread again.
func TestAnotherReadingOfTheSameBytesIsNoEdit(t *testing.T) {
	edited := news.Saved{Updated: 1}
	for _, tt := range []struct {
		name   string
		bytes  news.Bytes
		first  news.Saved // of the second reading
		second news.Saved // of an edit after it
	}{
		{"bytes that were read before", news.BytesSeen, news.Saved{}, edited},
		{"bytes of which nothing is known", news.BytesUnknown, news.Saved{}, edited},
		{"other bytes", news.BytesNew, edited, edited},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db, _ := openNew(t)
			a := arrival(radio, "a", "Water at 3 m", 0, "It rose by 1,200 cm.")
			brought(t, db, 1, news.BytesUnknown, a)
			must(t, db.MarkRead(t.Context(), true, a.Story.ID))
			a.Story.Headline, a.Body = line("Water at 3.0 m"), paras("It rose by 1200 cm.", "Read on.")
			a.References = []news.Reference{ref("Why the Tarn dam failed last night", "")}
			diff(t, "read in another way", tt.first, brought(t, db, 2, tt.bytes, a))
			diff(t, "text", "It rose by 1200 cm.\n\nRead on.", bodyText(t, db, a.Story.ID))
			diff(t, "found by its new words", 1, len(list(t, db, news.Filter{Expr: news.Word{Text: "1200"}}, news.Window{})))
			s, err := db.Story(t.Context(), a.Story.ID)
			must(t, err)
			diff(t, "story", []any{"Water at 3.0 m", tt.first.Updated == 0, tt.first.Updated, 1}, []any{s.Headline.String(), s.Read, s.Revisions, s.References})
			a.Body = paras("It fell.")
			diff(t, "then edited", tt.second, brought(t, db, 2, news.BytesUnknown, a))
			diff(t, "revisions", tt.first.Updated+tt.second.Updated, revisions(t, db, a.Story.ID))
		})
	}
}

// TestAStoryThatIsReadAlikeIsNotReplacedLater: that another reading makes the
// same of it counts as read once more.
func TestAStoryThatIsReadAlikeIsNotReplacedLater(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "Water at 3 m", 0, "It rose.")
	brought(t, db, 1, news.BytesUnknown, a)
	diff(t, "read alike", news.Saved{}, brought(t, db, 2, news.BytesUnknown, a))
	a.Body = paras("It fell.")
	diff(t, "edited", news.Saved{Updated: 1}, brought(t, db, 2, news.BytesUnknown, a))
}

// TestAnotherIdentityIsNoSecondStory: a newer reading gives the same item
// another ID.
func TestAnotherIdentityIsNoSecondStory(t *testing.T) {
	for _, bytes := range []news.Bytes{news.BytesSeen, news.BytesUnknown} {
		db, c := openNew(t)
		a := arrival(radio, "a", "Water at 3 m", 0, "It rose.")
		id := a.Story.ID
		brought(t, db, 1, news.BytesUnknown, a)
		must(t, db.Star(t.Context(), true, id))
		a.Story.ID = "anotheridentity1"
		a.Story.Headline = line("Water at 3.0 m")
		diff(t, "another identity", news.Saved{}, brought(t, db, 2, bytes, a))
		ss := list(t, db, news.Filter{}, news.Window{})
		if len(ss) != 1 || ss[0].ID != id || !ss[0].Starred || ss[0].Headline.String() != "Water at 3.0 m" {
			t.Fatalf("stories %+v, want the one that was there", ss)
		}
		diff(t, "again", news.Saved{}, brought(t, db, 2, news.BytesUnknown, a))
		a.Body = paras("It fell.")
		diff(t, "edited", news.Saved{Updated: 1}, brought(t, db, 2, news.BytesUnknown, a))
		diff(t, "read in a third way", news.Saved{}, brought(t, db, 3, news.BytesUnknown, a))
		diff(t, "revisions", 1, revisions(t, db, id))
		c.Advance(48 * time.Hour)
		_, err := db.Prune(t.Context(), 24*time.Hour, false)
		must(t, err)
		diff(t, "stays dropped", news.Saved{}, brought(t, db, 3, news.BytesUnknown, a))
		must(t, db.Check(t.Context()))
	}
}

func TestAnItemThatWasReadBeforeBringsNoStory(t *testing.T) {
	db, _ := openNew(t)
	brought(t, db, 1, news.BytesUnknown, arrival(radio, "a", "Water at 3 m", 0, "It rose."))
	// Nothing of it can be found: neither address nor identifier.
	lost := arrival(radio, "b", "Figures of the day", 0, "Three.")
	diff(t, "read before", news.Saved{}, brought(t, db, 2, news.BytesSeen, lost))
	diff(t, "and later", news.Saved{}, brought(t, db, 2, news.BytesUnknown, lost))
	diff(t, "stories", 1, len(list(t, db, news.Filter{}, news.Window{})))
	// Parts that were not read before do, whatever the reading.
	diff(t, "new", news.Saved{New: 1}, brought(t, db, 2, news.BytesNew, arrival(radio, "c", "Bridge closed", 0)))
	diff(t, "unknown", news.Saved{New: 1}, brought(t, db, 2, news.BytesUnknown, arrival(radio, "d", "Road open", 0)))
}

// TestOnlyTheSameItemIsTakenForAnEarlierStory: new entries at an address that
// others had before are new.
func TestOnlyTheSameItemIsTakenForAnEarlierStory(t *testing.T) {
	db, _ := openNew(t)
	entry := func(guid, fragment, headline string) news.Arrival {
		a := arrival(radio, "live", headline, 0, "Text.")
		a.Story.GUID, a.Story.URL = guid, "https://radio.velm.example/live"+fragment
		a.Story.ID, _ = news.NewStoryID(radio, guid, a.Story.URL, headline)
		return a
	}
	brought(t, db, 1, news.BytesUnknown, entry("", "#1", "Rain"), entry("g1", "", "Wind"))
	diff(t, "another fragment", news.Saved{New: 1}, brought(t, db, 2, news.BytesUnknown, entry("", "#2", "Hail")))
	diff(t, "another identifier", news.Saved{New: 1}, brought(t, db, 2, news.BytesUnknown, entry("g2", "", "Snow")))
	edit := entry("g3", "", "Wind")
	edit.Body = paras("Another text.")
	diff(t, "an edit under another identifier", news.Saved{New: 1}, brought(t, db, 2, news.BytesNew, edit))
	diff(t, "stories", 5, len(list(t, db, news.Filter{}, news.Window{})))
}

// TestAnotherReadingOfAPageIsNoEdit does the same for the text of a page.
func TestAnotherReadingOfAPageIsNoEdit(t *testing.T) {
	db, _ := openNew(t)
	a := arrival(radio, "a", "Water at 3 m", 0)
	save(t, db, radio, a)
	id := a.Story.ID
	step := 0
	fetched := func(name string, reading int, sum, text string, want int) {
		t.Helper()
		step++
		must(t, db.SaveFullText(t.Context(), id, news.FullText{URL: a.Story.URL, Body: paras(text), Sum: []byte(sum), Reading: reading}))
		diff(t, name+": text", text, bodyText(t, db, id))
		diff(t, name+": revisions", want, revisions(t, db, id))
	}
	fetched("first", 1, "sum one", "It rose by 1,200 cm.", 0)
	fetched("the same bytes", 1, "sum one", "It rose by 1 200 cm, all told.", 0)
	fetched("other bytes", 1, "sum two", "It fell.", 1)
	fetched("another reading of them", 2, "sum two", "It fell, at last.", 1)
	fetched("an edit by that reading", 2, "sum three", "It rose again.", 2)
	fetched("a reading of unknown bytes", 3, "", "It rose again, they say.", 2)
	fetched("an edit by that reading", 3, "", "It fell for good.", 3)
}

// TestManyItemsAreLookedUpByAnEarlierReading: of many, the addresses and identifiers
// are read once, and each item is found by them all the same.
func TestManyItemsAreLookedUpByAnEarlierReading(t *testing.T) {
	const n = 200
	for _, address := range []string{"", "https://radio.velm.example/%d", "https://radio.velm.example/all"} {
		db, _ := openNew(t)
		items := func(reading int) (as []news.Arrival) {
			for i := range n {
				a := arrival(radio, fmt.Sprint("g", i), fmt.Sprint("Water at gauge ", i), 0, "It rose.")
				a.Story.URL = strings.ReplaceAll(address, "%d", fmt.Sprint(i))
				a.Story.ID = news.StoryID(fmt.Sprintf("reading%dnumber%04d", reading, i))
				as = append(as, a)
			}
			return as
		}
		diff(t, address+" first", news.Saved{New: n}, brought(t, db, 1, news.BytesUnknown, items(1)...))
		diff(t, address+" read in another way", news.Saved{}, brought(t, db, 2, news.BytesSeen, items(2)...))
		ss := list(t, db, news.Filter{}, news.Window{Limit: 2 * n})
		for _, s := range ss {
			if !strings.HasPrefix(string(s.ID), "reading1") {
				t.Errorf("%s: a second story %s", address, s.ID)
			}
		}
		diff(t, address+" stories", n, len(ss))
		more := items(3)
		for i := range more { // items that no reading has seen
			more[i].Story.GUID += " new"
			more[i].Story.Headline = line(fmt.Sprint("Bridge ", i, " is closed"))
			more[i].Story.URL = strings.Replace(more[i].Story.URL, "radio.velm.example/", "radio.velm.example/new/", 1)
		}
		diff(t, address+" new ones", news.Saved{New: n}, brought(t, db, 3, news.BytesUnknown, more...))
		must(t, db.Check(t.Context()))
	}
}
