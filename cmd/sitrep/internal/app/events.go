package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
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
func (s *Session) Events(ctx context.Context, r EventsRequest) ([]present.Event, error) {
	in := news.Filter{}
	if !r.All {
		in.Expr = news.Since{Time: s.Now().Add(-cluster.Defaults().Window.Duration)}
	}
	stories, err := s.allStories(ctx, in, mostClustered)
	if err != nil {
		return nil, err
	}
	var wanted map[news.StoryID]bool
	if r.Filter.Expr != nil {
		found, err := s.allStories(ctx, r.Filter.And(in), mostClustered)
		if err != nil {
			return nil, err
		}
		wanted = make(map[news.StoryID]bool, len(found))
		for _, f := range found {
			wanted[f.ID] = true
		}
	}
	list := make([]cluster.Story, len(stories))
	for i, st := range stories {
		list[i] = clusterStory(st)
	}
	b := cluster.New(list, nil, cluster.Defaults())
	return s.events(ctx, b, stories, wanted, r)
}

// clusterStory is a story as clusters are made of it.
func clusterStory(s *news.Story) cluster.Story {
	return cluster.Story{
		ID: s.ID, Outlet: outletOf(s), Lang: s.Lang, Headline: s.Headline.String(), Summary: s.Summary.String(), At: s.When(),
	}
}

// outletOf returns who printed a story: the site of its address, so that the
// feeds of one newsroom are one outlet, else its feed.
func outletOf(s *news.Story) string { return cmp.Or(sanitize.SiteOf(s.URL), string(s.Feed)) }

// allStories reads the stories of a filter, the newest, at most a number.
func (s *Session) allStories(ctx context.Context, f news.Filter, most int) ([]*news.Story, error) {
	const page = 1000
	var out []*news.Story
	w := news.Window{Limit: page}
	for len(out) < most {
		ss, err := s.Cache.Stories(ctx, f, w)
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

// events lays the clusters of a batch out.
func (s *Session) events(ctx context.Context, b *cluster.Batch, stories []*news.Story, wanted map[news.StoryID]bool, r EventsRequest) ([]present.Event, error) {
	ids := make([][]news.StoryID, len(b.Clusters))
	for k, c := range b.Clusters {
		for _, i := range c.Stories {
			ids[k] = append(ids[k], stories[i].ID)
		}
	}
	named := cluster.Keep(nil, ids)
	lines := map[int]cluster.ID{}
	var out []present.Event
	for k, c := range b.Clusters {
		if lines[c.Storyline] == "" {
			lines[c.Storyline] = named.IDs[k]
		}
		if len(c.Stories) < 2 && !r.All || wanted != nil && !slices.ContainsFunc(ids[k], func(id news.StoryID) bool { return wanted[id] }) {
			continue
		}
		e := present.Event{ID: named.IDs[k], Storyline: lines[c.Storyline]}
		for _, i := range c.Stories {
			x := present.EventStory{Story: stories[i]}
			if r.Why {
				x.Reason = new(b.Why(i))
			}
			e.Stories = append(e.Stories, x)
		}
		if err := s.addOrigins(ctx, &e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b present.Event) int { return b.Last().Compare(a.Last()) })
	return out, nil
}

// addOrigins finds the origins of the stories of an event.
func (s *Session) addOrigins(ctx context.Context, e *present.Event) error {
	docs := make([]origin.Document, len(e.Stories))
	for i, x := range e.Stories {
		st := x.Story
		docs[i] = origin.Document{
			ID: st.ID, Outlet: outletOf(st), Owner: origin.Owner(sanitize.SiteOf(st.URL)), Name: st.Source.String(), Headline: st.Headline.String(),
			Byline: st.Byline.String(), Summary: st.Summary.String(), At: st.When(),
		}
		if !st.FullText {
			continue
		}
		body, err := s.Cache.Body(ctx, st.ID, "")
		if err != nil {
			return err
		}
		docs[i].Paragraphs = present.Paragraphs(body.Blocks)
	}
	found := origin.Find(docs)
	for i := range e.Stories {
		e.Stories[i].Origin = found[i]
	}
	e.Count = origin.CountOf(docs, found)
	return nil
}

// inWindow is how far back clusters are kept up to date.
func (a *App) inWindow() time.Time { return a.Now().Add(-cluster.Defaults().Window.Duration) }
