package match

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Claim is a story that says it is at an address. A feed may say so of any
// address, so its claims are weighed: nobody can put words in a publisher's
// mouth by naming its address.
type Claim struct {
	Seq, Feed int64 // the number of the story, and of its feed; Feed 0: a page that no feed brought
	FeedID    string
	FullText  bool   // its page was read
	URLKey    string // of the story's first address
}

// The ranks of claims, best first.
const (
	OwnRank   = iota // the story's feed is of the address's site, or the story is the page that was opened there
	HouseRank        // it is of the feed that asks
	TextRank         // its page was read
	OtherRank
)

// Rank returns how much the claim to an address, given as its key, is worth
// to a story of a feed, 0 for no story: one of the ranks, the best is least.
func (c Claim) Rank(key string, feed int64) int {
	site := sanitize.Site(Host(key))
	switch {
	case c.Feed == 0 && c.URLKey == key, c.Feed != 0 && site == sanitize.Site(Host(news.URLKey(c.FeedID))):
		return OwnRank
	case feed != 0 && c.Feed == feed:
		return HouseRank
	case c.FullText:
		return TextRank
	}
	return OtherRank
}

// Best returns the best claim, the oldest of equals; the zero Claim, which
// is no story, if there is none.
func Best(cs []Claim, key string, feed int64) Claim {
	if len(cs) == 0 {
		return Claim{}
	}
	return slices.MinFunc(cs, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Rank(key, feed), b.Rank(key, feed)), cmp.Compare(a.Seq, b.Seq))
	})
}

// Addresses returns where a story is known to be by what its feed says: its
// address, and its GUID if that is an address of the same site, as the short
// ones of WordPress are ("https://site/?p=123"), which pages refer to.
func Addresses(s *news.Story) []string {
	out := []string{s.URL}
	if s.GUID == "" || s.URL == "" {
		return out
	}
	if u, _ := sanitize.URL("", s.GUID); u != "" && sanitize.Site(Host(news.URLKey(u))) == sanitize.Site(Host(news.URLKey(s.URL))) {
		out = append(out, u)
	}
	return out
}

// Host returns the host of an address in its canonical form.
func Host(key string) string {
	if i := strings.IndexAny(key, "/?"); i >= 0 {
		return key[:i]
	}
	return key
}

// slug returns the last part of an address's path that looks like words.
func slug(key string) string {
	path, _, _ := strings.Cut(key, "?")
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if strings.Count(parts[i], "-") >= 2 {
			return strings.TrimSuffix(strings.TrimSuffix(parts[i], ".html"), ".htm")
		}
	}
	return key
}
