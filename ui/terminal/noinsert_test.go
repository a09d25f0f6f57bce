package terminal

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// fixed is a screen that never changes.
type fixed string

func (fixed) Init() tea.Cmd                         { return nil }
func (f fixed) Update(tea.Msg) (tea.Model, tea.Cmd) { return f, nil }
func (f fixed) View() tea.View                      { return tea.NewView(string(f)) }

// TestNoRowEndsInABlank: such rows had characters inserted, which a VT100 writes over
// the rest of the row.
func TestNoRowEndsInABlank(t *testing.T) {
	const blank = "\x1b[9m \x1b[29m"
	for _, c := range []struct{ content, want string }{
		{"", ""},
		{"ab", "ab   " + blank},
		{"ab\n\nc", "ab   " + blank + "\n     " + blank + "\nc    " + blank},
		{"abcdef", "abcdef"},
		{"abcde ", "abcde" + blank},
		{"\x1b[7mabc   \x1b[m", "\x1b[7mabc  " + blank + "\x1b[m"},
		{"\x1b[1mabcdef\x1b[m", "\x1b[1mabcdef\x1b[m"},
		{"Київ", "Київ " + blank},
		{"水位 ", "水位 " + blank},
	} {
		m, _ := NoInsert(fixed(c.content)).Update(tea.WindowSizeMsg{Width: 6, Height: 3})
		got := m.View().Content
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.content, got, c.want)
		}
		if w := ansi.StringWidthWc(c.content); w <= 6 && c.content != "" && ansi.StringWidthWc(got) < w {
			t.Errorf("%q lost cells: %q", c.content, got)
		}
	}
	if got := NoInsert(fixed("ab")).View().Content; got != "ab" {
		t.Errorf("before the size is known: %q", got)
	}
}
