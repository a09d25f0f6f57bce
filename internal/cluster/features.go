package cluster

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
)

// term identifies a word, stem or sequence of characters: a hash.
type term = uint64

// part is a term of a story, by its number in the vocabulary, and how often it
// counts there.
type part struct {
	term   int32
	weight float32
}

// reader turns stories into words, and words into terms. It remembers the words it
// has seen; it is not for concurrent use.
type reader struct {
	w     *Weights
	words lexicon
	langs map[string]*vocabulary
	keys  []uint64 // parts that are being sorted
	buf   []part   // what parts returned last
}

// vocabulary is the terms of a language.
type vocabulary struct {
	l       *language // nil: the language is not known
	numbers map[term]int32
	terms   []term               // by number
	words   map[uint32]wordTerms // by number in the lexicon
	of      []int32              // terms of words
	stories int                  // that were counted
	in      []uint32             // of them those that have a term, by its number
	last    []int32              // the last of them that had a term
}

// wordTerms is where the terms of a word stand in vocabulary.of. The last is the
// word itself.
type wordTerms struct {
	from, to uint32
}

// mostSeen bounds for how many words of a language a reader remembers the terms.
const mostSeen = 100_000

func newReader(w *Weights) *reader { return &reader{w: w, langs: map[string]*vocabulary{}} }

// texts returns the words of headline and summary as they count.
func (r *reader) texts(title, summary string) text {
	var t text
	t.head = r.words.tokens(split(headline(title)))
	if r.w.Summary > 0 && summary != "" {
		t.rest = r.words.tokens(split(firstRunes(summary, r.w.Summary)))
	}
	return t
}

// vocabulary returns that of a language.
func (r *reader) vocabulary(lang string) *vocabulary {
	v := r.langs[lang]
	if v == nil {
		v = &vocabulary{l: languages()[lang], numbers: map[term]int32{}, words: map[uint32]wordTerms{}}
		r.langs[lang] = v
	}
	return v
}

// parts returns the terms of a story in a language, sorted, each once: words said
// twice, in the headline and in the summary, weigh the square root of two. They are
// good until the next call.
func (r *reader) parts(lang string, t text) []part {
	v := r.vocabulary(lang)
	r.keys = r.keys[:0]
	r.weigh(v, t.head, !r.inTitleCase(t.head))
	r.weigh(v, t.rest, false)
	slices.Sort(r.keys)
	out := r.buf[:0]
	for _, k := range r.keys {
		p := part{int32(k >> 32), math.Float32frombits(uint32(k))}
		if n := len(out); n > 0 && out[n-1].term == p.term {
			out[n-1].weight = float32(math.Hypot(float64(out[n-1].weight), float64(p.weight)))
		} else {
			out = append(out, p)
		}
	}
	r.buf = out
	return out
}

// weigh adds the terms of words, with their weights, to r.keys: the number first,
// then the bits of the weight, which sort as it does.
func (r *reader) weigh(v *vocabulary, ts []token, titled bool) {
	for _, t := range ts {
		factor := float32(1)
		switch {
		case t&isNumber != 0:
			factor = float32(r.w.Number)
		case t&isCapital != 0 && titled:
			factor = float32(r.w.Name)
		}
		of := r.termsOf(v, t)
		for i, at := range of {
			weight := factor
			if t&isGluedRun == 0 && i < len(of)-1 {
				weight = float32(r.w.Gram) * factor
			}
			r.keys = append(r.keys, uint64(at)<<32|uint64(math.Float32bits(weight)))
		}
	}
}

// termsOf returns the numbers of the terms of a word; none if it is a stop word.
func (r *reader) termsOf(v *vocabulary, t token) []int32 {
	n := t.number()
	if w, ok := v.words[n]; ok {
		return v.of[w.from:w.to]
	}
	if len(v.words) >= mostSeen {
		clear(v.words)
		v.of = v.of[:0]
	}
	text, from := r.words.text(t), uint32(len(v.of))
	switch {
	case v.l != nil && v.l.stop[text]:
	case t&isGluedRun != 0:
		v.pairs(text)
	case t&isNumber != 0:
		v.add(hash('n', text))
	default:
		v.grams(text)
		v.add(hash('w', stem(v.l, text)))
	}
	v.words[n] = wordTerms{from, uint32(len(v.of))}
	return v.of[from:]
}

// add adds a term to those of a word.
func (v *vocabulary) add(t term) {
	n, ok := v.numbers[t]
	if !ok {
		n = int32(len(v.terms))
		v.numbers[t] = n
		v.terms = append(v.terms, t)
	}
	v.of = append(v.of, n)
}

// stem returns the common key of the forms of a word.
func stem(l *language, w string) string {
	if l == nil || l.stem == nil {
		return firstRunes(w, 6)
	}
	env := snowballstem.NewEnv(w)
	l.stem(env)
	return env.Current()
}

// pairs adds the overlapping pairs of characters of a run of a script without
// spaces.
func (v *vocabulary) pairs(s string) {
	rs := []rune(s)
	for i := range max(len(rs)-1, 1) {
		v.add(hash('p', string(rs[i:min(i+2, len(rs))])))
	}
}

// grams adds the sequences of four characters of a word with its borders.
func (v *vocabulary) grams(w string) {
	rs := append(append(make([]rune, 0, utf8.RuneCountInString(w)+2), '^'), []rune(w)...)
	rs = append(rs, '$')
	if len(rs) <= 4 {
		v.add(hash('g', string(rs)))
		return
	}
	for i := range len(rs) - 3 {
		v.add(hash('g', string(rs[i:i+4])))
	}
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
