package terminal

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"sitrep/internal/sanitize"
)

// SevenBit returns a model that shows m on a terminal that knows ASCII only:
// every other character is replaced by as many as it has cells, so that
// columns stay where they are.
func SevenBit(m tea.Model) tea.Model { return sevenBit{m} }

type sevenBit struct{ tea.Model }

// Update keeps the screen wrapped.
func (s sevenBit) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m, cmd := s.Model.Update(msg)
	return sevenBit{m}, cmd
}

// View returns the view in ASCII.
func (s sevenBit) View() tea.View {
	v := s.Model.View()
	v.Content, v.WindowTitle = inASCII(v.Content), inASCII(v.WindowTitle)
	return v
}

// inASCII writes text, which may hold styles, in ASCII, cell by cell.
func inASCII(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for text != "" {
		if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
			b.WriteByte(text[0]) // styles are ASCII and pass here
			text = text[1:]
			continue
		}
		first, w := ansi.FirstGraphemeCluster(text, ansi.WcWidth)
		b.WriteString(likeness(first, w))
		text = text[len(first):]
	}
	return b.String()
}

// likeness returns w ASCII characters that stand for one other.
func likeness(first string, w int) string {
	if first[0] < utf8.RuneSelf && w <= 1 { // a letter with its marks
		return first[:1]
	}
	r, _ := utf8.DecodeRuneInString(norm.NFD.String(first))
	out := "?"
	switch {
	case r < utf8.RuneSelf:
		out = string(r)
	default:
		if like, ok := sanitize.StandIn(r); ok {
			out = string(like)
		}
	}
	return out + strings.Repeat("?", max(w-1, 0))
}
