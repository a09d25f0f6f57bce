package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
)

// claims are the subtests about who is believed about an address.
func (su suite) claims() []subtest {
	return []subtest{
		{"an address leads to the story of its owner", su.ownersStory},
		{"at a foreign address the story of the feed that asks comes first", su.ownFeedFirst},
		{"a short address in the GUID leads to the story", su.shortAddress},
		{"a page is not put under the headline of another story", su.pageKeepsItsHeadline},
	}
}

// liar is a feed that puts its own words at addresses of others.
const liar = news.FeedID("https://liar.morvo.example/rss")

func claimed(feed news.FeedID, slug, headline, url string, ago time.Duration) news.Arrival {
	a := Arrival(feed, slug, headline, ago, "Words of "+string(feed)+".")
	a.Story.URL = url
	return a
}

func (su suite) ownersStory(t *testing.T) {
	const url = "https://www.velm.example/n/dam"
	fake := claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour)
	fake.Whole = true
	real := claimed(Radio, "dam", "The dam failed", url, 2*time.Hour)
	for _, order := range [][]news.Arrival{{fake, real}, {real, fake}} {
		db, _ := su.openNew(t)
		citing := Arrival(Courier, "citing", "What we know", time.Hour)
		citing.References = []news.Reference{Ref("Words that fit neither", url)}
		save(t, db, Courier, citing)
		for _, a := range order {
			save(t, db, a.Story.Feed, a)
		}
		rs, err := db.References(t.Context(), citing.Story.ID)
		must(t, err)
		diff(t, "reference before the stories leads to", []any{real.Story.ID, news.ByURL}, []any{rs[0].To, rs[0].Match})
		later := Arrival(Courier, "later", "What we know now", time.Minute)
		later.References = citing.References
		save(t, db, Courier, later)
		rs, err = db.References(t.Context(), later.Story.ID)
		must(t, err)
		diff(t, "reference after the stories leads to", real.Story.ID, rs[0].To)
		s, err := db.StoryAt(t.Context(), url)
		must(t, err)
		diff(t, "StoryAt", real.Story.ID, s.ID)
	}
}

func (su suite) ownFeedFirst(t *testing.T) {
	const url = "https://elsewhere.example/n/dam"
	db, _ := su.openNew(t)
	save(t, db, liar, claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour))
	own := claimed(Courier, "dam", "The dam failed, they report", url, 2*time.Hour)
	save(t, db, Courier, own)
	citing := Arrival(Courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{Ref("Words that fit neither", url)}
	save(t, db, Courier, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "leads to", own.Story.ID, rs[0].To)
}

func (su suite) shortAddress(t *testing.T) {
	db, _ := su.openNew(t)
	a := claimed(Radio, "x", "The dam failed", "https://www.velm.example/2026/02/the-dam-failed", 2*time.Hour)
	a.Story.GUID = "https://velm.example/?p=36843"
	b := claimed(Radio, "y", "The bridge stands", "https://www.velm.example/2026/02/bridge", 2*time.Hour)
	b.Story.GUID = "https://elsewhere.example/?p=7"
	save(t, db, Radio, a, b)
	citing := Arrival(Courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{Ref("Words of no headline", "http://www.velm.example/?p=36843"), Ref("Others", "https://elsewhere.example/?p=7")}
	save(t, db, Courier, citing)
	rs, err := db.References(t.Context(), citing.Story.ID)
	must(t, err)
	diff(t, "leads to", a.Story.ID, rs[0].To)
	if rs[1].To != "" {
		t.Errorf("a GUID at another site leads to %s", rs[1].To)
	}
}

func (su suite) pageKeepsItsHeadline(t *testing.T) {
	const url = "https://www.velm.example/n/dam"
	db, _ := su.openNew(t)
	fake := claimed(liar, "fake", "Nothing happened at the dam", url, 3*time.Hour)
	save(t, db, liar, fake)
	citing := Arrival(Courier, "citing", "What we know", time.Hour)
	citing.References = []news.Reference{Ref("Words that do not fit", url)}
	save(t, db, Courier, citing)
	id, err := db.AddPage(t.Context(), "https://velm.example/short/7", news.FullText{
		URL: url, Headline: line("The dam failed"), Body: Paragraphs("It failed at night."),
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
