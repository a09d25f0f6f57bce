package query

import (
	"cmp"
	"fmt"
	"slices"

	"sitrep/internal/sanitize"
)

// SyntaxError is a problem with a query, and its position.
type SyntaxError struct {
	Query  string
	Column int    // of the character at which it goes wrong, from 1
	Msg    string // the problem
	Hint   string // a likely correction; empty: none is known
}

// Error returns the message with its column and hint.
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("query: column %d: %s", e.Column, e.Msg)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// nearest returns the one of the words that is at most two mistakes away
// from w, or "".
func nearest(w string, words []string) string {
	best := slices.MinFunc(words, func(a, b string) int { return cmp.Compare(sanitize.Mistakes(w, a), sanitize.Mistakes(w, b)) })
	if sanitize.Mistakes(w, best) > min(2, max(1, len(w)/2)) {
		return ""
	}
	return best
}
