package dates

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Hints are facts about the feed that writes a date. The zero Hints knows
// nothing.
type Hints struct {
	Lang string // BCP 47, lower case; empty: unknown
	Host string // of its site, lower case; empty: unknown
	// Order is what its other dates prove.
	Order Order
}

// ReadFeed reads a date of a feed of which nothing is known.
func ReadFeed(s string) Date { return Hints{}.Read(s) }

// Read reads a date as feeds write it: RFC 822 and its relatives with two-
// or four-digit years, with or without weekday, seconds and zone, month names
// in the languages of months/, and ISO 8601 as far as W3CDTF and RFC 3339 go,
// with dots or slashes too, with a clock in the forms of clock.yaml before or
// after the day; a number of ten, thirteen or sixteen digits is Unix time. A
// date that has two readings (3/4/2026) is read if the order is proved, in one
// way. A missing or unknown zone
// counts as UTC; of a zone with several meanings that the hints do not decide,
// only the day is kept. The zero Date means that s could not be read.
func (h Hints) Read(s string) Date {
	if t, ok := epoch(s); ok {
		return Date{T: t}
	}
	d := date{hints: h}
	fields := dateFields(s)
	for i, f := range fields {
		d.rest = fields[i+1:]
		if !d.add(f) {
			return Date{}
		}
	}
	return d.date()
}

// date is a date that is being read, field by field.
type date struct {
	hints Hints

	year, month, dayOf int
	nums               [3]string // numbers whose meaning is not known yet
	n                  int       // how many of nums there are
	dots               int       // how many of nums have a full stop
	clock              bool
	clockFirst         bool // and no part of the day came before it
	hour, min, sec     int
	nano               int
	pm, am, vague      bool
	dotted             [2]string      // hours and minutes of 9.01, if they are that
	zone               time.Duration  // how far the zone is ahead of UTC
	location           *time.Location // instead of zone; nil: none
	zoned              bool
	unsure             bool // the zone has several meanings

	rest  []string  // the fields after this one
	lone  bool      // the field before this one is the last of nums
	given clockWord // it was a number of minutes or seconds
	await clockWord // it asks for a number of minutes or seconds
}

// dateFields cuts a date where words, numbers and punctuation meet.
func dateFields(s string) []string {
	if len(s) > 100 {
		return nil
	}
	if !isASCII(s) {
		s = strings.Map(func(r rune) rune {
			switch {
			case r > 0xff00 && r < 0xff5f: // ASCII as wide as a Chinese sign
				return r - 0xfee0
			case r == '\u2212' || r == '\u2013' || r == '\u2014':
				return '-'
			case r == '、' || r == '・':
				return ' '
			}
			return r
		}, s)
		s = apart(eastern(digits(s)))
	}
	return strings.FieldsFunc(s, isGap)
}

// isGap reports whether r parts fields.
func isGap(r rune) bool {
	switch r {
	case ' ', ',', '(', ')', '[', ']', '\t', '\n', '\r':
		return true
	}
	return r > 0x7f && unicode.IsSpace(r)
}

// add takes one field. It reports false if the field makes no sense.
func (d *date) add(f string) bool {
	lone, given, await := d.lone, d.given, d.await
	d.lone, d.given, d.await = false, 0, 0
	switch c := f[0]; {
	case c >= '0' && c <= '9':
		return await != 0 && d.awaited(f, await) || d.number(f)
	case (c == '+' || c == '-') && d.hasClock() && len(f) > 1:
		return d.offset(f)
	}
	return d.word(f, lone, given)
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
	n := countDigits(f)
	if n < len(f) && isSeparator(f[n]) {
		n = len(f) - len(strings.TrimLeft(f, "0123456789-/."))
	}
	if n < len(f) {
		switch word := strings.ToLower(strings.TrimSuffix(f[n:], ".")); clockWords()[word] {
		case wordAM, wordPM:
			return d.time24(strings.ReplaceAll(f[:n], ".", ":")) && d.mark(word, false, 0)
		case wordHours:
			_, ok := d.hourForm(f)
			return ok
		case wordAttached:
			f = f[:n]
		default:
			if is, ok := d.hourForm(f); is {
				return ok
			}
		}
	}
	if num, is := strings.CutSuffix(f, "."); is && allDigits(num) {
		d.dots++
		ok := d.lonely(num)
		d.lone = false
		return ok
	}
	if n := countDigits(f); n < len(f) && isSeparator(f[n]) {
		return d.isoDate(strings.TrimRight(f, ".-/"))
	}
	if d.year == 0 && allDigits(f) {
		switch len(f) {
		case 8:
			return d.isoDate(f[:4] + "-" + f[4:6] + "-" + f[6:])
		case 12, 14: // 202603041530, 20260304153000
			return d.isoDate(f[:4]+"-"+f[4:6]+"-"+f[6:8]) && d.time24(f[8:])
		}
	}
	return allDigits(f) && d.lonely(f)
}

func isSeparator(c byte) bool { return c == '-' || c == '/' || c == '.' }

// lonely takes a number without anything attached.
func (d *date) lonely(f string) bool {
	if d.clock && len(f) == 4 && (d.year != 0 || d.n > 1) {
		return f == "0000" // a zone without its sign: only zero is sure
	}
	if len(f) > 4 || d.n == len(d.nums) {
		return false
	}
	d.nums[d.n] = f
	d.n++
	d.lone = true
	return true
}

