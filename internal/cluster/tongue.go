package cluster

import (
	"math"
	"slices"
	"time"
)

// tongue holds the stories of one language.
type tongue struct {
	w       *Weights
	v       *vocabulary
	counts  *langCounts
	idf     []float64 // weights of terms, by number
	units   []unit
	open    map[string]int // the last unit with a headline
	grounds []*ground
	lists   [][]post // by number of term, of the first units; see grow
	indexed int32    // so many
	scores  []float32
	d       dense
	pairs   pairs
}

// ground is a group of stories that may have to do with each other.
type ground struct {
	group
	in map[int32]int // how many of its units have a term; nil: not counted yet
}

// unit is stories with equal headlines within the span of a cluster. They
// count as one story.
type unit struct {
	stories  []int
	outlet   string // of all of them; empty: several, or not known
	v        vector // of length 1
	from, to int64  // seconds
	near     []int32
	ground   int32 // index in grounds
}

func newTongue(w *Weights, v *vocabulary, counts *langCounts) *tongue {
	return &tongue{w: w, v: v, counts: counts, open: map[string]int{}}
}

// add adds a story and returns the index of its unit; stories come in the
// order of their times.
func (t *tongue) add(story int, s *Story, key string, ps []part) int32 {
	at := s.At.Unix()
	v := t.vector(ps)
	if k, ok := t.open[key]; ok && key != "" && at-t.units[k].from <= int64(t.w.Span.Duration/time.Second) {
		u := &t.units[k]
		u.stories, u.to = append(u.stories, story), max(u.to, at)
		if u.outlet != s.Outlet {
			u.outlet = ""
		}
		return int32(k)
	}
	t.open[key] = len(t.units)
	t.units = append(t.units, unit{stories: []int{story}, outlet: s.Outlet, v: v, from: at, to: at})
	return int32(len(t.units) - 1)
}

// termsOf returns in how many stories of a ground group each term stands.
func (t *tongue) termsOf(g *ground) map[int32]int {
	if g.in == nil {
		g.in = map[int32]int{}
		for _, u := range g.units {
			for _, at := range t.units[u].v.at {
				g.in[at] += len(t.units[u].stories)
			}
		}
	}
	return g.in
}

// vector returns the vector of a story's terms, of length 1.
func (t *tongue) vector(ps []part) vector {
	for _, x := range t.v.terms[len(t.idf):] {
		t.idf = append(t.idf, t.counts.idf(x, t.w.IDFPower))
	}
	v := vector{make([]int32, 0, len(ps)), make([]float32, 0, len(ps))}
	for _, p := range ps {
		if by := float64(p.weight) * t.idf[p.term]; by > 0 {
			v.at, v.by = append(v.at, p.term), append(v.by, float32(by))
		}
	}
	if n := v.norm(); n > 0 {
		v.scale(1 / n)
	}
	return v
}

// batch returns the clusters of the language, and how many storylines they
// are numbered with.
func (t *tongue) batch() (out []Cluster, lines int) {
	t.d = make(dense, len(t.v.terms))
	t.findNear()
	groups := make([]*group, len(t.units))
	for i := range t.units {
		u := &t.units[i]
		groups[i] = &group{v: u.v, norm: 1, n: len(u.stories), from: u.from, to: u.to, units: []int32{int32(i)}, near: u.near}
	}
	for _, g := range join(t.w, t.d, groups, t.w.Ground) {
		rows := t.rows(g.units)
		for _, u := range g.units {
			t.units[u].ground = int32(len(t.grounds))
		}
		t.grounds = append(t.grounds, &ground{group: *g})
		for _, line := range t.storylines(rows) {
			for _, k := range line {
				c := Cluster{Storyline: lines}
				for _, u := range rows[k] {
					c.Stories = append(c.Stories, t.units[u].stories...)
				}
				out = append(out, c)
			}
			lines++
		}
	}
	t.pairs = pairs{} // its memory is large
	return out, lines
}

