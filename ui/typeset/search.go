package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// Match is an occurrence of the searched text: the cells of the flow
// whose At lies from From up to, but not including, To.
type Match struct {
	Flow     int
	From, To int
	Line     int // the line in which it begins
}

// Holds reports whether a cell of a line in the flow is part of the match.
func (m Match) Holds(flow int, c Cell) bool {
	return flow == m.Flow && c.At >= m.From && c.At < m.To
}

// folded is the text of a flow as it is searched, and for each byte of it
// the byte of the flow's text at which the character begins that it is from.
type folded struct {
	text string
	from []int32
}

// Search returns where the text says query, from the beginning on. What
// people take for the same is the same: case, accents and the width of a
// space or line break do not count, and the numbers of links are passed over.
func (t *Text) Search(query string) []Match {
	want := strings.Join(strings.Fields(sanitize.Fold(query)), " ")
	if want == "" {
		return nil
	}
	if t.folded == nil {
		t.folded = make([]folded, len(t.flows))
		known := map[rune]string{}
		for i := range t.flows {
			t.folded[i] = fold(&t.flows[i], known)
		}
	}
	var all []Match
	for i, f := range t.folded {
		for at := 0; ; {
			j := strings.Index(f.text[at:], want)
			if j < 0 {
				break
			}
			from, to := at+j, at+j+len(want)
			last := int(f.from[to-1])
			n, _ := cluster(t.flows[i].text[last:])
			m := Match{Flow: i, From: int(f.from[from]), To: last + n}
			m.Line = t.lineOf(spot{i, m.From})
			all = append(all, m)
			at = to
		}
	}
	return all
}

// fold makes the searchable text of a flow, character by character.
func fold(f *flow, known map[rune]string) folded {
	var out folded
	var b strings.Builder
	skip := f.numbers()
	for at := 0; at < len(f.text); {
		n, _ := cluster(f.text[at:])
		s := f.text[at : at+n]
		for len(skip) > 0 && at >= skip[0].to {
			skip = skip[1:]
		}
		if len(skip) == 0 || at < skip[0].from {
			for range len(foldOne(s, known, &b)) {
				out.from = append(out.from, int32(at))
			}
		}
		at += n
	}
	out.text = b.String()
	return out
}

// foldOne appends the folded form of one character to b and returns what it
// appended.
func foldOne(s string, known map[rune]string, b *strings.Builder) string {
	r, n := utf8.DecodeRuneInString(s)
	var form string
	switch {
	case unicode.IsSpace(r):
		if text := b.String(); text == "" || text[len(text)-1] == ' ' {
			return ""
		}
		form = " "
	case n == len(s):
		var ok bool
		if form, ok = known[r]; !ok {
			form = sanitize.Fold(s)
			known[r] = form
		}
	default:
		form = sanitize.Fold(s)
	}
	b.WriteString(form)
	return form
}

// numbers returns the numbers of links and references that typeset put into
// the text, in order. What else it put there, such as a marker, is searched
// like the rest.
func (f *flow) numbers() []mark {
	var labels []mark
	for _, k := range f.marks {
		if k.made && k.role == Label {
			labels = append(labels, k)
		}
	}
	return labels
}
