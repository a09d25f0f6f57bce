package cluster

import "time"

// pairs scores the pairs of the units of a ground group. Its memory is used again.
type pairs struct {
	lists posts
	cos   []float64 // of a unit with each one before it
	sums  []float32
}

// of returns the scores of all pairs of units, which are in the order of time, under
// vectors: that of i and j is at i*n+j. Only units that have a term in common and lie
// within the span are multiplied.
func (p *pairs) of(t *tongue, units []int32, vs []vector) []float32 {
	n := len(units)
	for _, v := range vs {
		p.lists.count(v, len(t.v.terms))
	}
	p.lists.open(n)
	defer p.lists.reset()
	if len(p.sums) < n*n {
		p.sums, p.cos = make([]float32, n*n), make([]float64, n)
	}
	sums, cos := p.sums[:n*n], p.cos[:n]
	span := int64(t.w.Span.Duration / time.Second)
	for i, v := range vs {
		u := &t.units[units[i]]
		first := i // of those that may be within the span
		for first > 0 && u.to-t.units[units[first-1]].from <= span {
			first--
			cos[first] = 0
		}
		for k, at := range v.at {
			by, list := float64(v.by[k]), p.lists.of(at)
			for m := len(list) - 1; m >= 0 && int(list[m].unit) >= first; m-- {
				cos[list[m].unit] += float64(list[m].by) * by
			}
			p.lists.add(at, post{int32(i), v.by[k]})
		}
		for j := range i {
			x := &t.units[units[j]]
			s := float32(never)
			if j >= first && x.to-x.from <= span {
				s = float32(t.w.between(cos[j], u.gap(x), u.outlet != "" && u.outlet == x.outlet))
			}
			sums[i*n+j], sums[j*n+i] = s, s
		}
	}
	return sums
}
