package cluster

import (
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
)

// Counts say in how many stories of a language each term stands. They give
// rare terms their weight. The zero value has none.
type Counts struct {
	langs map[string]*langCounts
}

type langCounts struct {
	stories int
	in      map[term]uint32
}

// Count counts the terms of stories.
func Count(stories []Story, w Weights) *Counts {
	r := newReader(&w)
	order, texts := read(r, stories)
	nameLanguages(r, stories, order, texts)
	for _, i := range order {
		r.count(texts[i].lang, texts[i])
	}
	return r.counts()
}

// count counts the terms of one story.
func (r *reader) count(lang string, t text) {
	v := r.vocabulary(lang)
	v.stories++
	for _, ts := range [...][]token{t.head, t.rest} {
		for _, x := range ts {
			for _, at := range r.termsOf(v, x) {
				for int(at) >= len(v.in) {
					v.in, v.last = append(v.in, 0), append(v.last, 0)
				}
				if v.last[at] != int32(v.stories) {
					v.last[at] = int32(v.stories)
					v.in[at]++
				}
			}
		}
	}
}

// counts returns the counts. A term that stands in one story only is left
// out: it weighs as much as one that was never seen.
func (r *reader) counts() *Counts {
	c := &Counts{langs: make(map[string]*langCounts, len(r.langs))}
	for lang, v := range r.langs {
		l := &langCounts{stories: v.stories, in: map[term]uint32{}}
		for at, n := range v.in {
			if n > 1 {
				l.in[v.terms[at]] = n
			}
		}
		c.langs[lang] = l
	}
	return c
}

// idf returns the weight of a term: ln((N+1)/(df+0.5)), to a power. A term
// that was never seen counts like one that was seen once.
func (l *langCounts) idf(t term, power float64) float64 {
	if l == nil {
		return 1
	}
	n := float64(l.stories)
	x := math.Log((n + 1) / (float64(max(l.in[t], 1)) + 0.5))
	if x <= 0 {
		return 0
	}
	return math.Pow(x, power)
}

// Stories returns how many stories were counted.
func (c *Counts) Stories() int {
	n := 0
	for _, l := range c.langs {
		n += l.stories
	}
	return n
}

// countsVersion changes when terms are made otherwise.
const countsVersion = 1

// MarshalBinary returns the counts as bytes.
func (c *Counts) MarshalBinary() ([]byte, error) {
	out := []byte{countsVersion}
	for _, lang := range slices.Sorted(maps.Keys(c.langs)) {
		l := c.langs[lang]
		terms := slices.Sorted(maps.Keys(l.in))
		out = binary.AppendUvarint(out, uint64(len(lang)))
		out = append(out, lang...)
		out = binary.AppendUvarint(out, uint64(l.stories))
		out = binary.AppendUvarint(out, uint64(len(terms)))
		last := term(0)
		for _, t := range terms {
			out = binary.AppendUvarint(out, t-last)
			out = binary.AppendUvarint(out, uint64(l.in[t]))
			last = t
		}
	}
	return out, nil
}

var errCounts = errors.New("read counts: they are of another version, or damaged")

// UnmarshalBinary reads what MarshalBinary wrote. With an error the counts
// are empty.
func (c *Counts) UnmarshalBinary(b []byte) error {
	c.langs = map[string]*langCounts{}
	bad := func() error { c.langs = nil; return errCounts }
	if len(b) == 0 || b[0] != countsVersion {
		return bad()
	}
	b = b[1:]
	ok := true
	next := func() uint64 {
		x, n := binary.Uvarint(b)
		if n <= 0 {
			ok, b = false, nil
			return 0
		}
		b = b[n:]
		return x
	}
	for ok && len(b) > 0 {
		n := next()
		if !ok || n > uint64(len(b)) || n > 100 {
			return bad()
		}
		lang := string(b[:n])
		b = b[n:]
		l := &langCounts{stories: int(next()), in: map[term]uint32{}}
		terms, at := next(), term(0)
		if terms > uint64(len(b)) { // each takes two bytes at least
			return bad()
		}
		for range terms {
			at += next()
			l.in[at] = uint32(next())
		}
		c.langs[lang] = l
	}
	if !ok {
		return bad()
	}
	return nil
}
