package terminal

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// settleAfter is how long the terminal's size must stay as it is before the
// screen follows.
const settleAfter = 100 * time.Millisecond

// Steady keeps a window that is dragged from being drawn anew at each of its
// sizes: over a slow line that takes long after the hand has let go. It
// belongs to one program, as its filter (tea.WithFilter): behind the filter
// the program itself draws anew for each size. The zero value is ready.
type Steady struct {
	n      int
	last   tea.WindowSizeMsg // that was let through
	moving bool              // others have come since
}

// Resizing says that the terminal's size is another, perhaps not for long.
type Resizing struct {
	n    int
	size tea.WindowSizeMsg
}

// settled says that some time has passed since.
type settled Resizing

// Filter holds sizes back until the last of them stands for a moment. The
// first is let through at once. For one that is none new the screen is drawn
// again as it is.
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

// Settle is the command that the model must return for a Resizing: it waits
// for the size to stand, or for ctx to end.
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
