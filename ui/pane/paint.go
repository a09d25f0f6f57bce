package pane

import (
	"charm.land/lipgloss/v2"

	"sitrep/ui/theme"
)

// paint is theme.Paint by a shorter name.
func paint(st lipgloss.Style, s string) string { return theme.Paint(st, s) }
