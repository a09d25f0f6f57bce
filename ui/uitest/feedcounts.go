package uitest

import (
	"context"

	"sitrep/internal/news"
)

// FeedCounts implements reader.Library.
func (l *Library) FeedCounts(ctx context.Context) (map[news.FeedID]news.Counts, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	out := map[news.FeedID]news.Counts{}
	for _, s := range l.stories {
		c := out[s.Feed]
		c.Total++
		if !s.Read {
			c.Unread++
		}
		out[s.Feed] = c
	}
	return out, nil
}
