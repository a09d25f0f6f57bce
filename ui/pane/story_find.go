package pane

import (
	"fmt"
	"sort"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/typeset"
)

// finding is a search in the open story.
type finding struct {
	query   string
	matches []typeset.Match
	at      int // the match that was gone to last
	from    int // the line at the top when the search began
}

// again searches a text that was set anew.
func (f *finding) again(t *typeset.Text) {
	f.matches = nil
	if t != nil {
		f.matches = t.Search(f.query)
	}
	f.at = max(0, min(f.at, len(f.matches)-1))
}

// in returns the matches in a flow.
func (f *finding) in(flow int) []typeset.Match {
	from := sort.Search(len(f.matches), func(i int) bool { return f.matches[i].Flow >= flow })
	to := sort.Search(len(f.matches), func(i int) bool { return f.matches[i].Flow > flow })
	return f.matches[from:to]
}

// do carries out the actions of a search. Without one they are not the
// pane's.
func (f *finding) do(s *story, a keys.Action) (tea.Cmd, bool) {
	if f.query == "" {
		return nil, false
	}
	switch a {
	case keys.NextMatch:
		return f.turn(s, +1), true
	case keys.PrevMatch:
		return f.turn(s, -1), true
	case keys.Cancel:
		*f = finding{}
		return nil, true
	default:
		return nil, false
	}
}

// turn goes to the next or previous match, around the end.
func (f *finding) turn(s *story, dir int) tea.Cmd {
	n := len(f.matches)
	if n == 0 {
		return f.none(s)
	}
	to := (f.at + dir + n) % n
	around := dir > 0 && to < f.at || dir < 0 && to > f.at
	f.at = to
	s.reveal(len(s.head) + f.matches[to].Line)
	return f.tell(s, around)
}

// tell says at which match of how many the search is.
func (f *finding) tell(s *story, around bool) tea.Cmd {
	text := fmt.Sprintf("match %d/%d", f.at+1, len(f.matches))
	if around {
		text += ": the search went around the end of the story"
	}
	return s.env.send(Told{Text: sanitize.Line(text)})
}

func (f *finding) none(s *story) tea.Cmd {
	return s.env.send(Told{Text: sanitize.Line(fmt.Sprintf("The story does not say %q.", f.query))})
}

// Ask implements Prompter.
func (s *story) Ask() (label, initial string, ok bool) {
	if s.hints {
		return followLabel(len(s.items()), s.w), "", true
	}
	if s.text == nil {
		return "", "", false
	}
	s.find.from = s.first()
	return "find in story: ", s.find.query, true
}

// Finished reports whether the line names a link beyond doubt.
func (s *story) Finished(line string) bool { return s.hints && followSure(len(s.items()), line) }

// Follow implements Follower.
func (s *story) Follow(line string) tea.Cmd { return s.env.followTyped(s.items(), line) }

// asYouType is how many lines a story may have for each letter of a search to
// be looked for at once; in longer ones Enter begins the search.
const asYouType = 5000

// Typed implements Prompter: it goes to the first match from where the
// search began.
func (s *story) Typed(line string) tea.Cmd {
	if s.hints || s.text == nil || s.text.Lines() > asYouType {
		return nil
	}
	return s.search(line)
}

func (s *story) search(line string) tea.Cmd {
	s.find.query = line
	s.find.again(s.text)
	s.moveTo(s.find.from)
	if len(s.find.matches) == 0 {
		return nil
	}
	s.find.at = 0
	for i, m := range s.find.matches {
		if len(s.head)+m.Line >= s.find.from {
			s.find.at = i
			break
		}
	}
	s.reveal(len(s.head) + s.find.matches[s.find.at].Line)
	return nil
}

// Entered implements Prompter.
func (s *story) Entered(line string, cancelled bool) tea.Cmd {
	if s.hints {
		s.hints = false
		if cancelled {
			return nil
		}
		return s.env.followTyped(s.items(), line)
	}
	if cancelled {
		from := s.find.from
		s.find = finding{}
		s.moveTo(from)
		return nil
	}
	if line != s.find.query {
		s.search(line)
	}
	if line != "" && len(s.find.matches) == 0 {
		cmd := s.find.none(s)
		s.find = finding{}
		return cmd
	}
	if line != "" {
		return s.find.tell(s, false)
	}
	return nil
}
