package sanitize

import (
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Sources are the sites of the sources that a reader knows, to be held against
// the hosts that texts lead to. Nil knows no source. It does not change, so it
// may be used concurrently.
type Sources struct {
	sites map[string]bool
	looks map[string]string // skeleton to the site that has it
}

// Doubt is what speaks against a host at second sight. The zero value is
// nothing.
type Doubt struct {
	Like  string // the site of a known source that the host is taken for, and is not
	Mixed bool   // a word of the host is written in several scripts
}

// Any reports whether there is anything to say.
func (d Doubt) Any() bool { return d != Doubt{} }

// String says it, for people; it is empty if there is nothing to say.
func (d Doubt) String() string {
	switch {
	case d.Like != "" && d.Mixed:
		return "LOOKS LIKE " + d.Like + ", MIXED SCRIPTS"
	case d.Like != "":
		return "LOOKS LIKE " + d.Like
	case d.Mixed:
		return "MIXED SCRIPTS"
	}
	return ""
}

// KnownSources returns the sources behind addresses. Of two sites that look
// like each other both are known, and neither is doubted.
func KnownSources(addresses ...string) *Sources {
	s := &Sources{sites: make(map[string]bool), looks: make(map[string]string)}
	for _, a := range addresses {
		site, _ := siteOf(a)
		if _, err := netip.ParseAddr(site); err == nil || site == "" || s.sites[site] {
			continue
		}
		s.sites[site] = true
		if look := skeleton(site); s.looks[look] == "" {
			s.looks[look] = site
		}
	}
	return s
}

// Doubt looks at the host of an address in its canonical spelling.
func (s *Sources) Doubt(address string) Doubt {
	site, host := siteOf(address)
	if site == "" {
		return Doubt{}
	}
	d := Doubt{Mixed: mixed(host)}
	if s != nil && !s.sites[site] {
		d.Like = s.looks[skeleton(site)]
	}
	return d
}

// siteOf returns the site and the host of an address, both without a port.
func siteOf(address string) (site, host string) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "", ""
	}
	host = strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if strings.Contains(host, ":") {
		return host, host
	}
	return Site(host), host
}

// SiteOf returns the registered part of an address's host if the host does
// not show it at once: if there is more in front of it than "www.". It is
// empty otherwise.
func SiteOf(address string) string {
	site, host := siteOf(address)
	if site == strings.TrimPrefix(host, "www.") {
		return ""
	}
	return site
}

// skeleton returns the appearance of a host, so that hosts which a reader may
// take for each other have one skeleton (after UTS #39, section 4, which also
// explains why a skeleton is for comparing only). Marks and accents are
// dropped, then each letter becomes the ASCII letter it looks like, then ASCII
// letters become what looks the same in most fonts.
func skeleton(host string) string {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		var plain strings.Builder
		for _, r := range norm.NFKD.String(decoded(label)) {
			if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
				continue
			}
			r = unicode.ToLower(r)
			if like, ok := confusables()[r]; ok {
				r = like
			}
			plain.WriteRune(r)
		}
		labels[i] = drawnAlike.Replace(plain.String())
		if long := drawnAlmostAlike.Replace(labels[i]); len(long) >= longLabel {
			labels[i] = long
		}
	}
	return strings.Join(labels, ".")
}

// Letters that are taken for each other, in names of any length and in those
// that are too long to be read letter by letter: short ones are told apart,
// and too many are in use (as mail and mall are).
//

var (
	drawnAlike       = strings.NewReplacer("m", "rn", "w", "vv", "0", "o", "1", "l", "|", "l")
	drawnAlmostAlike = strings.NewReplacer("d", "cl", "i", "l")
)

// longLabel is how many letters a label has, as they are drawn, for its
// letters to be confused easily.
const longLabel = 6

// decoded returns a label in its own letters. What claims to be punycode and
// is not stays as it is.
func decoded(label string) string {
	if !strings.HasPrefix(label, "xn--") {
		return label
	}
	if u, err := idna.Punycode.ToUnicode(label); err == nil {
		return u
	}
	return label
}

// confusables has letters of host names that look like an ASCII letter.
// Letters with accents are not in it: they lose them before. Fullwidth and
// mathematical letters are not either, since normalization makes ASCII of them.
//

