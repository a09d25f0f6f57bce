// Package ending sees to it that a terminal is left as it should be when the screen
// ends or is suspended.
package ending

import (
	"os"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// answersWait is how long the end of the screen waits for answers of the
// terminal, which would go to the shell. It answers within that unless it is far
// away and the reader has only begun.
const answersWait = 250 * time.Millisecond

// Messages is the filter of the messages of the screen. Its exported fields must be
// set before the program runs.
type Messages struct {
	Next       func(tea.Model, tea.Msg) tea.Msg // the filter after this one
	Answered   func() <-chan struct{}           // closed when no answer of the terminal is to come
	Send       func(tea.Msg)                    // to the program
	Background func(f func())                   // runs f in a goroutine that the caller waits for

	stops      chan os.Signal // that suspend the reader
	suspending atomic.Bool    // the screen has been, or is being given back to the terminal
	waiting    bool           // the end has been asked for
}

// end is the message after which the screen ends.
type end struct{}

// Filter is the filter that the program is given.
func (l *Messages) Filter(m tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case end:
		return tea.QuitMsg{}
	case tea.QuitMsg:
		if l.waits() {
			return nil
		}
	case tea.SuspendMsg: // Bubble Tea then sends this process the signal, and waits to be resumed
		if !stoppable() {
			return nil
		}
		l.suspending.Store(true)
	case tea.ResumeMsg:
		l.suspending.Store(false)
	}
	return l.Next(m, msg)
}

// waits reports whether the end must wait for answers of the terminal.
func (l *Messages) waits() bool {
	answered := l.Answered()
	select {
	case <-answered:
		return l.waiting
	default:
	}
	if l.waiting {
		return true
	}
	l.waiting = true
	l.Background(func() {
		limit := time.NewTimer(answersWait)
		defer limit.Stop()
		select {
		case <-answered:
		case <-limit.C:
		}
		l.Send(end{})
	})
	return true
}
