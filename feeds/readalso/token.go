package readalso

import (
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// token is a word or one symbol of a text, with the bytes it takes there.
// White space and invisible characters lie between tokens.
type token struct {
	raw        string
	sym        rune // 0 for a word
	start, end int
}

// fold returns the word in the form that markers are compared in.
func (t token) fold() string { return sanitize.Fold(t.raw) }

// scanner splits a text into tokens. Words end where an element ends
// (breaks, offsets in ascending order) and where a capital follows a small
// letter, for pages print a label and a title without a space between them.
type scanner struct {
	s      string
	breaks []int
	i      int
}

func (sc *scanner) next() (token, bool) {
	for sc.i < len(sc.s) {
		r, n := utf8.DecodeRuneInString(sc.s[sc.i:])
		if unicode.IsSpace(r) || invisible(r) {
			sc.i += n
			continue
		}
		start := sc.i
		sc.i += n
		if !wordRune(r) {
			return token{raw: sc.s[start:sc.i], sym: plainSymbol(r), start: start, end: sc.i}, true
		}
		if !standsAlone(r) {
			sc.word(r)
		}
		return token{raw: sc.s[start:sc.i], start: start, end: sc.i}, true
	}
	return token{}, false
}

// word moves behind the word whose first character was prev.
func (sc *scanner) word(prev rune) {
	for len(sc.breaks) > 0 && sc.breaks[0] < sc.i {
		sc.breaks = sc.breaks[1:]
	}
	for sc.i < len(sc.s) {
		if len(sc.breaks) > 0 && sc.breaks[0] == sc.i {
			return
		}
		r, n := utf8.DecodeRuneInString(sc.s[sc.i:])
		switch {
		case apostrophe(r):
			next, _ := utf8.DecodeRuneInString(sc.s[sc.i+n:])
			if !unicode.IsLetter(next) {
				return
			}
		case !wordRune(r) && r != 0xad || standsAlone(r):
			return
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			return
		}
		prev = r
		sc.i += n
	}
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// standsAlone reports whether r is a word for itself: scripts that write no
// spaces have no other boundary.
func standsAlone(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

func invisible(r rune) bool { return r >= 0x7f && unicode.In(r, unicode.Cf, unicode.Cc) }

// plainSymbol maps the full-width forms of punctuation to the usual ones.
func plainSymbol(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xff01 + '!'
	case r == '؛':
		return ';'
	case r == '﹕', r == '︰', r == '∶':
		return ':'
	}
	return r
}

// words returns the folded words of a phrase.
func words(phrase string) []string {
	var ws []string
	for sc := (scanner{s: phrase}); ; {
		t, ok := sc.next()
		if !ok {
			return ws
		}
		if t.sym == 0 {
			ws = append(ws, t.fold())
		}
	}
}

// countWords counts the words of s, at most limit.
func countWords(s string, limit int) int {
	n := 0
	for sc := (scanner{s: s}); n < limit; {
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.sym == 0 {
			n++
		}
	}
	return n
}

// countTitle counts the words of a title, at most limit. Of scripts without
// spaces two characters make a word.
func countTitle(s string, limit int) int {
	half := 0
	for sc := (scanner{s: s}); half < 2*limit; {
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.sym != 0 {
			continue
		}
		half++
		if r, _ := utf8.DecodeRuneInString(t.raw); !standsAlone(r) {
			half++
		}
	}
	return min(half/2, limit)
}

// class says how much a marker says on its own.
type class int

const (
	none class = iota
	weak
	single
	strong
)

// trie holds phrases as sequences of folded words.
type trie struct {
	next  map[string]*trie
	class class
}

func (t *trie) add(phrase string, c class) {
	for _, w := range words(phrase) {
		if t.next == nil {
			t.next = make(map[string]*trie)
		}
		n := t.next[w]
		if n == nil {
			n = new(trie)
			t.next[w] = n
		}
		t = n
	}
	t.class = max(t.class, c)
}

// match returns the class of the longest phrase that the text of sc begins
// with, and the offset of its end. Only white space may stand between the
// words, or one hyphen or comma, as inside of some markers.
func (t *trie) match(sc scanner) (c class, end int) {
	for glued := false; ; {
		tok, ok := sc.next()
		if !ok || t.next == nil {
			return c, end
		}
		if tok.sym != 0 {
			if glued || tok.sym != '-' && tok.sym != ',' {
				return c, end
			}
			glued = true
			continue
		}
		glued = false
		if t = t.next[tok.fold()]; t == nil {
			return c, end
		}
		if t.class != none {
			c, end = t.class, tok.end
		}
	}
}

// beginsLonger reports whether a longer phrase of t begins with s.
func (t *trie) beginsLonger(s string) bool {
	for _, w := range words(s) {
		if t = t.next[w]; t == nil {
			return false
		}
	}
	return len(t.next) > 0
}

// count counts the phrases of t in s, up to limit.
func (t *trie) count(s string, limit int) int {
	n := 0
	for sc := (scanner{s: s}); n < limit; {
		here := sc
		tok, ok := sc.next()
		if !ok {
			break
		}
		if tok.sym != 0 || t.next[tok.fold()] == nil {
			continue
		}
		if c, end := t.match(here); c != none {
			n++
			sc.i = end
		}
	}
	return n
}

// in reports whether a phrase of t stands anywhere in s.
func (t *trie) in(s string) bool { return t.count(s, 1) > 0 }