var confusables = sync.OnceValue(func() map[rune]rune {
	return lookTable(
		// Cyrillic
		"a\u0430", "b\u0432\u044c", "c\u0441", "d\u0501", "e\u0435\u04bd", "g\u050d", "h\u043d\u04bb", "i\u0456\u04cf", "j\u0458",
		"k\u043a\u049b\u04c4", "m\u043c", "n\u043f\u0438", "o\u043e\u04e9", "p\u0440", "q\u051b", "r\u0433", "s\u0455", "t\u0442", "v\u0475",
		"w\u051d\u0461\u0448", "x\u0445\u04b3", "y\u0443\u04af\u04b1", "3\u0437\u04e1", "6\u0431",
		// Greek
		"a\u03b1", "b\u03b2", "c\u03c2\u03f2", "e\u03b5", "i\u03b9", "j\u03f3", "k\u03ba", "n\u03b7", "o\u03bf\u03c3", "p\u03c1", "t\u03c4", "u\u03c5\u03bc", "v\u03bd",
		"w\u03c9", "x\u03c7", "y\u03b3",
		// Armenian
		"g\u0581", "h\u0570\u056b", "i\u0582", "j\u0575", "l\u056c", "n\u0578\u0572\u057c", "o\u0585", "q\u0566\u0563", "u\u057d", "w\u0561", "f\u0584",
		// Latin beyond ASCII that does not come apart
		"a\u0251\u1d00", "b\u0180\u0253\u0299", "c\u1d04", "d\u0111\u0256\u0257\u1d05", "e\u0259\u025b\u1d07", "f\u0192", "g\u0261\u0260\u0262", "h\u0127\u0266\u029c",
		"i\u0131\u0268\u0269\u026a", "k\u0199\u1d0b", "l\u0142\u019a\u026b\u01c0\u029f", "m\u0271\u1d0d", "n\u0272\u014b\u0274", "o\u00f8\u0254\u1d0f",
		"p\u00fe\u01bf\u1d18", "q\u02a0", "r\u027d\u0280", "s\u0282\ua731", "t\u0167\u0288\u1d1b", "u\u0289\u028b\u1d1c", "v\u1d20", "w\u1d21\u026f", "y\u01b4\u028f", "z\u01b6\u0290\u1d22", "b\u00df",
		// Cherokee
		"a\u13aa", "b\u13cf\u13f4", "c\u13df", "d\u13a0\u13e7", "e\u13ac", "g\u13c0\u13b6", "h\u13bb\u13c2", "i\u13a5", "j\u13ab", "k\u13e6", "l\u13de",
		"m\u13b7", "p\u13e2", "r\u13a1\u13d2", "s\u13d5\u13da", "t\u13a2", "v\u13d9", "w\u13b3\u13d4", "y\u13a9\u13bd", "z\u13c3", "4\u13ce", "6\u13ee",
		// Lisu
		"a\ua4ee", "b\ua4d0", "c\ua4da", "d\ua4d3", "e\ua4f0", "f\ua4dd", "g\ua4d6", "h\ua4e7", "i\ua4f2", "j\ua4d9", "k\ua4d7", "l\ua4e1", "m\ua4df",
		"n\ua4e0", "o\ua4f3", "p\ua4d1", "r\ua4e3", "s\ua4e2", "t\ua4d4", "u\ua4f4", "v\ua4e6", "w\ua4ea", "x\ua4eb", "y\ua4ec", "z\ua4dc",
		// Coptic
		"a\u2c81", "b\u2c83", "c\u2ca5", "e\u2c89", "h\u2c8f", "i\u2c93", "k\u2c95", "m\u2c99", "n\u2c9b", "o\u2c9f", "p\u2ca3", "r\u2c85", "t\u2ca7", "w\u2cb1",
		"x\u2cad", "y\u2ca9", "z\u2c8d",
		// letters and digits of other scripts that are a ring or a stroke
		"o\u05e1\u0966\u09e6\u0a66\u0ae6\u0b66\u0c66\u0ce6\u0d66\u0d20\u0e50\u0ed0\u101d\u1040\u10ff\u3007\u0665\u06f5\u0647", "l\u05d5\u05c0\u0627\u0661\u06f1\u4e28",
	)
})

// lookTable reads rows of a letter followed by those that look like it.
func lookTable(rows ...string) map[rune]rune {
	table := make(map[rune]rune)
	for _, row := range rows {
		like := rune(row[0])
		for _, r := range row[1:] {
			table[unicode.ToLower(r)] = like
		}
	}
	return table
}

// mixed reports whether a label of the host has letters of several scripts,
// other than those that are written together in Chinese, Japanese and Korean
// (the "highly restrictive" level of UTS #39, section 5.2).
func mixed(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if !strings.HasPrefix(label, "xn--") {
			continue // ASCII, so of one script
		}
		seen := make(map[string]bool)
		for _, r := range decoded(label) {
			if s := script(r); s != "" {
				seen[s] = true
			}
		}
		if len(seen) > 1 && !together(seen) {
			return true
		}
	}
	return false
}

func together(seen map[string]bool) bool {
	for _, set := range [...]string{"Latin Han Hiragana Katakana", "Latin Han Bopomofo", "Latin Han Hangul"} {
		all := true
		for s := range seen {
			all = all && strings.Contains(set, s)
		}
		if all {
			return true
		}
	}
	return false
}

// script returns the script of a letter; digits, hyphens and marks have none.
func script(r rune) string {
	switch {
	case r < 0x80 && !unicode.IsLetter(r), unicode.In(r, unicode.Common, unicode.Inherited):
		return ""
	case unicode.Is(unicode.Latin, r):
		return "Latin"
	case unicode.Is(unicode.Cyrillic, r):
		return "Cyrillic"
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "unknown"
}
