package pane

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// paint gives a text a style as a whole. Style.Render draws an underlined
// text code point by code point, which tears marks off their letters.
func paint(st lipgloss.Style, s string) string {
	if s == "" {
		return ""
	}
	const probe = "x"
	before, after, ok := strings.Cut(st.Render(probe), probe)
	if !ok {
		return s
	}
	return before + s + after
}
