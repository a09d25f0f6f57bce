package ui

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// openScreen opens the screen of an action, or closes it if it is open; false says
// that the action has none.
func (s *Screen) openScreen(a keys.Action) (tea.Cmd, bool) {
	p := s.screenOf(a)
	if p == nil {
		return nil, false
	}
	if _, ok := p.Pane.(pane.Examiner); !ok {
		return s.cover(p), true
	}
	if s.overlay == p {
		return s.uncover(), true
	}
	st := s.current()
	if s.overlay != nil {
		st = nil
		if x, ok := s.overlay.Pane.(pane.Examiner); ok {
			st = x.Examined()
		}
	}
	if st == nil {
		s.told = s.noStory()
		return nil, true
	}
	return s.examine(st, a), true
}

// screenOf returns the screen that an action opens; nil: none.
func (s *Screen) screenOf(a keys.Action) *part {
	switch a {
	case keys.SideBySide:
		a = keys.Changes
	case keys.Evidence:
		a = keys.Outlets
	default:
	}
	for i := range s.screens {
		if s.screens[i].Opens == a {
			return &s.screens[i]
		}
	}
	return nil
}

// showScreen opens the screen of an action. Leaving it leads back to the screen that it
// was opened from.
func (s *Screen) showScreen(of keys.Action) tea.Cmd {
	p := s.screenOf(of)
	if p == nil || p == s.overlay {
		return nil
	}
	return s.coverOn(p)
}

// coverOn opens a screen over the one that is open, which is shown again afterwards.
func (s *Screen) coverOn(p *part) tea.Cmd {
	under := s.under
	if s.overlay != nil {
		under = append(under, s.overlay)
	}
	cmd := s.cover(p)
	s.under = under
	return cmd
}

// examine opens a screen about one story. Leaving it leads back to the screen that
// it was opened from.
func (s *Screen) examine(st *news.Story, how keys.Action) tea.Cmd {
	p := s.screenOf(how)
	if p == nil {
		return nil
	}
	x, ok := p.Pane.(pane.Examiner)
	if !ok {
		return nil
	}
	if s.overlay != p {
		s.coverOn(p)
	}
	return x.Examine(st, how)
}

// uncover closes the screen over the panes. The screen it was opened from comes back as
// it was left.
func (s *Screen) uncover() tea.Cmd {
	n := len(s.under)
	if n == 0 {
		return s.cover(s.overlay)
	}
	back, rest := s.under[n-1], s.under[:n-1]
	s.overlay.Focus(false)
	s.overlay = back
	s.setFocus(s.focus)
	s.under = rest
	return nil
}
