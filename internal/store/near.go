package store

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
)

// The least likeness of two titles for each tier.
const (
	likelyFrom = 0.8
	maybeFrom  = 0.6
)

// distinctive reports whether a title key says enough to name one story.
func distinctive(key string) bool {
	if isUnspacedText(key) {
		return utf8.RuneCountInString(key) >= 8
	}
	return strings.Count(key, " ") >= 3
}

func isUnspacedText(s string) bool {
	n := 0
	for _, r := range s {
		if isUnspaced(r) {
			n++
		}
	}
	return n*2 > utf8.RuneCountInString(s)
}

// nearQuery returns an FTS5 expression that holds for titles which share two
// of the words that tell this title from others, or "" if it has too few.
// Long words are rare; of the pairs of an unspaced script any will do.
func nearQuery(title string) string {
	ts := tokens(dropTail(title), false)
	slices.Sort(ts)
	ts = slices.Compact(ts)
	ts = slices.DeleteFunc(ts, func(t string) bool { return utf8.RuneCountInString(t) < 2 })
	slices.SortStableFunc(ts, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	if len(ts) < 2 {
		return ""
	}
	ts = ts[:min(len(ts), 5)]
	var pairs []string
	for i, a := range ts[:len(ts)-1] {
		pairs = append(pairs, `("`+a+`" AND ("`+strings.Join(ts[i+1:], `" OR "`)+`"))`)
	}
	return strings.Join(pairs, " OR ")
}

// dropTail cuts the last word off a title that breaks off, as it may be a
// part of a word.
func dropTail(title string) string {
	s, cut := cutEllipsis(title)
	if !cut {
		return title
	}
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i > 0 {
		return s[:i]
	}
	return s
}

func cutEllipsis(s string) (string, bool) {
	s = strings.TrimSpace(s)
	for _, e := range [...]string{"…", "...", "[…]", "[...]"} {
		if rest, ok := strings.CutSuffix(s, e); ok {
			return strings.TrimRight(rest, " .[…"), true
		}
	}
	return s, false
}

// nearTier tells how sure it is that two titles name one story; ka and kb
// are their keys.
//
// Titles that differ by what was added at a break ("– what we know", a
// column's name) or broken off at the end are likely the same. Titles in
// which a word or a figure stands in place of another ("alert in A", "alert
// in B") may be an update or a different event of the same kind; which, only
// a reader can tell.
func nearTier(a, ka, b, kb string) int {
	switch {
	case ka == "" || kb == "":
		return unresolved
	case ka == kb:
		return byTitle
	case truncated(a, kb), truncated(b, ka), extended(a, ka, kb), extended(b, kb, ka):
		return likely
	}
	wa, wb := strings.Fields(ka), strings.Fields(kb)
	words := overlap(wa, wb)
	if (words+1)/2 < maybeFrom && !isUnspacedText(ka) {
		return unresolved // whatever the characters say
	}
	score := (words + trigramLikeness(ka, kb)) / 2
	if isUnspacedText(ka) {
		score = trigramLikeness(ka, kb)
	}
	switch {
	case score < maybeFrom:
		return unresolved
	case score >= likelyFrom && distinctive(ka) && distinctive(kb) && !substituted(wa, wb):
		return likely
	}
	return maybe
}

// truncated reports whether title breaks off and what stands there is how
// the other begins.
func truncated(title, otherKey string) bool {
	s, cut := cutEllipsis(title)
	if !cut {
		return false
	}
	key := news.TitleKey(s)
	return distinctive(key) && strings.HasPrefix(otherKey, key)
}

// extended reports whether title is the other one with something added
// before or behind a break.
func extended(title, key, otherKey string) bool {
	if !strings.Contains(key, otherKey) || !distinctive(otherKey) {
		return false
	}
	for i, r := range title {
		if !isBreak(title, i, r) {
			continue
		}
		if news.TitleKey(title[:i]) == otherKey || news.TitleKey(title[i:]) == otherKey {
			return true
		}
	}
	return false
}

// isBreak reports whether the character at i parts a title from an addition.
func isBreak(s string, i int, r rune) bool {
	switch r {
	case '–', '—', '|', ':', ';', '.', '?', '!', '(', '[', '·', '•', '»', '：', '｜', '。', '？', '！', '（', '؟':
		return true
	case '-':
		return i > 0 && s[i-1] == ' '
	}
	return false
}

// substituted reports whether each title has a word or figure in a place
// where the other has a different one, beyond inflection and spelling, or
// has a figure that the other lacks.
func substituted(a, b []string) bool {
	onlyA, onlyB := without(a, b), without(b, a)
	for _, w := range slices.Concat(onlyA, onlyB) {
		if strings.ContainsFunc(w, unicode.IsNumber) {
			return true
		}
	}
	if len(onlyA) == 0 || len(onlyB) == 0 {
		// One only adds words: one or two short ones are style, more is news.
		return letters(onlyA)+letters(onlyB) > 5
	}
	for _, w := range onlyA {
		if !slices.ContainsFunc(onlyB, func(v string) bool { return inflected(v, w) }) {
			return true
		}
	}
	return false
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(w string) bool { return slices.Contains(b, w) })
}

func letters(ws []string) int {
	n := 0
	for _, w := range ws {
		n += utf8.RuneCountInString(w)
	}
	return n
}

// inflected reports whether two words are forms of one: they share all but
// their last letters.
func inflected(v, w string) bool {
	a, b := []rune(v), []rune(w)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 4 && n >= max(len(a), len(b))-3
}

// overlap is the Dice coefficient of two sets of words, by their letters, so
// that a long word counts for more than an article.
func overlap(a, b []string) float64 {
	total := letters(a) + letters(b)
	if total == 0 {
		return 0
	}
	return float64(total-letters(without(a, b))-letters(without(b, a))) / float64(total)
}

// trigramLikeness is the Dice coefficient of the sets of three characters.
func trigramLikeness(a, b string) float64 {
	ga, gb := trigrams(a), trigrams(b)
	shared := 0
	for g := range ga {
		if gb[g] {
			shared++
		}
	}
	return 2 * float64(shared) / float64(max(len(ga)+len(gb), 1))
}

func trigrams(s string) map[[3]rune]bool {
	rs := []rune(" " + s + " ")
	out := make(map[[3]rune]bool, len(rs))
	for i := range len(rs) - 2 {
		out[[3]rune(rs[i:i+3])] = true
	}
	return out
}
