package reader

import "time"

// BriefAfter is how long a person is away until the brief is shown first.
const BriefAfter = 4 * time.Hour

// BriefIsFirst reports whether the brief is to be shown before the headlines: if
// that is asked for, and the person looked at a list BriefAfter ago or longer.
// Whoever never looked has nothing to come back to. It blocks.
func (e *Env) BriefIsFirst() bool {
	if !e.BriefFirst || e.Events == nil {
		return false
	}
	looked, err := e.Library.Looked(e.Ctx)
	if err != nil {
		return false // the headlines are shown as ever
	}
	var last time.Time
	for _, l := range looked {
		if l.At.After(last) {
			last = l.At
		}
	}
	return !last.IsZero() && e.Now().Sub(last) >= BriefAfter
}
