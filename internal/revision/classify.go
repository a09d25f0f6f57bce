package revision

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/internal/match"
)

// fewWords is how many words an addition or a removal has at least.
const fewWords = 5

// classifyHunk adds the classes of one place where two sentences differ.
func (c *comparison) classifyHunk(was, is []token, h hunk, classes map[Class]bool) {
	gone, come := was[h.i0:h.i1], is[h.j0:h.j1]
	if compact(gone) == compact(come) {
		classes[Cosmetic] = true
		return
	}
	bare, fresh := c.bare(gone), c.bare(come)
	more := len(fresh) - len(bare)
	// A figure in a clause that was added replaces none.
	if c.numbersDiffer(gone, come) && max(more, -more) < fewWords {
		classes[Number] = true
	}
	if c.turned(gone, come) {
		classes[Negation] = true
	}
	switch {
	case c.sameFigure(bare, fresh):
		classes[Cosmetic] = true
	case classes[Number] && len(bare) <= 1 && len(fresh) <= 1:
	case inQuotes(gone, come):
		classes[Quote] = true
	case more >= fewWords:
		classes[Addition] = true
	case -more >= fewWords:
		classes[Removal] = true
	case c.modal(gone) != c.modal(come):
		classes[Modality] = true
	case !classes[Number] && c.attributes(was, is, h):
		classes[Attribution] = true
	case c.named(was, is, h, classes):
	case len(bare) == 0 && len(fresh) == 0, spelling(bare, fresh):
		classes[Cosmetic] = true
	case !classes[Number] && !classes[Negation]:
		classes[Wording] = true
	}
}

// bare leaves out the words that may come and go, and number words that are
// such.
func (c *comparison) bare(ts []token) []token {
	var out []token
	for _, t := range ts {
		if !c.lex.filler[t.key] {
			out = append(out, t)
		}
	}
	return out
}

// numbersDiffer reports whether two pieces have different figures. A word
// that is a number or an article ("une") is a number only opposite to one.
func (c *comparison) numbersDiffer(gone, come []token) bool {
	a, articlesA := c.figures(gone)
	b, articlesB := c.figures(come)
	switch {
	case len(a) == 0 && len(b) == 0:
		return false
	case len(a) == 0:
		a = articlesA
	case len(b) == 0:
		b = articlesB
	}
	if (len(a) == 0 || len(b) == 0) && !hasNumber(gone) && !hasNumber(come) {
		return false // "one gate", where nothing was counted before
	}
	return !maps.Equal(a, b)
}

func hasNumber(ts []token) bool {
	return slices.ContainsFunc(ts, func(t token) bool { return t.number })
}

// sameFigure reports whether one figure is written in two ways.
func (c *comparison) sameFigure(gone, come []token) bool {
	if len(gone) != 1 || len(come) != 1 {
		return false
	}
	a, isA := c.lex.figure(gone[0])
	b, isB := c.lex.figure(come[0])
	return isA && isB && a == b
}

// figures returns how often each figure stands in a piece, and apart from
// them the number words that are articles too.
func (c *comparison) figures(ts []token) (figures, articles map[string]int) {
	figures, articles = map[string]int{}, map[string]int{}
	for _, t := range ts {
		v, ok := c.lex.figure(t)
		switch {
		case !ok:
		case c.lex.filler[t.key]:
			articles[v]++
		default:
			figures[v]++
		}
	}
	return figures, articles
}

// figure returns the number of a token, in a form that is equal for equal
// figures.
func (x *lexicon) figure(t token) (string, bool) {
	if t.number {
		return plainNumber(t.key), true
	}
	if v, ok := x.values[t.key]; ok {
		return decimal(v), true
	}
	if n, ok := x.times[t.key]; ok {
		return "day " + decimal(int64(n)), true
	}
	return "", false
}

// turned reports whether one piece denies the other: it has more
// words of negation, or a word with a beginning that negates it.
func (c *comparison) turned(gone, come []token) bool {
	if negations(gone)%2 != negations(come)%2 {
		return true
	}
	for _, a := range gone {
		for _, b := range come {
			for _, p := range c.lex.negative {
				if utf8.RuneCountInString(p) >= 2 && utf8.RuneCountInString(a.key) >= 3 && utf8.RuneCountInString(b.key) >= 3 &&
					(a.key == p+b.key || b.key == p+a.key) {
					return true
				}
			}
		}
	}
	return false
}

func negations(ts []token) int {
	n := 0
	for _, t := range ts {
		if match.IsNegation(t.word) || strings.HasSuffix(t.key, "nt") && strings.ContainsFunc(t.word, isApostrophe) {
			n++
		}
	}
	return n
}

func (c *comparison) modal(ts []token) bool {
	for _, t := range ts {
		if c.lex.modal[t.key] {
			return true
		}
	}
	return false
}

