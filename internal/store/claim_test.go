package store_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

// liar is a feed that puts its own words at other people's addresses.
const liar = news.FeedID("https://liar.morvo.example/rss")

func claimed(feed news.FeedID, slug, headline, url string, ago time.Duration) news.Arrival {
	a := arrival(feed, slug, headline, ago, "Words of "+string(feed)+".")
	a.Story.URL = url
	return a
}

func TestAnAddressLeadsToItsOwnersStory(t *testing.T) {
	const url = "https://www.velm.example/n/dam"
	fake := claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour)
	fake.Whole = true
	real := claimed(radio, "dam", "The dam failed", url, 2*time.Hour)
	for _, order := range [][]news.Arrival{{fake, real}, {real, fake}} {
		db, _ := openNew(t)
		citing := arrival(courier, "citing", "What we know", time.Hour)
		citing.References = []news.Reference{ref("Words that fit neither", url)}
		save(t, db, courier, citing)
		for _, a := range order {
			save(t, db, a.Story.Feed, a)
		}
		rs, err := db.References(t.Context(), citing.Story.ID)
		must(t, err)
		diff(t, "reference before the stories leads to", []any{real.Story.ID, news.ByURL}, []any{rs[0].To, rs[0].Match})
		later := arrival(courier, "later", "What we know now", time.Minute)
		later.References = citing.References
		save(t, db, courier, later)
		rs, err = db.References(t.Context(), later.Story.ID)
		must(t, err)
		diff(t, "reference after the stories leads to", real.Story.ID, rs[0].To)
		s, err := db.StoryAt(t.Context(), url)
		must(t, err)
		diff(t, "StoryAt", real.Story.ID, s.ID)
	}
}

func TestTheOwnFeedsStoryComesBeforeAnothersAtAForeignAddress(t *testing.T) {
	const url = "https://elsewhere.example/n/dam"
	db, _ := openNew(t)
	save(t, db, liar, claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour))
	own := claimed(courier, "dam", "The dam failed, they report", url, 2*time.Hour)
	save(t, db, courier, own)
	citing := arrival(courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{ref("Words that fit neither", url)}
	save(t, db, courier, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "leads to", own.Story.ID, rs[0].To)
}

func TestAShortAddressInTheGUIDLeadsToTheStory(t *testing.T) {
	db, _ := openNew(t)
	a := claimed(radio, "x", "The dam failed", "https://www.velm.example/2026/02/the-dam-failed", 2*time.Hour)
	a.Story.GUID = "https://velm.example/?p=36843"
	b := claimed(radio, "y", "The bridge stands", "https://www.velm.example/2026/02/bridge", 2*time.Hour)
	b.Story.GUID = "https://elsewhere.example/?p=7"
	save(t, db, radio, a, b)
	citing := arrival(courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{ref("Words of no headline", "http://www.velm.example/?p=36843"), ref("Others", "https://elsewhere.example/?p=7")}
	save(t, db, courier, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "leads to", a.Story.ID, rs[0].To)
	if rs[1].To != "" {
		t.Errorf("a GUID at another site leads to %s", rs[1].To)
	}
}

func TestAPageIsNotPutUnderAnothersHeadline(t *testing.T) {
	const url = "https://www.velm.example/n/dam"
	db, _ := openNew(t)
	fake := claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour)
	save(t, db, liar, fake)
	citing := arrival(courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{ref("Words that do not fit", url)}
	save(t, db, courier, citing)
	id, err := db.AddPage(t.Context(), "https://velm.example/short/7", news.FullText{
		URL: url, Headline: line("The dam failed"), Body: paras("It failed at night."),
	})
	must(t, err)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "headline of the page", "The dam failed", s.Headline.String())
	b, err := db.Body(t.Context(), fake.Story.ID, "")
	must(t, err)
	diff(t, "text of the other story", "Words of "+string(liar)+".", news.Text(b.Blocks))
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "the reference now leads to the page", id, rs[0].To)
}
