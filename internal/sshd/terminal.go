package sshd

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"sitrep/internal/sanitize"
)

// The bounds of a terminal.
const (
	mostColumns, mostRows = 1000, 500
	usualColumns          = 80
	usualRows             = 24
	longestVariable       = 64
	mostVariables         = 16
	maxRequest            = 32 << 10 // bytes of a request
)

// Size is the size of a terminal in cells.
type Size struct{ Width, Height int }

// size returns a size within bounds. A terminal that does not know its own has 80×24.
func size(width, height uint32) Size {
	s := Size{usualColumns, usualRows}
	if width > 0 {
		s.Width = int(min(width, mostColumns))
	}
	if height > 0 {
		s.Height = int(min(height, mostRows))
	}
	return s
}

// Terminal is the terminal of a session. Reads return the keys of its person, and
// writes are shown. Reading and writing may be done at the same time, each by
// one goroutine.
type Terminal struct {
	Person  string
	Key     string // that has signed, as the audit names it
	Address string // of the client

	s    *Server
	c    *conn
	ch   ssh.Channel
	env  map[string]string
	wide Size

	sizes   chan Size
	notices chan sanitize.Clean
	idle    *idleness
}

// Role returns the role that the person has now.
func (t *Terminal) Role() Role { return t.s.people.Load().Role(t.Person) }

// Size returns the size at the start.
func (t *Terminal) Size() Size { return t.wide }

// Sizes receives the size when it has changed, the last one only.
func (t *Terminal) Sizes() <-chan Size { return t.sizes }

// Notices receives sentences for the person.
func (t *Terminal) Notices() <-chan sanitize.Clean { return t.notices }

// Getenv returns a variable of the client: TERM, LANG, COLORTERM, NO_COLOR, or one
// that begins with LC_. Others are not taken from a client.
func (t *Terminal) Getenv(name string) string { return t.env[name] }

// Read reads the person's input.
func (t *Terminal) Read(p []byte) (int, error) {
	n, err := t.ch.Read(p)
	if n > 0 {
		t.idle.key()
	}
	return n, err
}

// Write shows p. If the client takes none of it for a time the session ends.
func (t *Terminal) Write(p []byte) (int, error) {
	watch := time.AfterFunc(t.s.Limits.Stuck, func() {
		t.c.cancel(ErrStuck)
		_ = t.c.Close()
	})
	defer watch.Stop()
	return t.ch.Write(p)
}

// tell has a sentence shown, in the place of one that was not shown yet.
func (t *Terminal) tell(text sanitize.Clean) {
	select {
	case <-t.notices:
	default:
	}
	select {
	case t.notices <- text:
	default: // another one came meanwhile
	}
}

// resize notes a new size.
func (t *Terminal) resize(s Size) {
	select {
	case <-t.sizes:
	default:
	}
	select {
	case t.sizes <- s:
	default:
	}
}

// permitted reports whether a variable is taken from a client.
func permitted(name string) bool {
	switch name {
	case "LANG", "COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE":
		return true
	}
	return false
}

// variable returns the value of a variable, if it is short plain text.
func variable(value string) (string, bool) {
	plain := len(value) <= longestVariable && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' })
	return value, plain
}

// say writes a sentence to the client beside the screen, which is over or never was.
func (t *Terminal) say(text string) {
	if text == "" {
		return
	}
	watch := time.AfterFunc(t.s.Limits.Stuck, func() { _ = t.c.Close() })
	defer watch.Stop()
	_, _ = io.WriteString(t.ch.Stderr(), sanitize.Line("sitrep: "+text).String()+"\r\n") // nobody is left to be told
}

// idleness ends a session in which no key is pressed.
type idleness struct {
	after, warned time.Duration
	warn, end     func()

	mu    sync.Mutex
	last  time.Time
	timer *time.Timer
	told  bool
}

func (i *idleness) start() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last = time.Now() //nolint:forbidigo // the clock of the timer
	i.timer = time.AfterFunc(i.after-i.warned, i.look)
}

// key notes that a key was pressed.
func (i *idleness) key() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last, i.told = time.Now(), false //nolint:forbidigo // the clock of the timer
}

// look warns, or ends the session, or looks again when it may be time.
func (i *idleness) look() {
	i.mu.Lock()
	defer i.mu.Unlock()
	still := time.Since(i.last)
	switch {
	case still >= i.after:
		i.end()
		return
	case still >= i.after-i.warned && !i.told:
		i.told = true
		i.warn()
	}
	next := i.after - i.warned - still
	if i.told {
		next = i.after - still
	}
	i.timer.Reset(max(next, time.Millisecond))
}

func (i *idleness) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.timer.Stop()
}

// sentence returns why a session ended, for its person; empty: they know.
func sentence(ctx context.Context) string {
	for _, why := range []error{ErrRemoved, ErrIdle, ErrRestart} {
		if errors.Is(context.Cause(ctx), why) {
			return why.Error()
		}
	}
	return ""
}
