package feeds_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// TestWhatWasWrongThoughItWasReadIsNoted: the note stands in the feed's
// health while the document stays the same, and goes with the fault.
func TestWhatWasWrongThoughItWasReadIsNoted(t *testing.T) {
	const doc = `<rss version="2.0"><channel><title>Gauge</title><item><title>Water rises</title><guid>1</guid></item></channel></rss>`
	s := publisher(t)
	sink := newMemory(s.URL("/f"))
	p := poller(t, sink, noon, nil)
	poll := func(f feedtest.Fault) {
		t.Helper()
		s.SetFault("/f", f)
		if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil {
			t.Fatal(err)
		}
	}
	lie := feedtest.Fault{Header: map[string]string{"Content-Encoding": "gzip"}, ContentType: "text/xml", Body: doc}
	for range 2 { // the second time nothing in it is new
		poll(lie)
		if st := sink.state(0); st.Failures != 0 || !strings.Contains(st.Err.String(), "not compressed") || len(sink.stories) != 1 {
			t.Errorf("%d failures, noted %q, %d stories; want 0, the wrong coding, 1", st.Failures, st.Err, len(sink.stories))
		}
	}
	poll(feedtest.Fault{Status: 500})
	if st := sink.state(0); st.Failures != 1 || !strings.Contains(st.Err.String(), "fault of its own") {
		t.Errorf("%d failures, %q; want 1 and the fault", st.Failures, st.Err)
	}
	poll(feedtest.Fault{ContentType: "text/xml", Body: strings.Replace(doc, "rises", "falls", 1)})
	if st := sink.state(0); st.Failures != 0 || !st.Err.IsZero() {
		t.Errorf("%d failures, noted %q; want none", st.Failures, st.Err)
	}
}

// TestAnEmptyAnswerIsSaidToBeEmpty, however it is labelled.
func TestAnEmptyAnswerIsSaidToBeEmpty(t *testing.T) {
	s := publisher(t)
	for path, f := range map[string]feedtest.Fault{
		"/packed":     {Status: 200, Header: map[string]string{"Content-Encoding": "gzip"}},
		"/white":      {ContentType: "text/xml", Body: " \n"},
		"/mark":       {ContentType: "text/xml", Body: "\xef\xbb\xbf"},
		"/no-content": {Status: 204},
	} {
		s.SetFault(path, f)
		sink := newMemory(s.URL(path))
		if _, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{}); err != nil {
			t.Fatal(err)
		}
		if got := sink.state(0).Err.String(); got != "The server answered, but with nothing in it." {
			t.Errorf("%s: said %q", path, got)
		}
	}
}

// TestAnIndexOfSitemapsIsSearchedForNews: a sitemap that has none, or cannot be read,
// does not cost the stories of the others, and few are asked.
func TestAnIndexOfSitemapsIsSearchedForNews(t *testing.T) {
	urlset := func(title string) string {
		extra := "<news:news><news:title>" + title + "</news:title></news:news>"
		if title == "" {
			extra = ""
		}
		return "<urlset><url><loc>https://velm.example/" + title + "</loc>" + extra + "</url></urlset>"
	}
	index := func(paths ...string) string {
		var b strings.Builder
		for _, p := range paths {
			b.WriteString("<sitemap><loc>" + p + "</loc></sitemap>")
		}
		return "<sitemapindex>" + b.String() + "</sitemapindex>"
	}
	for _, tc := range []struct {
		name, index string
		stories     []string
		note        string
		asked       int // the index included
	}{
		{"the last of three", index("/pages", "/topics", "/rises"), []string{"Rises"}, "", 4},
		{"named after news comes first", index("/pages", "/topics", "/a", "/b", "/c", "/d", "/news"), []string{"Falls"}, "", 2},
		{"a page among them", index("/page.html", "/rises"), []string{"Rises"}, "cannot be read", 3},
		{"a missing one among them", index("/none", "/rises"), []string{"Rises"}, "cannot be read", 3},
		{"an empty one among them", index("/empty", "/rises"), []string{"Rises"}, "", 3},
		{"one that is named twice", index("/rises", "/pages", "/inner"), []string{"Rises"}, "", 4},
		{"an index in the index", index("/inner", "/pages"), []string{"Rises"}, "", 4},
		{"an index of itself", index("/i", "/self"), nil, "", 2},
		{"no news in any", index("/pages", "/topics"), nil, "names no news", 3},
		{"all empty", index("/empty", "/empty"), nil, "", 2},
		{"none in it", index(), nil, "", 1},
		{"none can be read", index("/none", "/page.html"), nil, "There is nothing at this address", 3},
		{"a busy one ends it", index("/busy", "/rises"), nil, "asks us to come less often", 2},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			s := publisher(t)
			xml := func(path, body string) { s.SetPage(path, feedtest.Page{ContentType: "application/xml", Body: body}) }
			xml("/i", tc.index)
			xml("/rises", urlset("Rises"))
			xml("/news", urlset("Falls"))
			xml("/empty", "<urlset></urlset>")
			xml("/inner", index("/rises"))
			xml("/self", index("/self"))
			for _, p := range []string{"/pages", "/topics", "/a", "/b", "/c", "/d"} {
				xml(p, urlset(""))
			}
			s.SetPage("/page.html", feedtest.Page{ContentType: "text/html", Body: "<!doctype html><html><body>Velm</body></html>"})
			s.SetFault("/busy", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "3600"}})
			sink := newMemory(s.URL("/i"))
			sink.feeds[0].Feed.Type = news.TypeSitemap
			round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
			var got []string
			for _, a := range sink.stories {
				got = append(got, a.Story.Headline.String())
			}
			st := sink.state(0)
			if !slices.Equal(got, tc.stories) || !strings.Contains(st.Err.String(), tc.note) || tc.note == "" && !st.Err.IsZero() {
				t.Errorf("stories %q, noted %q; want %q, %q", got, st.Err, tc.stories, tc.note)
			}
			if n := len(s.Requests()); n != tc.asked {
				t.Errorf("%d requests, want %d", n, tc.asked)
			}
		})
	}
}
