package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// rejectsTitle reports whether a title asks for a subscription, consent or the
// like. One such word is enough in a short title; a long one may be news
// about such a thing.
func (m *Matcher) rejectsTitle(s string) bool {
	if l, ok := m.readLabel(s, nil); ok && l.aloneIn(s) {
		return true // a label, not the announced title
	}
	n := m.rejects.count(s, 2)
	return n > 1 || n > 0 && isShort(s)
}

// isShort reports whether s is a few words; of scripts without spaces, about
// as many characters as a few words have.
func isShort(s string) bool {
	n := utf8.RuneCountInString(s)
	switch r := firstLetter(s); {
	case !standsAlone(r):
		return countWords(s, 7) <= 6
	case unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return n <= 30
	}
	return n <= 12
}

// trimTitle returns s as a title: without bullets, arrows and separators at
// its ends.
func trimTitle(s string) sanitize.Clean {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || invisible(r) || isArrow(r) || isDash(r) || strings.ContainsRune(":*•·・■▪●|,;.…", r)
	})
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || invisible(r) || isArrow(r) && r != '»' || strings.ContainsRune("|·•*", r)
	})
	if strings.HasSuffix(s, "»") && !strings.Contains(s, "«") {
		s = strings.TrimRight(s, "» ")
	}
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !closes(r) || strings.IndexFunc(s, opens) >= 0 {
			break
		}
		s = strings.TrimRightFunc(s[:len(s)-n], unicode.IsSpace) // of the bracket before the marker
	}
	return sanitize.Line(s)
}
