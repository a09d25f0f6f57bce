package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/pane"
)

// This file keeps what a reader types in its order. On a bad line several
// keys arrive at once: in "Enter Space" the space is for the story, although
// it is read from the cache only now.

// longestWait is how long a key is deferred for the answer to the one before it.
// Then it goes to the present screen: nothing ever blocks.
const longestWait = 250 * time.Millisecond

// mostAhead is how many keys may be waiting.
const mostAhead = 256

// typeahead are the keys that were typed ahead.
type typeahead struct {
	keys []tea.KeyPressMsg
	wait int  // number of the last wait
	late bool // the answer takes too long to be waited for
}

// waitedEnough is the end of a wait: longestWait has passed.
type waitedEnough struct{ wait int }

// queueKey handles a key now, or when its turn comes.
func (s *Screen) queueKey(msg tea.KeyPressMsg) tea.Cmd {
	if len(s.typeahead.keys) == 0 && !s.deferring() || len(s.typeahead.keys) >= mostAhead {
		return s.press(msg)
	}
	s.typeahead.keys = append(s.typeahead.keys, msg)
	return s.waitForTurn()
}

// queueFirst puts a key before all that wait.
func (s *Screen) queueFirst(msg tea.KeyPressMsg) tea.Cmd {
	s.typeahead.keys = slices.Insert(s.typeahead.keys, 0, msg)
	return s.waitForTurn()
}

// waitForTurn begins a wait if only one key is deferred: for others it goes on.
func (s *Screen) waitForTurn() tea.Cmd {
	if len(s.typeahead.keys) > 1 {
		return nil
	}
	s.typeahead.wait++
	wait := s.typeahead.wait
	return tea.Tick(longestWait, func(time.Time) tea.Msg { return waitedEnough{wait} })
}

// deferring reports whether the next key is for a screen that is still to come.
func (s *Screen) deferring() bool {
	if s.prompt.on || !s.waiting() {
		s.typeahead.late = false
		return false
	}
	return !s.typeahead.late
}

// waiting reports whether a story is being opened from the cache, or a pane
// asks it for the screen of the next key.
func (s *Screen) waiting() bool {
	if s.load.opening || s.asking {
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
		sent := s.env.Outbox.Drain()
		for _, msg := range sent {
			cmds = append(cmds, s.apply(msg))
		}
		switch {
		case len(sent) > 0:
		case len(s.typeahead.keys) > 0 && !s.deferring():
			next := s.typeahead.keys[0]
			s.typeahead.keys = s.typeahead.keys[1:]
			cmds = append(cmds, s.press(next))
		default:
			return tea.Batch(cmds...)
		}
	}
}
