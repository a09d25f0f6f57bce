package match

import "sitrep/internal/news"

// Tier is how sure a match is; a better one is greater. The zero Tier is
// Unresolved.
type Tier int

// The tiers of a match. Caches store these numbers.
const (
	Unresolved Tier = iota
	Maybe
	Likely
	ByTitle
	ByURL
)

// Match returns the tier in the words of the vocabulary.
func (t Tier) Match() news.Match {
	switch t {
	case Maybe:
		return news.Maybe
	case Likely:
		return news.Likely
	case ByTitle:
		return news.ByTitle
	case ByURL:
		return news.ByURL
	case Unresolved:
	}
	return news.Unresolved
}
