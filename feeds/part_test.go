package feeds_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
	"sitrep/internal/news"
)

// limited reads no more than 20 kB of an answer.
func limited(t *testing.T) func(*feeds.Options) {
	return func(o *feeds.Options) {
		c, err := fetch.New(fetch.Options{UserAgent: "sitrep/0.0 (+https://sitrep.example/)", HostGap: -1, Timeout: 2 * time.Second, MaxBody: 20_000, AllowPrivate: []string{"127.0.0.1"}, Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		o.Client = c
	}
}

// TestOfAFeedThatIsTooLargeTheBeginningIsRead: nothing of it was kept. What is
// in the limit is kept, a note has the number, and an answer that is the same is not
// asked for again, since the rest of it is never read.
func TestOfAFeedThatIsTooLargeTheBeginningIsRead(t *testing.T) {
	many := func(head, item, tail string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := 1000; b.Len() < 60_000; i++ { // all items are of one length
			b.WriteString(strings.ReplaceAll(item, "%d", fmt.Sprint(i)))
		}
		return b.String() + tail
	}
	text := strings.Repeat("Вода прибывает. ", 20)
	for _, tc := range []struct {
		name, body string
		kind       news.FeedType
		fault      string // that is told of it; empty: it is read
	}{
		{"RSS", many(`<rss version="2.0"><channel><title>t</title>`, `<item><title>Water at gauge %d</title><guid>%d</guid><description>`+text+`</description></item>`, `</channel></rss>`), news.TypeFeed, ""},
		{"RDF", many(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>`, `<item><title>Water at gauge %d</title><link>https://velm.example/%d</link></item>`, `</rdf:RDF>`), news.TypeFeed, ""},
		{"Atom", many(`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>`, `<entry><title>Water at gauge %d</title><id>%d</id><content>`+text+`</content></entry>`, `</feed>`), news.TypeFeed, ""},
		{"JSON Feed", many(`{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[`, `{"id":"%d","title":"Water at gauge %d","content_text":"`+text+`"},`, `{}]}`), news.TypeFeed, ""},
		{"sitemap", many(`<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`, `<url><loc>https://velm.example/%d</loc><news:news><news:title>Water at gauge %d</news:title></news:news></url>`, `</urlset>`), news.TypeSitemap, ""},
		{"a page", many("<!doctype html><title>t</title>", "<p>Water at gauge %d", ""), news.TypeFeed, "larger than the limit and was not read"},
		{"zeros", strings.Repeat("\x00", 60_000), news.TypeFeed, "larger than the limit and was not read"},
		{"a head without end", many(`<rss version="2.0"><channel>`, "<category>%d</category>", ""), news.TypeFeed, "larger than the limit and was not read"},
		{"warnings", many(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><title>t</title>`, `<entry><title>Water at gauge %d</title><id>%d</id><cap:event>Flood</cap:event></entry>`, `</feed>`), news.TypeFeed, "larger than the limit and was not read"},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			s := publisher(t)
			s.SetFault("/f", feedtest.Fault{Body: tc.body, ContentType: "application/octet-stream", Header: map[string]string{"ETag": `"v1"`}})
			sink := newMemory(s.URL("/f"))
			sink.feeds[0].Feed.Type = tc.kind
			r := round(t, poller(t, sink, noon, limited(t)), feeds.RefreshRequest{})
			st := sink.state(0)
			if tc.fault != "" {
				if r.Failed != 1 || r.New != 0 || !strings.Contains(st.Err.String(), tc.fault) {
					t.Errorf("report %+v, %q; want a failure: %s", r, st.Err, tc.fault)
				}
				return
			}
			least := strings.Count(tc.body[:20_000], "Water at gauge") - 1 // the last one may be cut off
			if want := fmt.Sprintf("items read of its beginning: %d. See poll.max_body.", r.New); r.Failed != 0 || r.New < least || !strings.Contains(st.Err.String(), want) {
				t.Errorf("report %+v, note %q; want %d stories and %q", r, st.Err, least, want)
			}
			for _, a := range sink.stories {
				if strings.Contains(tc.body, text) && (len(a.Body) != 1 || a.Body[0].Text.String() != strings.TrimSpace(text)) {
					t.Errorf("the text of %q is %v", a.Story.Headline, a.Body)
				}
			}
			if st.Validators.ETag == "" {
				t.Error("the same answer is asked for again")
			}
		})
	}
}
