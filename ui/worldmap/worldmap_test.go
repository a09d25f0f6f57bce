package worldmap

import (
	"strings"
	"testing"

	"sitrep/internal/news"
)

func text(m *Map, ascii bool, signs ...string) []string {
	var out []string
	for _, row := range m.Cells(signs, ascii) {
		var b strings.Builder
		for _, c := range row {
			if c.Text == "" {
				c.Text = " "
			}
			b.WriteString(c.Text)
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}

func TestTheCoastLinesAreWhole(t *testing.T) {
	if n := len(coastData); n > 60_000 {
		t.Errorf("coast.bin has %d bytes", n)
	}
	points := 0
	for _, line := range coast() {
		points += len(line)
		for _, p := range line {
			if p.Lat < -90 || p.Lat > 90 || p.Lon < -180.1 || p.Lon > 180.1 {
				t.Fatalf("a point at %v", p)
			}
		}
	}
	if len(coast()) != 899 || points != 19499 {
		t.Errorf("%d lines of %d points", len(coast()), points)
	}
	for _, data := range [][]byte{nil, {0xff}, {4, 2}, coastData[:777]} {
		readLines(data) // it ends, without a fault
	}
}

// Points whose surroundings everybody knows: land and sea are where they should be.
func TestTheEarthIsTheRightWayAround(t *testing.T) {
	for name, p := range map[string]struct {
		at    news.Point
		coast bool
	}{
		"Gibraltar": {news.Point{Lat: 36, Lon: -5.6}, true}, "mid Atlantic": {news.Point{Lat: 30, Lon: -40}, false},
		"Cape Horn": {news.Point{Lat: -55.9, Lon: -67.3}, true}, "mid Pacific": {news.Point{Lat: -40, Lon: -120}, false}, "Tokyo Bay": {news.Point{Lat: 35.4, Lon: 139.8}, true},
	} {
		m := New(View{Center: p.at, Zoom: 6}, 20, 10)
		m.Coast()
		if got := strings.TrimSpace(strings.Join(text(m, true), "")) != ""; got != p.coast {
			t.Errorf("%s: coast in sight is %t", name, got)
		}
	}
}

func TestASmallMapOfTheEarth(t *testing.T) {
	m := New(View{}, 36, 9)
	m.Coast()
	m.Put(0, news.Point{Lat: 0, Lon: 0})
	m.Put(1, news.Point{Lat: 0, Lon: 0}) // the first one stays
	m.Put(1, news.Point{Lat: 60, Lon: 179})
	got := text(m, true, "A", "+")
	for i, row := range got {
		t.Log(row)
		if len(row) > 36 || strings.Contains(row, "A") != (i == 4) || strings.Contains(row, "+") != (i == 1) {
			t.Errorf("row %d: %q", i, row)
		}
	}
	for _, row := range text(m, false, "A", "+") {
		if n := len([]rune(row)); n > 36 {
			t.Errorf("%d cells", n)
		}
	}
}

func TestWhatIsOffTheMapCostsNothing(t *testing.T) {
	m := New(View{Center: news.Point{Lat: 48, Lon: 24}, Zoom: MaxZoom}, 80, 24)
	for range 1000 {
		m.segment(-1e12, -1e12, 1e12, 1e12)
	}
	m.Circle(news.Circle{Point: news.Point{Lat: 90, Lon: 0}, RadiusKM: 1e6})
	m.Outline([]news.Point{{Lat: -90, Lon: -180}, {Lat: 90, Lon: 180}})
	m.Outline(nil)
	if m.Sees(news.Point{Lat: -48, Lon: 24}) || !m.Sees(news.Point{Lat: 48, Lon: 24}) {
		t.Error("what is on the map is wrong")
	}
	if lat, lon := m.Step(); lat <= 0 || lon <= 0 || lat > 1 {
		t.Errorf("a step of %f, %f degrees", lat, lon)
	}
}
