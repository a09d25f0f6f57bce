package ui

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// selected brings the stories of a selection, and the action for them.
type selected struct {
	action keys.Action
	of     []*news.Story
	err    error
}

// forSelected carries an action out for the stories that are selected. It reports
// false if none are, or if the action is not for several stories.
func (s *Screen) forSelected(a keys.Action, p *part) (tea.Cmd, bool) {
	switch a {
	case keys.ToggleRead, keys.ToggleStar, keys.Save, keys.CopyURL, keys.CopyCitation, keys.Pipe:
	default:
		return nil, false
	}
	if p == nil {
		return nil, false
	}
	list, ok := p.Pane.(pane.Selecter)
	if !ok {
		return nil, false
	}
	read := list.Selected()
	if read == nil {
		return nil, false
	}
	list.Deselect()
	s.asking = a == keys.Save || a == keys.Pipe
	return func() tea.Msg {
		of, err := read()
		return selected{a, of, err}
	}, true
}

// actOn carries out an action on the stories of a selection.
func (s *Screen) actOn(m selected) tea.Cmd {
	s.asking = false
	if m.err != nil {
		s.complain(reader.NotSelected, m.err)
		return nil
	}
	switch m.action {
	case keys.Save:
		return s.askSave(m.of)
	case keys.Pipe:
		return s.askPipe(m.of)
	case keys.CopyCitation:
		return s.copyCitation(m.of...)
	case keys.CopyURL:
		return s.copyURLs(m.of)
	default:
		return s.markRange(m.action, m.of)
	}
}

// copyURLs copies the addresses of stories, a line each. Those without are left
// out.
func (s *Screen) copyURLs(of []*news.Story) tea.Cmd {
	var lines []sanitize.Clean
	for _, st := range of {
		if st.URL != "" {
			lines = append(lines, sanitize.Line(st.URL))
		}
	}
	if len(lines) == 0 {
		s.told = pane.Told{Text: sanitize.Lit("None of them has an address.")}
		return nil
	}
	return s.copyText(sanitize.Join("\n", lines...))
}
