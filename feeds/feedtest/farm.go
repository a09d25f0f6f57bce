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

	advanced int // items put on top of each feed
}

// NewFarm sets up feeds feeds of items items on the server.
func NewFarm(s *Server, feeds, items int) *Farm {
	formats := [...]string{"rss", "atom", "json", "rdf"}
	farm := &Farm{Server: s}
	for f := range feeds {
		feed := Feed{Title: fmt.Sprintf("Outlet %02d", f), Lang: "en", Format: formats[f%len(formats)]}
		for i := range items {
			feed.Items = append(feed.Items, farmItem(f, i, s.now().Add(-time.Duration(f*items+i)*time.Minute)))
		}
		farm.feeds = append(farm.feeds, feed)
		farm.Paths = append(farm.Paths, fmt.Sprintf("/farm/%d/feed", f))
		s.SetFeed(farm.Paths[f], feed)
	}
	return farm
}

func farmItem(feed, i int, published time.Time) Item {
	return Item{
		GUID:      fmt.Sprintf("outlet-%d-item-%d", feed, i),
		Title:     fmt.Sprintf("Gauge %d at station %d rises", i, feed),
		Path:      fmt.Sprintf("/farm/%d/%d", feed, i),
		Summary:   fmt.Sprintf("Station %d reports reading %d of the day.", feed, i),
		Published: published,
	}
}

// Advance puts n new items on top of each feed, of which as many fall off the
// end.
func (f *Farm) Advance(n int) {
	for i := range f.feeds {
		feed := &f.feeds[i]
		items := make([]Item, 0, len(feed.Items))
		for k := range n {
			items = append(items, farmItem(i, 1_000_000+f.advanced+n-1-k, feed.Items[0].Published.Add(time.Duration(n-k)*time.Second)))
		}
		feed.Items = append(items, feed.Items[:len(feed.Items)-n]...)
		f.Server.SetFeed(f.Paths[i], *feed)
	}
	f.advanced += n
}

// Retitle gives one item another title from now on.
func (f *Farm) Retitle(feed, item int, title string) {
	items := append([]Item(nil), f.feeds[feed].Items...)
	items[item].Title = title
	f.feeds[feed].Items = items
	f.Server.SetFeed(f.Paths[feed], f.feeds[feed])
}
