package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file fetches the full text of stories: of the open one, and of all it refers to.

// textFetched says that a story's page was fetched, or not.
type textFetched struct {
	id    news.StoryID
	asked bool // by a key, not by opening the story
	quiet bool // the story came back with the session: nobody asked for anything
	whole bool // its text was held before
	err   error
}

// allFetched is how far fetching all references of a story has come.
type allFetched struct {
	ctx    context.Context //nolint:containedctx // of this one job, which is cancelled by it
	cancel context.CancelFunc
	job    int
	refs   []news.Reference
	event  bool // they are the stories of an event
	at     int  // the next of them

	cached, fetched int
	failed, noAddr  int
	err             error
}

// wantText fetches the page of a story that was opened without its whole text,
// once in a session, or of one that has grown since. back: the story was not opened
// by a key, but came back with the session.
func (s *Screen) wantText(l pane.StoryLoaded, back bool) tea.Cmd {
	if !reader.WantsPage(l.Story, l.Body, s.work.tried[l.Story.ID], s.env.Now()) {
		return nil
	}
	return s.fetchPage(l.Story, textFetched{quiet: back})
}

func (s *Screen) fetchText(st *news.Story, asked bool) tea.Cmd {
	return s.fetchPage(st, textFetched{asked: asked})
}

// fetchPage fetches the page of a story; m is what its answer begins with.
func (s *Screen) fetchPage(st *news.Story, m textFetched) tea.Cmd {
	if st.URL == "" {
		s.told = pane.Told{Text: sanitize.Lit(reader.NoTextSource)}
		return nil
	}
	s.work.tried[st.ID] = s.env.Now()
	s.work.texts++
	env := s.env
	m.id, m.whole = st.ID, st.FullText
	return func() tea.Msg {
		m.err = env.Actions.FullText(env.Ctx, m.id)
		return m
	}
}

// fetched shows a text that was fetched; why one was not is told beside the
// feed's own text, which the cache keeps with its reason.
func (s *Screen) fetched(m textFetched) tea.Cmd {
	s.work.texts--
	here := s.load.open != nil && s.load.open.ID == m.id
	switch {
	case m.err != nil && m.quiet: // nobody has done anything yet that this would answer
	case m.err != nil && m.whole && (here || m.asked):
		s.complain(reader.NotNewer, m.err)
	case m.err != nil && (here || m.asked):
		s.complain(reader.TextMissing, m.err)
	case m.err == nil && m.asked:
		s.told = pane.Told{Text: sanitize.Lit(reader.TextHere)}
	}
	changed := s.tell(pane.StateChanged{})
	if !here {
		return changed
	}
	return tea.Batch(changed, s.reload())
}

// fetchAll fetches the references of the open story, one after another; Esc
// cancels it.
func (s *Screen) fetchAll() tea.Cmd {
	s.stopFollowing()
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.work.job++
	s.work.cancel = cancel
	refs := slices.DeleteFunc(slices.Clone(s.load.refs), func(r news.Reference) bool { return r.Kind == news.RefBodylink })
	return s.fetchNext(allFetched{ctx: ctx, cancel: cancel, job: s.work.job, refs: refs})
}

// fetchNext fetches the next of the references.
func (s *Screen) fetchNext(m allFetched) tea.Cmd {
	if m.at == len(m.refs) {
		m.cancel()
		return s.fetchedAll(m)
	}
	r := m.refs[m.at]
	kind := "reference"
	if m.event {
		kind = "text"
	}
	s.work.what = sanitize.Join(" ", sanitize.Line(fmt.Sprintf("%s %d of %d:", kind, m.at+1, len(m.refs))), r.Title)
	lib, act := s.env.Library, s.env.Actions
	return func() tea.Msg {
		m.at++
		err := m.ctx.Err()
		switch {
		case err != nil:
		case r.To == "" && r.URL == "":
			m.noAddr++
			return m
		case r.To == "":
			_, err = act.Follow(m.ctx, r)
		default:
			var st *news.Story
			if st, err = lib.Story(m.ctx, r.To); err == nil && (st.FullText || st.URL == "") {
				m.cached++
				return m
			}
			if err == nil {
				err = act.FullText(m.ctx, r.To)
			}
		}
		switch {
		case m.ctx.Err() != nil:
			m.err = m.ctx.Err()
		case err != nil:
			m.failed++
		default:
			m.fetched++
		}
		return m
	}
}

// fetchedOne goes on with the references, unless it was called off.
func (s *Screen) fetchedOne(m allFetched) tea.Cmd {
	if m.job != s.work.job {
		m.err = context.Canceled
	}
	if m.err != nil {
		m.cancel()
		return s.fetchedAll(m)
	}
	return s.fetchNext(m)
}

func (s *Screen) fetchedAll(m allFetched) tea.Cmd {
	if m.job == s.work.job {
		s.work.cancel = nil
	}
	if errors.Is(m.err, context.Canceled) {
		return s.reload()
	}
	kind := "References"
	if m.event {
		kind = "Texts of the event"
	}
	text := fmt.Sprintf("%s: %d fetched, %d held before", kind, m.fetched, m.cached)
	if m.failed > 0 {
		text += fmt.Sprintf(", %d failed", m.failed)
	}
	if m.noAddr > 0 {
		text += fmt.Sprintf(", %d without address", m.noAddr)
	}
	s.told = pane.Told{Text: sanitize.Line(text + "."), Bad: m.failed > 0}
	if m.event {
		return tea.Batch(s.reload(), s.recount(m.refs[0].To))
	}
	return s.reload()
}
