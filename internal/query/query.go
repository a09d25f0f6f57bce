package query

import (
	"time"

	"sitrep/internal/news"
)

// Parse reads a query. An empty query asks for everything. Times are counted
// from now, days are days of now's location. Every error is a *SyntaxError.
func Parse(q string, now time.Time) (news.Filter, error) {
	return news.Filter{}, nil
}

// ParseTyping reads a query that is still being typed: like Parse, but its
// last word, if nothing follows it, matches words that begin with it.
func ParseTyping(q string, now time.Time) (news.Filter, error) {
	return news.Filter{}, nil
}

// Format returns a query that Parse reads as f.
func Format(f news.Filter) string { return "" }
