package ui

import (
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

type (
	// resized says that the terminal's size is another, perhaps not for long.
	resized struct {
		n    int
		size tea.WindowSizeMsg
	}
	// settled says that some time has passed since.
	settled resized
)

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
		return resized{s.n, msg}
	case settled:
		if msg.n != s.n {
			return nil
		}
		s.last, s.moving = msg.size, false
		return msg.size
	}
	return msg
}

// settle waits for a size to stand.
func (s *Screen) settle(r resized) tea.Cmd {
	done := s.env.Ctx.Done()
	return func() tea.Msg {
		t := time.NewTimer(settleAfter)
		defer t.Stop()
		select {
		case <-done:
			return nil
		case <-t.C:
			return settled(r)
		}
	}
}
