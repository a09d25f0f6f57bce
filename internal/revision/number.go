package revision

import (
	"strconv"
	"strings"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// plainNumber returns a number without the marks between its thousands. A
// mark with three digits behind it, which may be either, is taken for one
// between thousands.
func plainNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u00a0', '\u202f', '\u2009', '٬':
			return -1
		case '٫':
			return '.'
		}
		return r
	}, s)
	last := strings.LastIndexAny(s, ".,'")
	if last < 0 {
		return trimZeros(s)
	}
	digits := func(r rune) bool { return r >= '0' && r <= '9' }
	tail := s[last+1:]
	if len(tail) == 3 && strings.IndexFunc(tail, func(r rune) bool { return !digits(r) }) < 0 || strings.Count(s, string(s[last])) > 1 {
		return trimZeros(strings.NewReplacer(".", "", ",", "", "'", "").Replace(s))
	}
	return trimZeros(strings.NewReplacer(".", "", ",", "", "'", "").Replace(s[:last])) + "." + tail
}

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}
