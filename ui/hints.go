package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/keys"
	"sitrep/ui/theme"
)

// hinting reports whether there is a row of hints above the status row.
func (s *Screen) hinting() bool { return s.opt.HintsFrom > 0 && s.h >= s.opt.HintsFrom }

// hints names the keys that matter most where the focus is, as many as fit.
func (s *Screen) hints() string {
	scope := s.scopes()[0]
	if s.prompt.on {
		scope = keys.Prompt
	}
	sep := s.glyph(" · ", " - ")
	line := ""
	for _, h := range s.keys.Hints(scope) {
		if s.refused(string(h.Action)) {
			continue
		}
		next := h.Key + " " + h.Word
		if line != "" {
			next = line + sep + next
		}
		if ansi.StringWidthWc(next) > s.w {
			break
		}
		line = next
	}
	return theme.Paint(s.env.Theme.Faint, line) + strings.Repeat(" ", max(s.w-ansi.StringWidthWc(line), 0))
}
