package reader

import (
	"context"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/warning"
)

// WarningsNow returns the official warnings of a cache as they are listed at a
// time: those in force first.
func WarningsNow(ctx context.Context, lib Stories, now time.Time) ([]warning.Entry, error) {
	seen, err := lib.Warnings(ctx)
	if err != nil {
		return nil, err
	}
	judge, err := warning.New()
	if err != nil {
		return nil, err
	}
	list := make([]news.Warning, len(seen))
	for i := range seen {
		list[i] = seen[i].Warning
	}
	return warning.List(judge, list, now), nil
}
