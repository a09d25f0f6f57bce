package readalso

import (
	"net/url"
	"strings"

	"sitrep/internal/sanitize"
)

// cleanURL resolves ref against base and takes off what only counts visitors.
func cleanURL(base, ref string) (string, bool) {
	ref = unarchive(strings.TrimSpace(ref))
	for _, twice := range []string{"http://http", "https://http"} {
		if len(ref) > len(twice) && strings.HasPrefix(ref, twice) {
			ref = ref[strings.Index(ref, "://")+3:]
		}
	}
	s, ok := sanitize.URL(base, ref)
	if !ok {
		return "", false
	}
	u, err := url.Parse(unarchive(s))
	if err != nil || u.Host == "" {
		return "", false
	}
	u.RawQuery = sanitize.WithoutTracking(u.RawQuery)
	if i := strings.IndexByte(u.Fragment, '='); i >= 0 || strings.HasPrefix(u.Fragment, "?") {
		u.Fragment, u.RawFragment = "", ""
	}
	return u.String(), true
}

// unarchive returns the address that an address of the Web Archive is a copy
// of: what follows /web/ and a time stamp.
func unarchive(s string) string {
	i := strings.Index(s, "/web/")
	if i < 0 || i > 40 {
		return s
	}
	rest := s[i+len("/web/"):]
	digits := 0
	for digits < len(rest) && isDigit(rest[digits]) {
		digits++
	}
	_, target, ok := strings.Cut(rest, "/")
	if digits < 4 || !ok {
		return s
	}
	switch {
	case strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "https://"):
		return target
	}
	return s
}

// sameStory reports whether two addresses lead to one page, whatever their
// scheme, query and fragment.
func sameStory(a, b string) bool { return a != "" && b != "" && storyKey(a) == storyKey(b) }

// storyKey is the part that an address shares with others of the same page. A
// query counts only where the path says nothing.
func storyKey(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	path := strings.TrimRight(u.Path, "/")
	key := strings.TrimPrefix(u.Hostname(), "www.") + path
	if strings.Count(path, "/") < 2 && len(path) < 12 || strings.HasSuffix(path, ".php") || strings.HasSuffix(path, ".aspx") {
		key += "?" + u.RawQuery
	}
	return key
}

// siteOf returns the part of a host that its owner registered, near enough:
// the last two labels, or three where the second-last is short as in co.uk.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	parts := strings.Split(u.Hostname(), ".")
	n := 2
	if len(parts) > 2 && len(parts[len(parts)-1]) == 2 && len(parts[len(parts)-2]) <= 3 {
		n = 3
	}
	return strings.Join(parts[max(0, len(parts)-n):], ".")
}

// sameFamily reports whether two sites belong to one publisher: the same
// name under the same or another top-level domain.
func sameFamily(a, b string) bool {
	x, _, _ := strings.Cut(siteOf(a), ".")
	y, _, _ := strings.Cut(siteOf(b), ".")
	return x == y || len(x) >= 4 && strings.Contains(y, x) || len(y) >= 4 && strings.Contains(x, y)
}
