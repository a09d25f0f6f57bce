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

// counted returns the condition that the event of a story is reported by so many
// outlets, or from so many origins. What nobody has counted is reported by none.
func (c *compiler) counted(e news.Counted) string {
	column, is := "outlets", "="
	if e.What == news.CountOrigins {
		column = "origins"
	}
	if e.Least {
		is = ">="
	}
	return `s.seq IN (SELECT m.story FROM cluster c JOIN member m ON m.cluster = c.num WHERE c.outlets > 0 AND c.` + column + ` ` + is + ` ` + c.arg(e.N) + `)`
}

var errOfWarnings = errors.New("is asked of official warnings, which are no stories: sitrep warnings lists them, and so does the key W")

// notOfStories says why a condition cannot be asked of stories.
func notOfStories(e news.Expr) error {
	if e, ok := e.(news.OfWarning); ok {
		return fmt.Errorf("filter: %s: %w", e.Field, errOfWarnings)
	}
	return fmt.Errorf("filter: unknown condition %T", e)
}
