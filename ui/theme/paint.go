package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Paint gives a line of text a style as a whole. The style's own Render
// draws underlined text code point by code point, which tears marks off their
// letters and costs an escape sequence each.
func Paint(st lipgloss.Style, s string) string {
	const probe = "x"
	before, after, ok := strings.Cut(st.Render(probe), probe)
	if !ok || s == "" {
		return s
	}
	return before + s + after
}
