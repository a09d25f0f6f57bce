// Package worldmap draws coast lines in cells of a terminal, with marks on them.
//
// coast.bin holds the coast lines of Natural Earth 1:50m "land" (public domain), taken from the package
// world-atlas 2.0.2 and simplified to 0.05 degrees. It is a list of lines: the number of points, then the
// difference of each point from the one before, east and north, in twentieths of a degree. Numbers are varints,
// differences in zigzag form.
package worldmap

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sync"

	"sitrep/internal/news"
)

//go:embed coast.bin
var coastData []byte

// perDegree is how many units of coast.bin are a degree.
const perDegree = 20

// coast returns the coast lines.
var coast = sync.OnceValue(func() [][]news.Point { return readLines(coastData) })

func readLines(data []byte) [][]news.Point {
	next := func() int64 {
		n, size := binary.Varint(data)
		if size <= 0 {
			data = nil
			return 0
		}
		data = data[size:]
		return n
	}
	var out [][]news.Point
	for len(data) > 0 {
		n := int(next())
		var line []news.Point
		var x, y int64
		for range n {
			x += next()
			y += next()
			line = append(line, news.Point{Lat: float64(y) / perDegree, Lon: float64(x) / perDegree})
		}
		out = append(out, line)
	}
	return out
}

// MaxZoom is the greatest zoom of a View.
const MaxZoom = 9

// View is the part of the earth that is drawn. The zero View is all of it.
type View struct {
	Center news.Point
	Zoom   int // 0: the whole earth; each step shows half of the width
}

// Cell is a cell of a map. The zero Cell is empty.
type Cell struct {
	Text string // one cell wide; empty: a space
	Mark int    // index of the mark that is drawn there, plus 1; 0: none
}

// Map is a part of the earth in cells.
type Map struct {
	view  View
	w, h  int
	x, y  float64 // dots a degree
	dots  []byte  // braille patterns
	marks []int
}

// New lays a map of w by h cells out, without anything on it.
func New(v View, w, h int) *Map {
	w, h = max(w, 1), max(h, 1)
	m := &Map{view: v, w: w, h: h, dots: make([]byte, w*h), marks: make([]int, w*h)}
	m.y = min(float64(2*w)/360, float64(4*h)/180) * math.Exp2(float64(v.Zoom))
	m.x = m.y
	if v.Zoom > 0 {
		m.x *= max(math.Cos(v.Center.Lat*math.Pi/180), 0.2)
	}
	return m
}

// Step returns how far a tenth of the map is, in degrees north and east.
func (m *Map) Step() (lat, lon float64) { return float64(4*m.h) / m.y / 10, float64(2*m.w) / m.x / 10 }

// dot returns where a point is, in dots from the upper left corner.
func (m *Map) dot(p news.Point) (x, y float64) {
	lon := math.Mod(p.Lon-m.view.Center.Lon+540, 360) - 180
	return float64(m.w) + lon*m.x, float64(2*m.h) - (p.Lat-m.view.Center.Lat)*m.y
}

// Sees reports whether a point is on the map.
func (m *Map) Sees(p news.Point) bool {
	x, y := m.dot(p)
	return x >= 0 && y >= 0 && x < float64(2*m.w) && y < float64(4*m.h)
}

// Coast draws the coast lines.
func (m *Map) Coast() {
	for _, line := range coast() {
		m.line(line)
	}
}

// Outline draws a closed line.
func (m *Map) Outline(points []news.Point) {
	if len(points) > 1 {
		m.line(append(append([]news.Point(nil), points...), points[0]))
	}
}

// Circle draws a circle of so many kilometers around a point.
func (m *Map) Circle(c news.Circle) {
	const corners = 24
	var points []news.Point
	r := c.RadiusKM / 111.195
	for i := range corners {
		a := 2 * math.Pi * float64(i) / corners
		points = append(points, news.Point{Lat: c.Lat + r*math.Sin(a), Lon: c.Lon + r*math.Cos(a)/max(math.Cos(c.Lat*math.Pi/180), 0.01)})
	}
	m.Outline(points)
}

func (m *Map) line(points []news.Point) {
	for i := 1; i < len(points); i++ {
		x0, y0 := m.dot(points[i-1])
		x1, y1 := m.dot(points[i])
		if math.Abs(x1-x0) > 180*m.x {
			continue // around the back of the earth
		}
		m.segment(x0, y0, x1, y1)
	}
}

// segment draws a straight line as far as it is on the map.
func (m *Map) segment(x0, y0, x1, y1 float64) {
	w, h := float64(2*m.w), float64(4*m.h)
	if max(x0, x1) < 0 || min(x0, x1) >= w || max(y0, y1) < 0 || min(y0, y1) >= h {
		return
	}
	// The parts that are off the map are not walked along.
	from, to := 0.0, 1.0
	for _, side := range [][2]float64{{-(x1 - x0), x0}, {x1 - x0, w - x0}, {-(y1 - y0), y0}, {y1 - y0, h - y0}} {
		switch d, q := side[0], side[1]; {
		case d < 0:
			from = max(from, q/d)
		case d > 0:
			to = min(to, q/d)
		}
	}
	if from > to {
		return
	}
	steps := int(max(math.Abs(x1-x0), math.Abs(y1-y0))*(to-from)) + 1
	for i := 0; i <= steps; i++ {
		t := from + (to-from)*float64(i)/float64(steps)
		m.set(int(math.Floor(x0+(x1-x0)*t)), int(math.Floor(y0+(y1-y0)*t)))
	}
}

func (m *Map) set(x, y int) {
	if x < 0 || y < 0 || x >= 2*m.w || y >= 4*m.h {
		return
	}
	// The order of dots in the patterns of Unicode, from U+2800.
	bits := [4][2]byte{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}
	m.dots[y/4*m.w+x/2] |= bits[y%4][x%2]
}

// Put draws a mark, by its index, over the map. One that was put before
// stays: the most important come first.
func (m *Map) Put(index int, at news.Point) {
	if !m.Sees(at) {
		return
	}
	x, y := m.dot(at)
	if cell := int(y)/4*m.w + int(x)/2; m.marks[cell] == 0 {
		m.marks[cell] = index + 1
	}
}

// Cells returns the rows of the map; with ascii without braille.
func (m *Map) Cells(signs []string, ascii bool) [][]Cell {
	out := make([][]Cell, m.h)
	for y := range out {
		out[y] = make([]Cell, m.w)
		for x := range out[y] {
			i := y*m.w + x
			switch {
			case m.marks[i] > 0 && m.marks[i] <= len(signs):
				out[y][x] = Cell{signs[m.marks[i]-1], m.marks[i]}
			case m.dots[i] != 0 && ascii:
				out[y][x].Text = asciiDots(m.dots[i])
			case m.dots[i] != 0:
				out[y][x].Text = string(rune(0x2800 + int(m.dots[i])))
			}
		}
	}
	return out
}

// asciiDots returns the sign that is nearest to dots in the upper and the lower
// half of a cell.
func asciiDots(dots byte) string {
	const upper, lower = 0x01 | 0x08 | 0x02 | 0x10, 0x04 | 0x20 | 0x40 | 0x80
	switch {
	case dots&upper != 0 && dots&lower != 0:
		return ":"
	case dots&upper != 0:
		return "'"
	}
	return "."
}
