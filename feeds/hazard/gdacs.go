package hazard

import (
	"regexp"
	"strings"
	"sync"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// gdacsEvents are the event types of GDACS with their names.
var gdacsEvents = map[news.Hazard]sanitize.Clean{
	news.HazardEarthquake: sanitize.Lit("Earthquake"), news.HazardCyclone: sanitize.Lit("Tropical cyclone"),
	news.HazardFlood: sanitize.Lit("Flood"), news.HazardVolcano: sanitize.Lit("Volcanic eruption"),
	news.HazardDrought: sanitize.Lit("Drought"), news.HazardWildfire: sanitize.Lit("Forest fire"),
	news.HazardTsunami: sanitize.Lit("Tsunami"),
}

func isGDACS(space string) bool { return strings.Contains(space, "gdacs") }

// gdacsHazard returns the hazard of an event type, or "".
func gdacsHazard(s string) news.Hazard {
	h := news.Hazard(strings.ToUpper(id(s)))
	if _, ok := gdacsEvents[h]; ok {
		return h
	}
	return ""
}

var gdacsDepth = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`Depth: ?([0-9.]+) ?km`)
})

// gdacs reads an item of the feed of the Global Disaster Alert and
// Coordination System. The identifier is event type and event number, so
// that all episodes of an event are one. todate is the time of the latest
// report while iscurrent is true.
func (r *reader) gdacs(n *node) (*news.Warning, bool) {
	g, plain := n.in(isGDACS), n.outside(isGDACS)
	if !g.has("fromdate") && !g.has("eventtype") && !g.has("alertlevel") {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatGDACS, Authority: sanitize.Lit("GDACS"), Status: news.StatusActual, Kind: news.KindAlert,
		Hazard: news.Hazard(strings.ToUpper(id(g.str("eventtype")))), Headline: line(plain.str("title")),
		Details: text(plain.str("description")), Level: news.Level(strings.ToLower(id(g.str("alertlevel")))),
		Sent: moment(plain.str("pubDate")), Onset: moment(g.str("fromdate")), Ends: moment(g.str("todate")),
		URL: address(plain.str("link")), Link: address(g.str("cap")),
	}
	w.Open = strings.EqualFold(g.str("iscurrent"), "true")
	w.Closed = strings.EqualFold(g.str("iscurrent"), "false")
	w.Event = gdacsEvents[w.Hazard]
	if number := id(g.str("eventid")); number != "" {
		w.ID = string(w.Hazard) + number
	} else {
		w.ID = id(plain.str("guid", "link"))
	}
	if w.ID == "" {
		r.note("an item without an identifier is left out")
		return nil, false
	}
	w.Series = w.ID
	if glide := id(g.str("glide")); glide != "" {
		w.Also = []string{glide}
	}
	w.Place = r.feedPoint(plain)
	for country := range strings.SplitSeq(cut(g.str("country"), longestLine), ",") {
		if c := line(country); !c.IsZero() {
			w.Areas = append(w.Areas, news.WarningArea{Name: c})
		}
	}
	if w.Hazard == news.HazardEarthquake {
		s := g.kid("severity")
		w.Quake = &news.Quake{Network: "gdacs"}
		if s.attr("unit") == "M" {
			w.Quake.Magnitude = magnitude(s.attr("value"))
		}
		if m := gdacsDepth().FindStringSubmatch(cut(s.text, longestLine)); m != nil {
			w.Quake.DepthKM = depth(number(m[1]))
		}
	}
	return w, true
}

// feedPoint reads the place of an entry: geo:Point, geo:lat and geo:long, or
// georss:point.
func (r *reader) feedPoint(n *node) *news.Point {
	holder := n
	if p := n.kid("Point"); p.has("lat") {
		holder = p
	}
	if p := r.point(number(holder.str("lat")), number(holder.str("long", "lon"))); p != nil {
		return p
	}
	return r.latLon(n.str("point"))
}
