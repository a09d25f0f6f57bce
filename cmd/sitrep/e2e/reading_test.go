package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// altered is a cache that gets stories as a later sitrep would read them.
type altered struct {
	*store.Person
	alter func(a *news.Arrival) // nil: as they are
	saved news.Saved
}

func (s *altered) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	if s.alter != nil {
		for i := range b.Arrivals {
			s.alter(&b.Arrivals[i])
		}
	}
	saved, err := s.Person.Save(ctx, b)
	s.saved.New, s.saved.Updated = s.saved.New+saved.New, s.saved.Updated+saved.Updated
	return saved, err
}

// readings serves documents whose bytes a test sets, without validators, so
// that each poll has a body.
type readings struct{ docs map[string]string }

func (r *readings) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprint(w, r.docs[req.URL.Path])
}

// TestALaterReadingOfTheSameBytes polls documents of several kinds with this
// reading and then, the bytes being the same, with one that reads figures, text
// and identity in another way: nothing is new, updated or unread.
func TestALaterReadingOfTheSameBytes(t *testing.T) {
	item := func(i int) string {
		return fmt.Sprintf(`<item><guid isPermaLink="false">g-%d</guid><title>Water at 1,%d00 cm</title><link>https://gauge.example/%d</link><description>It rose by 2,%d00 cm in a day.</description></item>`, i, i, i, i)
	}
	rss := func(built, items string) string {
		return `<?xml version="1.0"?><rss version="2.0"><channel><title>Gauge</title><link>https://gauge.example/</link><lastBuildDate>` + built + `</lastBuildDate>` + items + `</channel></rss>`
	}
	sitemap := func(more string) string {
		var b strings.Builder
		for i := range 3 {
			fmt.Fprintf(&b, `<url><loc>https://gauge.example/%d</loc><news:news><news:publication><news:name>Gauge</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-02-16T10:00:00Z</news:publication_date><news:title>Water at 1,%d00 cm</news:title></news:news></url>`, i, i)
		}
		return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">` + b.String() + more + `</urlset>`
	}
	items := item(1) + item(2) + item(3)
	figures := func(a *news.Arrival) {
		a.Story.Headline = sanitize.Line(strings.ReplaceAll(a.Story.Headline.String(), ",", ""))
		a.Story.Summary = sanitize.Line("")
		for i := range a.Body {
			a.Body[i].Text = sanitize.Line(strings.ReplaceAll(a.Body[i].PlainText(), ",", " "))
		}
	}
	identity := func(a *news.Arrival) {
		figures(a)
		a.Story.ID = news.StoryID("z" + string(a.Story.ID[1:]))
	}
	for _, tt := range []struct {
		name          string
		kind          news.FeedType
		first, second string
		alter         func(a *news.Arrival)
	}{
		{"the same document", "", rss("1", items), rss("1", items), figures},
		{"its date is new", "", rss("1", items), rss("2", items), figures},
		{"an item fell off", "", rss("1", items), rss("2", item(2)+item(3)), figures},
		{"another identity", "", rss("1", items), rss("1", items), identity},
		{"another identity, its date is new", "", rss("1", items), rss("2", items), identity},
		{"a document that is mended", "", rss("1", items+"<item><title>Open"), rss("2", items+"<item><title>Open"), figures},
		{"another identity in a document that is mended", "", rss("1", items+"<item><title>Open"), rss("2", items+"<item><title>Open"), identity},
		{"a sitemap", news.TypeSitemap, sitemap(""), sitemap("<!-- later -->"), figures},
		{"another identity in a sitemap", news.TypeSitemap, sitemap(""), sitemap("<!-- later -->"), identity},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &readings{docs: map[string]string{"/feed": tt.first}}
			srv := httptest.NewServer(r)
			defer srv.Close()
			sink, poll := laterReader(t, srv.URL+"/feed", tt.kind)
			poll(feeds.Reading, nil)
			n := sink.saved.New
			if n < 3 {
				t.Fatalf("%d stories the first time", n)
			}
			if _, err := sink.MarkAllRead(t.Context(), news.Filter{}, 0); err != nil {
				t.Fatal(err)
			}
			r.docs["/feed"] = tt.second
			for again := range 2 {
				sink.saved = news.Saved{}
				poll(feeds.Reading+1, tt.alter)
				c, err := sink.Count(t.Context(), news.Filter{}, 0)
				if err != nil || sink.saved != (news.Saved{}) || c != (news.Counts{Total: n}) {
					t.Errorf("poll %d: saved %+v, then %+v, %v; want nothing new, updated or unread of %d", again+1, sink.saved, c, err, n)
				}
			}
			ss, err := sink.Stories(t.Context(), news.Filter{}, news.Window{})
			if err != nil {
				t.Fatal(err)
			}
			read := 0
			for _, s := range ss {
				if s.Revisions > 0 {
					t.Errorf("story %q has %d revisions", s.Headline, s.Revisions)
				}
				if !strings.Contains(s.Headline.String(), ",") {
					read++
				}
			}
			if read < 2 {
				t.Errorf("%d stories are as the later reading reads them", read)
			}
		})
	}
}

// laterReader returns a cache that follows one feed, and what polls it by a
// version of our reading.
func laterReader(t *testing.T, url string, kind news.FeedType) (sink *altered, poll func(reading int, alter func(*news.Arrival))) {
	t.Helper()
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.SetFeeds(t.Context(), []news.Feed{{ID: news.FeedID(url), Type: kind}}); err != nil {
		t.Fatal(err)
	}
	p, err := db.For(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	sink = &altered{Person: p}
	return sink, func(reading int, alter func(*news.Arrival)) {
		t.Helper()
		sink.alter = alter
		pollInto(t, sink, reading)
	}
}

// pollInto polls all feeds of a cache once by a version of our reading.
func pollInto(t *testing.T, sink feeds.Sink, reading int) {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC) }
	client, err := fetch.New(fetch.Options{UserAgent: "sitrep/0 (test)", HostGap: -1, AllowPrivate: []string{"127.0.0.1"}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	m, err := readalso.New()
	if err != nil {
		t.Fatal(err)
	}
	poller, err := feeds.New(feeds.Options{Sink: sink, Client: client, Extract: extract.New(m), Now: clock, Reading: reading})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := poller.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil || r.Failed > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
}
