package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// Tokens splits text into the units of index and search: runs of letters and
// digits, folded. In scripts that are written without spaces between words
// each run of characters becomes its overlapping pairs and its last
// character, so that every part of it is found as a phrase. open says that
// the text may go on inside its last run (it is a part looked for); then that
// run has no last character of its own, unless it is all there is.
func Tokens(s string, open bool) []string {
	s = strings.TrimRightFunc(sanitize.Fold(s), func(r rune) bool { return !isWord(r) })
	var out []string
	start, runes, pairs := 0, 0, false // the run that s[start:i] is
	end := func(i int, last bool) {
		switch {
		case runes == 0:
		case !pairs:
			out = append(out, s[start:i])
		default:
			out = appendPairs(out, s[start:i], runes == 1 || !last || !open)
		}
		runes = 0
	}
	for i, r := range s {
		if !isWord(r) {
			end(i, false)
			continue
		}
		if p := IsUnspaced(r); p != pairs {
			// A mark belongs to the letter before it, whatever its script.
			if runes == 0 || !unicode.Is(unicode.M, r) {
				end(i, false)
				pairs = p
			}
		}
		if runes == 0 {
			start = i
		}
		runes++
	}
	end(len(s), true)
	return out
}

// Indexed returns the tokens of a text with one space between them, as they are
// indexed: those of Tokens with open false.
func Indexed(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Join(Tokens(s, false), " ")
		}
	}
	b := make([]byte, 0, len(s))
	apart := false // a token has ended
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			b, apart = appendToken(b, c+'a'-'A', apart), false
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b, apart = appendToken(b, c, apart), false
		default:
			apart = true
		}
	}
	return string(b)
}

// appendToken appends a letter or digit, with a space before it if a token has
// ended and this is not the first.
func appendToken(b []byte, c byte, apart bool) []byte {
	if apart && len(b) > 0 {
		b = append(b, ' ')
	}
	return append(b, c)
}

// appendPairs appends the overlapping pairs of the characters of s and, with
// last, the last character.
func appendPairs(out []string, s string, last bool) []string {
	before := -1 // where the character before begins
	for i, r := range s {
		if before >= 0 {
			out = append(out, s[before:i+utf8.RuneLen(r)])
		}
		before = i
	}
	if last && before >= 0 {
		out = append(out, s[before:])
	}
	return out
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// IsUnspaced reports whether r belongs to a script that puts no spaces
// between words, or (Hangul) glues particles to them.
func IsUnspaced(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar) || r == 0x30fc
}

// Typography makes one of what writers and programs use for each other
// without meaning anything by it.
func Typography(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i, c := range s {
		if c < utf8.RuneSelf && c != '`' {
			if c > ' ' || !unicode.IsSpace(c) {
				b.WriteByte(s[i])
			}
			continue
		}
		switch c {
		case '“', '”', '„', '‟', '«', '»', '″':
			c = '"'
		case '‘', '’', '‚', '‹', '›', 'ʼ', '`', '´', '′':
			c = '\''
		case '‐', '‑', '‒', '–', '—', '―', '−':
			c = '-'
		case '…':
			b.WriteString("...")
			continue
		case 0x200c, 0x200d:
			continue
		}
		if !unicode.IsSpace(c) {
			b.WriteRune(c)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "''", `"`), "---", "-")
}
