package app

import (
	"context"
	"slices"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// A screen asks a session about events.
var _ reader.Events = (*Session)(nil)

// EventOf returns the event that a story is in. With why the clusters of the
// window are made anew, as reasons are not kept.
func (s *Session) EventOf(ctx context.Context, id news.StoryID, why bool) (*reader.Event, error) {
	st, err := s.Cache.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	var c *clustered
	if why && !st.When().Before(s.windowStart()) {
		if c, err = s.clustered(ctx, news.Filter{Expr: news.Since{Time: s.windowStart()}}, false); err != nil {
			return nil, err
		}
	}
	if c == nil || c.of(id) < 0 {
		why = false
		kept, err := s.DB.ClustersOf(ctx, []news.StoryID{id})
		if err != nil {
			return nil, err
		}
		if len(kept) == 0 { // nobody has looked at it yet, or it is old
			kept = []news.Cluster{{Stories: []news.StoryID{id}}}
		}
		if c, err = s.kept(ctx, kept[:1]); err != nil {
			return nil, err
		}
	}
	k := c.of(id)
	if k < 0 {
		return nil, news.ErrNotFound // it was dropped in between
	}
	e, err := s.event(ctx, c, k, why)
	return &e, err
}

// of returns which cluster a story is in; -1: none.
func (c *clustered) of(id news.StoryID) int {
	return slices.IndexFunc(c.clusters, func(ids []news.StoryID) bool { return slices.Contains(ids, id) })
}
