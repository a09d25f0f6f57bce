package cluster

import (
	"time"
)

// Attach adds a story that has arrived since the batch was made, and returns
// the index of its cluster, which is a new one if no other fits. The next
// batch may decide otherwise.
func (b *Batch) Attach(s Story) (cluster int) {
	x := b.reader.texts(s.Headline, s.Summary)
	script := scriptOf(s.Headline + " " + firstRunes(s.Summary, 100))
	lang, lead := b.reader.words.detect(script, primary(s.Lang), x.head, x.rest)
	lang = settle(lang, lead, s.Outlet, script, b.houses)
	t := b.tongue(lang)
	story := len(b.stories)
	b.stories, b.langs = append(b.stories, s), append(b.langs, lang)
	before := len(t.units)
	b.unit = append(b.unit, t.add(story, &s, b.reader.key(x), b.reader.parts(lang, x)))
	if len(t.units) == before {
		cluster = b.of[t.units[b.unit[story]].stories[0]]
	} else {
		cluster = b.attach(t, int32(before))
	}
	b.of = append(b.of, cluster)
	b.Clusters[cluster].Stories = append(b.Clusters[cluster].Stories, story)
	return cluster
}

// attach finds the cluster of a new unit; it makes one if need be.
func (b *Batch) attach(t *tongue, at int32) int {
	u := &t.units[at]
	t.grow()
	t.indexUpTo(at)
	t.d.put(u.v)
	g, line := t.bestGround(at, b)
	t.d.wipe(u.v)
	t.indexUpTo(at + 1)
	if g < 0 {
		u.ground = int32(len(t.grounds))
		t.grounds = append(t.grounds, &ground{group: group{v: u.v, norm: 1, n: 1, from: u.from, to: u.to, units: []int32{at}}})
		return b.addCluster(-1)
	}
	u.ground = int32(g)
	x := t.grounds[g]
	cluster := t.bestCluster(x, u, b)
	x.v = plus(x.v, u.v)
	x.norm, x.n, x.units = x.v.norm(), x.n+1, append(x.units, at)
	x.from, x.to = min(x.from, u.from), max(x.to, u.to)
	if x.in != nil {
		for _, k := range u.v.at {
			x.in[k]++
		}
	}
	if cluster < 0 {
		return b.addCluster(line)
	}
	return cluster
}

// addCluster adds an empty cluster; line is its storyline, -1: one of
// its own.
func (b *Batch) addCluster(line int) int {
	if line < 0 {
		for _, c := range b.Clusters {
			line = max(line, c.Storyline)
		}
		line++
	}
	b.Clusters = append(b.Clusters, Cluster{Storyline: line})
	return len(b.Clusters) - 1
}

// grow makes room for new terms and units. The first time it makes the lists of
// terms.
func (t *tongue) grow() {
	n := len(t.v.terms)
	t.d = append(t.d, make(dense, n-len(t.d))...)
	t.lists = append(t.lists, make([][]post, n-len(t.lists))...)
	t.scores = append(t.scores, make([]float32, len(t.units)-len(t.scores))...)
}

// indexUpTo adds the units before one to the lists of their terms.
func (t *tongue) indexUpTo(end int32) {
	for ; t.indexed < end; t.indexed++ {
		v := t.units[t.indexed].v
		for k, at := range v.at {
			t.lists[at] = append(t.lists[at], post{t.indexed, v.by[k]})
		}
	}
}

// bestGround returns the ground group that a unit, which is laid out, goes
// best with, and the storyline of the nearest cluster there; -1: none.
func (t *tongue) bestGround(at int32, b *Batch) (ground, line int) {
	u := &t.units[at]
	most := len(t.units)/t.w.SkipShare + t.w.SkipMore
	var touched []int32
	for k, number := range u.v.at {
		if len(t.lists[number]) > most {
			continue
		}
		for _, p := range t.lists[number] {
			if t.scores[p.unit] == 0 {
				touched = append(touched, p.unit)
			}
			t.scores[p.unit] += u.v.by[k] * p.by
		}
	}
	var near []candidate
	for _, k := range touched {
		if s := float64(t.scores[k]) * t.w.fades(u.gap(&t.units[k])); s >= t.w.Ground/3 {
			near = keepBest(near, candidate{k, float32(s)}, t.w.Nearest)
		}
		t.scores[k] = 0
	}
	ground, line = -1, -1
	best, seen := t.w.Ground, map[int32]bool{}
	for _, c := range near {
		g := t.units[c.unit].ground
		if seen[g] {
			continue
		}
		seen[g] = true
		x := t.grounds[g]
		gap := max(u.from-x.to, x.from-u.to)
		if s := t.d.dot(x.v) / x.norm * t.w.fades(gap); x.norm > 0 && s >= best && (s > best || ground < 0) {
			best, ground, line = s, int(g), -1
			if float64(c.score) >= t.w.Storyline {
				line = b.Clusters[b.of[t.units[c.unit].stories[0]]].Storyline
			}
		}
	}
	return ground, line
}

// bestCluster returns the cluster of a ground group whose stories have the
// best mean score with a unit; -1: none is good enough.
func (t *tongue) bestCluster(g *ground, u *unit, b *Batch) int {
	in := t.termsOf(g)
	span := int64(t.w.Span.Duration / time.Second)
	n := g.n + 1
	t.d.put(t.w.localVector(u.v, in, n))
	defer t.d.wipe(u.v)
	type sum struct {
		score float64
		n     int
		far   bool
	}
	sums := map[int]*sum{}
	var order []int
	for _, k := range g.units {
		x := &t.units[k]
		c := b.of[x.stories[0]]
		if sums[c] == nil {
			sums[c] = &sum{}
			order = append(order, c)
		}
		if s := sums[c]; max(u.to, x.to)-min(u.from, x.from) > span {
			s.far = true
		} else {
			cos := t.d.dot(t.w.localVector(x.v, in, n))
			s.score += t.w.between(cos, u.gap(x), u.outlet != "" && u.outlet == x.outlet)
			s.n++
		}
	}
	best, cluster := t.w.Cluster, -1
	for _, c := range order {
		if s := sums[c]; !s.far && s.n > 0 && s.score/float64(s.n) >= best {
			best, cluster = s.score/float64(s.n), c
		}
	}
	return cluster
}
