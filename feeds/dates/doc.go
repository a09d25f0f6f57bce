// Package dates reads dates and times as feeds and web pages write them.
//
// It does no I/O but looking up a zone by the name of its location, reads no clock
// and does not guess: a date that has two readings stays unknown.
package dates

import "time"

// Date is a point in time or a day. The zero Date is unknown.
type Date struct {
	T   time.Time // UTC; midnight if Day
	Day bool      // the time of day is unknown
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d.T.IsZero() }
