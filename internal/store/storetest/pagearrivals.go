package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// pageArrivals: a text that a page brings is an arrival, the same text is none, and
// arrivals are numbered for good.
func (su suite) pageArrivals(t *testing.T) {
	db, _ := su.openNew(t)
	save(t, db, Radio, Arrival(Radio, "a", "Gates of the dam", 0), Arrival(Radio, "b", "Levee holds", time.Minute))
	all, err := db.Stories(t.Context(), news.Filter{}, news.Window{Limit: 9})
	must(t, err)
	page := func(i int, text string) {
		t.Helper()
		must(t, db.SaveFullText(t.Context(), all[i].ID, news.FullText{Body: []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(text)}}}))
	}
	latest := func() int64 {
		t.Helper()
		n, err := db.LatestPage(t.Context())
		must(t, err)
		return n
	}
	diff(t, "no page yet", int64(0), latest())
	page(0, "The levee holds.")
	page(0, "The levee holds.")
	page(1, "The gates jam.")
	diff(t, "two texts", int64(2), latest())
	page(0, "The levee broke at noon.")
	diff(t, "three texts", int64(3), latest())
	must(t, db.SaveFullText(t.Context(), all[1].ID, news.FullText{Err: sanitize.Lit("It is gone.")}))
	diff(t, "a page that fails is no text", int64(3), latest())

	for _, c := range []struct {
		after, upTo int64
		want        []news.StoryID
	}{{0, 3, []news.StoryID{all[1].ID, all[0].ID}}, {2, 3, []news.StoryID{all[0].ID}}, {1, 2, []news.StoryID{all[1].ID}}, {3, 3, nil}} {
		got, err := db.PagesAfter(t.Context(), c.after, c.upTo, 10)
		must(t, err)
		var ids []news.StoryID
		for _, s := range got {
			ids = append(ids, s.ID)
		}
		diff(t, "the stories of some texts", c.want, ids)
	}
}
