// Package gazetteer knows locations by their names: those that a person lists,
// countries and cities. It looks at nothing but its input.
package gazetteer

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Location is a point on the earth with its names.
type Location struct {
	Name     string
	Also     []string // other spellings
	Known    bool     // whether the point is known
	Point    news.Point
	RadiusKM float64 // how far it reaches
}

// Gazetteer finds locations by name. It does not change and may be used
// concurrently; the zero Gazetteer knows no location.
type Gazetteer struct {
	own   []Location
	named map[string][]int // in own, by folded name
}

// New returns a gazetteer with locations that come before all others.
func New(own []Location) *Gazetteer {
	g := &Gazetteer{own: own, named: map[string][]int{}}
	for i, l := range own {
		for _, name := range append([]string{l.Name}, l.Also...) {
			k := sanitize.Fold(name)
			g.named[k] = append(g.named[k], i)
		}
	}
	return g
}

// Find returns the locations with a name: those that a person listed, else cities
// and countries. The point of a country is not known.
func (g *Gazetteer) Find(name string) []Location {
	var out []Location
	k := sanitize.Fold(name)
	for _, i := range g.named[k] {
		out = append(out, g.own[i])
	}
	if len(out) > 0 {
		return out
	}
	out = append(out, cities()[k]...)
	if l, ok := countries()[k]; ok {
		out = append(out, l)
	}
	return out
}

// Own returns the locations that a person listed.
func (g *Gazetteer) Own() []Location { return g.own }

// Words returns the words by which texts name a location: in each spelling,
// with other endings where the language has them. nil: the name is not known.
func (g *Gazetteer) Words(name string) news.Expr {
	var out news.Or
	seen := map[string]bool{}
	for _, l := range g.Find(name) {
		for _, s := range append([]string{l.Name}, l.Also...) {
			if k := sanitize.Fold(s); !seen[k] {
				seen[k] = true
				out = append(out, spelled(s))
			}
		}
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return out
}

// spelled returns the words of one spelling. In scripts whose languages change
// the end of a name, the ending is open.
func spelled(name string) news.Expr {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r) })
	if len(words) == 0 || len(words) > 2 || !strings.ContainsFunc(name, inflected) {
		return news.Phrase{Text: name}
	}
	var out []news.Expr
	for _, w := range words {
		stem := strings.TrimRightFunc(w, isEnding)
		if len([]rune(stem)) < 3 {
			out = append(out, news.Word{Text: w})
			continue
		}
		out = append(out, news.Word{Text: stem, Prefix: true})
	}
	if len(out) == 1 {
		return out[0]
	}
	return news.Near{A: out[0], B: out[1]}
}

func inflected(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }

// isEnding reports whether names in Cyrillic and Greek script change a letter at
// their end: the vowels, and the signs after consonants.
func isEnding(r rune) bool {
	return strings.ContainsRune("аеєиіїоуюяйьыэёъαεηιουωάέήίόύώς", unicode.ToLower(r))
}

// Meets reports whether the area of a warning meets a location: its outlines,
// circles or point come as near as the location reaches. A location whose
// point is not known meets nothing.
func (g *Gazetteer) Meets(name string, w *news.Warning) bool {
	return slices.ContainsFunc(g.Find(name), func(l Location) bool { return l.Known && Meets(l.Point, l.RadiusKM, w) })
}

// Meets reports whether the area of a warning comes within a distance of a point.
func Meets(at news.Point, km float64, w *news.Warning) bool {
	shaped := false
	for _, a := range w.Areas {
		for _, c := range a.Circles {
			shaped = true
			if Distance(at, c.Point) <= km+c.RadiusKM {
				return true
			}
		}
		for _, p := range a.Polygons {
			shaped = true
			if meetsOutline(at, km, p) {
				return true
			}
		}
	}
	return !shaped && w.Place != nil && Distance(at, *w.Place) <= km
}

// kmPerDegree is the length of a degree of latitude.
const kmPerDegree = 111.195

// meetsOutline reports whether a circle meets an outline: its middle lies inside,
// or a side comes near enough.
func meetsOutline(at news.Point, km float64, outline []news.Point) bool {
	if len(outline) == 0 {
		return false
	}
	// Near the point the earth is flat enough. Each corner is at most half around
	// the earth from the one before, so that outlines may cross the date line.
	x, y := make([]float64, len(outline)), make([]float64, len(outline))
	lon := turn(outline[0].Lon - at.Lon)
	for i, p := range outline {
		if i > 0 {
			lon += turn(p.Lon - outline[i-1].Lon)
		}
		x[i] = lon * kmPerDegree * math.Cos(at.Lat*math.Pi/180)
		y[i] = (p.Lat - at.Lat) * kmPerDegree
	}
	inside := false
	for i := range outline {
		j := (i + 1) % len(outline)
		if (y[i] > 0) != (y[j] > 0) && x[i]-y[i]*(x[j]-x[i])/(y[j]-y[i]) > 0 {
			inside = !inside
		}
		if fromSide(x[i], y[i], x[j], y[j]) <= km {
			return true
		}
	}
	return inside
}

// turn returns a difference of longitudes as -180 to 180 degrees.
func turn(d float64) float64 { return math.Mod(d+540, 360) - 180 }

// fromSide returns how far the origin is from a side of an outline.
func fromSide(ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(-(ax*dx+ay*dy)/l, 0), 1)
	}
	return math.Hypot(ax+t*dx, ay+t*dy)
}

// Distance returns the kilometers between two points along the surface.
func Distance(a, b news.Point) float64 {
	rad := math.Pi / 180
	s1, s2 := math.Sin((b.Lat-a.Lat)*rad/2), math.Sin((b.Lon-a.Lon)*rad/2)
	h := s1*s1 + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*s2*s2
	return 2 * 6371 * math.Asin(math.Sqrt(min(h, 1)))
}
