// Package normalize turns the items of a feed into stories: headline,
// summary, body and references in the words of package news. It does no I/O
// and reads no clock.
package normalize

import (
	"time"

	"sitrep/feeds/parse"
	"sitrep/internal/news"
)

// Fragmenter turns a piece of HTML into blocks and finds the references in
// it. It is safe for concurrent use. *extract.Extractor is one.
type Fragmenter interface {
	Fragment(html, base string) ([]news.Block, []news.Reference)
}

// Normalizer makes stories of items. It is safe for concurrent use.
type Normalizer struct{ x Fragmenter }

// New returns a Normalizer that reads the HTML of items with x.
func New(x Fragmenter) *Normalizer { return &Normalizer{x} }

// Arrival returns the item of the feed's document as a story that was first
// seen now. It reports false if the item has neither identifier nor address
// nor words.
func (n *Normalizer) Arrival(feed news.Feed, doc *parse.Document, item parse.Item, now time.Time) (news.Arrival, bool) {
	return news.Arrival{}, false
}
