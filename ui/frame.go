package ui

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// harmless returns a frame without whatever a terminal could take for more
// than text, styles and links to the web, and how much that was. Text is
// clean before it gets here; this is the last door, for the day on which
// something was forgotten. It allocates nothing for a frame in order.
func harmless(frame string) (string, int) {
	bad := 0
	var out strings.Builder
	from := 0 // the part that has been looked at and not written
	for i := 0; i < len(frame); {
		n, ok := token(frame[i:])
		if !ok {
			out.WriteString(frame[from:i])
			from = i + n
			bad++
		}
		i += n
	}
	if bad == 0 {
		return frame, 0
	}
	out.WriteString(frame[from:])
	return out.String(), bad
}

// token returns the length of the character or sequence that s begins with,
// and whether it may be sent.
func token(s string) (n int, ok bool) {
	switch b := s[0]; {
	case b == 0x1b:
		return sequence(s)
	case b < 0x20 && b != '\n', b == 0x7f:
		return 1, false
	case b < utf8.RuneSelf:
		return 1, true
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		return 1, false
	case r == 0x9b:
		return n + body(s[n:]), false
	}
	return n, !sanitize.Dropped(r) // a line feed was let pass before
}

// body returns the length of the rest after the beginning of a control sequence
// (ECMA-48, section 5.4); 0: it has no end.
func body(s string) int {
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 0x40 && b <= 0x7e:
			return i + 1
		case b < 0x20 || b > 0x7e:
			return 0
		}
	}
	return 0
}

// sequence returns the length of the escape sequence that s begins with if it
// is a style (SGR) that neither hides nor blinks, or a link (OSC 8) to the
// web. Another control sequence goes as a whole, as it took no room; of the
// rest ESC alone, so that the rest shows as text.
func sequence(s string) (n int, ok bool) {
	if rest, is := strings.CutPrefix(s, "\x1b["); is {
		n := body(rest)
		if n > 0 && rest[n-1] == 'm' && strings.Trim(rest[:n-1], "0123456789;:") == "" {
			return n + 2, visible(rest[:n-1])
		}
		return max(n+2, 1), false
	}
	if rest, is := strings.CutPrefix(s, "\x1b]8;"); is {
		if end := strings.IndexFunc(rest, func(r rune) bool { return r < 0x20 || r >= 0x7f && r <= 0x9f || r == utf8.RuneError }); end >= 0 {
			_, url, is := strings.Cut(rest[:end], ";")
			web := is && (url == "" || strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://"))
			switch {
			case rest[end] == '\a' && web:
				return len("\x1b]8;") + end + 1, true
			case strings.HasPrefix(rest[end:], "\x1b\\") && web:
				return len("\x1b]8;") + end + 2, true
			}
		}
	}
	return 1, false
}

// visible reports whether the parameters of a style hide nothing and blink
// nowhere. Behind 38, 48 and 58 stands a color: in the same parameter, or as
// "5" and one more, or as "2" and three more.
func visible(params string) bool {
	color, rest := false, 0
	for p := range strings.SplitSeq(params, ";") {
		head, _, sub := strings.Cut(p, ":")
		n := 0
		if head != "" {
			var err error
			if n, err = strconv.Atoi(head); err != nil {
				return false
			}
		}
		switch {
		case sub && (color || rest > 0):
			return false
		case rest > 0:
			rest--
		case color && n == 5:
			color, rest = false, 1
		case color && n == 2:
			color, rest = false, 3
		case color:
			return false
		case n == 38, n == 48, n == 58:
			color = !sub
		case n == 5, n == 6, n == 8:
			return false
		}
	}
	return !color && rest == 0
}
