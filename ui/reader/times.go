package reader

import (
	"fmt"
	"time"
)

// Times is how lists write the times of stories. The zero Times is Clock.
type Times string

// The ways to write times.
const (
	Clock    Times = "clock"    // the time of today's, the day of older ones
	Relative Times = "relative" // how long ago
	Both     Times = "both"
)

// AllTimes returns the ways to write times.
func AllTimes() []string { return []string{string(Clock), string(Relative), string(Both)} }

// Ago says how long before now a time was: "3 h ago".
func Ago(t, now time.Time) string {
	const day = 24 * time.Hour
	switch d := now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", d/time.Hour)
	case d < 60*day:
		return fmt.Sprintf("%d d ago", d/day)
	case d < 2*365*day:
		return fmt.Sprintf("%d months ago", d/(30*day))
	default:
		return fmt.Sprintf("%d years ago", d/(365*day))
	}
}

// Gap says how long after from a time was: "+55 min"; before it: "-2 h".
func Gap(t, from time.Time) string {
	d, sign := t.Sub(from), "+"
	if d < 0 {
		d, sign = -d, "-"
	}
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%s%d min", sign, d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%s%d h", sign, d/time.Hour)
	}
	return fmt.Sprintf("%s%d d", sign, d/(24*time.Hour))
}

// Moment writes a time with its zone, and in UTC if that is another one:
// "Fri 27 Nov 02:58 EET (00:58Z)". The year is left out if it is now's.
func Moment(t, now time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	local, utc := t.In(zone), t.UTC()
	day := "Mon 2 Jan "
	if local.Year() != now.In(zone).Year() {
		day = "Mon 2 Jan 2006 "
	}
	if _, offset := local.Zone(); offset == 0 {
		return local.Format(day + "15:04Z")
	}
	if SameDay(local, utc) {
		return local.Format(day+"15:04 MST") + utc.Format(" (15:04Z)")
	}
	return local.Format(day+"15:04 MST") + utc.Format(" (2 Jan 15:04Z)")
}
