package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/pane"
)

// This file holds the signs that reach a reader who looks elsewhere: the
// terminal's title and its bell. Both are off unless they are asked for.

// longestTitle is the most cells that a title has: it must fit in a tab.
const longestTitle = 60

// windowTitle names the open story.
func (s *Screen) windowTitle() string {
	if s.opened() == nil {
		return "sitrep"
	}
	return "sitrep: " + pane.Cut(s.load.open.Headline.String(), longestTitle, s.env.ASCII)
}

// bell is when the bell last rang.
type bell struct {
	at      time.Time
	inRound bool // in the round of polling that is going on
}

// quiet is the least time between two rings.
const quiet = time.Minute

// ring rings the bell, once in a round of polling.
func (s *Screen) ring() tea.Cmd {
	now := s.env.Now()
	if !s.opt.Bell || s.bell.inRound || !s.bell.at.IsZero() && now.Sub(s.bell.at).Abs() < quiet {
		return nil
	}
	s.bell = bell{now, s.progress.now.Running}
	return tea.Raw("\a")
}
