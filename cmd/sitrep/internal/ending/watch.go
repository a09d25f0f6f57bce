package ending

import (
	"context"
	"os"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/terminal"
)

// Watch begins to send the program what else it must know, until ctx ends: that the
// terminal is ready, and that a signal suspends the reader.
func (l *Messages) Watch(ctx context.Context, ready <-chan struct{}) {
	l.stops = make(chan os.Signal, 1)
	notifyStop(l.stops)
	l.Background(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-ready:
				l.Send(terminal.Drained{})
			}
		}
	})
	l.Background(func() { // it never waits for the program, which waits to be stopped
		for {
			select {
			case <-ctx.Done():
				return
			case <-l.stops:
			}
			if l.suspending.Load() {
				stopNow()
			} else {
				l.Background(func() { l.Send(tea.SuspendMsg{}) })
			}
		}
	})
}
