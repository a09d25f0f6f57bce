package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sitrep/internal/news"
)

// mostTimed is how many stories TimesSince reads at most, the newest.
const mostTimed = 20_000

// TimesSince returns the times of the stories that match, at or after one, the newest
// first. Of very many only the newest are returned.
func (p *Person) TimesSince(ctx context.Context, f news.Filter, since time.Time) ([]time.Time, error) {
	times, err := p.timesSince(ctx, f, since)
	if err != nil {
		return nil, fmt.Errorf("read times of stories: %w", p.engine.Explain(err))
	}
	return times, nil
}

func (p *Person) timesSince(ctx context.Context, f news.Filter, since time.Time) ([]time.Time, error) {
	feeds, mark, err := p.feedRows(ctx, p.now())
	if err != nil {
		return nil, err
	}
	plan, err := p.plan(ctx, p.now(), f, feeds, mark)
	if err != nil || plan.limit && len(plan.feeds) == 0 {
		return nil, err
	}
	total, _ := plan.totalOf(feeds)
	if plan.limit && total == allStories(feeds) {
		plan.limit, plan.feeds = false, nil // no other feed has any
	}
	tables, key, where, args := plan.from(total)
	rows, err := p.now().QueryContext(ctx, `SELECT s.place FROM `+tables+` WHERE `+where+` AND `+key+` >= ? ORDER BY `+key+` DESC LIMIT ?`,
		append(args, placeAt(since), mostTimed)...)
	if err != nil {
		return nil, err
	}
	places, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
	out := make([]time.Time, len(places))
	for i, place := range places {
		out[i] = timeOf(place)
	}
	return out, err
}
