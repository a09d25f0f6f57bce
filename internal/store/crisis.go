package store

import (
	"errors"
	"fmt"

	"sitrep/internal/news"
)

// This file compiles what queries ask of locations, and refuses what cannot be
// asked of stories.

// located returns an expression with the words of locations in place of their
// names.
func (t *texts) located(e news.Expr) news.Expr {
	return news.MapExpr(e, func(x news.Expr) news.Expr {
		at, ok := x.(news.AtPlace)
		if !ok {
			return x
		}
		if t.locate != nil {
			if words := t.locate(at.Name); words != nil {
				return words
			}
		}
		return news.Phrase{Text: at.Name}
	})
}

// nearOf returns the demand of two texts near each other. It reports false if
// there is nothing to look for.
func nearOf(e news.Near) (Words, bool) {
	a, okA := textOf(e.A)
	b, okB := textOf(e.B)
	return Near{A: a, B: b, Between: e.Between}, okA && okB
}

func textOf(e news.Expr) (Phrase, bool) {
	var w Words
	ok := false
	switch e := e.(type) {
	case news.Word:
		w, ok = phraseOf(e.Text, e.Prefix, false)
	case news.Phrase:
		w, ok = phraseOf(e.Text, false, false)
	}
	p, isPhrase := w.(Phrase)
	return p, ok && isPhrase
}

var errOfWarnings = errors.New("is asked of official warnings, which are no stories: sitrep warnings lists them, and so does the key W")

// notOfStories says why a condition cannot be asked of stories.
func notOfStories(e news.Expr) error {
	switch e := e.(type) {
	case news.OfWarning:
		return fmt.Errorf("filter: %s: %w", e.Field, errOfWarnings)
	case news.Counted:
		return fmt.Errorf("filter: %s: is asked by rules of alerts, not of lists: sitrep clusters shows the counts", e.What)
	}
	return fmt.Errorf("filter: unknown condition %T", e)
}
