package cluster

import (
	"container/heap"
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
	i, j  int32 // their first units
}

// edges is a heap, the best edge first.
type edges []edge

func (e edges) Len() int      { return len(e) }
func (e edges) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *edges) Push(x any)   { *e = append(*e, x.(edge)) }
func (e *edges) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}

func (e edges) Less(x, y int) bool {
	a, b := e[x], e[y]
	switch {
	case a.score != b.score:
		return a.score > b.score
	case a.i != b.i:
		return a.i < b.i
	}
	return a.j < b.j
}

// joiner joins groups, the best pair first.
type joiner struct {
	w      *Weights
	d      dense
	groups []*group
	least  float64
	edges  edges
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
	heap.Init(&j.edges)
	for j.edges.Len() > 0 {
		e := heap.Pop(&j.edges).(edge)
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
		before := j.edges.Len()
		j.look(at, c, math.MaxInt32)
		added := slices.Clone(j.edges[before:])
		j.edges = j.edges[:before]
		for _, e := range added {
			heap.Push(&j.edges, e)
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
			first, second := min(g.units[0], j.groups[k].units[0]), max(g.units[0], j.groups[k].units[0])
			j.edges = append(j.edges, edge{s, at, k, first, second})
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
