package store

import (
	"sitrep/internal/match"
	"sitrep/internal/news"
)

// Words is a demand on the words of a story: a Phrase, Near, AllOf, AnyOf or
// Except.
type Words interface{ words() }

// Phrase demands tokens one after the other.
type Phrase struct {
	Tokens []string // one or more, of letters, digits and marks, folded
	Prefix bool     // the last token may be the beginning of a word
	Title  bool     // only the headline counts
}

// Near demands two phrases in one text, in any order and with at most Between
// words between them.
type Near struct {
	A, B    Phrase
	Between int
}

// AllOf demands everything in it, which is at least one thing.
type AllOf []Words

// AnyOf demands one of the things in it, of which there is at least one.
type AnyOf []Words

// Except demands Of, and excludes stories that meet Not.
type Except struct{ Of, Not Words }

func (Phrase) words() {}
func (Near) words()   {}
func (AllOf) words()  {}
func (AnyOf) words()  {}
func (Except) words() {}

// demandOf returns the demand of an expression that is about text alone and
// needs a word to be there. It reports false for others.
func demandOf(e news.Expr) (Words, bool) {
	switch e := e.(type) {
	case news.Word:
		return phraseOf(e.Text, e.Prefix, false)
	case news.Phrase:
		return phraseOf(e.Text, false, false)
	case news.InTitle:
		return phraseOf(e.Text, e.Prefix, true)
	case news.Near:
		return nearOf(e)
	case news.Or:
		var some AnyOf
		for _, x := range e {
			w, ok := demandOf(x)
			if !ok {
				return nil, false
			}
			some = append(some, w)
		}
		return some, len(some) > 0
	case news.And:
		return demandOfAll(e)
	}
	return nil, false
}

// demandOfAll handles "a b -c".
func demandOfAll(e news.And) (Words, bool) {
	var with AllOf
	var without AnyOf
	for _, x := range e {
		n, not := x.(news.Not)
		if not {
			x = n.X
		}
		w, ok := demandOf(x)
		switch {
		case !ok:
			return nil, false
		case not:
			without = append(without, w)
		default:
			with = append(with, w)
		}
	}
	if len(without) > 0 {
		return Except{with, without}, len(with) > 0
	}
	return with, len(with) > 0
}

// phraseOf returns the demand of a text as a phrase. It reports false if the
// text has nothing to look for. With prefix its last word may go on.
func phraseOf(text string, prefix, title bool) (Words, bool) {
	ts := match.Tokens(text, true)
	if len(ts) == 0 {
		return nil, false
	}
	last := []rune(ts[len(ts)-1])
	if len(last) == 1 && match.IsUnspaced(last[0]) {
		prefix = true // pairs begin with it
	}
	return Phrase{Tokens: ts, Prefix: prefix, Title: title}, true
}
