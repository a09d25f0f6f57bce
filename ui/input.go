package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// mostCount is the largest number that may precede a movement.
const mostCount = 9999

// prompt is the line of input in the status row.
type prompt struct {
	on    bool
	to    pane.Prompter
	label string
	line  textinput.Model
}

func newPrompt() prompt {
	line := textinput.New()
	line.Prompt = ""
	line.CharLimit = 1000
	line.SetVirtualCursor(false)
	// Its own paste would start a program to read the clipboard; the
	// terminal's paste arrives as a message.
	line.KeyMap.Paste = key.NewBinding()
	return prompt{line: line}
}

// press handles one key.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.prompt.on {
		return s.typeKey(name, msg)
	}
	s.told = pane.Told{}
	scopes := []keys.Scope{keys.Global}
	if p := s.focused(); p != nil {
		scopes = []keys.Scope{p.Scope, keys.Global}
	}
	if len(s.pending) == 0 && s.digit(name, scopes) {
		return nil
	}
	s.pending = append(s.pending, name)
	a, more := s.keys.Lookup(scopes, s.pending)
	if more {
		return nil
	}
	seq, n := s.pending, s.count
	s.pending, s.count = nil, 0
	if a == "" {
		if name != "esc" {
			s.told = pane.Told{Text: sanitize.Line(keys.Show(strings.Join(seq, " ")) + " does nothing here; " + s.keys.KeyOf(keys.Help) + " shows the keys.")}
		}
		return nil
	}
	if a == keys.Cancel && n > 0 {
		return nil // it cancels the count
	}
	return s.do(a, n)
}

// digit adds to the count, where digits have no other meaning.
func (s *Screen) digit(name string, scopes []keys.Scope) bool {
	if len(name) != 1 || name[0] < '0' || name[0] > '9' || name == "0" && s.count == 0 {
		return false
	}
	if scopes[0] != keys.Headlines && scopes[0] != keys.Overlay {
		return false
	}
	if a, more := s.keys.Lookup(scopes, []string{name}); a != "" || more {
		return false
	}
	s.count = min(s.count*10+int(name[0]-'0'), mostCount)
	return true
}

// do carries out an action, n times if it moves something.
func (s *Screen) do(a keys.Action, n int) tea.Cmd {
	if a != keys.Open && keys.FollowN(a) == 0 {
		s.walk.asked = question{}
	}
	missed := s.walk.missed
	s.walk.missed = nil
	if missed != nil && (a == keys.Browse || a == keys.CopyURL || a == keys.CopyCitation) {
		return s.ownStory(a, missed)
	}
	if n == 0 || !repeats(a) {
		n = 1
	}
	p := s.focused()
	if p == nil {
		return s.own(a)
	}
	var cmds []tea.Cmd
	for range n {
		cmd, ok := p.Do(a)
		cmds = append(cmds, cmd)
		if !ok {
			return tea.Batch(append(cmds, s.own(a))...)
		}
	}
	return tea.Batch(cmds...)
}

func repeats(a keys.Action) bool {
	switch a {
	case keys.Down, keys.Up, keys.HalfDown, keys.HalfUp, keys.PageDown, keys.PageUp, keys.Continue:
		return true
	default:
		return false
	}
}

// ask opens the prompt for the focused pane.
func (s *Screen) ask() {
	p, ok := s.focused().Pane.(pane.Prompter)
	if ok {
		var label, initial string
		if label, initial, ok = p.Ask(); ok {
			s.prompt.on, s.prompt.to, s.prompt.label = true, p, label
			s.prompt.line.SetValue(initial)
			s.prompt.line.CursorEnd()
			s.prompt.line.Focus()
			return
		}
	}
	s.told = pane.Told{Text: sanitize.Lit("There is nothing to search here.")}
}

// typeKey gives a key to the line of input.
func (s *Screen) typeKey(name string, msg tea.Msg) tea.Cmd {
	a, _ := s.keys.Lookup([]keys.Scope{keys.Prompt}, []string{name})
	switch a {
	case keys.Open, keys.Cancel:
		s.prompt.on = false
		s.prompt.line.Blur()
		s.told = pane.Told{}
		cmd := s.prompt.to.Entered(s.prompt.line.Value(), a == keys.Cancel)
		s.arrange()
		return cmd
	default:
		return s.edit(msg)
	}
}

func (s *Screen) edit(msg tea.Msg) tea.Cmd {
	before := s.prompt.line.Value()
	var cmd tea.Cmd
	s.prompt.line, cmd = s.prompt.line.Update(msg)
	if now := s.prompt.line.Value(); now != before {
		return tea.Batch(cmd, s.prompt.to.Typed(now))
	}
	return cmd
}

// paste adds pasted text to the line of input, on one line and cleaned.
func (s *Screen) paste(text string) tea.Cmd {
	if !s.prompt.on {
		return nil
	}
	return s.edit(tea.PasteMsg{Content: sanitize.Line(text).String()})
}

// click gives the focus to a pane and the click to it.
func (s *Screen) click(m tea.Mouse) tea.Cmd {
	if !s.opt.Mouse || m.Button != tea.MouseLeft {
		return nil
	}
	for _, pl := range s.plan.Places {
		p := s.at(pl.Slot)
		if p == nil || !pl.Body.Contains(m.X, m.Y) && !pl.Title.Contains(m.X, m.Y) {
			continue
		}
		if s.overlay == nil && s.focus != pl.Slot {
			s.setFocus(pl.Slot)
		}
		if c, ok := p.Pane.(pane.Clicker); ok && pl.Body.Contains(m.X, m.Y) {
			return c.Click(m.X-pl.Body.X, m.Y-pl.Body.Y)
		}
	}
	return nil
}

// wheelLines is how far one notch of the wheel scrolls.
const wheelLines = 3

// wheel scrolls the pane under the pointer.
func (s *Screen) wheel(m tea.Mouse) tea.Cmd {
	lines := wheelLines
	if m.Button == tea.MouseWheelUp {
		lines = -wheelLines
	} else if m.Button != tea.MouseWheelDown {
		return nil
	}
	for _, pl := range s.plan.Places {
		if p := s.at(pl.Slot); s.opt.Mouse && p != nil && pl.Body.Contains(m.X, m.Y) {
			if c, ok := p.Pane.(pane.Clicker); ok {
				return c.Wheel(lines)
			}
		}
	}
	return nil
}
