package terminal

import (
	"fmt"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// Guard is a model around another. A panic anywhere in it ends the program with
// the terminal restored, instead of a stack trace across the screen. Guard also
// reports the first view, and waits for the commands that are running.
// Its fields are set before the program runs; Model, Failed and Quit are needed.
type Guard struct {
	Model  tea.Model
	Failed func(panicked any) // called where a panic was recovered: the stack is still there
	Quit   func()             // ends the program
	// Painted is called once, after the first view; it may be nil.
	Painted func()
	// First are commands that run beside the model's own first one.
	First []tea.Cmd
	// Busy reports whether the terminal has not taken the last view yet. Until it
	// has that view stays; the program is sent Drained then. It may be nil.
	Busy func() bool

	once     sync.Once
	last     tea.View
	viewed   bool // last is one
	commands underWay

	mu     sync.Mutex
	failed error
}

// Init returns the first commands: the model's and those of First.
func (g *Guard) Init() (cmd tea.Cmd) {
	defer g.caught(&cmd)
	return g.watch(tea.Batch(append([]tea.Cmd{g.Model.Init()}, g.First...)...))
}

// Update hands a message on, unless the model has failed.
func (g *Guard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return g, g.update(msg)
}

func (g *Guard) update(msg tea.Msg) (cmd tea.Cmd) {
	if g.Err() != nil {
		return tea.Quit
	}
	defer g.caught(&cmd)
	g.Model, cmd = g.Model.Update(msg)
	return g.watch(cmd)
}

// View returns the view of the model; after a failure, and while the terminal is
// busy, its last one.
func (g *Guard) View() (v tea.View) {
	if g.Err() != nil || g.viewed && g.Busy != nil && g.Busy() {
		return g.last
	}
	defer func() {
		if r := recover(); r != nil {
			g.Fail(r)
			v = g.last
			if g.commands.begin() {
				go func() { // not from here: the program is waiting for this view
					defer g.commands.end()
					g.Quit()
				}()
			}
		}
	}()
	v = g.Model.View()
	g.last, g.viewed = v, true
	g.once.Do(func() {
		if g.Painted != nil {
			g.Painted()
		}
	})
	return v
}

// watch returns a command that runs cmd, and the commands of its batch, under
// guard.
func (g *Guard) watch(cmd tea.Cmd) tea.Cmd {
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
				g.Fail(r)
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

// caught ends the program on a panic.
func (g *Guard) caught(cmd *tea.Cmd) {
	if r := recover(); r != nil {
		g.Fail(r)
		*cmd = tea.Quit
	}
}

// Fail notes a panic that was recovered elsewhere, such as in a goroutine that
// works for the model. It is called where the panic was recovered; it does not
// end the program.
func (g *Guard) Fail(panicked any) {
	g.Failed(panicked)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed == nil {
		g.failed = fmt.Errorf("panic: %v", panicked)
	}
}

// Err returns the panic that the model ended by; nil: none.
func (g *Guard) Err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failed
}

// Wait lets no more commands begin and waits for those that are running. It
// is called once, after the program has ended.
func (g *Guard) Wait() { g.commands.wait() }

// underWay counts commands that run. They may begin at any time until wait is
// called; after that none begins. The zero value is ready. It is safe for
// concurrent use.
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
