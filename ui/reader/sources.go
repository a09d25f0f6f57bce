package reader

import (
	"context"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Sources is how much there is to read, and where.
type Sources struct {
	Desks   []news.Counts // all stories, then Env.Desks
	Starred news.Counts
	Tags    map[string]news.Counts
	Feeds   []FeedCount // in their order
}

// FeedCount is a feed with what the cache holds of it.
type FeedCount struct {
	ID     news.FeedID
	Name   sanitize.Clean
	Tags   []string
	Counts news.Counts
	State  news.FeedState
}

// Sources counts what there is to read. It blocks.
func (e *Env) Sources(ctx context.Context) (Sources, error) {
	var s Sources
	filters := []news.Filter{{}}
	now := e.Now()
	for _, d := range e.Desks {
		filters = append(filters, d.Filter(now))
	}
	for _, f := range filters {
		c, err := e.Library.Count(ctx, f, 0)
		if err != nil {
			return Sources{}, err
		}
		s.Desks = append(s.Desks, c)
	}
	var err error
	if s.Starred, err = e.Library.Count(ctx, news.Filter{Expr: news.Is{State: news.IsStarred}}, 0); err != nil {
		return Sources{}, err
	}
	counts, err := e.Library.FeedCounts(ctx)
	if err != nil {
		return Sources{}, err
	}
	feeds, err := e.Library.Feeds(ctx)
	if err != nil {
		return Sources{}, err
	}
	s.Tags = map[string]news.Counts{}
	for _, f := range feeds {
		c := counts[f.Feed.ID]
		s.Feeds = append(s.Feeds, FeedCount{ID: f.Feed.ID, Name: f.Name(), Tags: f.Feed.Tags, Counts: c, State: f.State})
		for _, t := range f.Feed.Tags {
			sum := s.Tags[t]
			sum.Total, sum.Unread = sum.Total+c.Total, sum.Unread+c.Unread
			s.Tags[t] = sum
		}
	}
	return s, nil
}
