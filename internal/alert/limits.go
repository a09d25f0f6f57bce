package alert

import (
	"fmt"
	"time"
)

// Limits bound how often alerts ring. The zero Limits bound nothing.
type Limits struct {
	PerHour int // alerts that ring in an hour; 0: no limit
	Quiet   Quiet
}

// Quiet are the quiet hours of each day. The zero Quiet has none.
type Quiet struct {
	From, To int            // minutes after midnight; To may be before From
	Zone     *time.Location // nil: UTC
}

// Contains reports whether a time is in the quiet hours: From belongs to them, To
// does not.
func (q Quiet) Contains(t time.Time) bool {
	if q.From == q.To {
		return false
	}
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	t = t.In(q.Zone)
	at := t.Hour()*60 + t.Minute()
	if q.From < q.To {
		return at >= q.From && at < q.To
	}
	return at >= q.From || at < q.To
}

// String returns the quiet hours as "22:00–06:30 Europe/Kyiv"; "" if there are none.
func (q Quiet) String() string {
	if q.From == q.To {
		return ""
	}
	zone := "UTC"
	if q.Zone != nil {
		zone = q.Zone.String()
	}
	return fmt.Sprintf("%02d:%02d–%02d:%02d %s", q.From/60, q.From%60, q.To/60, q.To%60, zone)
}
