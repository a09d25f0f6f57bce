package gazetteer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestLocationsAreKnownInSeveralLanguages(t *testing.T) {
	g := New([]Location{{Name: "Paris", Also: []string{"Пари"}, RadiusKM: 5}})
	for name, want := range map[string]string{
		"Kyiv": "Kyiv", "КИЇВ": "Kyiv", "tokio": "Tokyo", "東京": "Tokyo", "Frankreich": "France", "україна": "Ukraine", "日本": "Japan", "São Tomé": "São Tomé",
		"Пари": "Paris", "Atlantis": "", "": "",
	} {
		got := ""
		if found := g.Find(name); len(found) > 0 {
			got = found[0].Name
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if p := g.Find("Paris"); len(p) != 1 || p[0].Known {
		t.Errorf("one's own location does not come first: %v", p)
	}
	if n := len(strings.Split(strings.TrimSpace(cityData), "\n")); n != 407 {
		t.Errorf("%d cities", n)
	}
	for _, ls := range cities() {
		for _, l := range ls {
			if l.Point.Lat < -90 || l.Point.Lat > 90 || l.Point.Lon < -180 || l.Point.Lon > 180 || l.Name == "" || sanitize.Line(l.Name).String() != l.Name {
				t.Errorf("%+v", l)
			}
		}
	}
}

func TestSpellingsLeaveEndingsOpen(t *testing.T) {
	g := New([]Location{{Name: "Dolyna", Also: []string{"Долина", "Нижня Весна", "Ай"}}})
	want := news.Or{
		news.Phrase{Text: "Dolyna"},
		news.Word{Text: "Долин", Prefix: true},
		news.Near{A: news.Word{Text: "Нижн", Prefix: true}, B: news.Word{Text: "Весн", Prefix: true}},
		news.Word{Text: "Ай"},
	}
	if d := cmp.Diff(news.Expr(want), g.Words("dolyna")); d != "" {
		t.Error(d)
	}
	if e := g.Words("Atlantis"); e != nil {
		t.Errorf("an unknown name: %v", e)
	}
}

func TestAreasMeetALocation(t *testing.T) {
	at := news.Point{Lat: 48.5, Lon: 24}
	square := func(lat, lon, half float64) []news.Point {
		return []news.Point{{Lat: lat - half, Lon: lon - half}, {Lat: lat - half, Lon: lon + half}, {Lat: lat + half, Lon: lon + half}, {Lat: lat + half, Lon: lon - half}}
	}
	outline := func(p []news.Point) news.Warning {
		return news.Warning{Areas: []news.WarningArea{{Polygons: [][]news.Point{p}}}}
	}
	circle := func(lat, lon, km float64) news.Warning {
		return news.Warning{Areas: []news.WarningArea{{Circles: []news.Circle{{Point: news.Point{Lat: lat, Lon: lon}, RadiusKM: km}}}}}
	}
	for name, tt := range map[string]struct {
		w    news.Warning
		want bool
	}{
		"around it": {outline(square(48.5, 24, 1)), true}, "beside it": {outline(square(48.5, 25, 0.7)), true}, "far": {outline(square(48.5, 26, 0.7)), false},
		"a circle": {circle(48.5, 24.5, 15), true}, "a far circle": {circle(50, 24, 100), false}, "a point": {news.Warning{Place: &news.Point{Lat: 48.6, Lon: 24.1}}, true},
		"nothing": {news.Warning{}, false}, "an empty outline": {outline(nil), false}, "a point in an outline": {outline([]news.Point{at}), true},
		"an outline counts, not the point": {news.Warning{Place: &at, Areas: outline(square(10, 10, 1)).Areas}, false},
	} {
		if got := Meets(at, 25, &tt.w); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	// Across the date line.
	fiji := outline([]news.Point{{Lat: -20, Lon: 175}, {Lat: -20, Lon: -175}, {Lat: -15, Lon: -175}, {Lat: -15, Lon: 175}})
	if !Meets(news.Point{Lat: -17, Lon: 179.9}, 10, &fiji) || !Meets(news.Point{Lat: -17, Lon: -179.9}, 10, &fiji) || Meets(news.Point{Lat: -17, Lon: 0}, 10, &fiji) {
		t.Error("an outline across the date line")
	}
}
