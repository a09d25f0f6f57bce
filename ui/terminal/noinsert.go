package terminal

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// NoInsert returns a model that shows m on a terminal without insert mode, which came
// with the VT102. Where a row ends in blanks, the renderer of Bubble Tea inserts
// characters in that mode; a terminal without it writes over the rest of the row. So no
// row ends in a blank: its last cell is one that is struck out, which the renderer takes
// for text, and the family VT writes without that attribute.
func NoInsert(m tea.Model) tea.Model { return noInsert{Model: m} }

type noInsert struct {
	tea.Model
	width int
}

// Update keeps the screen wrapped.
func (n noInsert) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		n.width = size.Width
	}
	m, cmd := n.Model.Update(msg)
	return noInsert{m, n.width}, cmd
}

// View returns the view with the last cell of each row set.
func (n noInsert) View() tea.View {
	v := n.Model.View()
	if n.width > 0 && v.Content != "" {
		rows := strings.Split(v.Content, "\n")
		for i, row := range rows {
			rows[i] = fullRow(row, n.width)
		}
		v.Content = strings.Join(rows, "\n")
	}
	return v
}

const (
	strikeOut   = "\x1b[9m"
	noStrikeOut = "\x1b[29m"
)

// fullRow returns a row of the width that does not end in a blank.
func fullRow(row string, width int) string {
	if w := ansi.StringWidthWc(row); w < width {
		row += strings.Repeat(" ", width-w)
	}
	if !strings.HasSuffix(ansi.Strip(row), " ") {
		return row
	}
	last := strings.LastIndexByte(row, ' ') // the rest are styles, without blanks
	return row[:last] + strikeOut + " " + noStrikeOut + row[last+1:]
}
