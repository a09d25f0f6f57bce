package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// asker takes a line of input: a pane.Prompter, or the screen itself.
type asker interface {
	Typed(line string) tea.Cmd
	Entered(line string, cancelled bool) tea.Cmd
}

// finisher is an asker that knows when a line needs no Enter.
type finisher interface{ Finished(line string) bool }

// completer is an asker that knows how a line may go on.
type completer interface {
	// Complete returns whole lines that begin as line does, with what each
	// of them means.
	Complete(line string) []completion
}

// refuser is an asker that finds the problem with a line before it is taken.
type refuser interface {
	// Refuse returns why a line cannot be taken and the number of characters
	// before the mistake; the zero reason: it can be.
	Refuse(line string) (why sanitize.Clean, at int)
}

// completion is one way to complete a line.
type completion struct{ line, help string }

// prompt is the line of input in the status row.
type prompt struct {
	on    bool
	to    asker
	label string
	line  inputLine

	older []string       // lines typed before for the same, the latest last
	at    int            // which of them is shown; len(older): the one being typed
	draft string         // the one being typed, while an older one is shown
	ways  []completion   // of completing the line
	way   int            // which of them is shown
	none  bool           // there is no way of completing it
	wrong sanitize.Clean // why the line was refused; empty: it was not
}

func newPrompt() prompt { return prompt{line: newLine()} }

// ask opens the prompt for the focused pane.
func (s *Screen) ask() {
	p, ok := s.focused().Pane.(pane.Prompter)
	if ok {
		var label, inForce string
		if label, inForce, ok = p.Ask(); ok {
			s.askFor(p, label, inForce)
			return
		}
	}
	s.told = pane.Told{Text: sanitize.Lit("There is nothing to search here.")}
}

// askFor opens the line of input. It is empty: typed text takes the place
// of the line in force, which the key for older lines brings back.
func (s *Screen) askFor(to asker, label, inForce string) {
	line := s.prompt.line
	line.Set("")
	s.prompt = prompt{on: true, to: to, label: label, line: line, older: s.lines[label]}
	if n := len(s.prompt.older); inForce != "" && (n == 0 || s.prompt.older[n-1] != inForce) {
		s.prompt.older = append(slices.Clip(s.prompt.older), inForce)
	}
	s.prompt.at = len(s.prompt.older)
}

// typeKey gives a key to the line of input.
func (s *Screen) typeKey(name string, msg tea.Msg) tea.Cmd {
	a, _ := s.keys.Lookup([]keys.Scope{keys.Prompt}, []string{name})
	if cmd, ok := s.pickKey(a, name); ok {
		return cmd
	}
	switch a {
	case keys.Open, keys.Cancel:
		return s.entered(a == keys.Cancel)
	case keys.OlderLine:
		return s.showEarlier(-1)
	case keys.NewerLine:
		return s.showEarlier(+1)
	case keys.Complete:
		return s.complete(+1)
	case keys.PrevComplete:
		return s.complete(-1)
	default:
		s.prompt.ways, s.prompt.none, s.prompt.wrong = nil, false, sanitize.Clean{}
		k, ok := msg.(tea.KeyPressMsg)
		if !ok {
			return nil
		}
		if wide, ok := s.prompt.to.(pane.Widener); ok && name == "backspace" && s.prompt.line.Value() == "" {
			return s.widen(wide)
		}
		if k.Text != "" {
			// A terminal without bracketed paste types pasted text.
			if k.Text = typed(k.Text); k.Text == "" {
				return nil
			}
		}
		return s.edit(func(l *inputLine) { l.Press(k) })
	}
}

// widen takes away what narrows the list last, and leaves the line of input.
func (s *Screen) widen(wide pane.Widener) tea.Cmd {
	s.prompt.on = false
	s.arrange()
	by := wide.Narrowed()
	if len(by) == 0 {
		s.told = pane.Told{Text: sanitize.Lit(nothingNarrows)}
		return nil
	}
	cmd, _ := wide.Widen(by[0])
	return cmd
}

