package cluster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of the text read of a story.
const (
	mostHeadline = 400 // characters
	mostWord     = 40  // characters; the rest of a longer word is left out
	mostWords    = 120
)

// word is a word of a text in its normal form.
type word struct {
	text    string
	capital bool // it stands with a capital letter, and not at the beginning
	number  bool
	glued   bool // a run of a script that puts no spaces between words
}

// normal returns the form in which words are compared.
func normal(s string) string {
	s = strings.ToLower(norm.NFC.String(s))
	return strings.ReplaceAll(s, "ё", "е")
}

// headline returns a headline without the name of the site behind a break,
// at most mostHeadline characters of it.
func headline(s string) string {
	s = firstRunes(strings.TrimSpace(s), mostHeadline)
	for _, mark := range [...]string{" | ", " - ", " – ", " — "} {
		i := strings.LastIndex(s, mark)
		if i <= 0 {
			continue
		}
		head, tail := s[:i], s[i+len(mark):]
		// A name is short, and the text before it is a headline.
		if words := len(strings.Fields(tail)); words <= 4 && mark != " – " && mark != " — " && len(strings.Fields(head)) >= 4 && len(strings.Fields(head)) > words {
			return head
		}
	}
	return s
}

// firstRunes returns the first n characters of s.
func firstRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// isGlued reports whether r is of a script that puts no spaces between words.
func isGlued(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// split returns the words of a text, at most mostWords.
func split(s string) []word {
	var out []word
	var b strings.Builder
	var cur word
	n, skip := 0, false
	end := func() {
		if n > 0 && len(out) < mostWords {
			cur.text = normal(b.String())
			cur.capital = cur.capital && len(out) > 0
			out = append(out, cur)
		}
		b.Reset()
		cur, n = word{}, 0
	}
	for i, r := range s {
		switch {
		case skip:
			skip = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			glued := isGlued(r)
			if n > 0 && glued != cur.glued {
				end()
			}
			if n == 0 {
				cur = word{capital: unicode.IsUpper(r), number: unicode.IsDigit(r), glued: glued}
			}
			if n < mostWord || glued && n < mostHeadline {
				b.WriteRune(r)
			}
			n++
		case (r == '.' || r == ',') && n > 0 && cur.number && followedByDigit(s[i+1:]):
			b.WriteRune(r)
		case isApostrophe(r) && n > 0:
			next, after := following(s[i+utf8.RuneLen(r):])
			if unicode.Is(unicode.Cyrillic, next) {
				continue // a letter of Ukrainian words
			}
			end()
			skip = (next == 's' || next == 'S') && !unicode.IsLetter(after) // "Dolyna's" is Dolyna
		default:
			end()
		}
		if len(out) >= mostWords {
			break
		}
	}
	end()
	return out
}

// following returns the first two characters of s.
func following(s string) (first, second rune) {
	first, size := utf8.DecodeRuneInString(s)
	second, _ = utf8.DecodeRuneInString(s[size:])
	return first, second
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '`' }

func followedByDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

// inTitleCase reports whether most of the longer words of a headline stand
// with a capital letter, so that a capital says nothing.
func (r *reader) inTitleCase(ts []token) bool {
	long, capital := 0, 0
	for _, t := range ts[min(1, len(ts)):] {
		if t&isNumber == 0 && utf8.RuneCountInString(r.words.text(t)) >= 4 {
			long++
			if t&isCapital != 0 {
				capital++
			}
		}
	}
	return long > 0 && capital*10 >= long*6
}
