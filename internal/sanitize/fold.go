package sanitize

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// folds maps letters that writers of one language use for each other, after
// case folding and without their marks.
var folds = strings.NewReplacer(
	"ı", "i", // Turkic dotless i
	"ł", "l", "đ", "d", "ø", "o", "æ", "ae", "œ", "oe",
	"ʼ", "'", "’", "'", "‘", "'", "`", "'", "´", "'",
	"أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ی", "ي", "ک", "ك", "ة", "ه", "ـ", "",
)

// Fold reduces s to a form in which texts that people take for the same are
// the same: compatibility forms unified (NFKC), case folded, accents, vowel
// points and invisible characters gone, apostrophes alike. It serves
// comparing and searching, never showing.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && keepsMeaning(r) {
			return r
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || dropped(r) && r != '\n' || isJoiner(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(folds.Replace(s))
}

// keepsMeaning reports whether a combining mark is a letter of its script
// rather than an accent: the vowel signs and virama of the scripts of South
// and South-East Asia, and the Japanese voicing marks.
func keepsMeaning(r rune) bool {
	return r == 0x3099 || r == 0x309a || r >= 0x0900 && r <= 0x109f || r >= 0x1700 && r <= 0x17ff
}
