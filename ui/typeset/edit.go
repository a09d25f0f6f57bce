package typeset

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
)

// edit is a change that typeset makes to the text of a block: text[at:end]
// becomes with.
type edit struct {
	at, end int
	with    string
	n       int  // the link whose number it is; 0: none
	role    Role // of the text it puts there
	keep    bool // it only writes the text in other characters
	sum     int  // by how much this edit and those before it push the rest
}

// linked returns the text of a block with the number of each link after its
// words, and in brackets the text that the source shows struck out.
func (m *maker) linked(b news.Block) (string, []mark) {
	text := b.Text.String()
	var links []mark
	var edits []edit
	for i := range b.Links {
		if l := &b.Links[i]; sound(b, *l) {
			m.n++
			links = append(links, mark{from: l.Start, to: l.End, role: Link, n: m.n})
			edits = append(edits, edit{at: l.End, end: l.End, with: label(m.n), n: m.n, role: Label})
		}
	}
	for _, s := range b.Struck {
		if s.At >= 0 && s.At <= len(text) && (s.At == len(text) || utf8.RuneStart(text[s.At])) {
			edits = append(edits, edit{at: s.At, end: s.At, with: m.struck(text, s), role: Faint})
		}
	}
	if m.opts.ASCII {
		edits = append(edits, scripts(text)...)
	}
	if len(edits) == 0 {
		return text, nil
	}
	slices.SortStableFunc(edits, func(x, y edit) int { return cmp.Compare(x.at, y.at) })
	return apply(text, edits, links)
}

// apply makes the edits, which are sorted, and moves the marks of links. An
// edit that falls into the one before it is made after that one, and a link
// that begins or ends inside an edit has the whole of it.
func apply(text string, edits []edit, links []mark) (string, []mark) {
	var out strings.Builder
	at, sum := 0, 0
	var marks []mark
	for i := range edits {
		edits[i].at = max(at, edits[i].at)
		edits[i].end = max(at, edits[i].end)
		e := edits[i]
		out.WriteString(text[at:e.at])
		at = e.end
		if !e.keep {
			marks = append(marks, mark{from: out.Len(), to: out.Len() + len(e.with), role: e.role, n: e.n, made: true})
		}
		out.WriteString(e.with)
		sum += len(e.with) - (e.end - e.at)
		edits[i].sum = sum
	}
	out.WriteString(text[at:])
	pushed := func(n int) int {
		if n == 0 {
			return 0
		}
		return edits[n-1].sum
	}
	for i := range links {
		from, to := links[i].from, links[i].to
		before := sort.Search(len(edits), func(j int) bool { return edits[j].end > from })
		within := sort.Search(len(edits), func(j int) bool { return edits[j].at >= to })
		if before < len(edits) {
			from = min(from, edits[before].at)
		}
		if within > 0 {
			to = max(to, edits[within-1].end)
		}
		links[i].from = from + pushed(before)
		links[i].to = to + pushed(within)
	}
	return out.String(), append(marks, links...)
}

// struck returns the replacement for text that is struck out.
func (m *maker) struck(text string, s news.Struck) string {
	out := m.word("(struck out: ", "[struck out: ") + s.Text.String() + m.word(")", "]")
	if last, _ := utf8.DecodeLastRuneInString(text[:s.At]); s.At > 0 && !unicode.IsSpace(last) && !opens(last) {
		out = " " + out
	}
	if next, _ := utf8.DecodeRuneInString(text[s.At:]); s.At < len(text) && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
		out += " "
	}
	return out
}

// scripts returns the edits that write raised and lowered digits in ASCII:
// 10^6, m^2, CO2, 10_2.
func scripts(text string) []edit {
	var edits []edit
	prev := rune(0)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if sign, low := scriptSign(r); low != 0 {
			var with []rune
			end := i
			for end < len(text) {
				r, n := utf8.DecodeRuneInString(text[end:])
				s, c := scriptSign(r)
				if c == 0 || s != sign {
					break
				}
				with = append(with, c)
				end += n
			}
			if sign == '^' || !unicode.IsLetter(prev) {
				with = slices.Insert(with, 0, sign)
			}
			edits = append(edits, edit{at: i, end: end, with: string(with), keep: true})
			prev, i = '0', end
			continue
		}
		prev, i = r, i+n
	}
	return edits
}

// scriptSign returns the sign for a raised or lowered character and the
// character itself; 0, 0 for any other.
func scriptSign(r rune) (sign, c rune) {
	if r < 0xb2 || r > 0x208e || r > 0xb9 && r < 0x2070 {
		return 0, 0
	}
	const raised, lowered, plain = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()n"
	if i := strings.IndexRune(raised, r); i >= 0 {
		return '^', rune(plain[utf8.RuneCountInString(raised[:i])])
	}
	if i := strings.IndexRune(lowered, r); i >= 0 {
		return '_', rune(plain[utf8.RuneCountInString(lowered[:i])])
	}
	return 0, 0
}

// inASCII returns a text of a cell with raised and lowered digits in ASCII, if
// that is wanted.
func (m *maker) inASCII(text string) string {
	if !m.opts.ASCII {
		return text
	}
	out, _ := apply(text, scripts(text), nil)
	return out
}
