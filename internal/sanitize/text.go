package sanitize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one base character may carry. The
// Unicode Standard's stream-safe format allows 30; no script in use for news
// needs more than 4 after composition (Vietnamese 2, pointed Hebrew 4).
const maxMarks = 4

// maxSequence is how far, in bytes, the cleaner looks for the end of an
// escape sequence that carries a string (OSC, DCS, APC, PM, SOS). Beyond it
// the introducer alone is dropped, so that an unterminated one cannot swallow
// the text behind it.
const maxSequence = 4096

// maxJoiners is how many zero-width joiners one chain of emoji may have. The
// longest in use (families, couples) have 3.
const maxJoiners = 4

// Line cleans s and makes one line of it: every run of white space, line
// breaks included, becomes one space, and there is none at either end. Line
// of a line is the same line.
func Line(s string) Clean {
	if isClean(s, true) {
		return Clean{s}
	}
	s = clean(s)
	return Clean{strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")}
}

// briefest is how many characters Brief keeps.
const briefest = 200

// Brief is Line for what others may have put into a message: it is cut after
// 200 characters.
func Brief(s string) Clean {
	c := Line(s[:min(len(s), 8*briefest)])
	n := 0
	for i := range c.s {
		if n++; n > briefest {
			return Clean{c.s[:i] + "…"}
		}
	}
	return c
}

// Text cleans s and keeps its line breaks. CR LF, CR, U+0085, U+2028 and
// U+2029 become LF; tabs and the like become spaces, and so does the blank of
// braille. Text of a text is the same text.
func Text(s string) Clean {
	if isClean(s, false) {
		return Clean{s}
	}
	return Clean{clean(s)}
}

// isClean reports whether Text, or Line if line is set, would return s as it
// is. It does not allocate, except where it takes more than a look to see
// that marks are composed.
func isClean(s string, line bool) bool {
	var f filter
	ascii := true
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf {
			switch {
			case b == ' ' && line && (f.prev == 0 || f.prev == ' '):
				return false
			case b < 0x20 && (b != '\n' || line), b == 0x7f:
				return false
			}
			if f.joiner != 0 {
				return false // it joins nothing
			}
			f = filter{prev: rune(b)}
			i++
			continue
		}
		ascii = false
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == 0x85 || r == 0x2028 || r == 0x2029 || r == brailleBlank || line && unicode.IsSpace(r) {
			return false
		}
		held := f.joiner
		switch verdict := f.next(r); {
		case verdict == dropIt, verdict == keepIt && held != 0, verdict == holdIt && held != 0:
			return false
		}
		i += n
	}
	return f.joiner == 0 && (!line || f.prev != ' ') &&
		(ascii || norm.NFC.QuickSpanString(s) == len(s) || norm.NFC.IsNormalString(s))
}

// clean does the work of Line and Text: one pass that drops all that must not
// reach a terminal, then NFC (so that a terminal which draws one cell for
// each code point still shows accents in place).
func clean(s string) string {
	var b strings.Builder
	s = norm.NFC.String(dropSequences(s))
	b.Grow(len(s))
	var f filter
	bad := false // an undecodable byte came before
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == utf8.RuneError && n == 1 {
			if bad {
				continue // one mark for a run of undecodable bytes
			}
			bad = true
		} else {
			bad = false
		}
		switch r {
		case '\r':
			if i < len(s) && s[i] == '\n' {
				continue
			}
			r = '\n'
		case 0x85, 0x2028, 0x2029:
			r = '\n'
		case '\t', '\v', '\f', brailleBlank:
			r = ' '
		}
		held := f.joiner
		switch f.next(r) {
		case keepWithJoiner:
			b.WriteRune(held)
			b.WriteRune(r)
		case keepIt:
			b.WriteRune(r)
		case dropIt, holdIt:
		}
	}
	// Dropping a character can bring together what NFC would have composed.
	return norm.NFC.String(b.String())
}

// filter decides character by character what clean text keeps. The zero
// filter stands at the beginning of a text.
type filter struct {
	prev    rune // the last character that was kept
	marks   int  // combining marks since the last base
	joiners int  // zero-width joiners in this chain of emoji
	joiner  rune // a zero-width joiner or non-joiner that waits for the next character; 0: none
}

// verdict is what becomes of a character.
type verdict int

const (
	dropIt verdict = iota
	keepIt
	keepWithJoiner // with the joiner that waited before it
	holdIt         // a joiner, which is kept only if something follows that it joins
)

// next takes the next character.
func (f *filter) next(r rune) verdict {
	switch {
	case isJoiner(r):
		if f.joiner == 0 {
			f.joiner = r
		}
		return holdIt
	case dropped(r), isModifier(r) && isModifier(f.prev):
		return dropIt
	case isMark(r):
		// A mark needs something to stand on, or it would stand on the text
		// the screen shows before this text.
		if f.marks >= maxMarks || f.prev == 0 || unicode.IsSpace(f.prev) {
			return dropIt
		}
		f.marks++
	default:
		f.marks = 0
	}
	v := keepIt
	if f.joiner != 0 && joins(f.prev, f.joiner, r) && (!isEmoji(r) || f.joiners < maxJoiners) {
		v = keepWithJoiner
		if isEmoji(r) {
			f.joiners++
		}
	}
	if !isEmoji(r) {
		f.joiners = 0
	}
	f.joiner, f.prev = 0, r
	return v
}

// isMark reports whether r is drawn onto the character before it: combining
// marks, and the vowels and finals of conjoining Hangul that NFC left over.
func isMark(r rune) bool {
	return r >= 0x300 && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) ||
		r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff)
}

