package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
)

// turnAside shows the sources beside the headlines, or no longer. They get the focus.
func (s *Screen) turnAside() tea.Cmd {
	s.sidebar = s.aside == nil
	if s.aside != nil {
		s.closeAside()
		return nil
	}
	cmd := s.openAside()
	if s.aside != nil {
		s.setFocus(layout.Sources)
	}
	return cmd
}

// openAside shows the sources beside the headlines.
func (s *Screen) openAside() tea.Cmd {
	i := slices.IndexFunc(s.screens, func(p part) bool { return p.Opens == keys.Sources })
	if i < 0 {
		return nil
	}
	s.aside, s.zoom = &s.screens[i], false
	s.besideList(true)
	s.setFocus(s.focus)
	return s.aside.Update(pane.CacheChanged{})
}

func (s *Screen) closeAside() {
	s.besideList(false)
	s.aside.Focus(false)
	s.aside = nil
	if s.focus == layout.Sources {
		s.focus = layout.Headlines
	}
	s.setFocus(s.focus)
}

func (s *Screen) besideList(on bool) {
	if a, ok := s.aside.Pane.(pane.Asider); ok {
		a.Aside(on)
	}
}

// fitAside closes the sources beside the headlines if there is no room for them any
// more, and shows them again where there is.
func (s *Screen) fitAside() tea.Cmd {
	switch room := s.w >= layout.FourColumns; {
	case s.aside != nil && !room:
		s.closeAside()
	case s.aside == nil && room && s.sidebar && s.overlay == nil && !s.zoom:
		return s.openAside()
	}
	return nil
}
