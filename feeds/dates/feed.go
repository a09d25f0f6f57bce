package dates

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ReadFeed reads a date as feeds write it: RFC 822 and its relatives with two-
// or four-digit years, with or without weekday, seconds and zone, month names
// in the languages of months/, and ISO 8601 as far as W3CDTF and RFC 3339 go,
// with dots or slashes too. A date that has two readings (3/4/2026) is not
// read. A missing or unknown zone counts as UTC. The zero Date means that s
// could not be read.
func ReadFeed(s string) Date {
	var d date
	for _, f := range dateFields(s) {
		if !d.add(f) {
			return Date{}
		}
	}
	t, day, ok := d.time()
	if !ok {
		return Date{}
	}
	return Date{t, day}
}

// date is a date that is being read, field by field.
type date struct {
	year, month, dayOf int
	nums               []string // numbers whose meaning is not known yet
	clock              bool
	hour, min, sec     int
	nano               int
	pm, am             bool
	zone               time.Duration // how far the zone is ahead of UTC
	zoned              bool
}

// dateFields cuts a date where words, numbers and punctuation meet.
func dateFields(s string) []string {
	if len(s) > 100 {
		return nil
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == ',' || r == '(' || r == ')' || unicode.IsSpace(r):
			return ' '
		case r == '\u2212' || r == '\u2013':
			return '-'
		}
		return r
	}, s)
	return strings.Fields(digits(s))
}

// add takes one field. It reports false if the field makes no sense.
func (d *date) add(f string) bool {
	switch c := f[0]; {
	case c >= '0' && c <= '9':
		return d.number(f)
	case (c == '+' || c == '-') && d.clock:
		return d.offset(f)
	}
	return d.word(f)
}

// number takes a field that begins with a digit: an ISO date with or without
// a time, a time, a date with separators, or a lone number.
func (d *date) number(f string) bool {
	if i := strings.IndexAny(f, "Tt"); i >= 8 && d.year == 0 && !strings.ContainsAny(f[:i], ":") {
		return d.isoDate(f[:i]) && d.time24(f[i+1:])
	}
	if strings.IndexByte(f, ':') > 0 {
		return d.time24(f)
	}
	if strings.ContainsAny(f, "-/.") {
		return d.isoDate(strings.TrimRight(f, ".-/"))
	}
	if len(f) == 8 && d.year == 0 && allDigits(f) {
		return d.isoDate(f[:4] + "-" + f[4:6] + "-" + f[6:])
	}
	word := strings.TrimLeft(f, "0123456789")
	n := f[:len(f)-len(word)]
	switch word {
	case "", "st", "nd", "rd", "th", ".":
		if d.clock && len(n) == 4 && (d.year != 0 || len(d.nums) > 1) {
			return n == "0000" // a zone without its sign: only zero is sure
		}
		if len(n) > 4 || len(d.nums) > 2 {
			return false
		}
		d.nums = append(d.nums, n)
		return true
	case "am", "pm", "AM", "PM":
		return d.time24(n+":00") && d.word(word)
	}
	return false
}

