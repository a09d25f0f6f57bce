package gazetteer

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// countries.tsv has the countries, a line each: the names that
// golang.org/x/text/language/display gives in 25 languages, which are those of Unicode CLDR. They are
// a file since that package makes thousands of allocations before main runs. cities.tsv has 407 cities, a line each: degrees north, degrees east, names. The
// points are those of the time zone database (zone.tab, public domain), the names
// the example cities of time zones in CLDR 48 (Unicode License V3, UNICODE-LICENSE.txt) in 14 languages.

//go:embed cities.tsv
var cityData string

// cityReach is how far a city reaches, in kilometers: about to its outskirts.
const cityReach = 30

// cities returns the cities by folded name.
var cities = sync.OnceValue(func() map[string][]Location {
	out := map[string][]Location{}
	for line := range strings.Lines(cityData) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			continue
		}
		lat, err1 := strconv.ParseFloat(fields[0], 64)
		lon, err2 := strconv.ParseFloat(fields[1], 64)
		names := strings.Split(fields[2], "|")
		if err1 != nil || err2 != nil {
			continue
		}
		l := Location{Name: names[0], Also: names[1:], Known: true, Point: news.Point{Lat: lat, Lon: lon}, RadiusKM: cityReach}
		for _, n := range names {
			k := sanitize.Fold(n)
			out[k] = append(out[k], l)
		}
	}
	return out
})

//go:embed countries.tsv
var countryData string

// countries returns the countries by folded name in each language.
var countries = sync.OnceValue(func() map[string]Location {
	out := map[string]Location{}
	for line := range strings.Lines(countryData) {
		names := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		l := Location{Name: names[0], Also: names[1:]}
		for _, name := range names {
			out[sanitize.Fold(name)] = l
		}
	}
	return out
})
