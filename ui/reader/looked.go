package reader

import (
	"time"

	"sitrep/internal/sanitize"
)

// AwayFrom is how long a person presses no key until what they looked at before is
// their last look.
const AwayFrom = 30 * time.Minute

// Sentences about when a person looked last.
const (
	NeverLooked = "You have not left this list before: all of it is new."
	NothingCame = "Nothing has come since you looked last"
)

// LookedLast says when a person looked last: "you looked last at 00:30".
func LookedLast(at, now time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	at, now = at.In(zone), now.In(zone)
	switch {
	case SameDay(at, now):
		return "you looked last at " + at.Format("15:04")
	case at.Year() == now.Year():
		return "you looked last on " + at.Format("2 Jan at 15:04")
	}
	return "you looked last on " + at.Format("2 Jan 2006 at 15:04")
}

// SameDay reports whether two times are of one day, each in its own zone.
func SameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// Day names the day of a time: "Thu 26 Nov", with the year if that is not now's.
func Day(t, now time.Time) sanitize.Clean {
	if t.Year() == now.Year() {
		return sanitize.Line(t.Format("Mon 2 Jan"))
	}
	return sanitize.Line(t.Format("Mon 2 Jan 2006"))
}
