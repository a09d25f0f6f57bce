package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file keeps when a person looked at the lists. They look until they quit by a
// key, or until the last key before a long pause.

// lookedNow returns the look up to now; nil: nothing is kept.
func (s *Screen) lookedNow() news.LookedAt { return s.lookedUpTo(s.env.Now()) }

func (s *Screen) lookedUpTo(at time.Time) news.LookedAt {
	l, ok := s.at(layout.Headlines).Pane.(pane.Looker)
	if !ok || s.opt.Secondary {
		return nil
	}
	return l.Looked(at)
}

// returned moves the rules if this key is the first one after a long pause.
func (s *Screen) returned() tea.Cmd {
	now, was := s.env.Now(), s.lastKey
	s.lastKey = now
	if was.IsZero() || now.Sub(was) < reader.AwayFrom {
		return nil
	}
	looked := s.lookedUpTo(was)
	l, ok := s.at(layout.Headlines).Pane.(pane.Looker)
	if !ok || len(looked) == 0 {
		return nil
	}
	l.MoveRules(looked)
	env := s.env
	return func() tea.Msg {
		if err := env.Library.SaveLooked(env.Ctx, looked); err != nil && env.Ctx.Err() == nil {
			return pane.Told{Text: sanitize.Line("When you looked last could not be kept: " + err.Error()), Bad: true}
		}
		return pane.RulesMoved{}
	}
}
