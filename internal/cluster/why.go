package cluster

import (
	"cmp"
	"slices"
	"time"
)

// Reason is why a story is in its cluster.
type Reason struct {
	Words     []string      // that it shares with others of the cluster, as written, heaviest first
	Score     float64       // the mean of its scores with the others, 0 if it is alone
	Apart     time.Duration // to the story of the cluster that is nearest in time
	OneOutlet bool          // all of the cluster are of its outlet
}

// mostReasons is how many words a Reason has.
const mostReasons = 3

// Why returns why a story of the batch is in its cluster.
func (b *Batch) Why(story int) Reason {
	t := b.parts[b.langs[story]]
	others := slices.DeleteFunc(slices.Clone(b.Clusters[b.of[story]].Stories), func(i int) bool { return i == story })
	r := Reason{OneOutlet: true, Apart: -1}
	shared := map[int32]bool{}
	g := t.grounds[t.units[b.unit[story]].ground]
	in, n := t.termsOf(g), g.n
	own := b.localOf(t, story, in, n)
	d := make(dense, len(t.v.terms))
	d.put(own)
	for _, i := range others {
		v := b.localOf(t, i, in, n)
		gap := b.stories[i].At.Sub(b.stories[story].At).Abs()
		one := b.stories[i].Outlet != "" && b.stories[i].Outlet == b.stories[story].Outlet
		r.Score += b.w.between(d.dot(v), int64(gap/time.Second), one)
		r.OneOutlet = r.OneOutlet && one
		if r.Apart < 0 || gap < r.Apart {
			r.Apart = gap
		}
		for _, at := range v.at {
			shared[at] = true
		}
	}
	if len(others) == 0 {
		return Reason{}
	}
	r.Score /= float64(len(others))
	r.Words = b.sharedWords(t, story, own, shared)
	return r
}

// sharedWords returns the heaviest words of a story whose terms are shared.
func (b *Batch) sharedWords(t *tongue, story int, own vector, shared map[int32]bool) []string {
	type heavy struct {
		text string
		by   float32
	}
	var hs []heavy
	x := b.reader.texts(b.stories[story].Headline, b.stories[story].Summary)
	for _, w := range slices.Concat(x.head, x.rest) {
		// The last term of a word is the word itself.
		ps, text := b.reader.termsOf(t.v, w), b.reader.words.text(w)
		if len(ps) == 0 {
			continue
		}
		last := ps[len(ps)-1]
		at, ok := slices.BinarySearch(own.at, last)
		if !shared[last] || !ok || slices.ContainsFunc(hs, func(h heavy) bool { return h.text == text }) {
			continue
		}
		hs = append(hs, heavy{text, own.by[at]})
	}
	slices.SortStableFunc(hs, func(a, b heavy) int { return cmp.Compare(b.by, a.by) })
	var out []string
	for _, h := range hs[:min(len(hs), mostReasons)] {
		out = append(out, h.text)
	}
	return out
}

// localOf returns the vector of a story under the weights of its ground.
func (b *Batch) localOf(t *tongue, story int, in map[int32]int, n int) vector {
	x := b.reader.texts(b.stories[story].Headline, b.stories[story].Summary)
	v := t.vector(b.reader.parts(b.langs[story], x))
	return b.w.localVector(v, in, n)
}
