package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// title returns the headline of the page. Several places tell it, each with
// its own faults: a title element has the site's name, og:title may be
// written for social networks, an h1 may be the site's logo. What two of them
// agree on is it.
func (s *surveyed) title(site string) string {
	var h1s []string
	for _, n := range s.h1 {
		if t := text(n); t != "" && len(t) < 400 && !fold2(t, site) {
			h1s = append(h1s, t)
		}
	}
	ld := squeeze(s.article.str("headline"))
	og := cutSite(s.first("og:title", "twitter:title", "dc.title", "headline"), site)
	whole := s.docTitle
	// A heading that another place confirms is the headline as readers see it.
	for _, h := range h1s {
		k := key(h)
		if utf8.RuneCountInString(k) < 8 {
			continue
		}
		if k == key(ld) || k == key(og) || strings.HasPrefix(key(whole), k) || strings.HasSuffix(key(whole), k) {
			return h
		}
	}
	if len(h1s) == 1 && ld != "" && similar(h1s[0], ld) {
		return h1s[0]
	}
	for _, t := range []string{og, ld} {
		if t != "" && !fold2(t, site) {
			if len(h1s) == 1 && similar(h1s[0], t) {
				return h1s[0]
			}
			return t
		}
	}
	if t := cutSite(whole, site); t != "" && !fold2(t, site) {
		if len(h1s) == 1 && similar(h1s[0], t) {
			return h1s[0]
		}
		return t
	}
	if len(h1s) > 0 {
		return h1s[0]
	}
	return whole
}

// similar reports whether most words of the shorter text are in the other.
func similar(a, b string) bool {
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 3 {
		return false
	}
	in := map[string]bool{}
	for _, w := range y {
		in[w] = true
	}
	n := 0
	for _, w := range x {
		if in[w] {
			n++
		}
	}
	return n*10 >= len(x)*7
}

var titleSeparator = regexp.MustCompile(`\s+[|–—»·•\-/:]+\s+|\s*\|\s*`)

// cutSite takes the site's name off a title: the last or first part if it is
// the name, or, with the name unknown, a short last part after a bar.
func cutSite(t, site string) string {
	t = squeeze(t)
	cuts := titleSeparator.FindAllStringIndex(t, -1)
	if len(cuts) == 0 {
		return t
	}
	k := key(site)
	for _, c := range cuts {
		if rest := key(t[c[1]:]); k != "" && (rest == k || strings.HasPrefix(rest, k) || strings.HasSuffix(rest, k)) && len(key(t[:c[0]])) > 8 {
			return t[:c[0]]
		}
	}
	first, last := cuts[0], cuts[len(cuts)-1]
	if head := key(t[:first[0]]); k != "" && head == k {
		return t[first[1]:]
	}
	sep := strings.TrimSpace(t[last[0]:last[1]])
	front, tail := t[:last[0]], t[last[1]:]
	if sep != ":" && sep != "/" && len(strings.Fields(tail)) <= 4 && len(strings.Fields(front)) >= 3 && utf8.RuneCountInString(front) > 2*utf8.RuneCountInString(tail) {
		return front
	}
	return t
}
