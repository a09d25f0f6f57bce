package revision

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Figure is a number that a text gives for something that is counted.
type Figure struct {
	What  string // the counted thing: "injured", or the noun after the number, folded
	Value float64
	Text  string // as written, with the words that multiply it: "1.2 million"
}

// Bounds of where the word for a number is looked for.
const (
	mostBetween = 4    // words between a number and the counted thing
	mostFigures = 50   // of a text
	firstYear   = 1900 // a number from here to lastYear is a year unless something is counted
	lastYear    = 2100
)

// Figures returns the numbers that a headline or sentence gives, in their
// order, with the counted things. Times of day, years and percentages are left out.
func Figures(text string) []Figure {
	lex := lexica()
	ts := tokens(text)
	var out []Figure
	for i := 0; i < len(ts) && len(out) < mostFigures; i++ {
		value, ok := lex.value(ts[i])
		if !ok {
			continue
		}
		f := Figure{Value: value, Text: ts[i].word}
		end := i + 1
		for end < len(ts) {
			m, isWord := lex.values[ts[end].key]
			if !isWord || m < 100 {
				break
			}
			f.Value *= float64(m)
			f.Text += " " + ts[end].word
			end++
		}
		f.What = lex.countedAt(ts, i, end)
		whole := f.Value == math.Trunc(f.Value) // "5.1 cracks" counts no cracks
		if f.What == "" && whole && (!ts[i].number || value < firstYear || value > lastYear) && !clauseEnds(ts[end-1]) {
			f.What = lex.noun(ts, end)
		}
		if f.What != "" {
			out = append(out, f)
		}
		i = end - 1
	}
	return out
}

// value returns the value of a token that is a number which counts.
func (x *lexicon) value(t token) (float64, bool) {
	if t.number {
		if strings.Contains(t.word, ":") || strings.ContainsAny(t.text[len(t.word):], "%°") {
			return 0, false
		}
		v, err := strconv.ParseFloat(plainNumber(t.key), 64)
		return v, err == nil
	}
	v, ok := x.values[t.key]
	return float64(v), ok && !x.filler[t.key]
}

// countedAt returns the name of the thing counted by the number that stands
// from i to end: the nearest word for it behind, else in front.
func (x *lexicon) countedAt(ts []token, i, end int) string {
	for d := range mostBetween {
		// "kills 12, injures 30": a mark ends the words that the number may count.
		if at := end + d; at < len(ts) && !ts[at].number && !clauseEnds(ts[at-1]) {
			if name := x.countedBy(ts, at); name != "" {
				return name
			}
		} else {
			break
		}
	}
	for d := range mostBetween + 1 {
		at := i - 1 - d
		if at < 0 || ts[at].number {
			break
		}
		if name := x.countedBy(ts, at); name != "" {
			return name
		}
	}
	return ""
}

// clauseEnds reports whether a mark that ends a clause follows a word.
func clauseEnds(t token) bool { return strings.ContainsAny(t.text[len(t.word):], ",;:.–—") }

func (x *lexicon) countedBy(ts []token, at int) string {
	for _, c := range x.counted {
		if c.at(ts, at) {
			return c.name
		}
	}
	return ""
}

// noun returns the word behind a number, cut so that its forms are equal.
func (x *lexicon) noun(ts []token, at int) string {
	for n := 0; at < len(ts) && n < 2; at, n = at+1, n+1 {
		t := ts[at]
		if x.filler[t.key] || x.within[t.key] || t.number || utf8.RuneCountInString(t.key) < 3 {
			if x.within[t.key] {
				return ""
			}
			continue
		}
		rs := []rune(t.key)
		return strings.TrimSuffix(string(rs[:min(len(rs), 7)]), "s")
	}
	return ""
}
