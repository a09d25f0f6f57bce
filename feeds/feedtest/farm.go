package feedtest

import (
	"fmt"
	"html"
	"strings"
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

// farmWords are the words in the texts of Cite.
var farmWords = strings.Fields(`water rises falls stands gauge station river bridge road closed open again before after morning evening
	residents officers crews report expect measure repair leave return shelter boats trucks supply power line harbour valley district
	upper lower eastern western hundred dozen several meters hours days slowly quickly overnight because although while near along`)

// Cite gives each item a title of its own words and a text of about 2 KB with two
// lines "Read also" that link to other items of the farm.
func (f *Farm) Cite() {
	items := len(f.feeds[0].Items)
	for i := range f.feeds {
		for k := range f.feeds[i].Items {
			it := &f.feeds[i].Items[k]
			it.Title = farmTitle(i, k)
			it.Content = f.text(i, k, items)
		}
		f.Server.SetFeed(f.Paths[i], f.feeds[i])
	}
}

func farmTitle(feed, i int) string {
	return fmt.Sprintf("Station %d: %s, reading %d", feed, farmText(feed*7919+i*31, 6), i)
}

// farmText returns n words; the same seed gives the same.
func farmText(seed, n int) string {
	ws := make([]string, n)
	for i := range ws {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		ws[i] = farmWords[(seed>>8)%len(farmWords)]
	}
	return strings.Join(ws, " ")
}

func (f *Farm) text(feed, i, items int) string {
	var b strings.Builder
	for p := range 6 {
		seed := feed*104729 + i*1299 + p
		fmt.Fprintf(&b, "<p>%s.</p>\n", farmText(seed, 50))
		if p == 1 || p == 3 {
			n := (seed*7 + 13) % (len(f.feeds) * items)
			to, k := n/items, n%items
			fmt.Fprintf(&b, "<p><strong>Read also:</strong> <a href=%q>%s</a></p>\n", f.Server.URL(f.feeds[to].Items[k].Path), html.EscapeString(farmTitle(to, k)))
		}
	}
	return b.String()
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
