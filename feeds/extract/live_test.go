package extract

import (
	"fmt"
	"strings"
	"testing"

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
