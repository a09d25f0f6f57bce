package reader

import (
	"context"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Settings is the part of Actions that writes the configuration; its comments and
// its layout stay. What is followed then is in force at once. Each method but Packs
// returns a sentence about what it did.
type Settings interface {
	// AddFeed follows the feed at an address, or the one that the page there names.
	AddFeed(ctx context.Context, address string) (sanitize.Clean, error)
	// RemoveFeed follows a feed no longer. Its stories stay.
	RemoveFeed(ctx context.Context, id news.FeedID) (sanitize.Clean, error)
	// RenameFeed gives a feed another name; empty: the feed's own.
	RenameFeed(ctx context.Context, id news.FeedID, name string) (sanitize.Clean, error)
	// TagFeed gives a feed a tag, or with on false removes it.
	TagFeed(ctx context.Context, id news.FeedID, tag string, on bool) (sanitize.Clean, error)
	// SaveDesk keeps a query as a desk.
	SaveDesk(ctx context.Context, name, query string) (sanitize.Clean, error)
	// Packs returns the built-in lists of feeds, by name.
	Packs(ctx context.Context) ([]Pack, error)
	// SwitchPack follows the feeds of a pack, or no longer.
	SwitchPack(ctx context.Context, name string, on bool) (sanitize.Clean, error)
}

// Pack is a built-in list of feeds.
type Pack struct {
	Name  string
	Title sanitize.Clean // the region or subject
	Feeds int            // how many it has
	On    bool           // they are followed
}
