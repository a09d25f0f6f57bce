package dates

import (
	"strconv"
	"strings"
)

// Order is the proof, from the dates of one feed, 25/11/2031 or 11/25/2031, about
// which of day and month comes first there. The zero Order has seen no date.
type Order struct {
	dayFirst, monthFirst, open bool
}

// Open reports whether a date had two readings (5/11/2031), so that its
// meaning depends on the other dates of the feed.
func (o Order) Open() bool { return o.open }

// See takes note of a date of the feed.
func (o *Order) See(s string) {
	if strings.Count(s, "/") < 2 && strings.Count(s, "-") < 2 || len(s) > 4 && s[4] == '-' && allDigits(s[:4]) { // ISO 8601
		return
	}
	for _, f := range dateFields(s) {
		if i := strings.IndexAny(f, "Tt"); i > 0 {
			f = f[:i]
		}
		p, ok := slashed(f)
		if !ok {
			continue
		}
		switch a, b := p[0], p[1]; {
		case a == b:
		case a > 12 && a <= 31 && b <= 12:
			o.dayFirst = true
		case b > 12 && b <= 31 && a <= 12:
			o.monthFirst = true
		case a <= 12 && b <= 12:
			o.open = true
		}
	}
}

// slashed returns the numbers of 5/11/2031 and 5-11-2031.
func slashed(f string) (n [3]int, ok bool) {
	p := strings.FieldsFunc(f, func(r rune) bool { return r == '/' || r == '-' })
	if len(p) != 3 || len(p[0]) > 2 || len(p[1]) > 2 || len(p[2]) != 4 {
		return n, false
	}
	for i, s := range p {
		v, err := strconv.Atoi(s)
		if err != nil || v < 1 {
			return n, false
		}
		n[i] = v
	}
	return n, true
}
