package main

import (
	"context"
	"os"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/terminal"
)

// watch begins to send the program what else it must know, until ctx ends: that the
// terminal is ready, and that a signal suspends the reader.
func (l *lastMessages) watch(ctx context.Context, ready <-chan struct{}) {
	l.stops = make(chan os.Signal, 1)
	notifyStop(l.stops)
	l.background(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-ready:
				l.send(terminal.Drained{})
			}
		}
	})
	l.background(func() { // it never waits for the program, which waits to be stopped
		for {
			select {
			case <-ctx.Done():
				return
			case <-l.stops:
			}
			if l.suspending.Load() {
				stopNow()
			} else {
				l.background(func() { l.send(tea.SuspendMsg{}) })
			}
		}
	})
}
