// Package inline gives the marks inside a line of text a form in plain
// characters that keeps every figure as it was: raised and lowered characters,
// prices with raised cents, marks of notes, and the readings above words.
//
// The functions are pure, bounded by the size of their input and safe
// for concurrent use. Their results are not cleaned.
package inline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRaised is how many characters a raised or lowered part may have to be one
// figure or sign; longer text is small print.
const maxRaised = 12

// Around is the text around a part of a line.
type Around struct {
	Before string // the line up to the part; its end is enough
	After  string // the text after the part; its beginning is enough
	Note   bool   // the part is the mark of a note: it links to one, or is named so
	Comma  bool   // the language of the text writes a comma before decimals
}

// Raise returns a superscript as plain text: digits as superscript digits, the
// mark of a note in square brackets, the cents of a price after a separator.
// Letters stay as they are (1st, Mme). What cannot be written raised stands
// after "^" if it would join a figure otherwise.
func Raise(part string, a Around) string {
	s := strings.TrimSpace(part)
	switch {
	case s == "":
		return part
	case a.Note:
		return note(s, part)
	case cents(s, a):
		if strings.ContainsAny(s[:1], ".,") {
			return s
		}
		if a.Comma {
			return "," + s
		}
		return "." + s
	}
	return shifted(part, s, a, raised, "^")
}

// Lower returns a subscript as plain text: digits as subscript digits.
func Lower(part string, a Around) string {
	s := strings.TrimSpace(part)
	if s == "" {
		return part
	}
	return shifted(part, s, a, lowered, "_")
}

// note returns the mark of a note, in brackets unless it has its own.
func note(s, part string) string {
	if utf8.RuneCountInString(s) > maxRaised || strings.ContainsAny(s, "[](){}") || !hasDigit(s) && strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return part
	}
	return "[" + s + "]"
}

// shifted returns a part in other characters: those of table where all of it is
// there, else as it is, kept apart from a figure by sign.
func shifted(part, s string, a Around, table map[rune]rune, sign string) string {
	if !hasDigit(s) && !variable(s, a.Before) {
		return apart(part, a)
	}
	if utf8.RuneCountInString(s) > maxRaised || strings.ContainsFunc(s, unicode.IsSpace) {
		return apart(part, a)
	}
	var b strings.Builder
	for _, r := range s {
		t, ok := table[r]
		if !ok {
			if joins(a.Before, s) || joins(s, a.After) {
				return sign + "(" + s + ")"
			}
			return part
		}
		b.WriteRune(t)
	}
	return b.String()
}

// apart keeps a part from joining the figures at its sides.
func apart(part string, a Around) string {
	if joins(a.Before, part) {
		part = " " + part
	}
	if joins(part, a.After) {
		part += " "
	}
	return part
}

// joins reports whether two texts side by side make one figure of two.
func joins(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.IsDigit(last) && unicode.IsDigit(first)
}

// variable reports whether a raised letter stands for a number: 10ⁿ.
func variable(s, before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return (s == "n" || s == "x") && unicode.IsDigit(last)
}

// cents reports whether a raised part is the smaller unit of a price: two
// digits after an amount that a sign of currency stands at.
func cents(s string, a Around) bool {
	digits := strings.TrimLeft(s, ".,")
	if len(s)-len(digits) > 1 || len(digits) != 2 || !isDigit(digits[0]) || !isDigit(digits[1]) {
		return false
	}
	before := strings.TrimRightFunc(a.Before, unicode.IsSpace)
	amount := strings.TrimRightFunc(before, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(".,'’\u00a0\u202f ", r) })
	if len(amount) == len(before) || !isDigit(before[len(before)-1]) {
		return false
	}
	return endsInCurrency(amount) || startsWithCurrency(a.After)
}

func endsInCurrency(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return unicode.Is(unicode.Sc, last) || currencyCode(s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:])
}

func startsWithCurrency(s string) bool {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	first, _ := utf8.DecodeRuneInString(s)
	if unicode.Is(unicode.Sc, first) {
		return true
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		s = s[:i]
	}
	return currencyCode(s)
}

// currencyCode reports whether a word names a currency in prices.
func currencyCode(s string) bool {
	switch strings.ToLower(s) {
	case "usd", "eur", "gbp", "chf", "cad", "aud", "nzd", "jpy", "cny", "inr", "brl", "mxn", "pln", "czk", "huf", "ron", "sek", "nok", "dkk", "uah", "rub", "try", "zar",
		"kr", "zł", "zl", "kč", "ft", "lei", "fr", "руб", "грн", "euro", "euros", "dollars", "rs", "tl":
		return true
	}
	return false
}

// Gloss returns the text for the reading of a word, of which part is shown
// above or beside it. One that only spells the word is left out; any other, and
// one with figures, stands in brackets.
func Gloss(base, part string) string {
	s := strings.TrimSpace(part)
	if s == "" || spells(base, s) {
		return ""
	}
	return "(" + strings.Trim(s, "()（）") + ")"
}

// spells reports whether a reading only tells how an ideograph is spoken.
func spells(base, reading string) bool {
	han := strings.ContainsFunc(base, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	return han && !hasDigit(reading) && !strings.ContainsFunc(reading, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// EndsInDigit reports whether the last character of s is a digit.
func EndsInDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}

// StartsWithDigit reports whether the first character of s is a digit.
func StartsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// raised and lowered are the characters that Unicode has in both places.
var (
	raised = map[rune]rune{
		'0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹',
		'+': '⁺', '-': '⁻', '−': '⁻', '–': '⁻', '=': '⁼', '(': '⁽', ')': '⁾', 'n': 'ⁿ', 'x': 'ˣ', 'i': 'ⁱ', ',': ',', '/': '/', '*': '*',
		'⁰': '⁰', '¹': '¹', '²': '²', '³': '³', '⁴': '⁴', '⁵': '⁵', '⁶': '⁶', '⁷': '⁷', '⁸': '⁸', '⁹': '⁹',
	}
	lowered = map[rune]rune{
		'0': '₀', '1': '₁', '2': '₂', '3': '₃', '4': '₄', '5': '₅', '6': '₆', '7': '₇', '8': '₈', '9': '₉',
		'+': '₊', '-': '₋', '−': '₋', '–': '₋', '=': '₌', '(': '₍', ')': '₎', 'n': 'ₙ', 'x': 'ₓ', 'i': 'ᵢ', ',': ',', '/': '/',
	}
)
