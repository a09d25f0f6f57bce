package ui

import (
	"fmt"
	"strings"
	"unicode"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// mostCount is the largest number that may precede a movement.
const mostCount = 9999

// press handles one key.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.prompt.on {
		return s.typeKey(name, msg)
	}
	scopes := s.scopes()
	if key, ok := s.afterEsc(msg, scopes); ok {
		return tea.Batch(s.press(tea.KeyPressMsg{Code: tea.KeyEscape}), key)
	}
	s.told = pane.Told{}
	if q := s.asked; q != nil {
		s.asked = nil
		if name == "y" {
			return q.Do
		}
		if a, _ := s.keys.Lookup(scopes, []string{name}); a != keys.Quit {
			s.told = pane.Told{Text: sanitize.Lit("Nothing was changed.")}
			return nil
		}
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

// afterEsc parts Esc from the key behind it. A slow line delivers both at once, which
// terminals do for a key with Alt, too: it is one if such a key is bound. A question
// that Esc declines swallows the other key.
func (s *Screen) afterEsc(msg tea.KeyPressMsg, scopes []keys.Scope) (key tea.Cmd, ok bool) {
	if msg.Mod != tea.ModAlt && msg.Mod != tea.ModAlt|tea.ModShift || s.asked != nil {
		return nil, false
	}
	if a, more := s.keys.Lookup(scopes, []string{msg.String()}); a != "" || more || msg.Code > unicode.MaxRune {
		return nil, false
	}
	return s.queueFirst(withoutAlt(msg)), true
}

// withoutAlt returns a key as it arrives without Alt.
func withoutAlt(k tea.KeyPressMsg) tea.KeyPressMsg {
	k.Mod &^= tea.ModAlt
	if unicode.IsPrint(k.Code) {
		k.Text = string(k.Code)
		if k.Mod == tea.ModShift {
			k.Text = string(unicode.ToUpper(k.Code))
		}
	}
	return k
}

// scopes are where a key is looked up.
func (s *Screen) scopes() []keys.Scope {
	if p := s.focused(); p != nil {
		return []keys.Scope{p.Scope, keys.Global}
	}
	return []keys.Scope{keys.Global}
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
	if s.refuses(string(a)) {
		return nil
	}
	if a != keys.Open && keys.FollowN(a) == 0 {
		s.nav.asked = question{}
	}
	missed := s.nav.missed
	s.nav.missed = nil
	if missed != nil && (a == keys.Browse || a == keys.CopyURL || a == keys.CopyCitation) {
		return s.ownStory(a, missed)
	}
	p := s.focused()
	if cmd, ok := s.forSelected(a, p); ok {
		return cmd
	}
	if n > 0 && p != nil && (a == keys.Top || a == keys.Bottom || a == keys.Open) {
		return s.toRow(p, n, a == keys.Open)
	}
	if n > 0 && p != nil && (a == keys.ToggleRead || a == keys.ToggleStar) {
		if m, ok := p.Pane.(pane.Ranger); ok {
			return s.markRange(a, m.From(n))
		}
	}
	if n > 0 && !repeats(a) {
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("A number means nothing before %s.", s.keys.KeyOf(a)))}
		return nil
	}
	n = max(n, 1)
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

// toRow moves the cursor of a list to its n-th row, and opens it.
func (s *Screen) toRow(p *part, n int, open bool) tea.Cmd {
	var cmds []tea.Cmd
	if j, ok := p.Pane.(pane.Jumper); ok {
		if rows := j.Rows(); open && rows > 0 && n > rows {
			s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf(reader.NoSuchNumber, n, rows))}
			return nil
		}
		cmds = append(cmds, j.Jump(n))
	} else {
		cmd, _ := p.Do(keys.Top)
		cmds = append(cmds, cmd)
		for range n - 1 {
			cmd, _ = p.Do(keys.Down)
			cmds = append(cmds, cmd)
		}
	}
	if open {
		cmds = append(cmds, s.do(keys.Open, 0))
	}
	return tea.Batch(cmds...)
}

func repeats(a keys.Action) bool {
	switch a {
	case keys.Down, keys.Up, keys.HalfDown, keys.HalfUp, keys.PageDown, keys.PageUp, keys.Continue, keys.NextMatch, keys.PrevMatch,
		keys.NextDesk, keys.PrevDesk:
		return true
	default:
		return false
	}
}

// click gives the focus to a pane and the click to it.
func (s *Screen) click(m tea.Mouse) tea.Cmd {
	if !s.mouse || m.Button != tea.MouseLeft {
		return nil
	}
	for _, pl := range s.plan.Areas {
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
	for _, pl := range s.plan.Areas {
		if p := s.at(pl.Slot); s.mouse && p != nil && pl.Body.Contains(m.X, m.Y) {
			if c, ok := p.Pane.(pane.Clicker); ok {
				return c.Wheel(lines)
			}
		}
	}
	return nil
}
