package terminal

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// settleAfter is how long a size must last before the screen is drawn at it.
const settleAfter = 100 * time.Millisecond

// Steady holds sizes back while a window is dragged, so that the screen is drawn
// once at the end: over a slow line all the frames between would still arrive
// long after that. It belongs to one program, as its filter (tea.WithFilter),
// since the program draws for each size that passes the filter. The zero Steady
// is ready. It serves one goroutine.
type Steady struct {
	n      int
	last   tea.WindowSizeMsg // the last that passed
	moving bool              // others have come since
}

// Resizing is the message for a size that may not last. The model answers it
// with Settle.
type Resizing struct {
	n    int
	size tea.WindowSizeMsg
}

// settled is the message after a Resizing whose size has lasted.
type settled Resizing

// Filter passes the first size at once and each later one when it has lasted for
// a moment. For a size equal to the last the screen is drawn again.
func (s *Steady) Filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.n++
		switch {
		case s.n == 1:
			s.last = msg
			return msg
		case msg == s.last && !s.moving:
			// As after the reader was suspended; or it was another one for
			// less than it takes to ask, and the terminal cut the screen off.
			return tea.ClearScreen()
		}
		s.moving = true
		return Resizing{s.n, msg}
	case settled:
		if msg.n != s.n {
			return nil
		}
		s.last, s.moving = msg.size, false
		return msg.size
	}
	return msg
}

// Settle returns the command that a model must return for a Resizing: it waits
// until the size has lasted, or ctx ends.
func (r Resizing) Settle(ctx context.Context) tea.Cmd {
	return func() tea.Msg {
		t := time.NewTimer(settleAfter)
		defer t.Stop()
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			return settled(r)
		}
	}
}
