package query

import (
	"cmp"
	"fmt"
	"slices"
)

// SyntaxError says what is wrong with a query and where.
type SyntaxError struct {
	Query  string
	Column int    // of the character at which it goes wrong, from 1
	Msg    string // what is wrong
	Hint   string // what may have been meant; empty: no idea
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
	best := slices.MinFunc(words, func(a, b string) int { return cmp.Compare(mistakes(w, a), mistakes(w, b)) })
	if mistakes(w, best) > min(2, max(1, len(w)/2)) {
		return ""
	}
	return best
}

// mistakes counts the letters to add, drop, change or swap (with the next)
// to make b of a.
func mistakes(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
