package parse

import (
	"net/url"
	"strings"
	"time"

	"sitrep/feeds/dates"
)

// hintsOf returns what is known of a document for the reading of its dates,
// once its head is read. address is that of the feed.
func hintsOf(d *Document, address string) dates.Hints {
	h := dates.Hints{Lang: d.Lang}
	if u, err := url.Parse(firstOf(d.Home, address)); err == nil {
		h.Host = strings.ToLower(u.Hostname())
	}
	return h
}

// firstDate returns the first date that can be read.
func firstDate(h dates.Hints, texts ...string) (t time.Time, day bool) {
	for _, s := range texts {
		if d := h.Read(s); !d.IsZero() {
			return d.T, d.Day
		}
	}
	return time.Time{}, false
}