// inQuotes reports whether the words of both pieces stand in quotation marks.
func inQuotes(gone, come []token) bool {
	all := func(ts []token) bool {
		for _, t := range ts {
			if !t.quoted {
				return false
			}
		}
		return true
	}
	return all(gone) && all(come)
}

// attributes reports whether the source of the sentence changed.
func (c *comparison) attributes(was, is []token, h hunk) bool {
	gone, come := was[h.i0:h.i1], is[h.j0:h.j1]
	if c.namesSource(gone) != c.namesSource(come) {
		return true
	}
	if len(c.bare(gone)) == 0 || len(c.bare(come)) == 0 || c.lex.speech[c.bare(gone)[0].key] && c.lex.speech[c.bare(come)[0].key] {
		return false
	}
	if c.follows(c.lex.source, was, h.i0) && c.follows(c.lex.source, is, h.j0) {
		return true
	}
	speaks := func(ts []token, i int) bool { return i >= 0 && i < len(ts) && c.lex.speech[ts[i].key] }
	if speaks(was, h.i1) && speaks(is, h.j1) {
		return true
	}
	const longName = 4
	return c.spokeBefore(was, h.i0) && c.spokeBefore(is, h.j0) && ends(was, h.i1) && ends(is, h.j1) && len(gone) <= longName && len(come) <= longName
}

// namesSource reports whether a piece has words after which a source is named.
func (c *comparison) namesSource(ts []token) bool {
	for i := range ts {
		for _, p := range c.lex.source {
			if p.at(ts, i) && i+len(p) < len(ts) {
				return true
			}
		}
	}
	return false
}

// follows reports whether one of the phrases ends before token i, articles
// left out.
func (c *comparison) follows(ps []phrase, ts []token, i int) bool {
	for i > 0 && !before(ps, ts, i) && c.lex.filler[ts[i-1].key] {
		i--
	}
	return before(ps, ts, i)
}

// spokeBefore reports whether a verb of saying stands before token i,
// articles left out.
func (c *comparison) spokeBefore(ts []token, i int) bool {
	for i > 0 && c.lex.filler[ts[i-1].key] {
		i--
	}
	return i > 0 && c.lex.speech[ts[i-1].key]
}

// ends reports whether a clause ends before token i.
func ends(ts []token, i int) bool {
	return i == len(ts) || i > 0 && strings.ContainsAny(ts[i-1].text[len(ts[i-1].word):], ",.;:")
}

// named reports whether a name or the name of a place was replaced, and adds
// the class.
func (c *comparison) named(was, is []token, h hunk, classes map[Class]bool) bool {
	gone, come := was[h.i0:h.i1], is[h.j0:h.j1]
	a, b := proper(was, h.i0, h.i1), proper(is, h.j0, h.j1)
	if a < 0 || b < 0 || inflected(was[a].key, is[b].key) && len(gone) == 1 && len(come) == 1 {
		return false
	}
	within := func(ts []token, i int) bool { return i > 0 && c.lex.within[ts[i-1].key] }
	if within(was, a) && within(is, b) {
		classes[Location] = true
		return true
	}
	if nounsStandOut(was) && (len(gone) < 2 || len(come) < 2) {
		return false // a noun of German
	}
	classes[Name] = true
	return true
}

// proper returns the first token from i to end that stands with a capital
// letter which no beginning of a sentence explains; -1: none.
func proper(ts []token, i, end int) int {
	for ; i < end; i++ {
		if ts[i].capital && (i > 0 || end-i > 1 && ts[1].capital) {
			return i
		}
	}
	return -1
}

// nounsStandOut reports whether so many words stand with a capital letter
// that it says nothing.
func nounsStandOut(ts []token) bool {
	long, capital := 0, 0
	for _, t := range ts[min(1, len(ts)):] {
		if utf8.RuneCountInString(t.key) >= 4 {
			long++
			if t.capital {
				capital++
			}
		}
	}
	return capital*10 > long*4
}

// inflected reports whether two words are forms of one.
func inflected(a, b string) bool {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n >= 4 && max(len(x), len(y))-n <= 2
}

// spelling reports whether one word was spelled otherwise.
func spelling(gone, come []token) bool {
	if len(gone) != 1 || len(come) != 1 || gone[0].number || come[0].number || gone[0].capital != come[0].capital {
		return false
	}
	a, b := []rune(gone[0].key), []rune(come[0].key)
	const short = 6
	return min(len(a), len(b)) >= short && a[0] == b[0] && a[len(a)-1] == b[len(b)-1] && withinOne(a, b)
}

// withinOne reports whether two words differ by one letter that was added,
// left out or replaced, or by two that changed places.
func withinOne(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		rest := string(a[min(i+1, len(a)):]) == string(b[min(i+1, len(b)):])
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
		return rest || swapped
	case 1:
		return string(a[i:]) == string(b[i+1:])
	}
	return false
}
