package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/pane"
)

// This file keeps what a reader types in its order. On a bad line several
// keys arrive at once: in "Enter Space" the space is for the story, although
// it is read from the cache only now.

// longestHold is how long a key waits for the answer to the one before it.
// Then it goes to what is on the screen: nothing ever blocks.
const longestHold = 250 * time.Millisecond

// mostAhead is how many keys may be waiting.
const mostAhead = 256

// ahead are keys that were typed ahead.
type ahead struct {
	keys []tea.KeyPressMsg
	hold int  // number of the last hold
	late bool // the answer takes too long to be waited for
}

// heldEnough says that a hold has lasted for longestHold.
type heldEnough struct{ hold int }

// takeKey takes a key, now or when its turn comes.
func (s *Screen) takeKey(msg tea.KeyPressMsg) tea.Cmd {
	if len(s.ahead.keys) == 0 && !s.holding() || len(s.ahead.keys) >= mostAhead {
		return s.press(msg)
	}
	s.ahead.keys = append(s.ahead.keys, msg)
	if len(s.ahead.keys) > 1 {
		return nil
	}
	s.ahead.hold++
	hold := s.ahead.hold
	return tea.Tick(longestHold, func(time.Time) tea.Msg { return heldEnough{hold} })
}

// holding reports whether the next key is for what is not on the screen yet.
func (s *Screen) holding() bool {
	if s.prompt.on || !s.waiting() {
		s.ahead.late = false
		return false
	}
	return !s.ahead.late
}

// waiting reports whether a story is being opened from the cache, or a pane
// asks it for what the next key is for.
func (s *Screen) waiting() bool {
	if s.load.opening {
		return true
	}
	for _, p := range s.parts {
		if w, ok := p.Pane.(pane.Waiter); ok && w.Waiting() {
			return true
		}
	}
	return false
}

// catchUp carries out what panes have sent, and the keys whose turn has come.
func (s *Screen) catchUp() tea.Cmd {
	var cmds []tea.Cmd
	for {
		sent := s.env.Outbox.Take()
		for _, msg := range sent {
			cmds = append(cmds, s.take(msg))
		}
		switch {
		case len(sent) > 0:
		case len(s.ahead.keys) > 0 && !s.holding():
			next := s.ahead.keys[0]
			s.ahead.keys = s.ahead.keys[1:]
			cmds = append(cmds, s.press(next))
		default:
			return tea.Batch(cmds...)
		}
	}
}
