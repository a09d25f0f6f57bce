package cluster

import (
	"math"
	"slices"
)

// group is stories that belong together, while groups are joined.
type group struct {
	v        vector // the sum of its stories
	norm     float64
	n        int // stories
	from, to int64
	units    []int32 // sorted
	near     []int32 // indexes of groups
	into     int32   // the group that it has become part of, plus 1; 0: it stands
}

// edge is two groups that may be joined.
type edge struct {
	score float64
	a, b  int32 // indexes of groups
}

// better reports whether an edge comes before another: of equals, that of the first
// units.
func (j *joiner) better(e, f *edge) bool {
	if e.score != f.score {
		return e.score > f.score
	}
	first, second := j.firsts(e)
	other, next := j.firsts(f)
	return first < other || first == other && second < next
}

// firsts returns the first units of the groups of an edge.
func (j *joiner) firsts(e *edge) (first, second int32) {
	x, y := j.groups[e.a].units[0], j.groups[e.b].units[0]
	return min(x, y), max(x, y)
}

// order makes a heap of edges in any order: the best comes first. container/heap would
// make a piece of memory of each edge.
func (j *joiner) order() {
	for i := len(j.edges)/2 - 1; i >= 0; i-- {
		j.down(i)
	}
}

// up moves an edge up to where it belongs.
func (j *joiner) up(i int) {
	for e := j.edges; i > 0; {
		above := (i - 1) / 2
		if !j.better(&e[i], &e[above]) {
			return
		}
		e[i], e[above] = e[above], e[i]
		i = above
	}
}

// down moves an edge down to where it belongs.
func (j *joiner) down(i int) {
	for e := j.edges; ; {
		k := 2*i + 1
		if k >= len(e) {
			return
		}
		if k+1 < len(e) && j.better(&e[k+1], &e[k]) {
			k++
		}
		if !j.better(&e[k], &e[i]) {
			return
		}
		e[i], e[k] = e[k], e[i]
		i = k
	}
}

// pop removes the best edge and returns it.
func (j *joiner) pop() edge {
	best, last := j.edges[0], len(j.edges)-1
	j.edges[0] = j.edges[last]
	j.edges = j.edges[:last]
	j.down(0)
	return best
}

// joiner joins groups, the best pair first.
type joiner struct {
	w      *Weights
	d      dense
	groups []*group
	least  float64
	edges  []edge  // a heap, the best first
	most   int     // edges, see dropMerged
	seen   []int32 // the round in which a group was last looked at
	round  int32
}

// join joins groups as long as the best two score least or more, and returns
// those that are left, by their first units. d is scratch memory.
func join(w *Weights, d dense, groups []*group, least float64) []*group {
	j := &joiner{w: w, d: d, groups: groups, least: least, seen: make([]int32, len(groups), 2*len(groups))}
	for a, g := range groups {
		j.look(int32(a), g, int32(a))
	}
	j.order()
	for len(j.edges) > 0 {
		e := j.pop()
		a, b := j.groups[e.a], j.groups[e.b]
		if a.into != 0 || b.into != 0 {
			continue
		}
		c := j.merge(a, b)
		at := int32(len(j.groups))
		a.into, b.into = at+1, at+1
		a.v, b.v = vector{}, vector{}
		j.groups = append(j.groups, c)
		j.seen = append(j.seen, 0)
		j.dropMerged()
		before := len(j.edges)
		j.look(at, c, math.MaxInt32)
		for n := before; n < len(j.edges); n++ {
			j.up(n)
		}
	}
	var out []*group
	for _, g := range j.groups {
		if g.into == 0 {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b *group) int { return int(a.units[0] - b.units[0]) })
	return out
}

// dropMerged removes the edges of groups that have become part of others, when there
// are twice as many edges as after the last time.
func (j *joiner) dropMerged() {
	if len(j.edges) < j.most {
		return
	}
	j.edges = slices.DeleteFunc(j.edges, func(e edge) bool { return j.groups[e.a].into != 0 || j.groups[e.b].into != 0 })
	j.order()
	j.most = 2*len(j.edges) + 1024
}

// look adds the edges from a group to those near it that have an index below
// the one given. What is near is brought up to date.
func (j *joiner) look(at int32, g *group, below int32) {
	j.round++
	j.d.put(g.v)
	near := g.near[:0:0]
	for _, k := range g.near {
		for j.groups[k].into != 0 {
			k = j.groups[k].into - 1
		}
		if k == at || j.seen[k] == j.round {
			continue
		}
		j.seen[k] = j.round
		near = append(near, k)
		if k >= below {
			continue
		}
		if s := j.score(g, j.groups[k]); s >= j.least {
			j.edges = append(j.edges, edge{s, at, k})
		}
	}
	g.near = near
	j.d.wipe(g.v)
}

// score compares a group that is laid out in j.d with another.
func (j *joiner) score(a, b *group) float64 {
	gap := max(a.from-b.to, b.from-a.to)
	fade := j.w.fades(gap)
	if fade == 0 || a.norm == 0 || b.norm == 0 {
		return 0
	}
	cos := j.d.dot(b.v) / (a.norm * b.norm)
	return cos * fade / (1 + j.w.Size*math.Log(float64(min(a.n, b.n))))
}

func (j *joiner) merge(a, b *group) *group {
	if b.units[0] < a.units[0] {
		a, b = b, a
	}
	c := &group{
		v: plus(a.v, b.v), n: a.n + b.n, from: min(a.from, b.from), to: max(a.to, b.to),
		units: slices.Concat(a.units, b.units), near: slices.Concat(a.near, b.near),
	}
	slices.Sort(c.units)
	c.norm = c.v.norm()
	return c
}
