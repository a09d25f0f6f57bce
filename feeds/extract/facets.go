package extract

import (
	"unicode/utf8"

	"sitrep/internal/news"
)

// Bounds for repeated parts of one page.
const (
	maxFacet    = 30 // characters of a short item of a list or heading
	leastFacets = 3  // times that it stands on the page
	manyFacets  = 60 // a page has at least so many items to be a list of entries
)

// dropFacets drops the short items and headings that come again and again in a
// list of entries, such as the systems that each program of a list runs on. They
// are labels, and no text.
func dropFacets(blocks []news.Block, drop []bool) {
	times := map[string]int{}
	items := 0
	for i, k := range blocks {
		if !drop[i] && isFacet(k) {
			times[key(k.Text.String())]++
			items++
		}
	}
	if items < manyFacets {
		return
	}
	for i, k := range blocks {
		if !drop[i] && isFacet(k) && times[key(k.Text.String())] >= leastFacets {
			drop[i] = true
		}
	}
}

func isFacet(k news.Block) bool {
	return (k.Kind == news.ListItem || k.Kind == news.Heading) && utf8.RuneCountInString(k.Text.String()) <= maxFacet && !endsSentence(k.Text.String())
}
