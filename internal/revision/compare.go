package revision

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// similar is how alike two sentences are at least of which one is taken for
// the new wording of the other.
const similar = 0.45

// mostPairs bounds how many sentences without an equal are compared each with
// each.
const mostPairs = 400

// comparison gathers what changed.
type comparison struct {
	lex   *lexicon
	d     Diff
	found map[Class]bool
}

// texts compares the sentences of two versions.
func (c *comparison) texts(was, is []sentence) {
	was, is = c.equal(was, is)
	is = c.notices(is)
	was, is = c.pairs(was, is)
	for _, s := range was {
		class := Removal
		if opens(c.lex.credit, s.tokens) || opens(c.lex.correction, s.tokens) {
			class = Cosmetic
		}
		c.add(Change{Class: class, Paragraph: s.paragraph, Before: s.text})
	}
	for _, s := range is {
		class := Addition
		switch {
		case opens(c.lex.credit, s.tokens):
			class = Cosmetic
		case len(s.tokens) < fewWords:
			class = Wording
		}
		c.add(Change{Class: class, Paragraph: s.paragraph, After: s.text})
	}
}

// add adds a change that has one class.
func (c *comparison) add(ch Change) {
	c.found[ch.Class] = true
	if ch.Class == Cosmetic {
		c.d.Cosmetic++
	}
	c.d.Changes = append(c.d.Changes, ch)
}

// equal leaves out the sentences that both versions have, wherever they stand.
func (c *comparison) equal(was, is []sentence) (restWas, restIs []sentence) {
	left := map[string]int{}
	for _, s := range was {
		left[s.key]++
	}
	both := map[string]int{}
	for _, s := range is {
		if left[s.key] > both[s.key] {
			both[s.key]++
			c.d.Unchanged++
			continue
		}
		restIs = append(restIs, s)
	}
	for _, s := range was {
		if both[s.key] > 0 {
			both[s.key]--
			continue
		}
		restWas = append(restWas, s)
	}
	return restWas, restIs
}

// notices leaves out the sentences of notices, and notes their kinds.
func (c *comparison) notices(is []sentence) (rest []sentence) {
	inside := 0 // the paragraph of a notice
	for _, s := range is {
		switch {
		case c.notice(Withdrawal, c.lex.withdrawal, s), c.notice(Correction, c.lex.correction, s):
			inside = s.paragraph
		case s.paragraph != inside:
			rest = append(rest, s)
		}
	}
	return rest
}

// notice notes a sentence that begins with one of the phrases.
func (c *comparison) notice(class Class, ps []phrase, s sentence) bool {
	if !labels(ps, s.tokens) {
		return false
	}
	c.found[class] = true
	if c.d.Notice == "" || class == Withdrawal {
		c.d.Notice = s.text
	}
	return true
}

// labels reports whether tokens begin with one of the phrases. A single word
// has to stand like a label: "Correction officers" is none.
func labels(ps []phrase, ts []token) bool {
	for _, p := range ps {
		if !p.at(ts, 0) {
			continue
		}
		last := ts[len(p)-1]
		if len(p) > 1 || len(ts) == 1 || last.word == strings.ToUpper(last.word) && last.word != strings.ToLower(last.word) ||
			strings.ContainsAny(last.text[len(last.word):], ":.;!()[]—–-") {
			return true
		}
	}
	return false
}

