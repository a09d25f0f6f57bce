package typeset

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cluster returns the length in bytes and the width in cells of the first
// character of s as people count them: with all its marks.
func cluster(s string) (n, w int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1, 1
	}
	first, w := ansi.FirstGraphemeCluster(s, ansi.WcWidth)
	switch one := alone(first); {
	case w == 0 || leans(first):
		_, w = standIn(first)
	case len(one) < len(first):
		w = ansi.StringWidthWc(one)
	}
	return len(first), w
}

// standIn returns the replacement of a character that would be drawn over its
// neighbors, and its width: a mark without a letter stands on a dotted
// circle, a sign without width before a letter is left out.
func standIn(first string) (string, int) {
	shown := "\u25cc" + first
	if !leans(first) {
		_, n := utf8.DecodeRuneInString(first)
		shown = first[n:]
	}
	w := ansi.StringWidthWc(shown)
	if w == 0 {
		return "\ufffd", 1
	}
	return shown, w
}

// leans reports whether a character begins with a code point that joins the
// character before it: a mark, a joiner, the color of an emoji.
func leans(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x300 && (unicode.Is(unicode.M, r) || r == 0x200c || r == 0x200d || r >= 0x1f3fb && r <= 0x1f3ff)
}

// cells returns the width of a line of text.
func cells(s string) int {
	total := 0
	for s != "" {
		n, w := cluster(s)
		total += w
		s = s[n:]
	}
	return total
}

// span is a part of a flow that fills one line.
type span struct{ from, to int }

// wrap breaks text into lines of at most width cells and calls line for
// each. Lines break at spaces, behind hyphens and between ideographs, and
// within a word only if it is longer than a line. Spaces at a break are in
// no line.
func wrap(text string, width int, line func(span)) {
	var w wrapper
	w.start(0)
	var prev rune
	for i := 0; i < len(text); {
		n, cw := cluster(text[i:])
		r, _ := utf8.DecodeRuneInString(text[i:])
		cw = min(cw, width) // a wider character than a line is shown by a stand-in
		switch {
		case r == '\n':
			line(span{w.from, w.ink})
			w.start(i + n)
		case n == 1 && r == ' ' || n == 3 && r == 0x3000: // bare: a mark on a space is text
			w.space(i+n, cw)
		default:
			if breaks(prev, r) {
				w.mark(i)
			}
			for w.width+cw > width && w.from < i {
				end, next := w.cutAt(i)
				line(span{w.from, end})
				w.restart(text, next, i)
			}
			w.ink, w.width = i+n, w.width+cw
		}
		prev = r
		i += n
	}
	line(span{w.from, w.ink})
}

// wrapper is the state of the line that is being filled.
type wrapper struct {
	from  int // where the line begins
	width int // cells so far
	ink   int // end of the last character that is not a space
	// The last place where the line may break: it would end at breakEnd and
	// the next would begin at breakNext. 0: there is none.
	breakEnd, breakNext int
}

func (w *wrapper) start(at int) { *w = wrapper{from: at, ink: at} }

// space takes a space that ends at next. No line begins with one.
func (w *wrapper) space(next, cw int) {
	if w.ink == w.from {
		w.start(next)
		return
	}
	w.breakEnd, w.breakNext = w.ink, next
	w.width += cw
}

// mark notes that the line may break before at.
func (w *wrapper) mark(at int) {
	if at > w.from && w.ink == at {
		w.breakEnd, w.breakNext = at, at
	}
}

// cutAt returns where the line ends and the next begins when the character
// at i does not fit.
func (w *wrapper) cutAt(i int) (end, next int) {
	if w.breakNext > w.from {
		return w.breakEnd, w.breakNext
	}
	return i, i
}

// restart begins the next line and counts what of it is known already: the
// text up to i.
func (w *wrapper) restart(text string, next, i int) {
	w.start(next)
	for at := next; at < i; {
		n, cw := cluster(text[at:])
		w.width += cw
		at += n
		w.ink = at
	}
}

// breaks reports whether a line may break between two characters that no
// space separates.
func breaks(prev, next rune) bool {
	switch {
	case prev == 0 || prev == ' ' || next < 0x2010 && prev < 0x2010 && prev != '-':
		return false
	case prev == '-' || prev == '\u2013' || prev == '\u2014':
		return unicode.IsLetter(next)
	case !ideograph(prev) && !ideograph(next):
		return false
	}
	return !clings(next) && !opens(prev)
}

// ideograph reports whether lines may break around r: the scripts of East
// Asia that write no spaces.
func ideograph(r rune) bool {
	return r >= 0x2e80 && r <= 0x312f || r >= 0x3190 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3ffff
}

// clings reports whether r may not begin a line: closing punctuation, small
// kana and sound marks (after JIS X 4051), and the number of a link.
func clings(r rune) bool {
	switch r {
	case '、', '。', '，', '．', '・', '：', '；', '？', '！', '）', '」', '』', '】', '〉', '》', '〕', '］', '｝', 'ー', '々', '〜',
		'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ッ', 'ャ', 'ュ', 'ョ',
		'[', ')', ']', ',', '.', '!', '?', ':', ';', '%', '”', '’', '…':
		return true
	}
	return unicode.Is(unicode.Mn, r)
}

// opens reports whether r may not end a line.
func opens(r rune) bool {
	switch r {
	case '（', '「', '『', '【', '〈', '《', '〔', '［', '｛', '(', '“', '‘':
		return true
	}
	return false
}
