package ui

import (
	"slices"

	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// This file refuses the actions that a session may not do, with the reason.

// refuses reports whether an action or a command is not for this session, and tells why.
func (s *Screen) refuses(name string) bool {
	if !s.refused(name) {
		return false
	}
	s.told = pane.Told{Text: s.opt.Refuse(name)}
	return true
}

func (s *Screen) refused(name string) bool {
	return s.opt.Refuse != nil && !s.opt.Refuse(name).IsZero()
}

// keyTable returns the keys of a table without those that are refused.
func (s *Screen) keyTable(m *keys.Map) func() []keys.Group {
	if s.opt.Refuse == nil {
		return m.Help
	}
	return func() []keys.Group {
		groups := m.Help()
		for i := range groups {
			groups[i].Rows = slices.DeleteFunc(groups[i].Rows, func(r keys.Row) bool { return s.refused(string(r.Action)) })
		}
		return slices.DeleteFunc(groups, func(g keys.Group) bool { return len(g.Rows) == 0 })
	}
}
