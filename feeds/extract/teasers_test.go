package extract

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/internal/news"
)

// TestRowsOfTeasersDoNotHideTheArticle holds short reports beside many teasers.
func TestRowsOfTeasersDoNotHideTheArticle(t *testing.T) {
	row := func(format string, n int, line string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i, i, line)
		}
		return b.String()
	}
	long := strings.TrimSuffix(strings.TrimPrefix(paragraphs("MARK"), "<p>"), "</p>")
	for _, tt := range []struct{ name, row string }{
		{"articles with text", "<div class=feed>" + row(`<article><h3><a href="/p/%d">Story %d</a></h3><p>%s</p></article>`, 8, long) + "</div>"},
		{"many short ones", "<section>" + row(`<article><h3><a href="/p/%d">Story %d of the coast</a></h3><p>%s</p></article>`, 80, "MARK") + "</section>"},
		{"boxes that are links", "<section>" + row(`<div><a href="/p/%d"><h2>Story %d of the coast</h2></a><p>%s</p></div>`, 9, long) + "</section>"},
		{"items of a list", "<ul>" + row(`<li><h4><a href="/p/%d">Story %d of the coast</a></h4><p>%s</p></li>`, 9, long) + "</ul>"},
	} {
		for _, head := range []string{"<main><article><h1>Bridge closed after flood</h1>", "<main><article><h2>Bridge closed after flood</h2>", "<div><h1>Bridge closed after flood</h1></div><main><article>"} {
			page := "<!doctype html><html><head><title>Bridge closed after flood</title></head><body>" + head + paragraphs("One", "Two") + "</article></main>" + tt.row + "</body></html>"
			p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "https://verra.example/a-1.html")
			if err != nil {
				t.Fatal(err)
			}
			if got := news.Text(p.Blocks); strings.Contains(got, "MARK") || !strings.Contains(got, "One buses") || !strings.Contains(got, "Two buses") {
				t.Errorf("%s below %s:\n%s", tt.name, head, got)
			}
		}
	}
	// Headings that are links inside of the article are its parts.
	parts := row(`<div><h3><a href="/p/%d">Part %d of the way</a></h3><p>%s</p></div>`, 4, long)
	if got := textAmid(t, paragraphs("One"), parts, paragraphs("Two")); strings.Count(got, "MARK buses") != 4 {
		t.Errorf("the parts of the article are lost:\n%s", got)
	}
}
