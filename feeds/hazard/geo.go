package hazard

import (
	"math"
	"strconv"
	"strings"

	"sitrep/internal/news"
)

// point returns a place; nil if it is incomplete or not on the Earth.
func (r *reader) point(lat, lon *float64) *news.Point {
	if lat == nil || lon == nil {
		return nil
	}
	if math.Abs(*lat) > 90 || math.Abs(*lon) > 180 {
		r.note("coordinates out of range are left out")
		return nil
	}
	return &news.Point{Lat: *lat, Lon: *lon}
}

// latLon reads "lat,lon" or "lat lon".
func (r *reader) latLon(s string) *news.Point {
	f := strings.FieldsFunc(cut(s, longestID), func(c rune) bool { return c == ',' || c == ' ' || c == '\t' || c == '\n' })
	if len(f) < 2 {
		return nil
	}
	return r.point(number(f[0]), number(f[1]))
}

// room reports whether n more corners of outlines may be kept.
func (r *reader) room(n int) bool {
	if r.points < n {
		r.note("some outlines are left out: there are more than " + strconv.Itoa(maxPoints) + " corners")
		return false
	}
	r.points -= n
	return true
}

// polygon reads the outline of CAP: pairs "lat,lon" with white space between
// them. An outline with a wrong corner is left out as a whole, since without
// it it is another area.
func (r *reader) polygon(s string) []news.Point {
	if s == "" {
		return nil
	}
	if n := strings.Count(s, ","); n < 3 || !r.room(n) {
		return nil
	}
	var out []news.Point
	for pair := range strings.FieldsSeq(s) {
		p := r.latLon(pair)
		if p == nil {
			r.note("an outline with wrong corners is left out")
			return nil
		}
		out = append(out, *p)
	}
	return out
}

// circle reads the circle of CAP: "lat,lon radius", in kilometers.
func (r *reader) circle(s string) (news.Circle, bool) {
	f := strings.Fields(cut(s, longestID))
	if len(f) != 2 {
		return news.Circle{}, false
	}
	center, radius := r.latLon(f[0]), number(f[1])
	if center == nil || radius == nil || *radius < 0 || *radius > 20_100 {
		return news.Circle{}, false
	}
	return news.Circle{Point: *center, RadiusKM: *radius}, true
}

// geometry reads the coordinates of a GeoJSON Point, Polygon or MultiPolygon
// (RFC 7946: longitude first). It returns the first position of a Point with
// its third number, or the outer outlines.
func (r *reader) geometry(n *node) (at *news.Point, third *float64, outlines [][]news.Point) {
	src := n.str("coordinates")
	switch n.str("type") {
	case "Point":
		f := strings.Split(strings.Trim(src, "[] \t\r\n"), ",")
		if len(f) < 2 {
			return nil, nil, nil
		}
		if len(f) > 2 {
			third = number(f[2])
		}
		return r.point(number(f[1]), number(f[0])), third, nil
	case "Polygon", "MultiPolygon":
		return nil, nil, r.rings(src)
	}
	return nil, nil, nil
}

// rings reads nested arrays of positions. Each innermost list of positions
// is an outline; holes are outlines too.
func (r *reader) rings(src string) [][]news.Point {
	var out [][]news.Point
	var ring []news.Point
	wrong := false
	for len(src) > 0 {
		open := strings.LastIndexByte(src[:max(strings.IndexByte(src, ']'), 0)], '[')
		if open < 0 {
			break
		}
		end := strings.IndexByte(src, ']')
		f := strings.SplitN(src[open+1:end], ",", 4)
		if len(f) >= 2 {
			if !r.room(1) {
				return out
			}
			if p := r.point(number(f[1]), number(f[0])); p != nil {
				ring = append(ring, *p)
			} else {
				wrong = true
			}
		}
		src = strings.TrimLeft(src[end+1:], " \t\r\n")
		if strings.HasPrefix(src, ",") {
			continue
		}
		if len(ring) >= 3 && !wrong {
			out = append(out, ring)
		}
		ring, wrong = nil, false
		src = strings.TrimLeft(src, "] \t\r\n,")
	}
	return out
}
