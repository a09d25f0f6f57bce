package app

import (
	"context"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
)

// countIn counts the outlets and origins of clusters that are to be saved, and of old ones
// that nobody has counted. Those of one story are counted only if they had more.
func (c *clusterer) countIn(ctx context.Context, now *grouped, save *news.Clustering, old []news.Cluster) error {
	at := make(map[cluster.ID]int, len(now.ids))
	for k, id := range now.ids {
		at[id] = k
	}
	counted, saved := map[string]bool{}, map[string]bool{}
	for i := range save.Clusters {
		saved[save.Clusters[i].ID] = true
	}
	for i := range old {
		k, there := at[cluster.ID(old[i].ID)]
		counted[old[i].ID] = old[i].Outlets > 0
		if there && !saved[old[i].ID] && old[i].Outlets == 0 && len(now.clusters[k]) > 1 {
			save.Clusters = append(save.Clusters, old[i])
		}
	}
	for i := range save.Clusters {
		x := &save.Clusters[i]
		k, ok := at[cluster.ID(x.ID)]
		if !ok || len(now.clusters[k]) < 2 && !counted[x.ID] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		whole, err := c.kept(ctx, []news.Cluster{{ID: x.ID, Storyline: x.Storyline, Stories: now.clusters[k]}})
		if err != nil {
			return err
		}
		if len(whole.clusters[0]) == 0 {
			continue
		}
		e, err := c.event(ctx, whole, 0, false)
		if err != nil {
			return err
		}
		x.Outlets, x.Origins, x.AtLeast = e.Count.Outlets, e.Count.Origins, e.Count.AtLeast
	}
	return nil
}
