package hazard

import (
	"strings"

	"sitrep/internal/news"
)

// awarenessTypes are the numbers of the MeteoAlarm parameter awareness_type
// that stand for a hazard of GLIDE.
var awarenessTypes = map[string]news.Hazard{
	"1": news.HazardWind, "3": news.HazardStorm, "5": news.HazardHeat, "6": news.HazardCold, "7": news.HazardSurge,
	"8": news.HazardWildfire, "9": news.HazardAvalanche, "12": news.HazardFlood, "13": news.HazardFlood,
}

// awareness reads a value such as "12; flooding".
func awareness(value string) news.Hazard {
	number, _, _ := strings.Cut(value, ";")
	return awarenessTypes[strings.TrimSpace(number)]
}

// titleColor returns the color that a title of a MeteoAlarm entry begins
// with: "Yellow Thunderstorm Warning issued for ...". The feeds of
// MeteoAlarm state it nowhere else. Other feeds have titles such as "Red
// Flag Warning", where it is not a color.
func (r *reader) titleColor(title string) news.Level {
	if !strings.Contains(r.meta, "meteoalarm.org") {
		return ""
	}
	first, rest, _ := strings.Cut(title, " ")
	if c := color(first); strings.EqualFold(first, string(c)) && strings.Contains(rest, " issued for ") {
		return c
	}
	return ""
}
