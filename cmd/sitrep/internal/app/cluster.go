package app

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
)

// How clusters are kept up to date: what arrives is attached at once, and a
// repair looks at all stories of the window again when many have arrived, or
// some time has passed since the last.
const (
	repairAfter    = 50 // stories
	repairInterval = 15 * time.Minute
	settleTime     = 500 * time.Millisecond // after a change, before its stories are looked at
	countedDays    = 60
	mostCounted    = 8000 // stories by which terms are weighed, the newest
)

// clusterer keeps the clusters of a cache up to date. It is for one goroutine.
type clusterer struct {
	*Session
	now      *grouped
	seq      int64 // of the last arrival that it knows
	pending  int   // arrivals since the last repair
	repaired time.Time
	upTo     int64 // Seq of the last arrival at the last repair
}

// keepClusters keeps the clusters of the cache up to date until ctx ends. Only
// the process that polls does so. After that it raises alerts, and asks run to
// hand them on; nil: nobody does.
func (a *App) keepClusters(ctx context.Context, run chan<- struct{}) {
	p, err := a.DB.For(ctx, "")
	if err != nil {
		a.logClusters(ctx, err)
		return
	}
	c := &clusterer{Session: &Session{App: a, Cache: p}} // no screen: it has no number
	changed, stop := a.Changed()
	defer stop()
	a.logClusters(ctx, c.repair(ctx))
	a.keepAlerts(ctx, run)
	tick := time.NewTicker(repairInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changed:
			select {
			case <-ctx.Done():
				return
			case <-time.After(settleTime): // one round of polling commits several times
			}
		}
		a.logClusters(ctx, c.update(ctx))
		a.keepAlerts(ctx, run)
	}
}

// UpdateClusters brings the clusters of the window up to date once.
func (s *Session) UpdateClusters(ctx context.Context) error {
	return (&clusterer{Session: s}).repair(ctx)
}

func (a *App) logClusters(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		a.Log.ErrorContext(ctx, "keep clusters", slog.Any("error", err))
	}
}

// update attaches new stories, or repairs.
func (c *clusterer) update(ctx context.Context) error {
	arrived, err := c.DB.ArrivedAfter(ctx, c.seq, repairAfter)
	if err != nil {
		return err
	}
	c.pending += len(arrived)
	switch {
	case c.pending == 0:
		return nil
	case c.now == nil, c.pending >= repairAfter, c.Now().Sub(c.repaired).Abs() >= repairInterval:
		return c.repair(ctx)
	case len(arrived) == 0:
		return nil
	}
	return c.attach(ctx, arrived)
}

// attach puts stories that have arrived into clusters.
func (c *clusterer) attach(ctx context.Context, arrived []*news.Story) error {
	taken := make(map[cluster.ID]bool, len(c.now.ids))
	for _, id := range c.now.ids {
		taken[id] = true
	}
	save := news.Clustering{How: news.Attached}
	for _, st := range arrived {
		c.seq = st.Seq
		if _, known := c.now.at[st.ID]; known || st.When().Before(c.windowStart()) {
			continue // a repair finds it
		}
		save.Clusters = append(save.Clusters, c.now.attach(st, taken))
	}
	if err := c.countIn(ctx, c.now, &save, nil); err != nil {
		return err
	}
	return c.DB.SaveClusters(ctx, save)
}

// attach puts one story into a cluster, and returns the new parts of the cluster.
func (g *grouped) attach(st *news.Story, taken map[cluster.ID]bool) news.Cluster {
	x := clusterStory(st)
	k := g.batch.Attach(x)
	g.at[st.ID] = len(g.list)
	g.list = append(g.list, x)
	mates := g.batch.Clusters[k].Stories
	line, id := cluster.ID(""), cluster.ID("")
	for _, i := range mates {
		if other := g.list[i].ID; other != st.ID && id == "" {
			id, line = g.idOf(other), g.lines[other]
		}
	}
	if id == "" {
		id = cluster.NewID([]news.StoryID{st.ID}, taken)
		taken[id] = true
		g.clusters, g.ids = append(g.clusters, nil), append(g.ids, id)
	}
	if line == "" {
		line = id
		for _, x := range g.batch.Clusters { // the storyline that it was found to belong to
			if x.Storyline == g.batch.Clusters[k].Storyline && len(x.Stories) > 0 && g.lines[g.list[x.Stories[0]].ID] != "" {
				line = g.lines[g.list[x.Stories[0]].ID]
				break
			}
		}
	}
	g.lines[st.ID] = line
	out := news.Cluster{ID: string(id), Storyline: string(line), First: st.When(), Last: st.When(), Stories: []news.StoryID{st.ID}}
	for at, x := range g.ids {
		if x == id {
			g.clusters[at] = append(g.clusters[at], st.ID)
			out.First, out.Last = g.span(g.clusters[at])
		}
	}
	return out
}

