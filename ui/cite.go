package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// copyCitation copies where stories are found again.
func (s *Screen) copyCitation(of ...*news.Story) tea.Cmd {
	for _, st := range of {
		if st.URL == "" && st.Headline.IsZero() {
			s.told = pane.Told{Text: sanitize.Lit(reader.NothingToCite)}
			return nil
		}
	}
	env, form := s.env, s.opt.Cite
	if env.Notebook == nil {
		return s.copyText(cite.Stories(of, nil, form))
	}
	return func() tea.Msg {
		known, err := env.Notebook.Known(env.Ctx, of...)
		if err != nil { // a citation without it is better than none
			known = nil
		}
		return cited(cite.Stories(of, known, form))
	}
}

// cited brings citations that are to be copied.
type cited sanitize.Clean

func (s *Screen) citeForms() []string { return reader.CiteForms() }

// setForm sets how citations are written.
func (s *Screen) setForm(name string) tea.Cmd {
	form, ok := cite.Named(name)
	if !ok {
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf(reader.NoCiteForm, name, strings.Join(s.citeForms(), ", "))), Bad: true}
		return nil
	}
	s.opt.Cite = form
	s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf(reader.CiteFormSet, form))}
	return nil
}
