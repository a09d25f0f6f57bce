package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// This file reads when a server wants to be asked again.

// freshness reads how long the server says the answer stays good
// (RFC 9111, sections 4.2.1 and 5.1 to 5.3).
func freshness(h http.Header) (maxAge time.Duration, expires time.Time) {
	for d := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		if n, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && strings.EqualFold(name, "max-age") && n > 0 {
			age, err := strconv.Atoi(h.Get("Age"))
			if err != nil || age < 0 {
				age = 0
			}
			maxAge = seconds(max(n-age, 0))
		}
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		expires = time.Time{}
	}
	return maxAge, expires
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110,
// section 10.2.3). Seconds may have a fraction or a unit, and dates of other
// standards are read too: the server asks for a pause all the same.
func (c *Client) retryAfter(v string) time.Duration {
	v = strings.TrimSpace(v)
	if d, ok := spell(v); ok {
		return d
	}
	for _, layout := range [...]string{time.RFC1123Z, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "Mon, 2 Jan 2006 15:04:05 MST"} {
		if t, err := time.Parse(layout, v); err == nil {
			return max(t.Sub(c.opt.Now()), 0)
		}
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(t.Sub(c.opt.Now()), 0)
	}
	return 0
}

// spell reads a length of time: a number, of seconds unless a unit follows.
func spell(v string) (time.Duration, bool) {
	digits := len(v) - len(strings.TrimLeft(v, "0123456789."))
	n, err := strconv.ParseFloat(v[:digits], 64)
	if err != nil {
		return 0, false
	}
	unit := strings.ToLower(strings.Trim(v[digits:], " ."))
	switch {
	case strings.HasPrefix(unit, "ms"), strings.HasPrefix(unit, "milli"):
		n /= 1000
	case unit == "", unit[0] == 's', unit[0] == ',', unit[0] == ';':
	case unit[0] == 'm':
		n *= 60
	case unit[0] == 'h':
		n *= 60 * 60
	default:
		return 0, false // such as the year of a date
	}
	return seconds(int(min(math.Ceil(n), math.MaxInt32))), true
}

// seconds returns n seconds, not below zero and at most a year, so that
// nonsense in a header cannot overflow.
func seconds(n int) time.Duration {
	const year = 365 * 24 * 60 * 60
	return time.Duration(min(max(n, 0), year)) * time.Second
}
