package cluster

import "slices"

// mostAtOnce is how many units of a ground group are compared each with each.
// A larger group is cut into parts of this size in the order of time.
const mostAtOnce = 1500

// rows cuts the units of a ground group, which are sorted, into clusters.
func (t *tongue) rows(units []int32) [][]int32 {
	if len(units) == 1 {
		return [][]int32{units}
	}
	var out [][]int32
	stories := 0
	for _, u := range units {
		stories += len(t.units[u].stories)
	}
	for part := range slices.Chunk(units, mostAtOnce) {
		out = append(out, t.cut(part, stories)...)
	}
	return out
}

// local returns the vectors of units of a ground group of n under the weights
// that hold there.
func (t *tongue) local(units []int32, n int) []vector {
	in := make(map[int32]int, 256)
	for _, u := range units {
		for _, at := range t.units[u].v.at {
			in[at] += len(t.units[u].stories)
		}
	}
	out := make([]vector, len(units))
	for i, u := range units {
		out[i] = t.w.localVector(t.units[u].v, in, n)
	}
	return out
}

// localVector weighs a vector again: a term that many stories of the ground
// group share says little about the event.
func (w *Weights) localVector(v vector, in map[int32]int, n int) vector {
	out := vector{v.at, make([]float32, len(v.by))}
	for i, at := range v.at {
		out.by[i] = v.by[i] * float32(1-float64(max(in[at], 1)-1)/(float64(n)+w.Common))
	}
	if norm := out.norm(); norm > 0 {
		out.scale(1 / norm)
	}
	return out
}

// between returns the score of two stories of which the cosine is known.
func (w *Weights) between(cos float64, gap int64, oneOutlet bool) float64 {
	s := cos - w.Day*float64(gap)/(24*3600)
	if oneOutlet {
		s -= w.Outlet
	}
	return s
}

func (u *unit) gap(v *unit) int64 { return max(u.from-v.to, v.from-u.to, 0) }

// never is the sum of scores of two rows that may not be joined.
const never = -1e9

// cut joins units to clusters, the best pair first, while the mean score of
// their pairs is high enough and the span not too long.
func (t *tongue) cut(units []int32, of int) [][]int32 {
	n := len(units)
	sums := t.pairs.of(t, units, t.local(units, of))
	m := matrix{n: n, sums: sums, size: make([]int, n), best: make([]int, n), rows: make([][]int32, n)}
	for i := range n {
		m.size[i], m.rows[i] = 1, []int32{units[i]}
	}
	return m.join(float32(t.w.Cluster))
}

// matrix holds rows while they are joined.
type matrix struct {
	n    int
	sums []float32
	size []int // 0: it has become part of another
	best []int // the row that goes best with each, of those behind it; -1: none
	rows [][]int32
}

func (m *matrix) mean(i, j int) float32 {
	return m.sums[i*m.n+j] / float32(m.size[i]*m.size[j])
}

// look finds the row behind i that goes best with it.
func (m *matrix) look(i int) {
	m.best[i] = -1
	for j := i + 1; j < m.n; j++ {
		if m.size[j] > 0 && m.sums[i*m.n+j] > never/2 && (m.best[i] < 0 || m.mean(i, j) > m.mean(i, m.best[i])) {
			m.best[i] = j
		}
	}
}

func (m *matrix) join(least float32) [][]int32 {
	for i := range m.n {
		m.look(i)
	}
	for {
		a := -1
		for i := range m.n {
			if m.size[i] > 0 && m.best[i] >= 0 && (a < 0 || m.mean(i, m.best[i]) > m.mean(a, m.best[a])) {
				a = i
			}
		}
		if a < 0 || m.mean(a, m.best[a]) < least {
			break
		}
		m.merge(a, m.best[a])
	}
	var out [][]int32
	for i, r := range m.rows {
		if m.size[i] > 0 {
			slices.Sort(r)
			out = append(out, r)
		}
	}
	return out
}

// merge makes row b part of row a, which is before it.
func (m *matrix) merge(a, b int) {
	m.rows[a] = append(m.rows[a], m.rows[b]...)
	for k := range m.n {
		if k == a || k == b || m.size[k] == 0 {
			continue
		}
		s := m.sums[a*m.n+k] + m.sums[b*m.n+k]
		if m.sums[a*m.n+k] <= never/2 || m.sums[b*m.n+k] <= never/2 {
			s = never
		}
		m.sums[a*m.n+k], m.sums[k*m.n+a] = s, s
	}
	m.size[a] += m.size[b]
	m.size[b] = 0
	m.look(a)
	for k := range b {
		if m.size[k] == 0 || k == a {
			continue
		}
		switch {
		case m.best[k] == a || m.best[k] == b:
			m.look(k)
		case k < a && m.sums[k*m.n+a] > never/2 && (m.best[k] < 0 || m.mean(k, a) > m.mean(k, m.best[k])):
			m.best[k] = a
		}
	}
}
