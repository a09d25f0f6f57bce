package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

func livePage(t *testing.T, data, inner string) string {
	t.Helper()
	page := `<!doctype html><html lang="en"><head><title>Flood: the latest</title><script type="application/ld+json">` + data + `</script></head><body><h1>Flood: the latest</h1>` + inner + `</body></html>`
	p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "https://verra.example/live/flood")
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, p)
	return news.Text(p.Blocks)
}

// TestEntriesOfALiveBlog holds that entries which only the structured data has
// are read with their times, the newest as the page has them. None was.
func TestEntriesOfALiveBlog(t *testing.T) {
	one := "Crews raise the dyke at the old bridge, and the road along the northern bank is closed to all but buses."
	two := "The school of Orla is open as a shelter, and by noon two hundred people have come from the farms."
	entry := func(n int, text string) string {
		return fmt.Sprintf(`{"@type":"BlogPosting","headline":"Update %d","datePublished":"2031-03-04T1%d:30:00+02:00","articleBody":%q}`, n, n, text)
	}
	all := "2031-03-04 10:30 UTC · Update 2\n\n" + one + "\n\n2031-03-04 09:30 UTC · Update 1\n\n" + two
	for _, tt := range []struct{ name, data, inner, want string }{
		{"data alone", `{"@type":"LiveBlogPosting","headline":"Flood: the latest","liveBlogUpdate":[` + entry(2, one) + "," + entry(1, two) + `]}`, "<div id=live>Loading…</div>", all},
		{"in a graph", `{"@graph":[{"@type":"NewsArticle","headline":"Flood: the latest"},{"@type":"LiveBlogPosting","liveBlogUpdate":[` + entry(2, one) + "," + entry(1, two) + `]}]}`, "", all},
		{"one entry without a list", `{"@type":"LiveBlogPosting","liveBlogUpdate":{"@type":"BlogPosting","articleBody":"` + one + `"}}`, "", one},
		{"mark-up in it", `{"@type":"LiveBlogPosting","liveBlogUpdate":[{"articleBody":"<p>3 × 10<sup>6</sup> m<sup>3</sup></p><p>` + one + `</p>","dateCreated":"2031-03-04"}]}`, "", "2031-03-04\n\n3 × 10⁶ m³\n\n" + one},
		{"in an object that is a list", `{"@type":"LiveBlogPosting","liveBlogUpdate":{"@list":[` + entry(2, one) + "," + entry(1, two) + `]}}`, "", all},
		{"in items of a list", `{"@type":"LiveBlogPosting","liveBlogUpdate":{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":` + entry(2, one) + `},{"@type":"ListItem","item":` + entry(1, two) + `}]}}`, "", all},
		{"texts", `{"@type":"LiveBlogPosting","liveBlogUpdate":["` + one + `","https://verra.example/live/flood#2","` + two + `"]}`, "", one + "\n\n" + two},
		{
			"by reference", `{"@graph":[{"@type":"LiveBlogPosting","liveBlogUpdate":[{"@id":"#2"},{"@id":"#1"},{"@id":"#0"}]},` + strings.Replace(entry(2, one), "{", `{"@id":"#2",`, 1) + "," + strings.Replace(entry(1, two), "{", `{"@id":"#1",`, 1) + `]}`,
			"", all,
		},
		{"as parts", `{"@type":"LiveBlogPosting","headline":"Flood: the latest","hasPart":[` + entry(2, one) + "," + entry(1, two) + `]}`, "", all},
		{
			"a headline alone", `{"@type":"LiveBlogPosting","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Road 7 is shut","datePublished":"2031-03-04T11:30:00Z"},` + entry(1, two) + `]}`,
			"", "2031-03-04 11:30 UTC · Road 7 is shut\n\n2031-03-04 09:30 UTC · Update 1\n\n" + two,
		},
		{"a headline alone, shown", `{"@type":"LiveBlogPosting","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Road 7 is shut","datePublished":"2031-03-04T11:30:00Z"}]}`, "<article><h2>11.30: Road 7 is shut</h2><p>" + one + "</p></article>", "11.30: Road 7 is shut\n\n" + one},
		{"shown by the page", `{"@type":"LiveBlogPosting","liveBlogUpdate":[` + entry(2, one) + "," + entry(1, two) + `]}`, "<article><h2>10.30</h2><p>" + one + "</p><h2>9.30</h2><p>" + two + "</p></article>", "10.30\n\n" + one + "\n\n9.30\n\n" + two},
		{"the older ones not shown", `{"@type":"LiveBlogPosting","liveBlogUpdate":[` + entry(2, one) + "," + entry(1, two) + `]}`, "<article><h2>10.30</h2><p>" + one + "</p></article>", "10.30\n\n" + one + "\n\n2031-03-04 09:30 UTC · Update 1\n\n" + two},
	} {
		if got := livePage(t, tt.data, tt.inner); got != tt.want {
			t.Errorf("%s:\n%s\nwant:\n%s", tt.name, got, tt.want)
		}
	}
}

