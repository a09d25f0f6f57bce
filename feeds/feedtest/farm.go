package feedtest

import (
	"fmt"
	"time"
)

// Farm is many feeds of many items, for tests of volume. Item i of feed f is
// served in the formats in turn.
type Farm struct {
	Server *Server
	Paths  []string
	feeds  []Feed
}

// NewFarm sets up feeds feeds of items items on the server.
func NewFarm(s *Server, feeds, items int) *Farm {
	formats := [...]string{"rss", "atom", "json", "rdf"}
	farm := &Farm{Server: s}
	for f := range feeds {
		feed := Feed{Title: fmt.Sprintf("Outlet %02d", f), Lang: "en", Format: formats[f%len(formats)]}
		for i := range items {
			feed.Items = append(feed.Items, Item{
				GUID:      fmt.Sprintf("outlet-%d-item-%d", f, i),
				Title:     fmt.Sprintf("Gauge %d at station %d rises", i, f),
				Path:      fmt.Sprintf("/farm/%d/%d", f, i),
				Summary:   fmt.Sprintf("Station %d reports reading %d of the day.", f, i),
				Published: s.now().Add(-time.Duration(f*items+i) * time.Minute),
			})
		}
		farm.feeds = append(farm.feeds, feed)
		farm.Paths = append(farm.Paths, fmt.Sprintf("/farm/%d/feed", f))
		s.SetFeed(farm.Paths[f], feed)
	}
	return farm
}

// Retitle gives one item another title from now on.
func (f *Farm) Retitle(feed, item int, title string) {
	items := append([]Item(nil), f.feeds[feed].Items...)
	items[item].Title = title
	f.feeds[feed].Items = items
	f.Server.SetFeed(f.Paths[feed], f.feeds[feed])
}
