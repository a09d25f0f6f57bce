package ui

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/ui/keys"
)

// briefFirst covers the panes with the brief for a person who was away for long, unless
// they have pressed a key already.
func (s *Screen) briefFirst(away bool) tea.Cmd {
	if !away || s.touched || s.overlay != nil {
		return nil
	}
	cmd, _ := s.openScreen(keys.Brief)
	return cmd
}
