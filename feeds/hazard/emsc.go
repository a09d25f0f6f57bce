package hazard

import (
	"net/url"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func isEMSC(space string) bool { return strings.Contains(space, "emsc") }

// emsc reads an item of the RSS feed of the EMSC. The identifier is the
// number in its address.
func (r *reader) emsc(n *node) (*news.Warning, bool) {
	e := n.in(isEMSC)
	if !e.has("magnitude") && !e.has("time") {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatEMSC, Authority: sanitize.Lit("EMSC"), Kind: news.KindAlert,
		Status: news.WarningStatus(id(n.str("status"))), Event: sanitize.Lit("Earthquake"), Hazard: news.HazardEarthquake,
		Headline: line(n.str("title")), Sent: moment(n.str("pubDate")), Onset: moment(e.str("time")),
		URL: address(n.str("link")), Place: r.feedPoint(n),
		Quake: &news.Quake{Network: "emsc", DepthKM: depth(number(firstField(e.str("depth"))))},
	}
	for _, s := range []string{n.str("guid"), n.str("link")} {
		if w.ID == "" {
			w.ID = eventNumber(s)
		}
	}
	if w.ID == "" {
		r.note("an item without an identifier is left out")
		return nil, false
	}
	w.Series = "emsc" + w.ID
	if f := strings.Fields(e.str("magnitude")); len(f) > 0 {
		w.Quake.Magnitude = magnitude(f[len(f)-1])
	}
	return w, true
}

func firstField(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	return s
}

// eventNumber returns the parameter id of an address, or the text itself if
// it is not an address.
func eventNumber(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	if number := u.Query().Get("id"); number != "" {
		return id(number)
	}
	return id(s)
}

// emscJSON reads a feature of the web service of the EMSC (FDSN event, JSON).
func (r *reader) emscJSON(n *node) (*news.Warning, bool) {
	p := n.kid("properties")
	if !p.has("flynn_region") && !p.has("unid") {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatEMSC, ID: id(p.str("unid", "source_id")), Authority: sanitize.Lit("EMSC"), Kind: news.KindAlert,
		Status: news.StatusActual, Event: sanitize.Lit("Earthquake"), Hazard: news.HazardEarthquake,
		Sent: moment(p.str("lastupdate")), Onset: moment(p.str("time")),
		Place: r.point(number(p.str("lat")), number(p.str("lon"))),
		Quake: &news.Quake{Network: "emsc", Magnitude: magnitude(p.str("mag")), DepthKM: depth(number(p.str("depth")))},
	}
	if w.ID == "" {
		r.note("a quake without an identifier is left out")
		return nil, false
	}
	w.Series = "emsc" + w.ID
	if source := id(p.str("source_id")); source != "" && source != w.ID {
		w.Also = []string{"emsc" + source} // the number of the RSS feed
	}
	if region := line(p.str("flynn_region")); !region.IsZero() {
		w.Areas = []news.WarningArea{{Name: region}}
		w.Headline = sanitize.Join(" ", line(p.str("magtype")), line(p.str("mag")), region).Trim()
	}
	return w, true
}
