package readalso

import (
	"strings"
	"unicode"

	"sitrep/internal/sanitize"
)

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
	return sanitize.Line(s)
}
