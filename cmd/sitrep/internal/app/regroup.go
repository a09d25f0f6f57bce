package app

import (
	"context"
	"errors"
	"slices"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Errors of moving stories by hand.
var (
	errAlone   = errors.New("it is the only story of its event")
	errJoined  = errors.New("they are one event already")
	errNoStory = errors.New("no story is meant")
)

// Join implements reader.Events: stories become one event with another, given by a story
// or a cluster. They stay joined.
func (s *Session) Join(ctx context.Context, with string, ids ...news.StoryID) (reader.Regrouped, error) {
	into, anchor, err := s.target(ctx, with)
	if err != nil {
		return reader.Regrouped{}, err
	}
	was, err := s.DB.Members(ctx, append(slices.Clone(ids), anchor...))
	if err != nil {
		return reader.Regrouped{}, err
	}
	known := map[news.StoryID]string{}
	for _, m := range was {
		known[m.Story] = m.Cluster
	}
	moves := []news.Member{}
	moved := 0
	for _, id := range append(slices.Clone(ids), anchor...) {
		if known[id] != into && !slices.Contains(anchor, id) {
			moved++
		}
		moves = append(moves, news.Member{Story: id, Cluster: into, How: news.ByHand})
	}
	if moved == 0 {
		return reader.Regrouped{}, errJoined
	}
	r := reader.Regrouped{Was: was, Text: sanitize.Line(reader.Count(moved, "story", "stories") + " put into the event by hand; no clustering takes that back.")}
	return r, s.regroup(ctx, moves, was)
}

// target returns the cluster that a word means, and the story that is named by it; none if
// it is a cluster.
func (s *Session) target(ctx context.Context, with string) (into string, anchor []news.StoryID, err error) {
	if cluster.IsID(with) {
		if c, err := s.DB.Cluster(ctx, with); err == nil {
			return c.ID, nil, nil
		}
	}
	st, err := s.Find(ctx, with)
	if err != nil {
		return "", nil, err
	}
	was, err := s.DB.Members(ctx, []news.StoryID{st.ID})
	if err != nil {
		return "", nil, err
	}
	if len(was) > 0 {
		return was[0].Cluster, []news.StoryID{st.ID}, nil
	}
	id, err := s.freeID(ctx, st.ID)
	return id, []news.StoryID{st.ID}, err
}

// Part implements reader.Events: stories leave their event and are one of their own. They
// stay apart.
func (s *Session) Part(ctx context.Context, ids ...news.StoryID) (reader.Regrouped, error) {
	if len(ids) == 0 {
		return reader.Regrouped{}, errNoStory
	}
	was, err := s.DB.Members(ctx, ids)
	if err != nil {
		return reader.Regrouped{}, err
	}
	events, err := s.DB.ClustersOf(ctx, ids)
	if err != nil {
		return reader.Regrouped{}, err
	}
	if !slices.ContainsFunc(events, func(c news.Cluster) bool {
		return slices.ContainsFunc(c.Stories, func(id news.StoryID) bool { return !slices.Contains(ids, id) })
	}) {
		return reader.Regrouped{}, errAlone
	}
	into, err := s.freeID(ctx, ids[0])
	if err != nil {
		return reader.Regrouped{}, err
	}
	moves := make([]news.Member, len(ids))
	for i, id := range ids {
		moves[i] = news.Member{Story: id, Cluster: into, How: news.ByHand}
	}
	r := reader.Regrouped{Was: was, Text: sanitize.Line(reader.Count(len(ids), "story", "stories") + " parted from the event by hand; no clustering takes that back.")}
	return r, s.regroup(ctx, moves, was)
}

// PutBack implements reader.Events.
func (s *Session) PutBack(ctx context.Context, r reader.Regrouped) error {
	ids := make([]news.StoryID, len(r.Was))
	for i, m := range r.Was {
		ids[i] = m.Story
	}
	now, err := s.DB.Members(ctx, ids)
	if err != nil {
		return err
	}
	return s.regroup(ctx, r.Was, now)
}

// regroup moves stories and counts the events that are others then.
func (s *Session) regroup(ctx context.Context, moves, was []news.Member) error {
	if err := s.DB.MoveStories(ctx, moves); err != nil {
		return err
	}
	done := map[string]bool{}
	for _, m := range slices.Concat(moves, was) {
		if done[m.Cluster] {
			continue
		}
		done[m.Cluster] = true
		kept, err := s.DB.Cluster(ctx, m.Cluster)
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.recount(ctx, kept); err != nil {
			return err
		}
	}
	return nil
}

// Recount implements reader.Events.
func (s *Session) Recount(ctx context.Context, id news.StoryID) error {
	kept, err := s.DB.ClustersOf(ctx, []news.StoryID{id})
	if err != nil || len(kept) == 0 {
		return err
	}
	return s.recount(ctx, kept[0])
}

// recount counts outlets and origins of a cluster.
func (s *Session) recount(ctx context.Context, kept news.Cluster) error {
	c, err := s.kept(ctx, []news.Cluster{kept})
	if err != nil || len(c.clusters[0]) == 0 {
		return err
	}
	e, err := s.event(ctx, c, 0, false)
	if err != nil {
		return err
	}
	kept.Outlets, kept.Origins, kept.AtLeast = e.Count.Outlets, e.Count.Origins, e.Count.AtLeast
	return s.DB.SaveClusters(ctx, news.Clustering{How: news.Repaired, Clusters: []news.Cluster{kept}})
}

// freeID returns an ID for a new cluster that begins with a story.
func (s *Session) freeID(ctx context.Context, id news.StoryID) (string, error) {
	taken := map[cluster.ID]bool{}
	for {
		free := cluster.NewID([]news.StoryID{id}, taken)
		_, err := s.DB.Cluster(ctx, string(free))
		if errors.Is(err, news.ErrNotFound) {
			return string(free), nil
		}
		if err != nil {
			return "", err
		}
		taken[free] = true
	}
}
