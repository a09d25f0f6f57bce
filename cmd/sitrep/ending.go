package main

import (
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui"
	"sitrep/ui/terminal"
)

// lastWait is how long the end of the reader waits for running work.
// All of it is told to stop; at most one fetch is lost.
const lastWait = 500 * time.Millisecond

// saveWait is how long the reader's place may take to be saved. It takes some
// milliseconds, but on a busy machine a second was not enough.
const saveWait = 5 * time.Second

// terminalGone reports whether the reader has lost the terminal that it was
// drawn on.
func (r *reader) terminalGone() bool {
	_, drawn := r.e.stdout.(*os.File)
	return drawn && !isTerminal(r.e.stdout)
}

// leaveLate makes the screen save its state after the program has ended without
// that. Before the first screen there is nothing to save.
func (r *reader) leaveLate(g *terminal.Guard) {
	select {
	case <-r.painted:
	default:
		return
	}
	_, save := g.Update(ui.Leave{})
	saved := make(chan struct{}, 1)
	r.start(save, saved)
	limit := time.NewTimer(saveWait)
	defer limit.Stop()
	select {
	case <-saved:
	case <-limit.C:
	}
}

// start runs a command of the screen, as the program would, and those that it
// returns. saved receives when one of them asks the program to end.
func (r *reader) start(cmd tea.Cmd, saved chan<- struct{}) {
	if cmd == nil {
		return
	}
	r.behind.Go(func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				r.start(c, saved)
			}
		case tea.QuitMsg:
			select {
			case saved <- struct{}{}:
			default:
			}
		}
	})
}

// wait waits for what works behind the screen and for its commands, but not
// for ever: a name server may keep a fetch for seconds.
func (r *reader) wait(commands func()) {
	done := make(chan struct{})
	go func() { // ends with the last of them, or with the process
		r.behind.Wait()
		commands()
		close(done)
	}()
	limit := time.NewTimer(lastWait)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		r.e.logger().Warn("the reader ended before all that it had begun")
	}
}
