package app

import (
	"sitrep/internal/config"
	"sitrep/internal/gazetteer"
	"sitrep/internal/news"
)

// locationsOf returns the locations of the configuration.
func locationsOf(own []config.Location) []gazetteer.Location {
	out := make([]gazetteer.Location, len(own))
	for i, l := range own {
		out[i] = gazetteer.Location{
			Name: l.Name, Also: l.Also, Known: l.Lat != 0 || l.Lon != 0, Point: news.Point{Lat: l.Lat, Lon: l.Lon}, RadiusKM: l.RadiusKM,
		}
	}
	return out
}
