package parse

import (
	"net/url"
	"strings"
	"time"

	"sitrep/feeds/dates"
)

// maxDate is the length of the longest text that may be a date, with a CDATA
// section around it.
const maxDate = 128

// isDated reports whether an element of that name holds a date.
func isDated(name string) bool {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if n := len(name) - len("date"); n >= 0 && strings.EqualFold(name[n:], "date") {
		return true // pubDate, dc:date, lastBuildDate
	}
	switch name {
	case "published", "updated", "issued", "created", "modified", "available", "lastmod", "publication_date":
		return true
	}
	return false
}

// hintsOf returns what is known of a document for the reading of its dates,
// once its head is read. order is what its dates prove, address is that of the feed.
func hintsOf(d *Document, order dates.Order, address string) dates.Hints {
	h := dates.Hints{Lang: d.Lang, Order: order}
	d.OpenDates = order.Open()
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
