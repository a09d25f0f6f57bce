package warning

import (
	"slices"
	"time"

	"sitrep/internal/news"
)

// State is the state of a message at a time.
type State string

// The states of a message.
const (
	InForce   State = "in_force"
	Ended     State = "ended"     // its time is over, or the all-clear was given
	Cancelled State = "cancelled" // withdrawn by its authority
	Replaced  State = "replaced"  // a later message of its chain counts
)

// withoutEnd is how long a warning counts whose end is not given.
const withoutEnd = 24 * time.Hour

// End returns when a message is over, to the second, and whether its
// authority gave that time. Where the end of the event and the end of the
// message differ, the later one counts. Without an end it is 24 hours after
// the latest time that the message states.
func End(w *news.Warning) (end time.Time, given bool) {
	latest := later(later(w.Sent, w.Effective), w.Onset)
	if w.Open {
		return later(latest, w.Ends).Add(withoutEnd), false
	}
	end = later(w.Ends, w.Expires)
	if end.IsZero() || w.Quake != nil && !end.After(w.Onset) {
		return latest.Add(withoutEnd), false
	}
	return end, true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// stateOf returns the state of a message that no other message replaces.
func stateOf(w *news.Warning, now time.Time) State {
	if w.Kind == news.KindCancel || w.Kind == news.KindError {
		return Cancelled
	}
	if end, _ := End(w); w.Closed || w.Kind == news.KindAck || slices.Contains(w.Responses, news.ResponseAllClear) || !now.Before(end) {
		return Ended
	}
	return InForce
}
