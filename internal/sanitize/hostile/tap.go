package hostile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Found returns the parts of s that must not reach a terminal, a file or a
// pipe: at most ten findings, each with its position and surroundings.
// Line breaks and the characters in allow pass.
func Found(s string, allow ...rune) []string {
	var out []string
	marks, selectors := 0, 0
	for i := 0; i < len(s) && len(out) < 10; {
		r, n := utf8.DecodeRuneInString(s[i:])
		why := ""
		switch {
		case r == utf8.RuneError && n == 1:
			why = fmt.Sprintf("byte %#x, which is no UTF-8", s[i])
		case r == '\n' || slices.Contains(allow, r):
		default:
			why = forbidden(r)
		}
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		if r >= 0xfe00 && r <= 0xfe0f {
			selectors++
		} else {
			selectors = 0
		}
		switch {
		case marks == 9: // more than any script stacks
			why = "a pile of combining marks"
		case selectors == 2:
			why = "a pile of variation selectors"
		}
		if why != "" {
			out = append(out, fmt.Sprintf("at %d: %s in %q", i, why, strings.ToValidUTF8(s[max(i-20, 0):min(i+20, len(s))], "?")))
		}
		i += n
	}
	return out
}

// The colors of a style (SGR): with colons in one parameter, or as several.
var colors = regexp.MustCompile(`(^|;)0*[345]8(:[0-9:]*|;0*5;[0-9]*|;0*2;[0-9]*;[0-9]*;[0-9]*)`)

// Hides reports whether a style, given by the parameters of its sequence,
// blinks or hides text.
func Hides(params string) bool {
	for p := range strings.SplitSeq(colors.ReplaceAllString(params, "$1"), ";") {
		head, _, _ := strings.Cut(p, ":")
		switch strings.TrimLeft(head, "0") {
		case "5", "6", "8":
			return true
		}
	}
	return false
}

// forbidden returns the reason why a character is forbidden; empty: it is not.
func forbidden(r rune) string {
	switch {
	case r < 0x20, r == 0x7f, r >= 0x80 && r <= 0x9f:
		return fmt.Sprintf("control character %#x", r)
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c:
		return fmt.Sprintf("bidi control U+%04X", r)
	case r == 0x200b, r == 0x2060, r == 0xfeff, r == 0xad, r == 0x34f, r == 0x180e, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r >= 0x2061 && r <= 0x2064, r >= 0x206a && r <= 0x206f:
		return fmt.Sprintf("invisible character U+%04X", r)
	case r == 0x2800, r >= 0x180b && r <= 0x180f, r == 0x17b4, r == 0x17b5, r == 0x16fe4, r == 0x1d159:
		return fmt.Sprintf("character U+%04X, which shows nothing", r)
	case r == 0x378, r == 0x530, r >= 0x2fe0 && r <= 0x2fef, r >= 0x1ffe0 && r < 0x20000, r >= 0x40000 && r < 0xe0000:
		return fmt.Sprintf("U+%04X, which is no character", r)
	case r == 0x2028, r == 0x2029, r >= 0xfff9 && r <= 0xfffb:
		return fmt.Sprintf("separator U+%04X", r)
	case r >= 0xe0000 && r <= 0xe0fff:
		return fmt.Sprintf("tag or selector U+%04X", r)
	case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000:
		return fmt.Sprintf("private use U+%04X", r)
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return fmt.Sprintf("noncharacter U+%04X", r)
	}
	return ""
}
