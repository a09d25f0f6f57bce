package typeset

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// This file measures text as terminals draw it. Widths are those of code
// points, added up (wcwidth): so do terminals that were not told otherwise,
// and so does the renderer. Only emoji are drawn as one by some terminals and
// as several by others; such are shown by the first of them, which all draw
// alike.

// Drawn returns text as it is drawn: of emoji that are joined, or have a
// color of skin, the first is left, and half a flag is a letter.
func Drawn(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return joinsEmoji(r) || isHalfFlag(r) }) {
		return s
	}
	var b strings.Builder
	for s != "" {
		first, _ := ansi.FirstGraphemeCluster(s, ansi.WcWidth)
		b.WriteString(alone(first))
		s = s[len(first):]
	}
	return b.String()
}

// joinsEmoji reports whether a code point makes one picture of two.
func joinsEmoji(r rune) bool { return r == 0x200d || isTone(r) }

func isTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func isHalfFlag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// alone returns the emoji that stands for a character made of several, the
// letter for half a flag, and any other character as it is.
func alone(first string) string {
	r, n := utf8.DecodeRuneInString(first)
	if n == len(first) && isHalfFlag(r) {
		return string('A' + r - 0x1f1e6)
	}
	if n == len(first) || r < 0x2600 || r > 0x2bff && r < 0x1f000 || !strings.ContainsFunc(first, joinsEmoji) {
		return first
	}
	return first[:n]
}

// Cut returns text in at most w cells: as it is drawn and, if it is too wide,
// with tail at its end.
func Cut(s string, w int, tail string) string {
	s = Drawn(s)
	if ansi.StringWidthWc(s) <= w {
		return s
	}
	room := w - ansi.StringWidthWc(tail)
	if room < 0 {
		room, tail = max(w, 0), ""
	}
	end, used := 0, 0
	for end < len(s) {
		first, cw := ansi.FirstGraphemeCluster(s[end:], ansi.WcWidth)
		if used+cw > room {
			break
		}
		used += cw
		end += len(first)
	}
	return s[:end] + tail
}
