package main

import (
	"fmt"
	"log/slog"
	"runtime/debug"
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
	commands sync.WaitGroup

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
			g.commands.Go(g.quit) // not from here: the program is waiting for this view
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
		g.commands.Add(1)
		defer g.commands.Done()
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
	g.log.Error("the reader failed", slog.Any("panic", r), slog.String("stack", string(debug.Stack())))
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
