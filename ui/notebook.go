package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file keeps a person's notes about stories, and writes reports.

// onNotebook does something with the notebook and reports the result.
func (s *Screen) onNotebook(do func(ctx context.Context, n reader.Notebook) (string, error)) tea.Cmd {
	env := s.env
	if env.Notebook == nil {
		s.told = pane.Told{Text: sanitize.Lit("Nothing can be noted here.")}
		return nil
	}
	return func() tea.Msg {
		text, err := do(env.Ctx, env.Notebook)
		if err != nil {
			return pane.Told{Text: sanitize.Line("It is not kept: " + err.Error()), Bad: true}
		}
		return pane.Told{Text: sanitize.Line(text)}
	}
}

// pin pins a story, or takes the pin off.
func (s *Screen) pin(st *news.Story) tea.Cmd {
	return s.onNotebook(func(ctx context.Context, n reader.Notebook) (string, error) {
		pinned, err := n.Pin(ctx, st.ID)
		if pinned {
			return "Pinned for the report and the hand-over.", err
		}
		return "Not pinned any more.", err
	})
}

// noteStory keeps a note on the story.
func (s *Screen) noteStory(text string) tea.Cmd {
	of, ok := s.meant()
	if !ok {
		return nil
	}
	return s.onNotebook(func(ctx context.Context, n reader.Notebook) (string, error) {
		return "The note is kept.", n.Note(ctx, of[0].ID, text)
	})
}

// judgeStory keeps a judgement of the watch on the story.
func (s *Screen) judgeStory(status string) tea.Cmd {
	of, ok := s.meant()
	if !ok {
		return nil
	}
	return s.onNotebook(func(ctx context.Context, n reader.Notebook) (string, error) {
		return "Judged " + status + " by the watch.", n.Judge(ctx, of[0].ID, status)
	})
}

// export writes a report.
func (s *Screen) export() tea.Cmd {
	return s.onNotebook(func(ctx context.Context, n reader.Notebook) (string, error) {
		path, err := n.Export(ctx)
		return "The report is in " + path + " and beside it as Markdown.", err
	})
}
