package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file hands stories on: to files, and to programs of the configuration.

// saveLine is the line that asks for the path of stories.
type saveLine struct {
	s  *Screen
	of []*news.Story
}

// proposed brings the path that is proposed for stories.
type proposed struct {
	line saveLine
	path string
	err  error
}

// Typed does nothing: Enter saves.
func (saveLine) Typed(string) tea.Cmd { return nil }

// Entered saves the stories.
func (l saveLine) Entered(line string, cancelled bool) tea.Cmd {
	if line = strings.TrimSpace(line); cancelled || line == "" {
		return nil
	}
	return l.s.save(l.of, line)
}

// askSave asks where stories are to be saved. Keys that are typed before the
// proposal is here wait for it.
func (s *Screen) askSave(of []*news.Story) tea.Cmd {
	s.asking = true
	env, l := s.env, saveLine{s, of}
	return func() tea.Msg {
		path, err := env.Actions.Proposal(env.Ctx, idsOf(of)...)
		return proposed{l, path, err}
	}
}

// propose opens the line with the path that is proposed.
func (s *Screen) propose(m proposed) {
	s.asking = false
	if m.err != nil {
		s.complain(reader.SaveFailed, m.err)
		return
	}
	label := "save as: "
	if n := len(m.line.of); n > 1 {
		label = fmt.Sprintf("save %d stories in: ", n)
	}
	s.askFor(m.line, label, "")
	s.prompt.line.Set(sanitize.Line(m.path).String())
}

func (s *Screen) saveTo(path string) tea.Cmd {
	of, ok := s.meant()
	if !ok {
		return nil
	}
	return s.save(of, path)
}

// meant returns the story that a command is about, or says that there is none.
func (s *Screen) meant() ([]*news.Story, bool) {
	st := s.current()
	if st == nil || st.ID == "" {
		s.told = pane.Told{Text: sanitize.Lit("There is no story here to hand on.")}
		return nil, false
	}
	return []*news.Story{st}, true
}

// save writes stories to new files.
func (s *Screen) save(of []*news.Story, path string) tea.Cmd {
	env := s.env
	return func() tea.Msg {
		file, err := env.Actions.Save(env.Ctx, path, idsOf(of)...)
		switch {
		case err != nil:
			return pane.Told{Text: sanitize.Line(reader.SaveFailed + ": " + err.Error()), Bad: true}
		case len(of) > 1:
			return pane.Told{Text: sanitize.Line(fmt.Sprintf(reader.SavedIn, len(of), file))}
		}
		return pane.Told{Text: sanitize.Line(reader.SavedAs + file)}
	}
}

func idsOf(of []*news.Story) []news.StoryID {
	ids := make([]news.StoryID, len(of))
	for i, st := range of {
		ids[i] = st.ID
	}
	return ids
}

// pipeLine is the line that asks for a program.
type pipeLine struct {
	s  *Screen
	of []*news.Story
}

// Typed does nothing: Enter chooses.
func (pipeLine) Typed(string) tea.Cmd { return nil }

// Entered hands the story on.
func (l pipeLine) Entered(line string, cancelled bool) tea.Cmd {
	if line = strings.TrimSpace(line); cancelled || line == "" {
		return nil
	}
	return l.s.pipe(l.of, line)
}

// Complete returns the programs whose names begin so.
func (l pipeLine) Complete(line string) []completion {
	var out []completion
	for _, name := range l.s.pipeNames() {
		if strings.HasPrefix(name, line) {
			out = append(out, completion{name, ""})
		}
	}
	return out
}

// askPipe asks which program stories are for, if there are several.
func (s *Screen) askPipe(of []*news.Story) tea.Cmd {
	switch names := s.pipeNames(); len(names) {
	case 0:
		s.told = pane.Told{Text: sanitize.Lit(reader.NoPipes)}
	case 1:
		return s.pipe(of, names[0])
	default:
		s.askFor(pipeLine{s, of}, "pipe to "+strings.Join(names, ", ")+": ", "")
	}
	return nil
}

func (s *Screen) pipeNames() []string {
	names := make([]string, len(s.env.Pipes))
	for i, n := range s.env.Pipes {
		names[i] = n.String()
	}
	return names
}

func (s *Screen) pipeTo(name string) tea.Cmd {
	of, ok := s.meant()
	if !ok {
		return nil
	}
	return s.pipe(of, name)
}

// pipe hands the text of stories to a program of the configuration.
func (s *Screen) pipe(of []*news.Story, name string) tea.Cmd {
	if !slices.Contains(s.pipeNames(), name) {
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("There is no program %q in the configuration: %s.", name, strings.Join(s.pipeNames(), ", "))), Bad: true}
		return nil
	}
	env := s.env
	s.told = pane.Told{Text: sanitize.Line("Handed to " + name + ".")}
	return func() tea.Msg {
		out, err := env.Actions.Pipe(env.Ctx, name, idsOf(of)...)
		switch {
		case err != nil && env.Ctx.Err() != nil:
			return nil
		case err != nil:
			return pane.Told{Text: sanitize.Line(reader.PipeFailed + ": " + err.Error()), Bad: true}
		case out.IsZero():
			return pane.Told{Text: sanitize.Line(name + reader.PipeTook)}
		}
		return pane.Told{Text: sanitize.Join("", sanitize.Line(name), sanitize.Lit(": "), out)}
	}
}
