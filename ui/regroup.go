package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file moves stories between events by hand.

// Commands that may stand alone.
const (
	joinCommand = "join"
	partCommand = "part"
)

// regrouped has the moved stories, or why none were.
type regrouped struct {
	of   reader.Regrouped
	back bool // it was taken back
	err  error
}

// joinTo makes the selected stories, or else the one that is meant, one event with
// another.
func (s *Screen) joinTo(with string) tea.Cmd {
	return s.regroup(func(ctx context.Context, e reader.Events, of []news.StoryID) (reader.Regrouped, error) {
		return e.Join(ctx, with, of...)
	})
}

// joinSelected makes the selected stories one event.
func (s *Screen) joinSelected() tea.Cmd {
	if s.selection() == nil {
		s.told = pane.Told{Text: sanitize.Join("", s.key(keys.Select), sanitize.Lit(" selects the stories of one event; :join and an ID or address adds the story to the event of another."))}
		return nil
	}
	return s.regroup(func(ctx context.Context, e reader.Events, of []news.StoryID) (reader.Regrouped, error) {
		return e.Join(ctx, string(of[0]), of...)
	})
}

// partStories takes the selected stories, or else the one that is meant, out of their event.
func (s *Screen) partStories() tea.Cmd {
	return s.regroup(func(ctx context.Context, e reader.Events, of []news.StoryID) (reader.Regrouped, error) {
		return e.Part(ctx, of...)
	})
}

// selection returns what reads the stories that are selected; nil: none are.
func (s *Screen) selection() func() ([]*news.Story, error) {
	if list, ok := s.at(layout.Headlines).Pane.(pane.Selecter); ok && s.overlay == nil && s.focus == layout.Headlines {
		return list.Selected()
	}
	return nil
}

// regroup moves the selected stories, or else the one that is meant.
func (s *Screen) regroup(do func(ctx context.Context, e reader.Events, of []news.StoryID) (reader.Regrouped, error)) tea.Cmd {
	env := s.env
	if env.Events == nil {
		s.told = pane.Told{Text: sanitize.Lit("Stories are in no events here.")}
		return nil
	}
	read := s.selection()
	var of []*news.Story
	if read == nil {
		var ok bool
		if of, ok = s.meant(); !ok {
			return nil
		}
	} else if list, ok := s.at(layout.Headlines).Pane.(pane.Selecter); ok {
		list.Deselect()
	}
	return func() tea.Msg {
		if read != nil {
			var err error
			if of, err = read(); err != nil || len(of) == 0 {
				return regrouped{err: err}
			}
		}
		r, err := do(env.Ctx, env.Events, idsOf(of))
		return regrouped{of: r, err: err}
	}
}

// putBack takes back the last move of stories; false: there is none, or marks were changed
// since.
func (s *Screen) putBack() (tea.Cmd, bool) {
	n := len(s.moves)
	if n == 0 {
		return nil, false
	}
	last, env := s.moves[n-1], s.env
	s.moves = s.moves[:n-1]
	return func() tea.Msg { return regrouped{of: last, back: true, err: env.Events.PutBack(env.Ctx, last)} }, true
}

// moved reports the moved stories.
func (s *Screen) moved(m regrouped) tea.Cmd {
	switch {
	case m.err != nil:
		s.told = pane.Told{Text: sanitize.Line("Nothing was moved: " + m.err.Error()), Bad: true}
		return nil
	case m.back:
		s.told = pane.Told{Text: sanitize.Join("", sanitize.Lit(reader.Undone), m.of.Text)}
	default:
		s.moves = append(s.moves, m.of)
		s.told = pane.Told{Text: sanitize.Join("", m.of.Text, sanitize.Lit(" "), s.key(keys.Undo), sanitize.Lit(" takes it back, "), s.key(keys.ShowNew), sanitize.Lit(" draws the list anew."))}
	}
	return s.tell(pane.CacheChanged{})
}