// isoDate takes 2026-02-16, 16.02.2026, 16/02/2026, 16-Feb-2026 or 16-Feb-26.
func (d *date) isoDate(f string) bool {
	p := strings.FieldsFunc(f, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(p) == 1 {
		return d.number(p[0])
	}
	if len(p) != 3 || d.year != 0 {
		return false
	}
	if m := monthOf(p[1]); m != 0 {
		d.month = m
		d.nums = append(d.nums, p[0], p[2])
		return true
	}
	for _, s := range p {
		if !allDigits(s) || len(s) > 4 {
			return false
		}
	}
	var n [3]int
	for i, s := range p {
		n[i], _ = strconv.Atoi(s)
	}
	switch {
	case len(p[0]) == 4:
		d.year, d.month, d.dayOf = n[0], n[1], n[2]
	case len(p[2]) != 4:
		return false
	case strings.Contains(f, ".") || n[0] > 12 || n[0] == n[1]:
		d.year, d.month, d.dayOf = n[2], n[1], n[0]
	case n[1] > 12:
		d.year, d.month, d.dayOf = n[2], n[0], n[1]
	default:
		return false // day or month first? nobody can tell
	}
	return true
}

// time24 takes 15:04, 15:04:05, 15:04:05.123, each with a zone attached or not.
func (d *date) time24(f string) bool {
	if d.clock {
		return false
	}
	end := strings.IndexFunc(f, func(r rune) bool { return (r < '0' || r > '9') && r != ':' && r != '.' })
	zone := ""
	if end >= 0 {
		f, zone = f[:end], f[end:]
	}
	if len(f) >= 4 && allDigits(f) { // 1504, 150405
		f = f[:2] + ":" + f[2:4] + ":" + f[4:]
	}
	p := strings.Split(strings.TrimRight(f, ":."), ":")
	if len(p) > 3 {
		return false
	}
	v := [3]int{}
	for i, s := range p {
		whole, frac, _ := strings.Cut(s, ".")
		n, err := strconv.Atoi(whole)
		if err != nil || len(whole) > 2 {
			return false
		}
		if frac != "" && i == 2 {
			frac = (frac + "000000000")[:9]
			if d.nano, err = strconv.Atoi(frac); err != nil {
				return false
			}
		}
		v[i] = n
	}
	d.clock, d.hour, d.min, d.sec = true, v[0], v[1], v[2]
	if zone == "" {
		return true
	}
	return d.add(zone)
}

// offset takes +02:00, +0200, +02, and what some software adds to it.
func (d *date) offset(f string) bool {
	sign := 1
	if f[0] == '-' {
		sign = -1
	}
	digits := strings.ReplaceAll(strings.TrimLeft(f, "+-"), ":", "")
	if !allDigits(digits) || len(digits) > 6 || digits == "" {
		return false
	}
	switch len(digits) {
	case 1, 3:
		digits = "0" + digits
	}
	digits = (digits + "0000")[:4]
	n, _ := strconv.Atoi(digits)
	h, m := n/100, n%100
	if h > 15 || m > 59 {
		return true // nonsense such as +9999: the rest of the date still counts
	}
	d.zone, d.zoned = time.Duration(sign*(h*60+m))*time.Minute, true
	return true
}

// word takes a weekday, a month, a zone or a filler.
func (d *date) word(f string) bool {
	if m := monthOf(f); m != 0 && !d.clock {
		d.month = m // the last such word: "Mar" before it is a weekday in some languages
		return true
	}
	switch u := strings.ToUpper(strings.Trim(f, ".")); u {
	case "PM", "P.M":
		d.pm = true
	case "AM", "A.M":
		d.am = true
	default:
		if !d.clock {
			return true // a weekday in any language
		}
		// "GMT+0200" has its offset attached.
		if i := strings.IndexAny(u, "+-"); i > 0 {
			return d.offset(u[i:])
		}
		if z, ok := zones()[u]; ok && !d.zoned {
			d.zone, d.zoned = z, true
		}
	}
	return true
}

// time puts the fields together.
func (d *date) time() (t time.Time, day, ok bool) {
	if d.year == 0 && !d.assign() {
		return time.Time{}, false, false
	}
	h := d.hour
	switch {
	case d.pm && h < 12:
		h += 12
	case d.am && h == 12:
		h = 0
	}
	if d.year < 1970 || d.year > 2200 || d.month < 1 || d.month > 12 || d.dayOf < 1 || h > 24 || d.min > 59 || d.sec > 60 {
		return time.Time{}, false, false
	}
	if d.dayOf > time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return time.Time{}, false, false
	}
	t = time.Date(d.year, time.Month(d.month), d.dayOf, h, d.min, min(d.sec, 59), d.nano, time.UTC)
	return t.Add(-d.zone), !d.clock, true
}

// assign gives day and year their numbers; the month had a name.
func (d *date) assign() bool {
	if d.month == 0 || len(d.nums) != 2 {
		return false
	}
	a, b := d.nums[0], d.nums[1]
	if len(a) == 4 {
		a, b = b, a
	}
	if len(a) > 2 || len(b) == 3 || len(b) == 1 {
		return false
	}
	d.dayOf, _ = strconv.Atoi(a)
	d.year, _ = strconv.Atoi(b)
	if len(b) == 2 { // RFC 2822, section 4.3
		if d.year += 1900; d.year < 1950 {
			d.year += 100
		}
	}
	return true
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// monthOf returns the number of the month that a word names; 0: none.
func monthOf(word string) int {
	return months().find(strings.ToLower(strings.Trim(word, ".,")))
}
