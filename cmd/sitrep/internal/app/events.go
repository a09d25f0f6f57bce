package app

import (
	"context"
	"slices"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/ui/reader"
)

// EventsRequest is what Events is to return.
type EventsRequest struct {
	Filter news.Filter // only clusters that have a story of it
	All    bool        // also those of one story, and older than the window
	Why    bool        // with the reasons of each story
}

// mostClustered is how many stories are made clusters of at once, the newest.
const mostClustered = 50_000

// Events returns the clusters of the cache, the newest first.
func (s *Session) Events(ctx context.Context, r EventsRequest) ([]reader.Event, error) {
	in := news.Filter{}
	if !r.All {
		in.Expr = news.Since{Time: s.windowStart()}
	}
	c, err := s.eventsOf(ctx, in, r)
	if err != nil {
		return nil, err
	}
	var wanted map[news.StoryID]bool
	if r.Filter.Expr != nil {
		found, err := allStories(ctx, s.Cache, r.Filter.And(in), mostClustered)
		if err != nil {
			return nil, err
		}
		wanted = make(map[news.StoryID]bool, len(found))
		for _, f := range found {
			wanted[f.ID] = true
		}
	}
	var out []reader.Event
	for k, ids := range c.clusters {
		if len(ids) == 0 || len(ids) < 2 && !r.All || wanted != nil && !slices.ContainsFunc(ids, func(id news.StoryID) bool { return wanted[id] }) {
			continue
		}
		e, err := s.event(ctx, c, k, r.Why)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b reader.Event) int { return b.Last().Compare(a.Last()) })
	return out, nil
}

// eventsOf returns the clusters that Events lists: those that the cache keeps,
// unless they are not all there or more is asked for than is kept.
func (s *Session) eventsOf(ctx context.Context, in news.Filter, r EventsRequest) (*clustered, error) {
	if !r.All && !r.Why {
		if _, whole, err := s.DB.ClusterCounts(ctx, s.windowStart()); err != nil || whole {
			return s.keptSince(ctx, err)
		}
	}
	return s.clustered(ctx, in, r.All)
}

// keptSince returns the clusters of the window that the cache keeps.
func (s *Session) keptSince(ctx context.Context, err error) (*clustered, error) {
	if err != nil {
		return nil, err
	}
	kept, err := s.DB.Clusters(ctx, s.windowStart())
	if err != nil {
		return nil, err
	}
	return s.kept(ctx, slices.DeleteFunc(kept, func(c news.Cluster) bool { return len(c.Stories) < 2 }))
}

// kept lays out clusters as the cache keeps them.
func (s *Session) kept(ctx context.Context, all []news.Cluster) (*clustered, error) {
	c := &clustered{grouped: grouped{at: map[news.StoryID]int{}, lines: map[news.StoryID]cluster.ID{}}}
	var ids []news.StoryID
	for _, k := range all {
		c.clusters, c.ids = append(c.clusters, k.Stories), append(c.ids, cluster.ID(k.ID))
		ids = append(ids, k.Stories...)
		for _, id := range k.Stories {
			c.lines[id] = cluster.ID(k.Storyline)
		}
	}
	var err error
	if c.stories, err = s.Cache.StoriesByID(ctx, ids...); err != nil {
		return nil, err
	}
	for i, st := range c.stories {
		c.at[st.ID] = i
	}
	// A story may have been dropped in between.
	for k := range c.clusters {
		c.clusters[k] = slices.DeleteFunc(c.clusters[k], func(id news.StoryID) bool { _, ok := c.at[id]; return !ok })
	}
	return c, nil
}

// windowStart is how far back clusters are kept up to date.
func (a *App) windowStart() time.Time { return a.Now().Add(-cluster.Defaults().Window.Duration) }

// clustered are the stories of a filter in clusters.
type clustered struct {
	grouped
	stories []*news.Story
}

// clustered makes the clusters of the stories of a filter. They have the IDs
// that the cache knows them by, and stories that a person moved are where
// they were put. With all, terms are weighed by these stories alone.
func (s *Session) clustered(ctx context.Context, in news.Filter, all bool) (*clustered, error) {
	stories, err := allStories(ctx, s.Cache, in, mostClustered)
	if err != nil {
		return nil, err
	}
	var counts *cluster.Counts
	if !all {
		if counts, err = s.termCounts(ctx, false); err != nil {
			return nil, err
		}
	}
	oldest := time.Time{}
	if n := len(stories); n > 0 {
		oldest = stories[n-1].When()
	}
	old, err := s.DB.Clusters(ctx, oldest)
	if err != nil {
		return nil, err
	}
	list := make([]cluster.Story, len(stories))
	for i, st := range stories {
		list[i] = clusterStory(st)
	}
	return &clustered{*group(list, old, counts), stories}, nil
}

// allStories reads the stories of a filter, the newest, at most a number.
func allStories(ctx context.Context, p *store.Person, f news.Filter, most int) ([]*news.Story, error) {
	const page = 1000
	var out []*news.Story
	w := news.Window{Limit: page}
	for len(out) < most {
		ss, err := p.Stories(ctx, f, w)
		if err != nil {
			return nil, err
		}
		out = append(out, ss...)
		if len(ss) < page {
			break
		}
		w.After = new(news.MarkOf(ss[len(ss)-1]))
	}
	return out, nil
}

// event lays a cluster out.
func (s *Session) event(ctx context.Context, c *clustered, k int, why bool) (reader.Event, error) {
	e := reader.Event{ID: c.ids[k], Storyline: c.lines[c.clusters[k][0]]}
	for _, id := range c.clusters[k] {
		x := reader.EventStory{Story: c.stories[c.at[id]]}
		if why {
			x.Reason = new(c.batch.Why(c.at[id]))
		}
		e.Stories = append(e.Stories, x)
	}
	slices.SortStableFunc(e.Stories, func(a, b reader.EventStory) int { return a.Story.When().Compare(b.Story.When()) })
	return e, s.addOrigins(ctx, &e)
}

// addOrigins finds the origins of the stories of an event.
func (s *Session) addOrigins(ctx context.Context, e *reader.Event) error {
	docs := make([]origin.Document, len(e.Stories))
	for i, x := range e.Stories {
		st := x.Story
		docs[i] = origin.Document{
			ID: st.ID, Outlet: outletOf(st.URL, st.Feed), Owner: origin.Owner(sanitize.SiteOf(st.URL)), Name: st.Source.String(), Headline: st.Headline.String(),
			Byline: st.Byline.String(), Summary: st.Summary.String(), At: st.When(),
		}
		if !st.FullText {
			continue
		}
		body, err := s.Cache.Body(ctx, st.ID, "")
		if err != nil {
			return err
		}
		docs[i].Paragraphs = reader.Paragraphs(body.Blocks)
	}
	found := origin.Find(docs)
	for i := range e.Stories {
		e.Stories[i].Origin = found[i]
	}
	e.Count = origin.CountOf(docs, found)
	return nil
}
