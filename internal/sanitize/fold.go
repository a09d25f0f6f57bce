package sanitize

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold reduces s to a form in which texts that people take for the same are
// the same: compatibility forms unified (NFKC), case folded, accents, vowel
// points and invisible characters gone, apostrophes alike. It serves
// comparing and searching, never showing.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	if out, ok := foldEach(s); ok {
		return out
	}
	return foldWhole(s)
}

// oneByOne is up to where what a character becomes does not depend on those
// beside it: no marks are kept there that could join with a letter.
const oneByOne = 0x0900

// foldTable returns the folded form of each character below oneByOne.
var foldTable = sync.OnceValue(func() *[oneByOne]string {
	var t [oneByOne]string
	for r := range rune(oneByOne) {
		t[r] = foldWhole(string(r))
	}
	return &t
})

// foldEach folds character by character. It reports false if there is one for
// which that is not enough.
func foldEach(s string) (string, bool) {
	t := foldTable()
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < oneByOne:
			b.WriteString(t[r])
		case foldsToItself(r):
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), true
}

// foldsToItself reports whether r is of the commonest characters of East Asia,
// which have no case and no accents: Han, kana without voicing marks of their
// own, whole Hangul syllables, and two stops.
func foldsToItself(r rune) bool {
	switch {
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa, r >= 0xac00 && r <= 0xd7a3:
		return true
	}
	return r == 0x30fc || r == 0x3001 || r == 0x3002
}

func foldWhole(s string) string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s)))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) || !keepsMeaning(r) {
			if unicode.In(r, unicode.Mn, unicode.Me) || dropped(r) && r != '\n' || isJoiner(r) {
				continue
			}
		}
		writeFolded(&b, r)
	}
	return norm.NFC.String(b.String())
}

// writeFolded writes a letter, without case and marks, as the one that
// writers of some language use for it.
func writeFolded(b *strings.Builder, r rune) {
	switch r {
	case 'æ':
		b.WriteString("ae")
		return
	case 'œ':
		b.WriteString("oe")
		return
	case 'ـ': // Arabic tatweel only stretches
		return
	case 'ı': // Turkic dotless i
		r = 'i'
	case 'ł':
		r = 'l'
	case 'đ':
		r = 'd'
	case 'ø':
		r = 'o'
	case 'ʼ', '’', '‘', '`', '´':
		r = '\''
	case 'أ', 'إ', 'آ':
		r = 'ا'
	case 'ى', 'ی':
		r = 'ي'
	case 'ک':
		r = 'ك'
	case 'ة':
		r = 'ه'
	}
	// Cherokee folds to its capitals (Unicode, CaseFolding.txt).
	switch {
	case r >= 0xab70 && r <= 0xabbf:
		r += 0x13a0 - 0xab70
	case r >= 0x13f8 && r <= 0x13fd:
		r += 0x13f0 - 0x13f8
	}
	b.WriteRune(r)
}

// keepsMeaning reports whether a combining mark is a letter of its script
// rather than an accent: the vowel signs and virama of the scripts of South
// and South-East Asia, and the Japanese voicing marks.
func keepsMeaning(r rune) bool {
	return r == 0x3099 || r == 0x309a || r >= 0x0900 && r <= 0x109f || r >= 0x1700 && r <= 0x17ff
}
