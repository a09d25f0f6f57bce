package pane

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

// markLine turns the link or reference in focus into its opposite.
func (s *story) markLine() tea.Cmd {
	for _, it := range s.items() {
		switch {
		case it.N != s.item:
		case it.Link != nil:
			return s.env.markLine(s.st.ID, it.Link.URL)
		case it.Ref != nil:
			return s.env.markLine(s.st.ID, it.Ref.URL)
		}
	}
	return s.env.send(Told{Text: s.hint("No link is in focus: ", keys.NextLink, " focuses the next.")})
}

// markRow takes the reference under the cursor for none.
func (p *readAlso) markRow() tea.Cmd {
	if p.cursor >= len(p.rows) || p.rows[p.cursor].ref == nil {
		return p.env.send(Told{Text: sanitize.Lit("The cursor is on no reference.")})
	}
	return p.env.markLine(p.st.ID, p.rows[p.cursor].ref.URL)
}

// markLine asks for a rule about the link or reference of a story.
func (e *Env) markLine(id news.StoryID, url string) tea.Cmd {
	return func() tea.Msg {
		text, err := e.Actions.MarkLine(e.Ctx, id, url)
		if err != nil {
			return Told{Text: sanitize.Line("No rule was made: " + err.Error()), Bad: true}
		}
		return StateChanged{Text: text}
	}
}

// Keep shows the text left out of a story, in all stories of its site.
func (e *Env) Keep(id news.StoryID) tea.Cmd {
	return func() tea.Msg {
		n, err := e.Actions.Keep(e.Ctx, id)
		switch {
		case err != nil:
			return Told{Text: sanitize.Line("What is left out could not be shown: " + err.Error()), Bad: true}
		case n == 0:
			return Told{Text: sanitize.Lit("Nothing is left out of this story.")}
		case n == 1:
			return StateChanged{Text: sanitize.Lit("1 paragraph is shown again in all stories of the site.")}
		}
		return StateChanged{Text: sanitize.Line(fmt.Sprintf("%d paragraphs are shown again in all stories of the site.", n))}
	}
}
