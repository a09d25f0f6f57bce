package warning

import (
	"maps"
	"math"
	"slices"
	"time"

	"sitrep/internal/news"
)

// Two networks measured one quake if their results are this close. The
// bounds keep aftershocks apart.
const (
	quakeKM        = 100
	quakeTime      = time.Minute
	quakeMagnitude = 0.6
	quakeNeighbors = 200 // comparisons for each quake
)

// byQuake joins measurements of one quake by different networks. A network
// knows its own quakes apart, so two of its events are never joined.
func (g *groups) byQuake() {
	var quakes []int
	for i := range g.list {
		w := &g.list[i]
		if w.Quake != nil && w.Quake.Magnitude != nil && w.Place != nil && !w.Onset.IsZero() && w.Hazard == news.HazardEarthquake {
			quakes = append(quakes, i)
		}
	}
	slices.SortFunc(quakes, func(a, b int) int { return quakeOrder(&g.list[a], &g.list[b]) })
	networks := map[int]map[string]string{} // of each set: network, series
	set := func(i int) map[string]string {
		top := g.find(i)
		if networks[top] == nil {
			networks[top] = map[string]string{}
		}
		return networks[top]
	}
	for _, i := range quakes {
		w := &g.list[i]
		set(i)[w.Quake.Network] = w.Series
	}
	for n, i := range quakes {
		for back := 1; back <= min(n, quakeNeighbors); back++ {
			j := quakes[n-back]
			if g.list[i].Onset.Sub(g.list[j].Onset) > quakeTime {
				break
			}
			if g.find(i) == g.find(j) || !sameQuake(&g.list[i], &g.list[j]) || clash(set(i), set(j)) {
				continue
			}
			small, large := set(i), set(j)
			if len(small) > len(large) {
				small, large = large, small
			}
			g.join(i, j)
			g.replace(j, i)
			g.replace(i, j)
			maps.Copy(large, small)
			networks[g.find(i)] = large
		}
	}
}

// quakeOrder is by time; ties are broken by values, never by order of
// arrival.
func quakeOrder(a, b *news.Warning) int {
	if c := a.Onset.Compare(b.Onset); c != 0 {
		return c
	}
	return order(a, b)
}

// clash reports whether a network has a quake of its own in both sets.
func clash(a, b map[string]string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for network, series := range a {
		if other, ok := b[network]; ok && other != series {
			return true
		}
	}
	return false
}

func sameQuake(a, b *news.Warning) bool {
	return a.Onset.Sub(b.Onset).Abs() <= quakeTime &&
		math.Abs(*a.Quake.Magnitude-*b.Quake.Magnitude) <= quakeMagnitude+1e-9 &&
		Distance(*a.Place, *b.Place) <= quakeKM
}

// Distance returns the kilometers between two places along the surface.
func Distance(a, b news.Point) float64 {
	const radius, rad = 6371, math.Pi / 180
	lat, lon := (b.Lat-a.Lat)*rad/2, (b.Lon-a.Lon)*rad/2
	h := math.Sin(lat)*math.Sin(lat) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Sin(lon)*math.Sin(lon)
	return 2 * radius * math.Asin(math.Sqrt(min(h, 1)))
}
