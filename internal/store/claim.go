package store

import (
	"context"
	"database/sql"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// maxClaims is how many stories at one address are weighed.
const maxClaims = 50

// claims returns the stories at an address, given as its key.
func claims(ctx context.Context, q Querier, key string) ([]match.Claim, error) {
	if key == "" {
		return nil, nil
	}
	rows, err := q.QueryContext(ctx, `SELECT t.seq, t.feed, f.id, t.full_text, t.url FROM address a JOIN story t ON t.seq = a.story
		JOIN feed f ON f.num = t.feed WHERE a.url_key = ? ORDER BY t.full_text DESC, t.seq LIMIT ?`, key, maxClaims)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (c match.Claim, err error) {
		err = r.Scan(&c.Seq, &c.Feed, &c.FeedID, &c.FullText, &c.URLKey)
		c.URLKey = news.URLKey(c.URLKey)
		return c, err
	})
}
