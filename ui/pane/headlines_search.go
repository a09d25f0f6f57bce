package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// This file is the search of the list: the line of input, and the list before it.

// searched is a search, and the list before it.
type searched struct {
	on     bool
	query  string // also the last line typed, if it was wrong
	narrow bool   // only stories of the desk are searched
	found  news.Filter
	unread bool // only unread stories were listed before it
	filter news.Filter
	upTo   int64
	at     *news.Story
}

// typing is a search whose line is being typed.
type typing struct {
	n    int    // number of the last change of the line
	was  string // the search in force when it was begun; empty: none
	line string // the typed text
	// Only the desk is searched: now, and when the line was begun.
	narrow, wasNarrow bool
	shown             bool // the list shows the typed search
}

// typedDue says that the line of a search has not changed for a while.
type typedDue struct {
	n    int
	line string
}

// Ask starts a search.
func (p *headlines) Ask() (label, initial string, ok bool) {
	p.typing = typing{n: p.typing.n}
	if p.search.on {
		p.typing.was, p.typing.wasNarrow, p.typing.narrow = p.search.query, p.search.narrow, p.search.narrow
	}
	return "search: ", p.search.query, p.env.Parse != nil
}

// Typed searches the cache when nothing more is typed for a moment.
func (p *headlines) Typed(s string) tea.Cmd {
	p.typing.n++
	p.typing.line = s
	due, done := typedDue{p.typing.n, s}, p.env.Ctx.Done()
	return func() tea.Msg {
		t := time.NewTimer(typedAfter)
		defer t.Stop()
		select {
		case <-done:
			return nil
		case <-t.C:
			return due
		}
	}
}

// typed shows the search typed so far, if it makes sense yet.
func (p *headlines) typed(m typedDue) tea.Cmd {
	if m.n != p.typing.n || p.search.on && m.line == p.search.query && p.typing.narrow == p.search.narrow {
		return nil
	}
	p.now = p.env.Now()
	f, err := p.env.Parse(m.line, p.now)
	switch {
	case err != nil:
		return nil // it is not finished
	case m.line != "":
		p.typing.shown = true
		return p.searchFor(m.line, f)
	case p.search.on:
		p.typing.shown = true
		cmd, _ := p.endSearch()
		return cmd
	}
	return nil
}

// Entered searches the cache; Esc brings back the list before.
func (p *headlines) Entered(s string, cancelled bool) tea.Cmd {
	p.typing.n++ // the pending search is not wanted any more
	if cancelled {
		if !p.typing.shown {
			return nil
		}
		s, p.typing.narrow = p.typing.was, p.typing.wasNarrow
	}
	if p.search.on && s == p.search.query && p.typing.narrow == p.search.narrow && p.typing.shown {
		return nil // it is there
	}
	if s == "" {
		cmd, _ := p.endSearch()
		return cmd
	}
	p.now = p.env.Now()
	f, err := p.env.Parse(s, p.now)
	if err != nil {
		p.search.query = s
		return p.env.send(Told{Text: sanitize.Line(err.Error()), Bad: true})
	}
	return p.searchFor(s, f)
}

// searchFor lists what matches, in the whole cache or on the desk that is shown.
func (p *headlines) searchFor(s string, f news.Filter) tea.Cmd {
	if !p.search.on {
		p.leaving()
		p.search = searched{on: true, filter: p.filter, upTo: p.upTo, at: p.Pointed(), unread: p.unread}
	}
	p.search.query, p.search.found, p.search.narrow = s, f, p.typing.narrow
	p.filter = p.only(p.scoped(p.search.narrow))
	return p.loadFiltered()
}

// endSearch brings back the list and the place before the search.
func (p *headlines) endSearch() (tea.Cmd, bool) {
	if !p.search.on {
		p.search.query = ""
		return nil, false
	}
	was := p.search
	p.search = searched{}
	p.filter, p.upTo = was.filter, was.upTo
	p.Deselect()
	if was.at == nil || was.unread != p.unread {
		return p.load(), true
	}
	return p.loadAround(was.at, false), true
}
