package cluster

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
)

// term identifies a word, stem or sequence of characters: a hash.
type term = uint64

// part is a term of a story, and how often it counts there.
type part struct {
	term   term
	weight float32
}

// reader turns stories into terms. It remembers the words it has seen; it is
// not for concurrent use.
type reader struct {
	w     *Weights
	seen  map[wordKey][]part
	buf   []part          // what parts returned last
	words map[term]string // what a term that is a word looks like, for Why; nil: not kept
}

type wordKey struct{ lang, text string }

// mostSeen bounds what a reader remembers.
const mostSeen = 100_000

func newReader(w *Weights) *reader { return &reader{w: w, seen: map[wordKey][]part{}} }

// texts returns the words of headline and summary as they count.
func (r *reader) texts(title, summary string) (head, rest []word) {
	head = split(headline(title))
	if r.w.Summary > 0 && summary != "" {
		rest = split(firstRunes(summary, r.w.Summary))
	}
	return head, rest
}

// parts returns the terms of a story in a language, sorted, each once. They are good
// until the next call.
func (r *reader) parts(lang string, head, rest []word) []part {
	l := languages()[lang]
	out := r.buf[:0]
	add := func(ws []word, titled bool) {
		for _, w := range ws {
			if l != nil && l.stop[w.text] {
				continue
			}
			factor := float32(1)
			switch {
			case w.number:
				factor = float32(r.w.Number)
			case w.capital && titled:
				factor = float32(r.w.Name)
			}
			for _, p := range r.of(lang, l, w) {
				out = append(out, part{p.term, p.weight * factor})
			}
		}
	}
	add(head, !inTitleCase(head))
	add(rest, false)
	r.buf = gather(out)
	return r.buf
}

// gather sorts parts and joins those of one term: words said twice, in the
// headline and in the summary, weighs the square root of two.
func gather(ps []part) []part {
	slices.SortFunc(ps, func(a, b part) int { return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(a.weight, b.weight)) })
	out := ps[:0]
	for _, p := range ps {
		if n := len(out); n > 0 && out[n-1].term == p.term {
			out[n-1].weight = float32(math.Hypot(float64(out[n-1].weight), float64(p.weight)))
		} else {
			out = append(out, p)
		}
	}
	return out
}

// of returns the terms of one word.
func (r *reader) of(lang string, l *language, w word) []part {
	key := wordKey{lang, w.text}
	if ps, ok := r.seen[key]; ok {
		return ps
	}
	var ps []part
	switch {
	case w.glued:
		ps = pairs(w.text)
	case w.number:
		ps = []part{{hash('n', w.text), 1}}
	default:
		ps = append(grams(w.text, float32(r.w.Gram)), part{hash('w', stem(l, w.text)), 1})
	}
	if len(r.seen) >= mostSeen {
		clear(r.seen)
	}
	r.seen[key] = ps
	if r.words != nil && !w.glued {
		r.words[ps[len(ps)-1].term] = w.text
	}
	return ps
}

// stem returns what stands for the forms of a word.
func stem(l *language, w string) string {
	if l == nil || l.stem == nil {
		return firstRunes(w, 6)
	}
	env := snowballstem.NewEnv(w)
	l.stem(env)
	return env.Current()
}

// pairs returns the overlapping pairs of characters of a run of a script
// without spaces.
func pairs(s string) []part {
	var out []part
	rs := []rune(s)
	for i := range max(len(rs)-1, 1) {
		out = append(out, part{hash('p', string(rs[i:min(i+2, len(rs))])), 1})
	}
	return out
}

// grams returns the sequences of four characters of a word with its borders.
func grams(w string, weight float32) []part {
	rs := append(append(make([]rune, 0, utf8.RuneCountInString(w)+2), '^'), []rune(w)...)
	rs = append(rs, '$')
	if len(rs) <= 4 {
		return []part{{hash('g', string(rs)), weight}}
	}
	out := make([]part, 0, len(rs)-2)
	for i := range len(rs) - 3 {
		out = append(out, part{hash('g', string(rs[i:i+4])), weight})
	}
	return out
}

// hash is FNV-1a, which is the same in every process: counts are kept.
func hash(kind byte, s string) term {
	h := (uint64(14695981039346656037) ^ uint64(kind)) * 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// vector is a sparse vector, sorted by term number.
type vector struct {
	at []int32
	by []float32
}

func (v vector) norm() float64 {
	var sum float64
	for _, x := range v.by {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// scale multiplies v, in its own memory.
func (v vector) scale(f float64) {
	for i := range v.by {
		v.by[i] = float32(float64(v.by[i]) * f)
	}
}

// plus returns the sum of two vectors.
func plus(a, b vector) vector {
	out := vector{make([]int32, 0, len(a.at)+len(b.at)), make([]float32, 0, len(a.at)+len(b.at))}
	i, j := 0, 0
	for i < len(a.at) || j < len(b.at) {
		switch {
		case j == len(b.at) || i < len(a.at) && a.at[i] < b.at[j]:
			out.at, out.by = append(out.at, a.at[i]), append(out.by, a.by[i])
			i++
		case i == len(a.at) || b.at[j] < a.at[i]:
			out.at, out.by = append(out.at, b.at[j]), append(out.by, b.by[j])
			j++
		default:
			out.at, out.by = append(out.at, a.at[i]), append(out.by, a.by[i]+b.by[j])
			i, j = i+1, j+1
		}
	}
	return out
}

// dense is a vector laid out so that others can be multiplied with it.
type dense []float32

// put lays v out.
func (d dense) put(v vector) {
	for i, at := range v.at {
		d[at] = v.by[i]
	}
}

// wipe takes v back.
func (d dense) wipe(v vector) {
	for _, at := range v.at {
		d[at] = 0
	}
}

// dot multiplies v with what is laid out.
func (d dense) dot(v vector) float64 {
	var sum float64
	for i, at := range v.at {
		sum += float64(v.by[i]) * float64(d[at])
	}
	return sum
}
