package terminal

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The bounds of an outbox.
const (
	// maxUnsent is how many bytes may wait for the terminal.
	maxUnsent = 1 << 20
	// oneWrite is how many bytes the terminal is given at a time.
	oneWrite = 4096
	// frozenAfter is how long it may take none before it counts as frozen.
	frozenAfter = time.Minute
)

// outbox writes to a terminal and never waits for it. It is safe for concurrent
// use.
type outbox struct {
	to     io.Writer
	gone   func()            // called at each write that fails; may be nil
	frozen func(frozen bool) // called when the terminal has taken nothing for a while, and when it takes some again; may be nil
	ready  chan struct{}     // receives when everything was written and somebody has met it busy

	mu     sync.Mutex
	unsent bytes.Buffer
	busy   bool          // something is being written
	idle   chan struct{} // closed when it is not; nil: it is not
	met    bool          // somebody was told that it is busy
	lost   bool          // something was dropped, since too much was waiting
	err    error         // of the last write
}

// Write has p written. The error is that of an earlier write.
func (o *outbox) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil:
		return 0, o.err
	case o.unsent.Len()+len(p) > maxUnsent:
		o.lost, o.met = true, true
		return len(p), nil
	}
	o.unsent.Write(p)
	if !o.busy && len(p) > 0 {
		o.busy, o.idle = true, make(chan struct{})
		go o.run() // ends when all is written; close waits for it
	}
	return len(p), nil
}

// run writes the unsent bytes.
func (o *outbox) run() {
	chunk := make([]byte, oneWrite)
	for {
		o.mu.Lock()
		n, _ := o.unsent.Read(chunk)
		if n == 0 || o.err != nil {
			o.rest()
			o.mu.Unlock()
			return
		}
		o.mu.Unlock()
		err := o.write(chunk[:n])
		if err == nil {
			continue
		}
		o.mu.Lock()
		o.err = err
		o.mu.Unlock()
		if o.gone != nil {
			o.gone()
		}
	}
}

// rest notes that nothing is being written any more. o.mu is locked.
func (o *outbox) rest() {
	o.unsent.Reset()
	if o.unsent.Cap() > maxUnsent/4 {
		o.unsent = bytes.Buffer{}
	}
	o.busy = false
	close(o.idle)
	if !o.met {
		return
	}
	o.met = false
	select {
	case o.ready <- struct{}{}:
	default: // it has one already
	}
}

// write writes one chunk and reports when the terminal does not take it.
func (o *outbox) write(p []byte) error {
	if o.frozen == nil {
		_, err := o.to.Write(p)
		return err
	}
	var mu sync.Mutex // of told: the terminal may take some just when it has taken none for long enough
	told, over := false, false
	watch := time.AfterFunc(frozenAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			told = true
			o.frozen(true)
		}
	})
	_, err := o.to.Write(p)
	watch.Stop()
	mu.Lock()
	defer mu.Unlock()
	over = true
	if told {
		o.frozen(false)
	}
	return err
}

// isBusy reports whether something is being written. If so, ready receives later.
func (o *outbox) isBusy() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.met = o.met || o.busy
	return o.busy
}

// dropped reports whether something has not been written since the last call.
func (o *outbox) dropped() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	lost := o.lost
	o.lost = false
	return lost
}

// flush waits until everything is written, but no longer than limit. It returns
// the error of the terminal.
func (o *outbox) flush(limit time.Duration) error {
	o.mu.Lock()
	idle := o.idle
	busy := o.busy
	o.mu.Unlock()
	if busy {
		t := time.NewTimer(limit)
		defer t.Stop()
		select {
		case <-idle:
		case <-t.C:
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
