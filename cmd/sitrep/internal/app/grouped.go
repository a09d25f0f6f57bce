package app

import (
	"cmp"
	"slices"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// grouped is stories in clusters.
type grouped struct {
	batch    *cluster.Batch  // nil: they are those that the cache keeps
	list     []cluster.Story // of the batch
	at       map[news.StoryID]int
	clusters [][]news.StoryID
	ids      []cluster.ID
	lines    map[news.StoryID]cluster.ID // the storyline of each story
	merged   map[cluster.ID]cluster.ID
}

// group makes clusters of stories, with the IDs of old ones.
func group(list []cluster.Story, old []news.Cluster, counts *cluster.Counts) *grouped {
	g := &grouped{list: list, at: make(map[news.StoryID]int, len(list)), lines: make(map[news.StoryID]cluster.ID, len(list))}
	for i := range list {
		g.at[list[i].ID] = i
	}
	g.batch = cluster.New(list, counts, cluster.Defaults())
	for _, x := range g.batch.Clusters {
		ids := make([]news.StoryID, len(x.Stories))
		for i, k := range x.Stories {
			ids[i] = list[k].ID
		}
		g.clusters = append(g.clusters, ids)
	}
	kept := make([]cluster.Kept, len(old))
	byHand := map[news.StoryID]cluster.ID{}
	for i, o := range old {
		kept[i] = cluster.Kept{ID: cluster.ID(o.ID), Stories: o.Stories, ByHand: o.ByHand}
		for _, id := range o.ByHand {
			byHand[id] = cluster.ID(o.ID)
		}
	}
	named := cluster.Keep(kept, g.clusters)
	first := map[int]cluster.ID{}
	for k, x := range g.batch.Clusters {
		if first[x.Storyline] == "" {
			first[x.Storyline] = named.IDs[k]
		}
		for _, id := range g.clusters[k] {
			g.lines[id] = first[x.Storyline]
		}
	}
	g.merged = named.Merged
	g.clusters, g.ids = cluster.Move(g.clusters, named.IDs, byHand)
	return g
}

// span returns the times of the first and the last of some stories.
func (g *grouped) span(ids []news.StoryID) (first, last time.Time) {
	for i, id := range ids {
		at := g.list[g.at[id]].At
		if i == 0 || at.Before(first) {
			first = at
		}
		if i == 0 || at.After(last) {
			last = at
		}
	}
	return first, last
}

// changes returns the clusters that differ from those in old.
func (g *grouped) changes(old []news.Cluster) news.Clustering {
	was := make(map[string]*news.Cluster, len(old))
	for i := range old {
		was[old[i].ID] = &old[i]
	}
	out := news.Clustering{How: news.Repaired, Merged: map[string]string{}}
	for k, ids := range g.clusters {
		if len(ids) == 0 {
			continue
		}
		first, last := g.span(ids)
		c := news.Cluster{ID: string(g.ids[k]), Storyline: string(g.lines[ids[0]]), First: first, Last: last, Stories: ids}
		if before := was[c.ID]; before == nil || !isSame(before, &c) {
			out.Clusters = append(out.Clusters, c)
		}
	}
	for from, to := range g.merged {
		out.Merged[string(from)] = string(to)
	}
	return out
}

// isSame reports whether two clusters of one ID are kept as the same. The stories may
// be in any order.
func isSame(a, b *news.Cluster) bool {
	if a.Storyline != b.Storyline || a.First.UnixMilli() != b.First.UnixMilli() || a.Last.UnixMilli() != b.Last.UnixMilli() || len(a.Stories) != len(b.Stories) {
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(a.Stories)), slices.Sorted(slices.Values(b.Stories)))
}

// clusterStory is a story as clusters are made of it.
func clusterStory(s *news.Story) cluster.Story {
	return cluster.Story{
		ID: s.ID, Outlet: outletOf(s.URL, s.Feed), Lang: s.Lang, Headline: s.Headline.String(), Summary: s.Summary.String(), At: s.When(),
	}
}

// outlineStory is clusterStory for an outline.
func outlineStory(o *news.Outline) cluster.Story {
	return cluster.Story{ID: o.ID, Outlet: outletOf(o.URL, o.Feed), Lang: o.Lang, Headline: o.Headline.String(), Summary: o.Summary.String(), At: o.At}
}

// outletOf returns who printed a story: the site of its address, so that the
// feeds of one newsroom are one outlet, else its feed.
func outletOf(address string, feed news.FeedID) string {
	return cmp.Or(sanitize.SiteOf(address), string(feed))
}