// idOf returns the ID of the cluster that a story is in.
func (g *grouped) idOf(id news.StoryID) cluster.ID {
	for k, ids := range g.clusters {
		if slices.Contains(ids, id) {
			return g.ids[k]
		}
	}
	return ""
}

// repair makes the clusters of the window anew and swaps them in. Stories that
// arrived with older times open the time around them again.
func (c *clusterer) repair(ctx context.Context) error {
	latest, err := c.DB.Latest(ctx)
	if err != nil {
		return err
	}
	counts, err := c.termCounts(ctx, true)
	if err != nil {
		return err
	}
	if late := c.late(ctx, latest); late != nil {
		if _, err := c.repairIn(ctx, late.from, late.before, counts); err != nil {
			return err
		}
	}
	now, err := c.repairIn(ctx, c.windowStart(), time.Time{}, counts)
	if err != nil {
		return err
	}
	c.now, c.seq, c.upTo, c.pending, c.repaired = now, latest, latest, 0, c.Now()
	return nil
}

// late returns the time around stories that arrived since the last repair
// with times before the window; nil: there are none.
func (c *clusterer) late(ctx context.Context, latest int64) *period {
	if c.now == nil {
		return nil // the cache is read for the first time: only the window counts
	}
	const looked = 1000
	arrived, err := c.DB.ArrivedAfter(ctx, c.upTo, looked)
	if err != nil {
		return nil
	}
	var first, last time.Time
	for _, st := range arrived {
		at := st.When()
		if st.Seq > latest || !at.Before(c.windowStart()) {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	if first.IsZero() {
		return nil
	}
	window := cluster.Defaults().Window.Duration
	return &period{first.Add(-window), last.Add(window)}
}

// period is a length of time.
type period struct{ from, before time.Time }

// repairIn makes the clusters of a time anew and swaps them in. A zero before
// stands for no end.
func (c *clusterer) repairIn(ctx context.Context, from, before time.Time, counts *cluster.Counts) (*grouped, error) {
	list, err := c.outlines(ctx, from, before, mostClustered)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return group(nil, nil, counts), nil
	}
	old, err := c.DB.Clusters(ctx, list[len(list)-1].At)
	if err != nil {
		return nil, err
	}
	now := group(list, old, counts)
	save := now.changes(old)
	if err := c.countIn(ctx, now, &save, old); err != nil {
		return nil, err
	}
	return now, c.DB.SaveClusters(ctx, save)
}

// outlines reads the stories of a time, the newest first, at most a number.
func (a *App) outlines(ctx context.Context, from, before time.Time, most int) ([]cluster.Story, error) {
	var out []cluster.Story
	err := a.DB.Outlines(ctx, from, before, most, func(o *news.Outline) { out = append(out, outlineStory(o)) })
	return out, err
}

// termCounts returns in how many stories of the last 60 days terms stand. They
// are counted once a day, and again when there are many more stories than were
// counted, as on the first day of a cache; they are kept if keep is set.
func (s *Session) termCounts(ctx context.Context, keep bool) (*cluster.Counts, error) {
	n, err := s.Cache.Count(ctx, news.Filter{Expr: news.Since{Time: s.windowStart()}}, 0)
	if err != nil {
		return nil, err
	}
	today := s.Now().UTC().Format(time.DateOnly)
	day, body, err := s.DB.TermCounts(ctx)
	if err != nil {
		return nil, err
	}
	var c cluster.Counts
	if day == today && c.UnmarshalBinary(body) == nil && c.Stories()*3 >= min(n.Total, mostCounted)*2 {
		return &c, nil
	}
	since := s.Now().AddDate(0, 0, -countedDays)
	list, err := s.outlines(ctx, since, time.Time{}, mostCounted)
	if err != nil {
		return nil, err
	}
	counts := cluster.Count(list, cluster.Defaults())
	if !keep || len(list) == 0 {
		return counts, nil
	}
	if body, err = counts.MarshalBinary(); err != nil {
		return nil, err
	}
	return counts, s.DB.SaveTermCounts(ctx, today, body)
}
