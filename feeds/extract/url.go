package extract

import (
	"net/url"
	"strings"
	"unicode"

	"sitrep/internal/sanitize"
)

// cleanURL resolves ref against base and takes off what only counts visitors.
func cleanURL(base, ref string) (string, bool) {
	s, ok := sanitize.URL(base, ref)
	if !ok {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	u.RawQuery = sanitize.WithoutTracking(u.RawQuery)
	return u.String(), true
}

// pageKey is the common part of the addresses of one page.
func pageKey(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	return strings.TrimPrefix(u.Hostname(), "www.") + strings.TrimRight(u.Path, "/") + "?" + u.RawQuery
}

// sameSite reports whether two addresses are of one site: one host is the
// other or lies below it.
func sameSite(a, b string) bool {
	x, y := hostOf(a), hostOf(b)
	return x != "" && y != "" && (x == y || strings.HasSuffix(x, "."+y) || strings.HasSuffix(y, "."+x))
}

func hostOf(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// deep reports whether an address can be that of an article rather than of a
// section: its last part has several words or a number.
func deep(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	path := strings.Trim(u.Path, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	digits := strings.IndexFunc(path, unicode.IsDigit) >= 0
	return strings.Count(last, "-") >= 2 || strings.Count(last, "_") >= 2 || digits || strings.ContainsAny(u.RawQuery, "0123456789")
}