// isoDate takes 2026-02-16, 16.02.2026, 16/02/2026, 16-Feb-2026 or 16-Feb-26.
func (d *date) isoDate(f string) bool {
	p := strings.FieldsFunc(f, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(p) == 1 {
		return d.number(p[0])
	}
	if dots := strings.Count(f, "."); dots == len(p)-1 && (dots == 1 || d.hasDay() && !d.clock) {
		return d.dotClock(p)
	}
	if len(p) != 3 || d.year != 0 {
		return false
	}
	if m := monthOf(p[1]); m != 0 && d.n == 0 {
		d.month, d.nums, d.n = m, [3]string{p[0], p[2]}, 2
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
	case d.hints.Order.dayFirst == d.hints.Order.monthFirst:
		return false // day or month first? nobody can tell
	case d.hints.Order.dayFirst:
		d.year, d.month, d.dayOf = n[2], n[1], n[0]
	default:
		d.year, d.month, d.dayOf = n[2], n[0], n[1]
	}
	return true
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
	d.location, d.unsure = nil, false
	return true
}

// setZone takes a zone by its abbreviation, unless there is one.
func (d *date) setZone(z zone) {
	if d.zoned {
		return
	}
	d.zoned = true
	if z.location != "" {
		d.location = loadLocation(z.location)
		return
	}
	ahead, sure := z.in(d.hints)
	d.zone, d.unsure = ahead, !sure
}

// setLocation takes a zone by the name of its place, unless there is a zone. What
// is no such name is a filler.
func (d *date) setLocation(name string) bool {
	if !d.zoned {
		d.location = loadLocation(name)
		d.zoned = d.location != nil
	}
	return true
}

// hasDay reports whether the day is complete.
func (d *date) hasDay() bool { return d.year != 0 || d.month != 0 && d.n > 1 }

// hasClock reports whether the time of day is known.
func (d *date) hasClock() bool { return d.clock || d.dotted[0] != "" }

// word takes a weekday, a month, a zone, a word at the clock or a filler.
func (d *date) word(f string, lone bool, given clockWord) bool {
	clock := d.hasClock()
	military := lone && len(d.nums[d.n-1]) == 4 // 0901 GMT
	if clock || military {
		if clock && strings.IndexByte(f, '/') > 0 {
			return d.setLocation(strings.TrimPrefix(f, "!"))
		}
		// "GMT+0200" has its offset attached.
		u := strings.ToUpper(strings.Trim(f, "."))
		if i := strings.IndexAny(u, "+-"); i > 0 && clock && !d.zoned && d.offset(u[i:]) {
			return true
		}
		z, ok := zones()[u]
		if military && ok {
			d.hourBefore()
		}
		if ok && d.hasClock() {
			d.setZone(z)
			return true
		}
	}
	w := strings.ToLower(strings.Trim(f, ".,"))
	if (!clock || d.clockFirst) && !d.hasDay() {
		if m := months().find(w); m != 0 {
			d.month = m // the last such word: "Mar" before it is a weekday in some languages
			return true
		}
	}
	if (w == "a" || w == "p") && len(d.rest) > 0 && strings.EqualFold(d.rest[0], "m.") { // "a. m." in Spanish
		w += "m"
	}
	d.mark(w, lone, given)
	return true // else a weekday or a filler in any language
}

// date puts the fields together.
func (d *date) date() Date {
	if d.dotted[0] != "" && !d.setClock(d.dotted[:]...) {
		return Date{}
	}
	if d.year == 0 && !d.assign() {
		return Date{}
	}
	h := d.hour
	switch {
	case d.pm && h < 12:
		h += 12
	case d.am && h == 12:
		h = 0
	}
	if d.year < 1970 || d.year > 2200 || d.month < 1 || d.month > 12 || d.dayOf < 1 || h > 24 || d.min > 59 || d.sec > 60 {
		return Date{}
	}
	if d.dayOf > time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return Date{}
	}
	if !d.clock || d.unsure || d.vague && h < 13 {
		return Date{time.Date(d.year, time.Month(d.month), d.dayOf, 0, 0, 0, 0, time.UTC), true}
	}
	zone := time.UTC
	if d.location != nil {
		zone = d.location
	}
	t := time.Date(d.year, time.Month(d.month), d.dayOf, h, d.min, min(d.sec, 59), d.nano, zone).UTC()
	return Date{t.Add(-d.zone), false}
}

// assign gives day and year their numbers where the month had a name, and all
// three their numbers in 4. 3. 2031 and 2031. 3. 4.
func (d *date) assign() bool {
	if d.month == 0 && d.n == 3 && d.dots >= 2 {
		y, m, day := d.nums[0], d.nums[1], d.nums[2]
		if len(y) != 4 {
			y, day = day, y
		}
		if len(y) != 4 || len(m) > 2 || len(day) > 2 {
			return false
		}
		d.year, _ = strconv.Atoi(y)
		d.month, _ = strconv.Atoi(m)
		d.dayOf, _ = strconv.Atoi(day)
		return true
	}
	if d.month == 0 || d.n != 2 {
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

// countDigits returns how many digits s begins with.
func countDigits(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

func allDigits(s string) bool { return s != "" && countDigits(s) == len(s) }

// monthOf returns the number of the month that a word names; 0: none.
func monthOf(word string) int {
	return months().find(strings.ToLower(strings.Trim(word, ".,")))
}
