package revision

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds for comparing. Text beyond them counts as the same.
const (
	mostSentences = 2000
	mostTokens    = 400 // of a sentence
)

// sentence is a sentence of a version.
type sentence struct {
	text      string
	paragraph int // from 1
	tokens    []token
	key       string // equal for sentences that say the same in the same words
}

// token is a word, a number or a quotation mark.
type token struct {
	text    string // as written, with the characters up to the next token
	word    string // the word alone
	key     string // folded; empty: a mark
	capital bool
	number  bool
	quoted  bool // inside quotation marks
}

// key folds a word: lower case, no typography.
func key(w string) string {
	w = strings.ToLower(norm.NFKC.String(w))
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё':
			return 'е'
		case isApostrophe(r) || r == 'ʼ' || r == '\u00ad':
			return -1
		case unicode.IsDigit(r):
			return '0' + digitValue(r)
		}
		return r
	}, w)
}

// digitValue returns the value of a decimal digit of any script.
func digitValue(r rune) rune {
	for n := range rune(10) {
		if !unicode.IsDigit(r - n - 1) {
			return n
		}
	}
	// Runs of digits that border on another run begin at multiples of ten.
	return (r - '0') % 10
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '`' || r == '‘' }

func isQuote(r rune) bool { return strings.ContainsRune("\"“”„«»‹›「」『』", r) }

// sentences cuts paragraphs into sentences.
func sentences(paragraphs []string) []sentence {
	var out []sentence
	for n, p := range paragraphs {
		for len(out) < mostSentences && p != "" {
			end := sentenceEnd(p)
			if text := strings.TrimSpace(p[:end]); text != "" {
				s := sentence{text: text, paragraph: n + 1, tokens: tokens(text)}
				s.key = keyOf(s.tokens)
				if s.key != "" {
					out = append(out, s)
				}
			}
			p = p[end:]
		}
	}
	return out
}

// sentenceEnd returns where the first sentence of a text ends.
func sentenceEnd(s string) int {
	quoted := false
	for i, r := range s {
		switch {
		case isQuote(r):
			quoted = r == '„' || r == '“' && !quoted || r == '«' || r == '"' && !quoted || r == '「' || r == '『'
		case r == '。' || r == '！' || r == '？' || r == '؟':
			return i + utf8.RuneLen(r)
		case r == '.' || r == '!' || r == '?' || r == '…':
			rest := s[i+utf8.RuneLen(r):]
			trimmed := strings.TrimLeftFunc(rest, func(r rune) bool { return isQuote(r) || r == ')' || r == '.' || r == '!' || r == '?' })
			gap := strings.TrimLeftFunc(trimmed, unicode.IsSpace)
			next, _ := utf8.DecodeRuneInString(gap)
			if gap == "" || len(gap) < len(trimmed) && !unicode.IsLower(next) && !initial(s[:i]) {
				return len(s) - len(trimmed)
			}
		case r == '\n':
			return i + 1
		}
	}
	return len(s)
}

// initial reports whether the text before a full stop ends in a single
// letter, as initials and many abbreviations do.
func initial(s string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	return unicode.IsLetter(r) && unicode.IsUpper(r) && !unicode.IsLetter(before)
}

// tokens cuts a sentence into tokens.
func tokens(s string) []token {
	var out []token
	quoted := false
	rest := s
	for rest != "" && len(out) < mostTokens {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			n := wordEnd(rest)
			w := rest[:n]
			out = append(out, token{text: w, word: w, key: key(w), capital: unicode.IsUpper(r), number: hasDigit(w), quoted: quoted})
			rest = rest[n:]
		default:
			if isQuote(r) {
				quoted = !quoted
			}
			if len(out) > 0 {
				out[len(out)-1].text += rest[:size]
			}
			rest = rest[size:]
		}
	}
	return out
}

// wordEnd returns the length of the word that s begins with. Separators
// inside numbers, apostrophes and hyphens inside words belong to it; scripts
// without spaces give a word for each character.
func wordEnd(s string) int {
	var last rune
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case isUnspaced(r):
			if i > 0 {
				return i
			}
			return utf8.RuneLen(r)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
		case strings.ContainsRune(".,'’:٫٬", r) && unicode.IsDigit(last) && unicode.IsDigit(next):
		case (r == '\u00a0' || r == '\u202f' || r == '\u2009') && unicode.IsDigit(last) && threeDigits(s[i+utf8.RuneLen(r):]):
		case (isApostrophe(r) || r == 'ʼ' || r == '-' || r == '‑' || r == '\u00ad') && i > 0 && unicode.IsLetter(next):
		default:
			return i
		}
		last = r
	}
	return len(s)
}

func threeDigits(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n == 3
}

func isUnspaced(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// keyOf joins the keys of tokens. Spelling with and without a hyphen is
// the same key only for cosmetics, not here.
func keyOf(ts []token) string {
	var b strings.Builder
	for i, t := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.key)
	}
	return b.String()
}
