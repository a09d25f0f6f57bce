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
	kept, err := s.DB.ClustersOf(ctx, []news.StoryID{id})
	if err != nil {
		return nil, err
	}
	var anew *clustered
	if why && !st.When().Before(s.windowStart()) {
		if anew, err = s.clustered(ctx, news.Filter{Expr: news.Since{Time: s.windowStart()}}, false); err != nil {
			return nil, err
		}
	}
	if len(kept) == 0 && anew != nil && anew.of(id) >= 0 { // nobody has looked at it yet
		e, err := s.event(ctx, anew, anew.of(id), true)
		return &e, err
	}
	if len(kept) == 0 {
		kept = []news.Cluster{{Stories: []news.StoryID{id}}}
	}
	c, err := s.kept(ctx, kept[:1])
	if err != nil {
		return nil, err
	}
	k := c.of(id)
	if k < 0 {
		return nil, news.ErrNotFound // it was dropped in between
	}
	e, err := s.event(ctx, c, k, false)
	if anew != nil {
		addReasons(&e, anew)
	}
	return &e, err
}

// addReasons adds why stories are in the event, as far as clusters that are made now
// put them with others.
func addReasons(e *reader.Event, now *clustered) {
	for i := range e.Stories {
		x := &e.Stories[i]
		if at, ok := now.at[x.Story.ID]; ok {
			if r := now.batch.Why(at); len(r.Words) > 0 {
				x.Reason = &r
			}
		}
	}
}

// of returns which cluster a story is in; -1: none.
func (c *clustered) of(id news.StoryID) int {
	return slices.IndexFunc(c.clusters, func(ids []news.StoryID) bool { return slices.Contains(ids, id) })
}
