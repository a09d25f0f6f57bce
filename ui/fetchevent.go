package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// mostTexts is how many texts of an event are fetched at once, the newest.
const mostTexts = 30

// fetchEvent fetches the texts of the stories that are folded into the row under the
// cursor, one after another, since origins are found in them; Esc cancels it. False:
// nothing is folded there.
func (s *Screen) fetchEvent() (tea.Cmd, bool) {
	list, ok := s.at(layout.Headlines).Pane.(pane.Folder)
	if !ok || s.overlay != nil || s.focus != layout.Headlines {
		return nil, false
	}
	ids := list.Folded()
	if len(ids) < 2 {
		return nil, false
	}
	ids = ids[max(len(ids)-mostTexts, 0):]
	refs := make([]news.Reference, len(ids))
	for i, id := range ids {
		refs[i] = news.Reference{To: id}
	}
	s.stopFollowing()
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.work.job++
	s.work.cancel = cancel
	return s.fetchNext(allFetched{ctx: ctx, cancel: cancel, job: s.work.job, refs: refs, event: true}), true
}

// recount counts outlets and origins of the event of a story once more.
func (s *Screen) recount(id news.StoryID) tea.Cmd {
	env := s.env
	if env.Events == nil {
		return nil
	}
	return func() tea.Msg {
		if err := env.Events.Recount(env.Ctx, id); err != nil && !errors.Is(err, news.ErrNotFound) {
			return pane.Told{Text: sanitize.Line(reader.NoEvent + ": " + err.Error()), Bad: true}
		}
		return pane.StateChanged{}
	}
}
