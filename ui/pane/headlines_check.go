package pane

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
)

// This file compares the rows with the cache after a change.

// rowsChecked answers how the loaded rows are now.
type rowsChecked struct {
	snap     int
	clusters []news.Cluster // that the rows are in, if they are folded
	rows     map[news.StoryID]*news.Story
	counts   news.Counts
	beside   news.Counts
	muted    news.Counts
	blank    *blank
	err      error
}

// check asks how the loaded rows are now, and how many stories are new. The
// list stays as it is: no row comes or goes.
func (p *headlines) check() tea.Cmd {
	if p.checking || !p.loaded {
		p.again = true
		return nil
	}
	p.checking = true
	env, filter, beside, upTo, snap := p.env, p.filter, p.otherScope(), p.upTo, p.snap
	muted, fold := p.mutedFilter(), p.folding()
	ids := idsOf(p.rows)
	return func() tea.Msg {
		m := rowsChecked{rows: make(map[news.StoryID]*news.Story, len(ids)), snap: snap}
		rows, err := env.Library.StoriesByID(env.Ctx, ids...)
		for _, s := range rows {
			m.rows[s.ID] = s
		}
		if m.err = err; err == nil {
			m.counts, m.err = env.Library.Count(env.Ctx, filter, upTo)
		}
		if m.err == nil && beside != nil {
			m.beside, m.err = env.Library.Count(env.Ctx, *beside, upTo)
		}
		if m.err == nil && muted != nil {
			m.muted, m.err = env.Library.Count(env.Ctx, *muted, upTo)
		}
		if m.err == nil && fold && len(ids) > 0 {
			m.clusters, m.err = env.Library.ClustersOf(env.Ctx, ids)
		}
		if m.err == nil && len(ids) == 0 {
			m.blank, m.err = askBlank(env)
		}
		return m
	}
}

func (p *headlines) applyChecked(m rowsChecked) tea.Cmd {
	p.checking = false
	if p.outdated {
		p.outdated = false
		return p.check()
	}
	p.recount(m.clusters)
	for i, s := range p.rows {
		if now, ok := m.rows[s.ID]; ok {
			p.rows[i] = now
		}
	}
	if m.err == nil && m.snap == p.snap {
		if m.counts.New > p.counts.New {
			p.env.send(StoriesArrived{})
		}
		if !p.filter.Lasting() {
			// What has been read is unread no more, and is listed still.
			m.counts.Total = max(m.counts.Total, p.counts.Total)
		}
		p.counts, p.beside, p.mutes.hidden = m.counts, m.beside, m.muted
		p.nothingNew()
	}
	return p.afterCheck(m)
}

func (p *headlines) afterCheck(m rowsChecked) tea.Cmd {
	if m.blank != nil {
		p.blank = *m.blank
	}
	if len(p.rows) == 0 && p.counts.New > 0 && !p.search.on && !p.loading {
		return p.load()
	}
	if p.again {
		p.again = false
		return p.check()
	}
	return nil
}
