package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// InHeadline returns the filter for those stories of f that have what it looks
// for in their headlines. It reports false if f looks for no words.
func InHeadline(f news.Filter) (news.Filter, bool) {
	e, words := inHeadline(f.Expr)
	return news.Filter{Expr: e}, words
}

func inHeadline(e news.Expr) (_ news.Expr, words bool) {
	switch e := e.(type) {
	case news.And:
		out := make(news.And, len(e))
		for i, x := range e {
			var has bool
			out[i], has = inHeadline(x)
			words = words || has
		}
		return out, words
	case news.Or:
		out := make(news.Or, len(e))
		for i, x := range e {
			var has bool
			out[i], has = inHeadline(x)
			words = words || has
		}
		return out, words
	case news.Word:
		return news.InTitle(e), true
	case news.Phrase:
		return news.InTitle{Text: e.Text}, true
	}
	return e, false // words not looked for are not marked in the text, either
}

// Words returns the words and phrases that f looks for, folded.
func Words(f news.Filter) []string {
	var out []string
	var walk func(e news.Expr)
	walk = func(e news.Expr) {
		switch e := e.(type) {
		case news.And:
			for _, x := range e {
				walk(x)
			}
		case news.Or:
			for _, x := range e {
				walk(x)
			}
		case news.Word:
			out = append(out, sanitize.Fold(e.Text))
		case news.Phrase:
			out = append(out, sanitize.Fold(e.Text))
		case news.InTitle:
			out = append(out, sanitize.Fold(e.Text))
		}
	}
	walk(f.Expr)
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

// Hit returns the passage of text, about width characters long, in which the
// first of words occurs; empty: none does.
func Hit(text string, words []string, width int) string {
	for _, w := range words {
		if at, ok := find(text, w); ok {
			return passage(text, at, width)
		}
	}
	return ""
}

// find returns where a word begins in text that, folded, begins with it. In
// scripts without spaces it may begin anywhere.
func find(text, word string) (at int, ok bool) {
	first, _ := utf8.DecodeRuneInString(word)
	anywhere := unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	inWord := false
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsNumber(r)
		starts := letter && (!inWord || anywhere)
		inWord = letter || inWord && unicode.Is(unicode.M, r)
		if !starts {
			continue
		}
		// Folding makes text shorter or somewhat longer, never much.
		end := min(i+4*len(word)+8, len(text))
		for end < len(text) && !utf8.RuneStart(text[end]) {
			end++
		}
		if strings.HasPrefix(sanitize.Fold(text[i:end]), word) {
			return i, true
		}
	}
	return 0, false
}

// passage returns the part of text around a place, cut between words where
// there are any.
func passage(text string, at, width int) string {
	from, to := at, at
	for n := width / 3; n > 0 && from > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	for n := width - width/3; n > 0 && to < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	before, after := "", ""
	if from > 0 {
		before = "…"
		if i := strings.IndexByte(text[from:at], ' '); i >= 0 {
			from += i + 1
		}
	}
	if to < len(text) {
		after = "…"
		if i := strings.LastIndexByte(text[at:to], ' '); i > 0 {
			to = at + i
		}
	}
	return before + strings.Join(strings.Fields(text[from:to]), " ") + after
}
