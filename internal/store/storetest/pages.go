package storetest

import (
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
)

// pages are the subtests about texts of pages.
func (su suite) pages() []subtest {
	return []subtest{
		{"the full text of a page stands beside the text of the feed", su.fullTextBesideFeed},
		{"stories whose page was never fetched lack text", su.lacksText},
		{"a page that no feed brought becomes a story", su.pageBecomesStory},
	}
}

func (su suite) fullTextBesideFeed(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", "Bridge closed", 0, "Teaser.")
	a.Story.Published, a.Story.Lang = time.Time{}, ""
	save(t, db, Radio, a)
	id := a.Story.ID
	must(t, db.SaveFullText(t.Context(), id, news.FullText{Err: line("The server said no.")}))
	b, err := db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "noted", news.Body{Origin: news.FromFeed, Blocks: Paragraphs("Teaser."), Note: line("The server said no.")}, b)

	published := Start().Add(-3 * time.Hour)
	page := news.FullText{
		URL: "https://radio.velm.example/canonical/a", Byline: line("Desk"), Lang: "uk", Published: news.FuzzyTime{T: published},
		Body: Paragraphs("First.", "Second zebra."),
	}
	must(t, db.SaveFullText(t.Context(), id, page))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "best", news.Body{Origin: news.FromPage, Blocks: page.Body, Whole: true}, b)
	b, err = db.Body(t.Context(), id, news.FromFeed)
	must(t, err)
	diff(t, "feed's", Paragraphs("Teaser."), b.Blocks)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "filled", []any{true, "Desk", "uk", published, published}, []any{s.FullText, s.Byline.String(), s.Lang, s.Published, s.When()})
	at, err := db.StoryAt(t.Context(), "http://www.radio.velm.example/canonical/a/?utm_source=x")
	must(t, err)
	diff(t, "found by the page's own address", id, at.ID)
	diff(t, "found by its words", []string{"Bridge closed"}, headlines(list(t, db, news.Filter{Expr: news.Word{Text: "zebra"}}, news.Window{})))

	c.Advance(time.Minute)
	page.Body = Paragraphs("First.", "Second changed.")
	must(t, db.SaveFullText(t.Context(), id, page))
	must(t, db.SaveFullText(t.Context(), id, page))
	revs, err := db.Revisions(t.Context(), id)
	must(t, err)
	diff(t, "revisions", 1, len(revs))
	diff(t, "old text", Paragraphs("First.", "Second zebra."), revs[0].Body)
	must(t, db.SaveFullText(t.Context(), id, news.FullText{Err: line("Gone.")}))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "kept", page.Body, b.Blocks)

	a.Story.Headline = line("Bridge open")
	diff(t, "updated", news.Saved{Updated: 1}, save(t, db, Radio, a))
	b, err = db.Body(t.Context(), id, "")
	must(t, err)
	diff(t, "kept after update", page.Body, b.Blocks)
	if err := db.SaveFullText(t.Context(), "nope", page); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SaveFullText(nope) error = %v, want news.ErrNotFound", err)
	}
}

func (su suite) lacksText(t *testing.T) {
	db, _ := su.openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio, FullText: true}, {ID: Courier}}))
	whole := Arrival(Radio, "w", "Whole", time.Hour, "All of it.")
	whole.Whole = true
	tried := Arrival(Radio, "t", "Tried", time.Hour)
	save(t, db, Radio, Arrival(Radio, "a", "Old", 2*time.Hour), Arrival(Radio, "b", "New", time.Hour), whole, tried)
	save(t, db, Courier, Arrival(Courier, "c", "Other feed", time.Hour))
	must(t, db.SaveFullText(t.Context(), tried.Story.ID, news.FullText{Err: line("No.")}))
	ss, err := db.LacksText(t.Context(), 10)
	must(t, err)
	diff(t, "lacks", []string{"New", "Old"}, headlines(ss))
}

func (su suite) pageBecomesStory(t *testing.T) {
	db, _ := su.openNew(t)
	ft := news.FullText{URL: "https://velm.example/canon", Headline: line("Old town"), Body: Paragraphs("Text.")}
	id, err := db.AddPage(t.Context(), "https://velm.example/short?x=1", ft)
	must(t, err)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "story", []any{news.FeedID(""), "velm.example", true, int64(1)}, []any{s.Feed, s.Source.String(), s.FullText, s.Seq})
	again, err := db.AddPage(t.Context(), "https://velm.example/short?x=1", ft)
	must(t, err)
	diff(t, "again", id, again)
	a := Arrival(Radio, "a", "From a feed", time.Hour)
	save(t, db, Radio, a)
	got, err := db.AddPage(t.Context(), a.Story.URL+"#x", news.FullText{Body: Paragraphs("Page.")})
	must(t, err)
	diff(t, "saved there", a.Story.ID, got)
	if _, err := db.AddPage(t.Context(), "https://velm.example/none", news.FullText{Err: line("No answer.")}); err == nil {
		t.Error("AddPage without text: no error")
	}
	diff(t, "found", []string{"Old town"}, headlines(list(t, db, news.Filter{Expr: news.InTitle{Text: "town"}}, news.Window{})))
}