func TestLiveBlogsAreBounded(t *testing.T) {
	var entries []string
	for i := range 3000 {
		entries = append(entries, fmt.Sprintf(`{"articleBody":"Report number %d of the day, with some more words in it than that."}`, i))
	}
	got := livePage(t, `{"@type":"LiveBlogPosting","liveBlogUpdate":[`+strings.Join(entries, ",")+`]}`, "")
	if n := strings.Count(got, "Report number"); n != maxEntries {
		t.Errorf("%d entries, want %d", n, maxEntries)
	}
}

// TestWhichPagesGrow: a page that calls itself a live blog grows, with the times
// that it gives; one that only names live blogs does not.
func TestWhichPagesGrow(t *testing.T) {
	text := "<article><p>Crews raise the dyke at the old bridge, and the road along the northern bank is closed to all but buses until the evening.</p></article>"
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	none := time.Time{}
	for _, tt := range []struct {
		name, data, inner string
		live              bool
		until, newest     time.Time
	}{
		{"no data", "", text, false, none, none},
		{"an article", `{"@type":"NewsArticle","headline":"Flood: the latest","dateModified":"2031-03-04T11:00:00Z"}`, text, false, none, none},
		{"type alone", `{"@type":"LiveBlogPosting","headline":"Flood: the latest"}`, text, true, none, none},
		{"type among others", `{"@type":["NewsArticle","https://schema.org/LiveBlogPosting"],"headline":"Flood: the latest"}`, text, true, none, none},
		{"with its end", `{"@type":"LiveBlogPosting","headline":"Flood","coverageEndTime":"2031-03-05T06:00:00+02:00","dateModified":"2031-03-04T11:00:00Z"}`, text, true, at("2031-03-05T04:00:00Z"), at("2031-03-04T11:00:00Z")},
		{"that ends on a day", `{"@type":"LiveBlogPosting","headline":"Flood","coverageEndTime":"2031-03-05"}`, text, true, at("2031-03-06T00:00:00Z"), none},
		{
			"entries of an article", `{"@graph":[{"@type":"NewsArticle","headline":"Flood: the latest"},{"@type":"WebPage","liveBlogUpdate":[{"datePublished":"2031-03-04T09:30:00Z"},{"datePublished":"2031-03-04T10:30:00Z","dateModified":"2031-03-04T10:45:00Z"},"?"]}]}`,
			text, true, none, at("2031-03-04T10:45:00Z"),
		},
		{"one entry", `{"@type":"LiveBlogPosting","liveBlogUpdate":{"dateCreated":"2031-03-04T09:30:00Z"}}`, text, true, none, at("2031-03-04T09:30:00Z")},
		{
			"live blogs that a page lists", `{"@graph":[{"@type":"NewsArticle","headline":"Flood: the latest","url":"https://verra.example/live/flood"},{"@type":"ItemList","itemListElement":[{"@type":"LiveBlogPosting","headline":"Storm"},{"@type":"LiveBlogPosting","headline":"Wind"}]}]}`,
			text, false, none, none,
		},
		{
			"microdata", "", `<div itemscope itemtype="https://schema.org/LiveBlogPosting"><meta itemprop="coverageEndTime" content="2031-03-05T06:00:00Z">` + text + `</div>`,
			true, at("2031-03-05T06:00:00Z"), none,
		},
		{"teasers in microdata", "", text + `<aside><a itemscope itemtype="https://schema.org/LiveBlogPosting" href="/1">Storm</a><a itemscope itemtype="https://schema.org/LiveBlogPosting" href="/2">Wind</a></aside>`, false, none, none},
		{"RDFa", "", `<div vocab="https://schema.org/" typeof="LiveBlogPosting">` + text + `</div>`, true, none, none},
		{"AMP", "", `<amp-live-list id="l" data-poll-interval="15000">` + text + `</amp-live-list>`, true, none, none},
	} {
		page := `<!doctype html><html lang="en"><head><title>Flood: the latest</title><script type="application/ld+json">` + tt.data + `</script></head><body><h1>Flood: the latest</h1>` + tt.inner + `</body></html>`
		p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "https://verra.example/live/flood")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if p.Live != tt.live || !p.LiveUntil.Equal(tt.until) || !p.Newest.Equal(tt.newest) {
			t.Errorf("%s: live %t until %v, newest %v; want %t, %v, %v", tt.name, p.Live, p.LiveUntil, p.Newest, tt.live, tt.until, tt.newest)
		}
	}
}
