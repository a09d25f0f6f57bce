package store

import (
	"context"
	"fmt"

	"sitrep/internal/news"
)

// FeedCounts returns how many stories of each feed the cache has, and how many of them
// the person has not read. Its cost does not grow with the cache.
func (p *Person) FeedCounts(ctx context.Context) (map[news.FeedID]news.Counts, error) {
	feeds, _, err := p.feedRows(ctx, p.now())
	if err != nil {
		return nil, fmt.Errorf("count stories by feed: %w", p.engine.Explain(err))
	}
	out := make(map[news.FeedID]news.Counts, len(feeds))
	for _, f := range feeds {
		out[f.id] = news.Counts{Total: int(f.total), Unread: int(f.unread)}
	}
	return out, nil
}