// isModifier reports whether r sets the skin tone of the emoji before it.
func isModifier(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// joins reports whether a zero-width joiner or non-joiner between prev and
// next does work: in scripts that use it to shape letters, and (joiner only)
// between two emoji.
func joins(prev, r, next rune) bool {
	if shapes(prev) && shapes(next) {
		return true
	}
	return r == 0x200d && isEmoji(prev) && isEmoji(next)
}

func shapes(r rune) bool {
	return r >= 0x0600 && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Mongolian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r >= 0x2b00 && r <= 0x2bff
}

// Dropped reports whether a character never belongs in a line of clean text:
// controls, invisible and format characters, private use, and non-characters.
func Dropped(r rune) bool { return r == '\n' || dropped(r) }

// dropped reports whether r never belongs in clean text: controls other than
// LF, bidi controls, invisible and format characters, tags, variation
// selectors, private use, noncharacters and unassigned code points.
func dropped(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r < 0xad:
		return false
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x16fe4, r == 0x1d159:
		return true // soft hyphen, grapheme joiner, Arabic letter mark, fillers, a note without a head
	case r == 0x200b, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true // zero-width space, marks, separators, embeddings, isolates, invisible operators
	case r == 0x3164, r == 0xffa0, r == 0xfeff, r >= 0xfff0 && r <= 0xfffb:
		return true // fillers, byte-order mark, interlinear annotation
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff:
		return true // variation selectors, tags
	case r >= 0x13430 && r <= 0x1345f, r >= 0x1bca0 && r <= 0x1bca3, r >= 0x1d173 && r <= 0x1d17a:
		return true // format controls of hieroglyphs, shorthand and music
	case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000:
		return true // private use
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true // noncharacters
	}
	return unassigned(r)
}

// Stand-ins for ESC and BEL in formats that forbid these, so that a sequence
// can be dropped as a whole and not only its first character. Both are
// noncharacters, which no text holds.
const (
	EscapeStandIn = '\ufddb'
	BellStandIn   = '\ufdd7'
)

// dropSequences removes whole terminal control sequences (ECMA-48): CSI with
// its parameters, the string sequences OSC, DCS, APC, PM and SOS with their
// strings, and two- or three-byte escapes; each also by its C1 introducer, as
// a code point or as a raw byte. It is linear in len(s).
func dropSequences(s string) string {
	if !hasIntroducer(s) {
		return s
	}
	if strings.ContainsRune(s, EscapeStandIn) {
		s = strings.NewReplacer(string(EscapeStandIn), "\x1b", string(BellStandIn), "\a").Replace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	free := 0 // no string ends before this place
	for i := 0; i < len(s); {
		kind, n := introducer(s[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
			i += size
			continue
		}
		i += n
		switch kind {
		case '[':
			i += csiLen(s[i:])
		case ']', 'P', 'X', '^', '_':
			limit := min(i+maxSequence, len(s))
			if end, ok := stringEnd(s, max(i, free), limit); ok {
				i = end
			} else {
				free = limit
			}
		case 'e':
			i += escapeLen(s[i:])
		}
	}
	return b.String()
}

func hasIntroducer(s string) bool {
	for i := range len(s) {
		if b := s[i]; b == 0x1b || b >= 0x80 && b <= 0x9f {
			return true
		}
	}
	return false
}

// introducer reports which sequence starts at the beginning of s, by the
// second character of its seven-bit form ('e' for a plain escape), and how
// many bytes introduce it: 0 if none does.
func introducer(s string) (kind byte, n int) {
	if s[0] == 0x1b {
		if len(s) > 1 && strings.IndexByte("[]PX^_", s[1]) >= 0 {
			return s[1], 2
		}
		return 'e', 1
	}
	c1 := rune(0)
	if r, size := utf8.DecodeRuneInString(s); r != utf8.RuneError {
		c1, n = r, size
	} else if size == 1 {
		c1, n = rune(s[0]), 1
	}
	switch c1 {
	case 0x9b, 0x9d, 0x90, 0x98, 0x9e, 0x9f:
		return byte(c1 - 0x40), n
	}
	return 0, 0
}

// csiLen returns the length of the parameters, intermediates and final byte
// of a control sequence.
func csiLen(s string) int {
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 0x40 && b <= 0x7e:
			return i + 1
		case b < 0x20 || b > 0x7e:
			return i
		}
	}
	return len(s)
}

// stringEnd returns where the control string ends that goes on at from: after
// ST in any form, BEL, CAN or SUB, or before an escape that cuts it off. It
// reports false if that is not before limit.
func stringEnd(s string, from, limit int) (end int, ok bool) {
	for i := from; i < limit; i++ {
		switch s[i] {
		case 0x07, 0x18, 0x1a:
			return i + 1, true
		case 0x1b:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2, true
			}
			return i, true
		case 0xc2:
			if i+1 < len(s) && s[i+1] == 0x9c {
				return i + 2, true
			}
		case 0x9c:
			if !continues(s, i) {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// continues reports whether the byte at i belongs to a multi-byte character.
func continues(s string, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if utf8.RuneStart(s[j]) {
			_, n := utf8.DecodeRuneInString(s[j:])
			return j+n > i
		}
	}
	return false
}

// escapeLen returns the length of the rest after a lone ESC: intermediates and
// one final byte.
func escapeLen(s string) int {
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 0x20 && b <= 0x2f:
			continue
		case b >= 0x30 && b <= 0x7e:
			return i + 1
		}
		return i
	}
	return len(s)
}