// storylines returns the indexes of rows of one ground group by storyline.
func (t *tongue) storylines(rows [][]int32) [][]int32 {
	if len(rows) == 1 {
		return [][]int32{{0}}
	}
	at := map[int32]int32{}
	groups := make([]*group, len(rows))
	for k, r := range rows {
		g := &group{units: []int32{int32(k)}}
		for i, u := range r {
			at[u] = int32(k)
			x := &t.units[u]
			g.n += len(x.stories)
			if i == 0 {
				g.v, g.from, g.to = x.v, x.from, x.to
			} else {
				g.v, g.from, g.to = plus(g.v, x.v), min(g.from, x.from), max(g.to, x.to)
			}
		}
		g.norm = g.v.norm()
		groups[k] = g
	}
	for k, r := range rows {
		for _, u := range r {
			for _, v := range t.units[u].near {
				if other, ok := at[v]; ok && other != int32(k) {
					groups[k].near = append(groups[k].near, other)
				}
			}
		}
	}
	var out [][]int32
	for _, g := range join(t.w, t.d, groups, t.w.Storyline) {
		out = append(out, g.units)
	}
	return out
}

// candidate is a unit that another may belong with.
type candidate struct {
	unit  int32
	score float32
}

// closer orders candidates, best first.
func closer(a, b candidate) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.unit - b.unit)
}

// findNear finds the units that may belong with each unit.
func (t *tongue) findNear() {
	n := len(t.units)
	var lists posts
	for i := range t.units {
		lists.count(t.units[i].v, len(t.v.terms))
	}
	lists.open(n/t.w.SkipShare + t.w.SkipMore)
	t.scores = make([]float32, n)
	scores := t.scores
	var touched []int32
	near := make([][]candidate, n)
	window := int64((t.w.Window.Duration + t.w.Span.Duration) / time.Second)
	for i := range t.units {
		u := &t.units[i]
		touched = touched[:0]
		for k, at := range u.v.at {
			by := u.v.by[k]
			for _, p := range slices.Backward(lists.of(at)) {
				if u.from-t.units[p.unit].from > window {
					break
				}
				if scores[p.unit] == 0 {
					touched = append(touched, p.unit)
				}
				scores[p.unit] += by * p.by
			}
			lists.add(at, post{int32(i), by})
		}
		for _, j := range touched {
			s := float64(scores[j]) * t.w.fades(u.from-t.units[j].to)
			scores[j] = 0
			if s >= t.w.Ground/3 {
				near[i] = keepBest(near[i], candidate{j, float32(s)}, t.w.Nearest)
				near[j] = keepBest(near[j], candidate{int32(i), float32(s)}, t.w.Nearest)
			}
		}
	}
	for i, cs := range near {
		for _, c := range cs {
			t.units[i].near = append(t.units[i].near, c.unit)
			t.units[c.unit].near = append(t.units[c.unit].near, int32(i))
		}
	}
	for i := range t.units {
		slices.Sort(t.units[i].near)
		t.units[i].near = slices.Compact(t.units[i].near)
	}
}

// keepBest adds a candidate to the best ones, at most n.
func keepBest(cs []candidate, c candidate, n int) []candidate {
	if len(cs) == n && closer(c, cs[n-1]) > 0 {
		return cs
	}
	at, _ := slices.BinarySearchFunc(cs, c, closer)
	if len(cs) == n {
		cs = cs[:n-1]
	}
	return slices.Insert(cs, at, c)
}

// fades returns what a gap of seconds between two groups leaves of their
// score.
func (w *Weights) fades(gap int64) float64 {
	if gap <= 0 {
		return 1
	}
	if gap > int64(w.Window.Duration/time.Second) {
		return 0
	}
	x := float64(gap) / w.Decay.Seconds()
	return math.Exp(-x * x / 2)
}
