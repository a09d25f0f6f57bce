package match

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Citer is a story that refers to others.
type Citer struct {
	Seq, Feed int64     // the number of the story, and of its feed; Feed 0: a page that no feed brought
	URL, Lang string    // empty: unknown
	Published time.Time // zero: unknown
	When      time.Time // its time in lists, in UTC
}

// IsAt reports whether the story itself is at the address that has the key.
func (c *Citer) IsAt(urlKey string) bool { return c.URL != "" && news.URLKey(c.URL) == urlKey }

// Mention is how a story refers to another: by its title, its address or both.
type Mention struct {
	Title    string
	TitleKey string // news.TitleKey of Title
	URLKey   string // news.URLKey of the address; empty: none is given
}

// Candidate is a story that a mention may mean. The story that cites may be
// among the candidates; it is never the one that is meant.
type Candidate struct {
	Seq, Feed int64  // as in Citer
	TitleKey  string // news.TitleKey of Headline
	Headline  string
	URL, Lang string    // empty: unknown
	Published time.Time // zero: unknown
	When      time.Time // its time in lists, in UTC
}

// weighed is a candidate with its judgement.
type weighed struct {
	Candidate
	tier     Tier
	same     bool // of the same feed or site
	likeness float64
	rank     float64 // likeness, less the penalty for the time between
}

// apart is how much better than the next the best candidate ranks if there
// is no doubt which is meant.
const apart = 0.05

// Pick returns the best of the candidates: by tier, then of the same feed or
// site, then by likeness and nearness in time. If another is about as good,
// it is no more than a guess.
func Pick(c *Citer, m Mention, cs []Candidate) (seq int64, tier Tier) {
	var ws []weighed
	for _, t := range cs {
		tier, likeness := Judge(c, m, t)
		if tier > Unresolved {
			ws = append(ws, weighed{t, tier, sameHouse(c, m, t), likeness, likeness - staleness(c, t)})
		}
	}
	if len(ws) == 0 {
		return 0, Unresolved
	}
	slices.SortFunc(ws, func(a, b weighed) int {
		if a.same != b.same && a.tier == b.tier {
			return cmp.Compare(b2i(b.same), b2i(a.same))
		}
		return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(b.rank, a.rank), b.When.Compare(a.When), cmp.Compare(b.Seq, a.Seq))
	})
	first := ws[0]
	tier = first.tier
	for _, other := range ws[1:] {
		switch {
		case other.tier != first.tier || other.same != first.same || samePage(first.Candidate, other.Candidate):
		case first.rank-other.rank < apart:
			return first.Seq, Maybe
		case other.likeness == first.likeness:
			tier = min(tier, Likely) // a title that is used again and again
		}
	}
	return first.Seq, tier
}

// samePage reports whether two feeds brought one page.
func samePage(a, b Candidate) bool { return a.URL != "" && news.URLKey(a.URL) == news.URLKey(b.URL) }

// staleness is the penalty that the time between a story and one that it may refer to
// takes off the latter's rank. Editors point at stories of a few days ago rather
// than at older ones; a later story can only have been added.
func staleness(c *Citer, t Candidate) float64 {
	days := float64(c.When.Sub(t.When)) / float64(24*time.Hour)
	if days < 0 {
		days *= -5
	}
	return min(days, 30) / 200
}

// sameHouse reports whether a candidate comes from where the mention points:
// the site it names, else the feed or site of the story that cites.
func sameHouse(c *Citer, m Mention, t Candidate) bool {
	if m.URLKey != "" {
		return Host(m.URLKey) == Host(news.URLKey(t.URL))
	}
	if c.Feed != 0 && c.Feed == t.Feed {
		return true
	}
	h := Host(news.URLKey(c.URL))
	return h != "" && h == Host(news.URLKey(t.URL))
}

// InTime reports whether a story may refer to a Candidate by their times: nobody
// refers to a story published days later.
func InTime(c *Citer, t *Candidate) bool {
	return t.Published.IsZero() || c.Published.IsZero() || !t.Published.After(c.Published.Add(24*time.Hour))
}

// Judge returns how sure it is that a mention means a Candidate, by titles,
// and how alike they are, 0 to 1.
func Judge(c *Citer, m Mention, t Candidate) (tier Tier, likeness float64) {
	if t.Seq == c.Seq {
		return Unresolved, 0
	}
	if !InTime(c, &t) {
		return Unresolved, 0
	}
	same := sameHouse(c, m, t)
	if t.TitleKey == m.TitleKey {
		return judgeSame(c, m, t, same)
	}
	tier, likeness = nearTier(m.Title, m.TitleKey, t.Headline, t.TitleKey)
	if tier == Unresolved && same && (opens(m.TitleKey, t.TitleKey) || opens(t.TitleKey, m.TitleKey)) {
		tier, likeness = Maybe, maybeFrom // a short form of it
	}
	if tier < Likely && spells(t.URL, m.TitleKey) {
		tier, likeness = Likely, likelyFrom // the headline was another when the address was made
	}
	// Another house's story in another language is another report.
	if tier == Likely && !same && otherLanguage(c.Lang, t.Lang) {
		tier = Maybe
	}
	// An address that is not the candidate's speaks against it, unless the
	// last part of the path, which often spells the title, is the same.
	if m.URLKey != "" && t.URL != "" && tier == Likely && slug(m.URLKey) != slug(news.URLKey(t.URL)) {
		tier = Maybe
	}
	return tier, likeness
}

// judgeSame is Judge for a candidate whose title has the same key.
func judgeSame(c *Citer, m Mention, t Candidate, same bool) (tier Tier, likeness float64) {
	likeness = 1
	if Typography(m.Title) != Typography(t.Headline) {
		likeness = 0.9 // "(video)" may stand for another page
	}
	if distinctive(t.TitleKey) {
		return ByTitle, likeness
	}
	// "Live updates" is the title of many stories.
	const soon = 3 * 24 * time.Hour
	switch {
	case !same:
		return Unresolved, 0
	case m.URLKey != "", c.When.Add(-soon).After(t.When):
		return Maybe, likeness
	}
	return ByTitle, likeness
}

// otherLanguage reports whether two language tags, if known, name different
// languages.
func otherLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return a != "" && b != "" && a != b
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
