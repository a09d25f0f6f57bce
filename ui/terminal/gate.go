package terminal

import (
	"sync"
	"time"
)

// gateWait is how long the gate stays closed for a terminal that does not
// answer. It is less than it takes to see the first screen and press a key.
const gateWait = 250 * time.Millisecond

// gate keeps keys from the program that are typed before pastes are marked as such,
// and notes whether the terminal has answered.
//
// The mode of pastes is switched on with the first screen. On a
// slow line it takes a while to arrive, and a text that is pasted meanwhile comes
// as if it were typed. So the terminal is asked something after that: what comes
// before its answer was typed before. The zero gate is open. It is safe for
// concurrent use.
type gate struct {
	mu       sync.Mutex
	state    gateState
	asked    int           // questions so far
	answers  int           // that have come
	opensAt  int           // the answer that opens the gate
	pending  chan struct{} // closed when all have come; nil: none is expected
	patience *time.Timer   // until none is expected any more
}

type gateState int

const (
	gateOpen   gateState = iota
	gateClosed           // nothing passes
	gateAsked            // keys are deferred until the answer comes, which drops them
)

func (g *gate) now() gateState {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.state = gateClosed
}

// open opens the gate.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.state = gateOpen
}

// openFor opens the gate if it still waits for the answer to a question.
func (g *gate) openFor(question int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state != gateAsked || g.opensAt != question {
		return false
	}
	g.state = gateOpen
	return true
}

// ask notes that the terminal is asked a question. For the first one after the
// gate was closed, silent is called with its number when there is no answer for a
// while.
func (g *gate) ask(silent func(question int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if g.pending == nil {
		g.pending = make(chan struct{})
	}
	if g.patience != nil {
		g.patience.Stop()
	}
	g.patience = time.AfterFunc(answerWait, g.giveUp)
	if silent != nil && g.state == gateClosed {
		g.state, g.opensAt = gateAsked, g.asked
		question := g.asked
		time.AfterFunc(gateWait, func() { silent(question) })
	}
}

// giveUp expects no answer any more.
func (g *gate) giveUp() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.settle()
}

func (g *gate) settle() {
	if g.pending != nil {
		close(g.pending)
		g.pending = nil
	}
}

// answer notes an answer, and reports whether it has opened the gate.
func (g *gate) answer() (opened bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.answers == g.asked {
		return false // nobody has asked
	}
	g.answers++
	if g.answers == g.asked {
		g.patience.Stop()
		g.settle()
	}
	if g.state == gateAsked && g.answers >= g.opensAt {
		g.state = gateOpen
		return true
	}
	return false
}

// none is closed.
var none = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// answered returns a channel that is closed when no answer is expected.
func (g *gate) answered() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pending == nil {
		return none
	}
	return g.pending
}
