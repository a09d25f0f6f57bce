package match

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// mostKept is how many words of a title TitleWords returns.
const mostKept = 24

// TitleWords returns the words of a title that may find it, the longest
// first, each once.
func TitleWords(title string) []string {
	ts := Tokens(dropTail(title), false)
	slices.Sort(ts)
	ts = slices.Compact(ts)
	ts = slices.DeleteFunc(ts, func(t string) bool { return utf8.RuneCountInString(t) < 2 })
	slices.SortStableFunc(ts, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	return ts[:min(len(ts), mostKept)]
}

// WordHash returns the number that a word of a title is kept under: FNV-1a.
func WordHash(w string) int64 {
	// Written out, since hash/fnv needs memory.
	h := uint64(14695981039346656037)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * 1099511628211
	}
	return int64(h)
}
