package news

import "time"

// PageFault says why fetching the page of a story brought no text.
type PageFault int

const (
	// NoFault is the zero value: the fetch brought a text.
	NoFault PageFault = iota
	// PassingFault may be over another time: the page asks for consent or checks
	// for robots, the server is out of order, there is no text yet.
	PassingFault
	// UnreachedFault says that no server was reached, so that none was bothered.
	UnreachedFault
	// LastingFault stays: the page is gone for good, or is no article.
	LastingFault
)

// PageState is how fetching the page of a story goes. The zero value is a page
// that was never fetched, or one whose text came and is not expected to grow.
type PageState struct {
	Tries int       // fetches in a row in which a server was reached and gave no text
	Fault PageFault // of the last fetch
	Tried time.Time // when the last fetch was; zero: unknown
	Next  time.Time // when to fetch the page without being asked to; zero: never
	Live  bool      // the page grows, as far as is known

	Validators Validators // of the text in the cache
	Reading    int        // version of the reading that made that text; 0: there is none
}

// IsDue reports whether the page is to be fetched again without a person who
// asks for it. A last fetch in the future is one of a clock that was wrong: the
// page is due.
func (s PageState) IsDue(now time.Time) bool {
	return !s.Next.IsZero() && (!s.Next.After(now) || s.Tried.After(now))
}