// pairs compares each sentence with its new wording, and returns those that
// have none, or are none.
func (c *comparison) pairs(was, is []sentence) (restWas, restIs []sentence) {
	type pair struct {
		i, j int
		like float64
	}
	var ps []pair
	for i := range was[:min(len(was), mostPairs)] {
		for j := range is[:min(len(is), mostPairs)] {
			if like := likeness(was[i].tokens, is[j].tokens); like >= similar {
				ps = append(ps, pair{i, j, like})
			}
		}
	}
	slices.SortFunc(ps, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(distance(a.i, a.j), distance(b.i, b.j)), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	usedWas, usedIs := make([]bool, len(was)), make([]bool, len(is))
	for _, p := range ps {
		if usedWas[p.i] || usedIs[p.j] {
			continue
		}
		usedWas[p.i], usedIs[p.j] = true, true
		classes, parts := c.classify(was[p.i].tokens, is[p.j].tokens)
		ch := Change{Class: strongest(classes), Paragraph: is[p.j].paragraph, Before: was[p.i].text, After: is[p.j].text, Parts: parts}
		for class := range classes {
			c.found[class] = true
		}
		if ch.Class == Cosmetic {
			c.d.Cosmetic++
		}
		c.d.Changes = append(c.d.Changes, ch)
	}
	for i, s := range was {
		if !usedWas[i] {
			restWas = append(restWas, s)
		}
	}
	for j, s := range is {
		if !usedIs[j] {
			restIs = append(restIs, s)
		}
	}
	return restWas, restIs
}

func distance(i, j int) int { return max(i-j, j-i) }

func strongest(classes map[Class]bool) Class {
	for _, c := range byStrength {
		if classes[c] {
			return c
		}
	}
	return Cosmetic
}

// likeness is the Dice coefficient of two bags of words.
func likeness(a, b []token) float64 {
	n := map[string]int{}
	for _, t := range a {
		n[t.key]++
	}
	both := 0
	for _, t := range b {
		if n[t.key] > 0 {
			n[t.key]--
			both++
		}
	}
	return 2 * float64(both) / float64(max(len(a)+len(b), 1))
}

// headline compares the headlines.
func (c *comparison) headline(was, is string) {
	a, b := tokens(was), tokens(is)
	switch {
	case labels(c.lex.withdrawal, b) && !labels(c.lex.withdrawal, a):
		c.found[Withdrawal], c.d.Notice = true, is
	case labels(c.lex.correction, b) && !labels(c.lex.correction, a):
		c.found[Correction], c.d.Notice = true, is
		b = b[1:]
	}
	if keyOf(a) == keyOf(b) {
		return
	}
	classes, parts := c.classify(a, b)
	class := Headline
	if strongest(classes) == Cosmetic {
		class = Cosmetic
		c.d.Cosmetic++
	}
	c.found[class] = true
	if likeness(a, b) >= similar {
		for _, k := range [...]Class{Number, Negation, Modality} {
			c.found[k] = c.found[k] || classes[k]
		}
	}
	c.d.Headline = &Change{Class: class, Before: was, After: is, Parts: parts}
}

// hunk is a place where two sentences differ: was[i0:i1] became is[j0:j1].
type hunk struct{ i0, i1, j0, j1 int }

// hunks returns where two sentences differ, by their longest common sequence.
func hunks(was, is []token) []hunk {
	n, m := len(was), len(is)
	long := make([]int16, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if was[i].key == is[j].key {
				long[i*(m+1)+j] = long[(i+1)*(m+1)+j+1] + 1
			} else {
				long[i*(m+1)+j] = max(long[(i+1)*(m+1)+j], long[i*(m+1)+j+1])
			}
		}
	}
	var out []hunk
	i, j := 0, 0
	for i < n || j < m {
		if i < n && j < m && was[i].key == is[j].key {
			i, j = i+1, j+1
			continue
		}
		h := hunk{i, i, j, j}
		for (i < n || j < m) && (i == n || j == m || was[i].key != is[j].key) {
			if j == m || i < n && long[(i+1)*(m+1)+j] >= long[i*(m+1)+j+1] {
				i++
			} else {
				j++
			}
		}
		h.i1, h.j1 = i, j
		out = append(out, h)
	}
	return out
}

// classify returns the classes of the changes inside a sentence, and its
// pieces.
func (c *comparison) classify(was, is []token) (classes map[Class]bool, parts []Part) {
	classes = map[Class]bool{}
	piece := func(op Op, ts []token) {
		if len(ts) == 0 {
			return
		}
		var b strings.Builder
		for _, t := range ts {
			b.WriteString(t.text)
		}
		parts = append(parts, Part{op, b.String()})
	}
	at := 0
	hs := joined(hunks(was, is), was)
	for _, h := range hs {
		piece(Same, is[at:h.j0])
		piece(Removed, was[h.i0:h.i1])
		piece(Added, is[h.j0:h.j1])
		at = h.j1
		c.classifyHunk(was, is, h, classes)
	}
	piece(Same, is[at:])
	if len(hs) == 0 {
		classes[Cosmetic] = true
	}
	return classes, parts
}

// joined joins hunks with no more than one short word between them, so that
// a phrase that was replaced is seen as one.
func joined(hs []hunk, was []token) []hunk {
	var out []hunk
	for _, h := range hs {
		if n := len(out); n > 0 && h.i0-out[n-1].i1 == 1 && len([]rune(was[out[n-1].i1].key)) <= 3 && !hasDigit(was[out[n-1].i1].key) &&
			out[n-1].i1 > out[n-1].i0 && h.i1 > h.i0 {
			out[n-1].i1, out[n-1].j1 = h.i1, h.j1
			continue
		}
		out = append(out, h)
	}
	return out
}

// compact joins the letters of tokens.
func compact(ts []token) string {
	var b strings.Builder
	for _, t := range ts {
		for _, r := range t.key {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
