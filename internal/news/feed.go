package news

import (
	"time"

	"sitrep/internal/sanitize"
)

// FeedID names a feed: its address, as the configuration gives it. It does
// not change when the publisher moves the feed.
type FeedID string

// String returns the address as it may be shown: it may hold a token, which
// only the conversion string(id) keeps.
func (id FeedID) String() string { return sanitize.Redacted(string(id)) }

// FeedType is how the bytes at a feed's address are to be read.
type FeedType string

const (
	// TypeFeed is RSS, RDF, Atom or JSON Feed, told apart by content. It is
	// the zero value.
	TypeFeed FeedType = ""
	// TypeSitemap is a news sitemap.
	TypeSitemap FeedType = "sitemap"
	// TypeWarning is a document of official warnings. Such documents are known
	// by their content without it; with it, anything else is a failure.
	TypeWarning FeedType = "warning"
)

// Feed is one address of a source that is polled.
type Feed struct {
	ID       FeedID
	Name     sanitize.Clean // as the reader sees it; empty: the feed's own title
	Tags     []string       // lower case, sorted
	Type     FeedType
	Every    time.Duration // the least time between two polls; 0: the default
	FullText bool          // fetch each story's page without being asked
	FastLane bool          // an official hazard feed that its publisher lets poll often
	At       string        // the peer that polls it, by its name; empty: sitrep polls it
}

// Validators are the ETag and Last-Modified of a server, kept byte for byte
// (RFC 9110, section 8.8). The zero value means there are none.
type Validators struct {
	ETag         string
	LastModified string
}

// Asks has the polling wishes in a feed's own text; an answer that
// nothing changed does not repeat it. The zero value asks for nothing.
type Asks struct {
	Every     time.Duration  `json:"every,omitempty"` // RSS ttl or syndication module: wait at least so long
	SkipHours []int          `json:"hours,omitempty"` // of the day, UTC, in which not to ask
	SkipDays  []time.Weekday `json:"days,omitempty"`  // UTC, on which not to ask
}

// FeedState is how polling a feed goes. The zero value is a feed that was
// never polled and is due.
type FeedState struct {
	Validators Validators
	LastTry    time.Time      // the last request
	LastOK     time.Time      // the last 200 or 304
	Next       time.Time      // not before; zero: due now
	Why        sanitize.Clean // why then: "server asked for 30m or more"
	Held       time.Time      // the host asked to be left alone until then (Retry-After); zero: it did not
	Status     int            // HTTP status of the last try; 0: no answer
	Failures   int            // in a row
	Err        sanitize.Clean // why the last try failed, in a sentence; with Failures 0: faults of an answer that was read all the same; empty: none
	Asks       Asks           // the polling wishes of the feed itself
	Pace       int            // polls in a row that brought something (above 0) or nothing (below 0)
	Digest     string         // tells whether the list of items is another than the last time; empty: never seen
	MovingTo   string         // where permanent redirects led the last time; believed when seen again
	MovedTo    string         // where permanent redirects lead; empty: nowhere
	Gone       bool           // 410, or expired: not polled again
	Title      sanitize.Clean // the name that the feed gives itself
	Home       string         // the site it belongs to
}

// FeedStatus is a feed with its state and the counts of its cached stories.
type FeedStatus struct {
	Feed  Feed
	State FeedState
	Items int // stories in the cache
}

// Name returns what to call the feed: the given name, the feed's own title,
// or its address.
func (s FeedStatus) Name() sanitize.Clean {
	switch {
	case !s.Feed.Name.IsZero():
		return s.Feed.Name
	case !s.State.Title.IsZero():
		return s.State.Title
	}
	return sanitize.Line(s.Feed.ID.String())
}

// Condition sums a feed's state up in a word for lists and scripts.
type Condition string

// The conditions of a feed.
const (
	Waiting Condition = "waiting" // never polled
	OK      Condition = "ok"
	Failing Condition = "failing"
	Missing Condition = "missing" // not found (404) for a week or longer
	Gone    Condition = "gone"
)

// missingAfter is how long a feed must have been not found to be called
// missing: publishers lose pages for days.
const missingAfter = 7 * 24 * time.Hour

// Condition returns the feed's condition.
func (s FeedState) Condition() Condition {
	switch {
	case s.Gone:
		return Gone
	case s.Status == 404 && s.Failures > 1 && !s.LastOK.IsZero() && s.LastTry.Sub(s.LastOK) >= missingAfter:
		return Missing
	case s.Failures > 0:
		return Failing
	case s.LastOK.IsZero():
		return Waiting
	}
	return OK
}
