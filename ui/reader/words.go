package reader

import (
	"fmt"
	"time"

	"sitrep/internal/news"
)

// Facts about a reference and the story it leads to.
const (
	NotCached   = "not cached"                             // its address is known
	NoAddress   = "no address, not found"                  // it is a title alone
	Gone        = "gone from the cache"                    // the cache held it
	GoneStory   = "a story that is no longer in the cache" // in place of its headline
	DateUnknown = "date unknown"
)

// ChainNote returns why nothing stands below a reference in a background
// chain; empty: something does, or the facts of the reference tell it (it is
// not cached, not found, or a guess).
func ChainNote(n news.ChainNode) string {
	switch n.End {
	case news.NotRead:
		return "text not fetched"
	case news.LastOne:
		return "no references"
	case news.TooDeep:
		return "goes on"
	case news.NoEnd, news.NotHeld, news.NotFound, news.Guessed:
	}
	switch {
	case n.Cycle:
		return "cycle"
	case n.Again:
		return "shown elsewhere"
	}
	return ""
}

// CachedWord returns how much of a story the cache holds.
func CachedWord(s *news.Story) string {
	if s.FullText {
		return "cached"
	}
	return "teaser cached"
}

// Found returns where a reference stood and, if its story was found by a
// judgement, which one: "in text", "end of page, by title: maybe".
func Found(r *news.Reference) string {
	if tier := Matched(r); tier != "" {
		return Stood(r) + ", " + tier
	}
	return Stood(r)
}

// Stood returns where in its story a reference stood.
func Stood(r *news.Reference) string {
	switch r.Kind {
	case news.RefBlock:
		if r.Amid {
			return "in text"
		}
		return "end of page"
	case news.RefFeed:
		return "feed"
	case news.RefJSONLD:
		return "page data"
	default:
		return "in text"
	}
}

// Matched returns how sure it is that the reference means its story; empty: its
// address says so, or it has none.
func Matched(r *news.Reference) string {
	switch r.Match {
	case news.ByTitle:
		return "by title: exact"
	case news.Likely:
		return "by title: very likely"
	case news.Maybe:
		return "by title: maybe"
	default:
		return ""
	}
}

// Distance returns how long before or after the story from, which cites or is
// cited, the story s was written: "3 d before".
func Distance(s, from *news.Story) string {
	if s.Published.IsZero() || from.Published.IsZero() {
		return "age unknown"
	}
	d, word := from.When().Sub(s.When()), "before"
	if d < 0 {
		d, word = -d, "after"
	}
	switch {
	case s.PublishedDay || from.PublishedDay:
		if d < 24*time.Hour {
			return "same day"
		}
		fallthrough
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d d %s", d/(24*time.Hour), word)
	case d >= time.Hour:
		return fmt.Sprintf("%d h %s", d/time.Hour, word)
	case d >= time.Minute:
		return fmt.Sprintf("%d min %s", d/time.Minute, word)
	}
	return "same time"
}

// liveGap is the least time between two fetches of the page of a story by a
// reader that opens it more than once, or sits in it.
const liveGap = 10 * time.Minute

// WantsPage reports whether the page of a story is fetched because a reader
// opened it: its text is missing, once, or the page may have grown. tried is when
// this reader fetched it last; zero: never.
func WantsPage(s *news.Story, b news.Body, tried, now time.Time) bool {
	switch {
	case s.URL == "":
		return false
	case !b.Whole:
		return tried.IsZero()
	}
	since := now.Sub(tried)
	return b.Due && (tried.IsZero() || since < 0 || since >= liveGap)
}
