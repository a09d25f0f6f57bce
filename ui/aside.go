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
	if s.aside != nil {
		s.closeAside()
		return nil
	}
	i := slices.IndexFunc(s.screens, func(p part) bool { return p.Opens == keys.Sources })
	if i < 0 {
		return nil
	}
	s.aside, s.zoom = &s.screens[i], false
	s.besideList(true)
	s.setFocus(layout.Sources)
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

// narrowed closes the sources beside the headlines if there is no room for them any
// more.
func (s *Screen) narrowed() {
	if s.aside != nil && s.w < layout.FourColumns {
		s.closeAside()
	}
}
