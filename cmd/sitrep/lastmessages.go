package main

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

// lastMessages is the filter of the screen. It sees to it that the terminal is
// left as it should be when the screen ends or is suspended.
type lastMessages struct {
	next       func(tea.Model, tea.Msg) tea.Msg
	answered   func() <-chan struct{} // closed when no answer of the terminal is to come
	send       func(tea.Msg)
	background func(f func())

	stops      chan os.Signal // that suspend the reader
	suspending atomic.Bool    // the screen has been, or is being given back to the terminal
	waiting    bool           // the end has been asked for
}

// ending is the message after which the screen ends.
type ending struct{}

func (l *lastMessages) filter(m tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case ending:
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
	return l.next(m, msg)
}

// waits reports whether the end must wait for answers of the terminal.
func (l *lastMessages) waits() bool {
	answered := l.answered()
	select {
	case <-answered:
		return l.waiting
	default:
	}
	if l.waiting {
		return true
	}
	l.waiting = true
	l.background(func() {
		limit := time.NewTimer(answersWait)
		defer limit.Stop()
		select {
		case <-answered:
		case <-limit.C:
		}
		l.send(ending{})
	})
	return true
}
