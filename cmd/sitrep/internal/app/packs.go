package app

import (
	"sitrep/feeds/pack"
	"sitrep/internal/news"
)

// packNamed returns the feeds of a built-in pack.
func packNamed(name string) ([]news.Feed, error) {
	packs, err := pack.Named(name)
	if err != nil {
		return nil, err
	}
	return packs[0].Feeds, nil
}
