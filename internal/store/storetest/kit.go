package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// Start returns when tests begin. The stories of a Speaker are older.
func Start() time.Time { return time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC) }

// Clock is a time that a test moves. It may be used concurrently.
type Clock struct{ ms atomic.Int64 }

// NewClock returns a clock that stands at Start.
func NewClock() *Clock {
	c := &Clock{}
	c.ms.Store(Start().UnixMilli())
	return c
}

// Now returns the time of the clock.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()).UTC() }

// Advance moves the clock on, in whole milliseconds.
func (c *Clock) Advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// The feeds of Library.
const (
	Radio   = news.FeedID("https://radio.velm.example/rss")
	Courier = news.FeedID("https://courier.tarn.example/feed")
)

// Arrival makes a story of a feed, published ago before Start. Its GUID is
// slug, which is the last part of its address as well.
func Arrival(feed news.FeedID, slug, headline string, ago time.Duration, body ...string) news.Arrival {
	url := "https://" + string(feed)[len("https://"):] + "/" + slug
	id, _ := news.NewStoryID(feed, slug, url, headline)
	return news.Arrival{
		Story: news.Story{
			ID: id, Feed: feed, GUID: slug, URL: url, Headline: sanitize.Line(headline), Lang: "en", Published: Start().Add(-ago),
		},
		Body: Paragraphs(body...),
	}
}

// Ref makes a reference; title or url may be empty.
func Ref(title, url string) news.Reference {
	return news.Reference{Title: sanitize.Line(title), URL: url, Kind: news.RefInline, Marker: sanitize.Lit("Read also"), Score: 1}
}

// Paragraphs returns a text of paragraphs.
func Paragraphs(ss ...string) []news.Block {
	var out []news.Block
	for _, s := range ss {
		out = append(out, news.Block{Kind: news.Paragraph, Text: sanitize.Line(s)})
	}
	return out
}

// Library fills a cache with eleven stories of two feeds in eight languages.
// Their GUIDs name them. The clock moves on a minute between the feeds.
func Library(t testing.TB, db *store.DB, c *Clock) {
	t.Helper()
	must(t, db.SetFeeds(t.Context(), []news.Feed{
		{ID: Radio, Name: line("Radio Velm"), Tags: []string{"hazards", "velm"}},
		{ID: Courier, Name: line("Tarn Courier"), Tags: []string{"press"}},
	}))
	in := func(a news.Arrival, lang string, summary string) news.Arrival {
		a.Story.Lang, a.Story.Summary = lang, line(summary)
		return a
	}
	related := Arrival(Radio, "uk", "Повінь у Вельмі: ще троє зниклих", 5*time.Hour, "Рятувальники шукають людей.")
	related.References = []news.Reference{Ref("Щось зовсім інше сталося вчора ввечері", "")}
	saveInto(t, db, Radio,
		Arrival(Radio, "flood", "Flood warning for the old town", 1*time.Hour, "The river rises by noon."),
		Arrival(Radio, "bridge", "Bridge closed after flood", 2*time.Hour, "Drivers avoid the old bridge in town."),
		in(Arrival(Radio, "cafe", "Café owners count losses", 3*time.Hour, "Don't wait, they say."), "en-gb", "Trade and water"),
		in(related, "uk", ""),
		in(Arrival(Radio, "ru", "Ещё одно предупреждение о паводке", 6*time.Hour), "ru", ""),
	)
	c.Advance(time.Minute)
	saveInto(t, db, Courier,
		in(Arrival(Courier, "ja", "ヴェルム市で洪水警報", 7*time.Hour, "住民は避難所へ移動した。"), "ja", ""),
		in(Arrival(Courier, "th", "น้ำท่วมเมืองเก่า", 8*time.Hour, "ประชาชนอพยพ"), "th", ""),
		in(Arrival(Courier, "ar", "إجلاء سكان المدينة القديمة", 9*time.Hour), "ar", ""),
		in(Arrival(Courier, "ko", "홍수경보가 내려졌다", 10*time.Hour), "ko", ""),
		in(Arrival(Courier, "hi", "बाढ़ की चेतावनी", 11*time.Hour), "hi", ""),
		Arrival(Courier, "old", "Budget adopted", 72*time.Hour, "Flood defences get nothing."),
	)
}

func saveInto(t testing.TB, db *store.DB, feed news.FeedID, as ...news.Arrival) news.Saved {
	t.Helper()
	got, err := db.Save(t.Context(), news.Batch{Feed: feed, Arrivals: as})
	must(t, err)
	must(t, db.ResolveTitles(t.Context()))
	return got
}

func line(s string) sanitize.Clean { return sanitize.Line(s) }

func diff(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
