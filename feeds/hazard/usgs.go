package hazard

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// usgs reads a feature of the GeoJSON feeds of the USGS. The identifier is
// network and code; "ids" lists those of other networks. alert is the color
// of PAGER; without it a quake has a magnitude and no severity.
func (r *reader) usgs(n *node) (*news.Warning, bool) {
	p := n.kid("properties")
	when := millis(p.str("time"))
	if !p.has("title") || when.IsZero() || !p.has("place") && !p.has("mag") {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatUSGS, ID: id(n.str("id")), Authority: sanitize.Lit("USGS"),
		Sent: millis(p.str("updated")), Onset: when, Kind: news.KindAlert, Status: news.WarningStatus(id(p.str("status"))),
		Event: quakeEvent(p.str("type")), Hazard: news.HazardEarthquake, Headline: line(p.str("title")),
		Level: news.Level(strings.ToLower(id(p.str("alert")))), URL: address(p.str("url")),
	}
	if w.ID == "" {
		w.ID = id(p.str("net")) + id(p.str("code"))
	}
	if w.ID == "" {
		r.note("a quake without an identifier is left out")
		return nil, false
	}
	w.Series = w.ID
	if w.Event != sanitize.Lit("Earthquake") {
		w.Hazard = "" // a blast, an ice quake
	}
	if strings.EqualFold(string(w.Status), "deleted") {
		w.Kind = news.KindCancel
	}
	for other := range strings.SplitSeq(cut(p.str("ids"), longestText), ",") {
		if other = id(other); other != "" && other != w.ID && len(w.Also) < 100 {
			w.Also = append(w.Also, other)
		}
	}
	if place := line(p.str("place")); !place.IsZero() {
		w.Areas = []news.WarningArea{{Name: place}}
	}
	at, km, _ := r.geometry(n.kid("geometry"))
	w.Place = at
	w.Quake = &news.Quake{Network: strings.ToLower(id(p.str("net"))), Magnitude: magnitude(p.str("mag")), DepthKM: depth(km)}
	if w.Quake.Network == "" {
		w.Quake.Network = "usgs"
	}
	return w, true
}

// quakeEvent returns the type of event that a network names; earthquake if
// it names none.
func quakeEvent(kind string) sanitize.Clean {
	if kind = strings.TrimSpace(kind); kind == "" || strings.EqualFold(kind, "earthquake") {
		return sanitize.Lit("Earthquake")
	}
	return line(kind)
}

var (
	quakeTitle = pattern(`^M ?(-?[0-9.]+) ?(?:-|–|,)`)
	quakeTime  = pattern(`([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}) UTC`)
)

const usgsURN = "urn:earthquake-usgs-gov:"

// usgsAtom reads an entry of the Atom feeds of the USGS. updated is the time
// of the revision; the time of the quake is in the summary; elev is in
// meters, below sea level negative.
func (r *reader) usgsAtom(n *node) (*news.Warning, bool) {
	own := id(n.str("id"))
	rest, isOne := strings.CutPrefix(own, usgsURN)
	if !isOne {
		return nil, false
	}
	network, code, _ := strings.Cut(rest, ":")
	title := n.str("title")
	w := &news.Warning{
		Format: news.FormatUSGSAtom, ID: own, Series: network + code, Authority: sanitize.Lit("USGS"),
		Sent: moment(n.str("updated")), Kind: news.KindAlert, Status: news.StatusActual,
		Event: sanitize.Lit("Earthquake"), Hazard: news.HazardEarthquake, Headline: line(title),
		Quake: &news.Quake{Network: strings.ToLower(network)}, Place: r.latLon(n.str("point")),
	}
	if m := quakeTitle().FindStringSubmatch(title); m != nil {
		w.Quake.Magnitude = magnitude(m[1])
		if _, place, ok := strings.Cut(title, " - "); ok {
			w.Areas = []news.WarningArea{{Name: line(place)}}
		}
	}
	if m := number(n.str("elev")); m != nil {
		km := 0 - *m/1000
		w.Quake.DepthKM = depth(&km)
	}
	if m := quakeTime().FindStringSubmatch(cut(n.str("summary"), longestText)); m != nil {
		if t, err := time.Parse("2006-01-02 15:04:05", m[1]); err == nil {
			w.Onset = t
		}
	}
	for _, l := range n.all("link") {
		if w.URL == "" {
			w.URL = address(l.attr("href"))
		}
	}
	return w, true
}

// pattern returns a function that compiles an expression on its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