// entered ends the line of input.
func (s *Screen) entered(cancelled bool) tea.Cmd {
	if r, ok := s.prompt.to.(refuser); ok && !cancelled {
		if why, at := r.Refuse(s.prompt.line.Value()); !why.IsZero() {
			s.prompt.wrong = why
			s.prompt.line.Go(at)
			return nil
		}
	}
	s.prompt.on = false
	s.told = pane.Told{}
	line := s.prompt.line.Value()
	var kept tea.Cmd
	if !cancelled {
		kept = s.keepLine(s.prompt.label, line)
	}
	cmd := s.prompt.to.Entered(line, cancelled)
	s.arrange()
	return tea.Batch(kept, cmd)
}

// edit changes the line of input.
func (s *Screen) edit(change func(*inputLine)) tea.Cmd {
	before := s.prompt.line.Value()
	change(&s.prompt.line)
	now := s.prompt.line.Value()
	if now == before {
		return nil
	}
	if f, ok := s.prompt.to.(finisher); ok && f.Finished(now) {
		return s.entered(false)
	}
	return s.prompt.to.Typed(now)
}

// put replaces the line of input.
func (s *Screen) put(line string) tea.Cmd {
	s.prompt.line.Set(line)
	return s.prompt.to.Typed(line)
}

// showEarlier puts an older or newer line in the place of the one being typed.
func (s *Screen) showEarlier(by int) tea.Cmd {
	p := &s.prompt
	to := p.at + by
	if to < 0 || to > len(p.older) {
		return nil
	}
	if p.at == len(p.older) {
		p.draft = p.line.Value()
	}
	p.at, p.ways, p.none = to, nil, false
	if to == len(p.older) {
		return s.put(p.draft)
	}
	return s.put(p.older[to])
}

// complete puts the next way of completing the line in its place.
func (s *Screen) complete(by int) tea.Cmd {
	p := &s.prompt
	if sc, ok := p.to.(pane.Scoper); ok {
		return sc.SwitchScope()
	}
	if p.ways == nil {
		c, ok := p.to.(completer)
		if !ok {
			return nil
		}
		p.ways, p.way = c.Complete(p.line.Value()), -1
		if by < 0 {
			p.way = 0
		}
	}
	if len(p.ways) == 0 {
		p.ways, p.none = nil, true
		return nil
	}
	p.way = (p.way + by + len(p.ways)) % len(p.ways)
	return s.put(p.ways[p.way].line)
}

// typed returns the text of a key without characters that never belong in a line.
func typed(text string) string {
	return strings.Map(func(r rune) rune {
		if sanitize.Dropped(r) {
			return -1
		}
		return r
	}, text)
}

// keepLine remembers a line that was typed.
func (s *Screen) keepLine(label, line string) tea.Cmd {
	line = sanitize.Line(line).String()
	if line == "" || followLine(line) {
		return nil
	}
	newer := news.Lines{label: {line}}
	s.lines = s.lines.With(newer)
	if s.opt.Secondary {
		return nil
	}
	env := s.env
	return func() tea.Msg {
		// Lines that another sitrep has kept since stay.
		kept, err := env.Library.Lines(env.Ctx)
		if err == nil {
			err = env.Library.SaveLines(env.Ctx, kept.With(newer))
		}
		if err != nil && env.Ctx.Err() == nil {
			return pane.Told{Text: sanitize.Line("What was typed could not be kept: " + err.Error()), Bad: true}
		}
		return nil
	}
}

// followLine reports whether a line only names what to follow.
func followLine(line string) bool {
	return strings.Trim(line, "0123456789") == "" || len(line) > 1 && strings.Trim(line[1:], "0123456789") == "" && strings.ContainsRune("oy", rune(line[0]))
}

// paste adds pasted text to the line of input, on one line and cleaned.
func (s *Screen) paste(text string) tea.Cmd {
	if !s.prompt.on {
		return nil
	}
	return s.edit(func(l *inputLine) { l.Insert(sanitize.Line(text).String()) })
}
