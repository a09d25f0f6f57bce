package hazard

import (
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func isNHC(space string) bool { return strings.Contains(space, "nhc") }

// nhc reads the summary of one tropical cyclone in the feeds of the US
// hurricane centers. Items without a cyclone (outlooks, "There are no
// tropical cyclones") are no warnings. The identifier is the ATCF number of
// the storm, so that all advisories about it are one.
func (r *reader) nhc(n *node) (*news.Warning, bool) {
	c := n.in(isNHC).kid("Cyclone")
	storm := strings.ToUpper(id(c.str("atcf")))
	if storm == "" {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatNHC, ID: storm, Series: storm, Authority: sanitize.Lit("NHC"), Status: news.StatusActual, Kind: news.KindAlert,
		Event: line(c.str("type")), Hazard: news.HazardCyclone, Headline: line(c.str("headline")),
		Sent: moment(n.str("pubDate")), URL: address(n.str("link")), Place: r.latLon(c.str("center")), Index: true,
	}
	if w.Headline.IsZero() {
		w.Headline = line(n.str("title"))
	}
	return w, true
}
