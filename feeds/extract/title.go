package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// title returns the headline of the page. Several places tell it, each with
// its own faults: the title element has the site's name, og:title may be
// written for social networks, an h1 may be the site's logo or begin with a
// kicker. The headline of the structured data is mostly right; then the
// page's only heading.
func (s *pageScan) title(site string) string {
	og := cutSite(s.first("og:title", "twitter:title", "dc.title", "headline"), site, s.url, false)
	whole := cutSite(s.docTitle, site, s.url, true)
	heads := s.headlines(site)
	ld := s.declaredTitle(whole, heads)

	usable := func(t string) bool { return t != "" && !sameWords(t, site) && !s.besideLonger(t) }
	if !usable(ld) {
		ld = ""
	}
	if !usable(og) {
		og = ""
	}
	single := len(heads) == 1 && (len(strings.Fields(heads[0])) > 3 || similar(heads[0], whole))
	switch {
	case s.isShownBelow(og, heads):
		return og
	case ld != "":
		return longerHead(heads, ld)
	case single && og != "" && strings.HasSuffix(key(heads[0]), key(og)):
		return og // the heading has a kicker before it
	case single:
		return heads[0]
	case og != "":
		for _, h := range heads {
			if k := key(h); len(k) >= 12 && strings.Contains(key(og), k) {
				return h
			}
		}
		return og
	case whole != "" && !sameWords(whole, site):
		for _, h := range heads {
			if similar(h, whole) {
				return h
			}
		}
		return whole
	case len(heads) > 0:
		return heads[0]
	}
	return s.docTitle
}

// isShownBelow reports whether og is the headline that the page shows in a lower
// heading, perhaps after a kicker, while its h1 has other words: those are for
// search engines, and stand in the trail to the section.
func (s *pageScan) isShownBelow(og string, heads []string) bool {
	k := key(og)
	if utf8.RuneCountInString(k) < 12 || len(heads) > 1 || slices.ContainsFunc(heads, func(t string) bool { return key(t) == k }) {
		return false
	}
	return slices.ContainsFunc(s.heads, func(h *html.Node) bool {
		return !within(h, "nav", "footer", "aside") && !longerThan(h, 500) && strings.HasSuffix(key(text(h)), k)
	})
}

// longerHead returns the heading that t is the cut-off beginning of, else t.
func longerHead(heads []string, t string) string {
	for _, h := range heads {
		if k := key(t); len(k) > 20 && strings.HasPrefix(key(h), k) {
			return h
		}
	}
	return t
}

// declaredTitle returns the headline of the structured data. Where that is a
// description instead, unlike anything the page shows, the name is taken.
func (s *pageScan) declaredTitle(whole string, heads []string) string {
	ld, name := squeeze(s.article.str("headline")), squeeze(s.article.str("name"))
	shown := append([]string{whole}, heads...)
	if ld != "" && !slices.ContainsFunc(shown, func(t string) bool { return sameWords(ld, t) || similar(ld, t) }) &&
		slices.ContainsFunc(shown, func(t string) bool { return sameWords(name, t) }) {
		return name
	}
	return ld
}

// headlines returns the texts of the h1 elements that can be the headline:
// not the site's name, not a link to its home page, none that the title
// element has beside a longer part.
func (s *pageScan) headlines(site string) []string {
	var out []string
	for _, n := range s.h1 {
		t := text(n)
		if t == "" || len(t) > 500 || sameWords(t, site) || linksHome(n) || s.besideLonger(t) || within(n, "nav", "footer", "aside") || contains(out, t) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// linksHome reports whether all of a heading is a link to the site's home
// page.
func linksHome(h *html.Node) bool {
	for a := range h.Descendants() {
		if isElement(a, "a") {
			_, path, _ := strings.Cut(attr(a, "href"), "://")
			if path == "" {
				path = "x" + attr(a, "href")
			}
			_, path, _ = strings.Cut(path, "/")
			return path == "" || path == "index.html" || path == "index.php"
		}
	}
	return false
}

// besideLonger reports whether t is one part of the title element and
// another part is longer: t is the site's name then.
func (s *pageScan) besideLonger(t string) bool {
	parts := titleSeparator().Split(s.docTitle, -1)
	if len(parts) < 2 {
		return false
	}
	k, is, longer := key(t), false, false
	for _, p := range parts {
		if q := key(p); q == k {
			is = true
		} else if utf8.RuneCountInString(q) > utf8.RuneCountInString(k) && len(strings.Fields(p)) > 2 {
			longer = true
		}
	}
	return is && longer && len(strings.Fields(t)) <= 3
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
	n := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			n++
		}
	}
	return n*10 >= len(x)*7
}

// titleSeparator is what publishers put between a headline and the name of
// the site or section.
var titleSeparator = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\s+[|–—»«›‹·•*\-/:│]+\s+|\s*[|│]\s*`)
})

// cutSite takes the site's name off a title: a part at either end that is
// the name, or like the address's host; with guess also a short last part.
func cutSite(t, site, address string, guess bool) string {
	t = squeeze(t)
	cuts := titleSeparator().FindAllStringIndex(t, -1)
	if len(cuts) == 0 {
		return t
	}
	k, host := key(site), key(hostOf(address))
	names := func(part string) bool {
		p := key(part)
		return p != "" && (p == k || k != "" && (strings.HasPrefix(p, k) || strings.HasSuffix(p, k)) || len(p) > 3 && strings.HasPrefix(host, p))
	}
	for i, c := range slices.Backward(cuts) { // only the site's name goes, which may have parts
		if names(t[c[1]:]) && len(key(t[:c[0]])) > 8 && (i == 0 || !names(t[cuts[i-1][1]:]) || key(t[cuts[i-1][1]:]) != k) {
			return t[:c[0]]
		}
	}
	first, last := cuts[0], cuts[len(cuts)-1]
	if names(t[:first[0]]) && key(t[:first[0]]) != key(t[first[1]:]) {
		return t[first[1]:]
	}
	sep := strings.TrimSpace(t[last[0]:last[1]])
	front, tail := t[:last[0]], t[last[1]:]
	bar := strings.ContainsAny(sep, "|│»›«‹")
	initial, _ := utf8.DecodeRuneInString(tail)
	said := unicode.IsLower(initial) && !strings.Contains(host, key(tail)) || endsSentence(tail) // no name
	if (guess && !said || bar) && sep != ":" && sep != "/" && len(strings.Fields(tail)) <= 4 && len(strings.Fields(front)) >= 3 && utf8.RuneCountInString(front) > utf8.RuneCountInString(tail) {
		return front
	}
	return t
}
