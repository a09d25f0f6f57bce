package main

import (
	"fmt"
	"log/slog"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// guard stands around the screen. A panic anywhere in it ends the program
// with the terminal restored and the details in the log, instead of a stack
// trace across the reader's terminal. It also knows when the first screen
// was drawn, and waits for the commands that are under way.
type guard struct {
	model   tea.Model
	log     *slog.Logger
	painted func() // called once, after the first view
	first   []tea.Cmd

	once     sync.Once
	last     tea.View
	commands underWay

	mu     sync.Mutex
	quit   func() // ends the program; set before it runs
	failed error
}

// Init starts the model, and what the program asks of the terminal itself.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.caught(&cmd)
	return g.watch(tea.Batch(append([]tea.Cmd{g.model.Init()}, g.first...)...))
}

// Update hands a message on, unless the model has failed.
func (g *guard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return g, g.update(msg)
}

func (g *guard) update(msg tea.Msg) (cmd tea.Cmd) {
	if g.err() != nil {
		return tea.Quit
	}
	defer g.caught(&cmd)
	g.model, cmd = g.model.Update(msg)
	return g.watch(cmd)
}

// View returns what the model shows, and after a failure what it last showed.
func (g *guard) View() (v tea.View) {
	if g.err() != nil {
		return g.last
	}
	defer func() {
		if r := recover(); r != nil {
			g.fail(r)
			v = g.last
			if g.commands.begin() {
				go func() { // not from here: the program is waiting for this view
					defer g.commands.end()
					g.quit()
				}()
			}
		}
	}()
	v = g.model.View()
	g.last = v
	g.once.Do(g.painted)
	return v
}

// watch returns a command that runs cmd, and those it gives rise to, under
// guard.
func (g *guard) watch(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		if !g.commands.begin() {
			return nil // the screen has ended
		}
		defer g.commands.end()
		defer func() {
			if r := recover(); r != nil {
				g.fail(r)
				msg = tea.Quit()
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.watch(batch[i])
			}
		}
		return msg
	}
}

// caught makes a panic the end of the program.
func (g *guard) caught(cmd *tea.Cmd) {
	if r := recover(); r != nil {
		g.fail(r)
		*cmd = tea.Quit
	}
}

func (g *guard) fail(r any) {
	logPanic(g.log, "the reader failed", r)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed == nil {
		g.failed = fmt.Errorf("panic: %v", r)
	}
}

// err returns why the model failed; nil: it did not.
func (g *guard) err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failed
}

// underWay counts what is under way and may begin while others do, until it
// is waited for: then nothing begins any more. The zero value is ready.
type underWay struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when nothing is left; nil: nobody waits yet
}

// begin counts one more, and reports whether it may begin.
func (u *underWay) begin() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.idle != nil {
		return false
	}
	u.n++
	return true
}

// end counts one less.
func (u *underWay) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n--; u.n == 0 && u.idle != nil {
		close(u.idle)
	}
}

// wait lets nothing more begin and waits for the rest. It is called once.
func (u *underWay) wait() {
	u.mu.Lock()
	u.idle = make(chan struct{})
	if u.n == 0 {
		close(u.idle)
	}
	u.mu.Unlock()
	<-u.idle
}
