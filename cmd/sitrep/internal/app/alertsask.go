package app

import (
	"context"
	"slices"
	"time"

	"sitrep/internal/alert"
	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// This file asks rules about stories and the events they belong to.

// ask asks rules about stories, and those that count outlets or origins about
// the events that the stories are part of.
func (r *raiser) ask(ctx context.Context, stories []*news.Story, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	if len(rules) == 0 || len(stories) == 0 {
		return nil, nil
	}
	var single, counting []*alert.Rule
	for _, x := range rules {
		if x.Counts() {
			counting = append(counting, x)
		} else {
			single = append(single, x)
		}
	}
	events, err := r.eventsAround(ctx, stories)
	if err != nil {
		return nil, err
	}
	var out []news.Alert
	for _, st := range stories {
		it, err := r.item(ctx, st, events.of[st.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, r.engine.Story(it, r.Now(), single, before)...)
	}
	if len(counting) == 0 {
		return out, nil
	}
	for _, k := range events.ids {
		more, err := r.askEvent(ctx, events.clusters[k], counting, before)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// around are the events that some stories are part of.
type around struct {
	clusters map[string]*news.Cluster
	ids      []string                       // of clusters, in the order of the stories
	of       map[news.StoryID]*news.Cluster // the event of each story
}

func (s *Session) eventsAround(ctx context.Context, stories []*news.Story) (around, error) {
	ids := make([]news.StoryID, len(stories))
	for i, st := range stories {
		ids[i] = st.ID
	}
	kept, err := s.DB.ClustersOf(ctx, ids)
	a := around{clusters: map[string]*news.Cluster{}, of: map[news.StoryID]*news.Cluster{}}
	for i := range kept {
		k := &kept[i]
		a.clusters[k.ID], a.ids = k, append(a.ids, k.ID)
		for _, id := range k.Stories {
			a.of[id] = k
		}
	}
	return a, err
}

// item is a story as rules are asked about it.
func (r *raiser) item(ctx context.Context, st *news.Story, k *news.Cluster) (*alert.Item, error) {
	it := &alert.Item{Story: st, Subject: "story:" + string(st.ID), Page: r.page}
	if k != nil {
		it.Cluster, it.Subject = k.ID, k.Storyline
	}
	r.describe(it)
	if st.FullText {
		body, err := r.Cache.Body(ctx, st.ID, "")
		if err != nil {
			return nil, err
		}
		it.Text = reader.Paragraphs(body.Blocks)
	}
	return it, nil
}

// askEvent asks rules about the stories of an event, with its counts.
func (r *raiser) askEvent(ctx context.Context, k *news.Cluster, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	stories, err := r.Cache.StoriesByID(ctx, k.Stories...)
	if err != nil {
		return nil, err
	}
	return r.askStories(ctx, k, stories, r.Now(), rules, before)
}

func (r *raiser) askStories(ctx context.Context, k *news.Cluster, stories []*news.Story, now time.Time, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	e := reader.Event{ID: cluster.ID(k.ID)}
	for _, st := range stories {
		e.Stories = append(e.Stories, reader.EventStory{Story: st})
	}
	if err := r.addOrigins(ctx, &e); err != nil {
		return nil, err
	}
	slices.SortFunc(stories, func(a, b *news.Story) int { return int(b.Seq - a.Seq) })
	var out []news.Alert
	for _, st := range stories {
		it, err := r.item(ctx, st, k)
		if err != nil {
			return nil, err
		}
		it.Outlets, it.Origins = e.Count.Outlets, e.Count.Origins
		out = append(out, r.engine.Story(it, now, rules, before)...)
	}
	return out, nil
}
