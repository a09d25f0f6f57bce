package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
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
	return strings.Count(key, " ") >= 3 && utf8.RuneCountInString(key) >= 20
}

func isUnspacedText(s string) bool {
	n := 0
	for _, r := range s {
		if IsUnspaced(r) {
			n++
		}
	}
	return n*2 > utf8.RuneCountInString(s)
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

// nearTier tells how sure it is that two titles name one story, and how alike
// they are; ka and kb are their keys, which differ.
//
// Titles that differ by an addition at a break ("– what we know", a
// column's name) or broken off at the end are likely the same. Titles in
// which a word or a figure stands in place of another ("alert in A", "alert
// in B") may be an update or a different event of the same kind; which, only
// a reader can tell.
func nearTier(a, ka, b, kb string) (tier Tier, likeness float64) {
	switch {
	case ka == "" || kb == "":
		return Unresolved, 0
	case truncated(a, kb), truncated(b, ka), extended(a, ka, kb), extended(b, kb, ka):
		return Likely, 1
	}
	unspaced := isUnspacedText(ka)
	wa, wb := strings.Fields(ka), strings.Fields(kb)
	likeness = trigramLikeness(ka, kb)
	if !unspaced {
		words := overlap(wa, wb)
		if (words+1)/2 < maybeFrom {
			return Unresolved, 0 // whatever the characters say
		}
		likeness = (words + likeness) / 2
	}
	switch {
	case likeness < maybeFrom:
		return Unresolved, 0
	case likeness < likelyFrom || !distinctive(ka) || !distinctive(kb):
		return Maybe, likeness
	case glued(ka) && rewritten(ka, kb), !glued(ka) && substituted(wa, wb):
		return Maybe, likeness
	}
	return Likely, likeness
}

// truncated reports whether title breaks off and the rest is how
// the other begins.
func truncated(title, otherKey string) bool {
	s, cut := cutEllipsis(title)
	if !cut {
		return false
	}
	key := news.TitleKey(s)
	return distinctive(key) && strings.HasPrefix(otherKey, key)
}

// opens reports whether a key of some words is how the other begins.
func opens(key, otherKey string) bool {
	rest, ok := strings.CutPrefix(otherKey, key)
	return ok && (glued(key) || rest == "" || rest[0] == ' ') && (distinctive(key) || strings.Count(key, " ") >= 2 && len(key) >= 12)
}

// extended reports whether title is the other one with something shorter
// added before or behind a break.
func extended(title, key, otherKey string) bool {
	if !strings.Contains(key, otherKey) || !distinctive(otherKey) || 2*len(otherKey) < len(key) {
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

// spells reports whether the words in the last part of an address are those
// of a title, short ones apart.
func spells(address, key string) bool {
	if address == "" || key == "" || key[0] >= utf8.RuneSelf || !distinctive(key) {
		return false // addresses are spelled in Latin letters
	}
	last := slug(news.URLKey(address))
	if strings.Count(last, "-") < 3 {
		return false
	}
	words, title := strings.Fields(news.TitleKey(strings.ReplaceAll(last, "-", " "))), strings.Fields(key)
	for len(words) > 0 && isNumber(words[len(words)-1]) && len(words[len(words)-1]) > 4 {
		words = words[:len(words)-1] // the number of the page
	}
	return len(words) > 3 && overlap(words, title) >= likelyFrom && !substituted(words, title)
}

func isNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsNumber(r) })
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
// where the other has a different one, beyond inflection and the little words
// of style; or one has a figure, a "not" or more to tell that the other lacks.
func substituted(a, b []string) bool {
	onlyA, onlyB := without(a, b), without(b, a)
	for _, w := range slices.Concat(onlyA, onlyB) {
		if strings.ContainsFunc(w, unicode.IsNumber) || isNegation(w) {
			return true
		}
	}
	restA, restB := meaning(onlyA, onlyB), meaning(onlyB, onlyA)
	if len(restA) > 0 && len(restB) > 0 {
		return true
	}
	return letters(restA)+letters(restB) > 5
}

// meaning returns those words that say something and are no forms of others.
func meaning(ws, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ws), func(w string) bool {
		little := utf8.RuneCountInString(w) <= 3 && !strings.ContainsFunc(w, IsUnspaced)
		return little || slices.ContainsFunc(others, func(v string) bool { return inflected(v, w) })
	})
}

// IsNegation reports whether a word turns the meaning of a statement around.
func IsNegation(w string) bool { return isNegation(sanitize.Fold(w)) }

// isNegation reports whether a word, folded, turns the meaning around.
func isNegation(w string) bool { return lexica().negations[w] }

// glued reports whether a key is in a script that puts no spaces between
// words at all; Korean has words, of few letters.
func glued(key string) bool {
	return isUnspacedText(key) && !strings.ContainsFunc(key, isHangul)
}

func isHangul(r rune) bool { return unicode.Is(unicode.Hangul, r) }

// rewritten is substituted for keys without words. The text between the
// beginning and the end that two keys share is where they differ.
func rewritten(a, b string) bool {
	if !slices.Equal(figures(a), figures(b)) {
		return true
	}
	ra, rb := []rune(a), []rune(b)
	for len(ra) > 0 && len(rb) > 0 && ra[0] == rb[0] {
		ra, rb = ra[1:], rb[1:]
	}
	for len(ra) > 0 && len(rb) > 0 && ra[len(ra)-1] == rb[len(rb)-1] {
		ra, rb = ra[:len(ra)-1], rb[:len(rb)-1]
	}
	for _, not := range lexica().inside {
		if strings.Contains(string(ra), not) || strings.Contains(string(rb), not) {
			return true
		}
	}
	ca, cb := content(ra), content(rb)
	return ca > 0 && cb > 0 || ca+cb > 4
}

// content counts characters that carry meaning: not the kana of inflection.
func content(rs []rune) int {
	n := 0
	for _, r := range rs {
		if isWord(r) && !unicode.Is(unicode.Hiragana, r) {
			n++
		}
	}
	return n
}

// figures returns the numbers in a key.
func figures(key string) []string {
	return strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsNumber(r) })
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

// inflected reports whether two words are forms of one: they share their
// beginning and more than they differ in.
func inflected(v, w string) bool {
	a, b := []rune(v), []rune(w)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	least := 4
	if n > 0 && isHangul(a[0]) {
		least = 2 // a letter is a syllable
	}
	return n >= least && n*5 >= max(len(a), len(b))*3
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
