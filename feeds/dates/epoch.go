package dates

import (
	"strconv"
	"strings"
	"time"
)

// epoch reads a time that is a number: ten digits are seconds since the
// beginning of 1970, thirteen milliseconds, sixteen microseconds. Seconds and
// milliseconds may have a fraction. An @ before the number (GNU date) and /Date(…)/ around it
// (ASP.NET, which always counts in milliseconds) are taken off; an offset in
// the latter changes nothing. It reports false if s is no such number, or if
// ten digits are a year, month, day and hour as well.
func epoch(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if inner, is := strings.CutPrefix(strings.TrimPrefix(s, `\`), "/Date("); is {
		n := countDigits(inner)
		if n != 13 || !strings.HasSuffix(inner, ")/") && !strings.HasSuffix(inner, `)\/`) {
			return time.Time{}, false
		}
		s = inner[:n]
	}
	s = strings.TrimPrefix(s, "@")
	n := countDigits(s)
	frac, hasFrac := strings.CutPrefix(s[n:], ".")
	if n < 10 || n > 16 || s[0] > '2' || len(s) > n && (!hasFrac || n == 16 || !allDigits(frac)) {
		return time.Time{}, false
	}
	v, err := strconv.ParseInt(s[:n], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	var t time.Time
	switch n {
	case 10:
		nano, err := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
		if err != nil || isHour(s[:n]) {
			return time.Time{}, false
		}
		t = time.Unix(v, nano)
	case 13:
		t = time.UnixMilli(v)
	case 16:
		t = time.UnixMicro(v)
	default:
		return time.Time{}, false
	}
	t = t.UTC()
	return t, t.Year() >= 2000 && t.Year() <= 2100
}

// isHour reports whether ten digits are a year, month, day and hour.
func isHour(s string) bool {
	t, err := time.Parse("2006010215", s)
	return err == nil && t.Year() >= 1990
}
