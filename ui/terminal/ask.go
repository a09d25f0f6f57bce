package terminal

import (
	"context"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"sitrep/internal/sanitize"
)

const (
	pastesOn  = "\x1b[?2004h"
	pastesOff = "\x1b[?2004l"
)

// Ask asks a question on a terminal in raw mode: y and n choose, Enter answers, and
// Enter alone, ^C and the end of ctx or of the terminal mean no. Other keys and
// pastes mean nothing. in is read until the answer; what a read that is still
// under way then brings goes where in sends messages next. The error is that of
// the terminal, or of ctx.
func Ask(ctx context.Context, in *Input, w *Writer, question sanitize.Clean) (yes bool, err error) {
	a := &asking{w: w, done: make(chan struct{})}
	in.Send(a.handle)
	ask := question.String()
	if w.family.knowsPastes() {
		ask = pastesOn + ask
	}
	if w.family.Full() {
		ask += askType
	}
	if _, err := io.WriteString(w, ask); err != nil {
		return false, err
	}
	in.drawn(w.family.Full())
	go func() { // ends with the answer, or with the read after it
		for p := make([]byte, 256); !a.over(); {
			if _, err := in.Read(p); err != nil {
				a.end(err)
			}
		}
	}()
	select {
	case <-ctx.Done():
		a.end(ctx.Err())
		limit := time.NewTimer(answerWait / 4)
		defer limit.Stop()
		select {
		case <-in.Answered():
		case <-limit.C:
		}
	case <-a.done:
	}
	off := "\n"
	if w.family.knowsPastes() {
		off = pastesOff + off
	}
	_, _ = io.WriteString(w, off) // the answer is here already
	_ = w.Flush(leaveWait)
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.yes && a.err == nil, a.err
}

// knowsPastes reports whether terminals of the family mark pastes.
func (f Family) knowsPastes() bool { return f >= GNUScreen }

// asking is a question that is being asked.
type asking struct {
	w    *Writer
	done chan struct{} // closed when it is answered

	mu    sync.Mutex
	yes   bool
	shown bool
	ended bool
	err   error
}

// handle handles a key.
func (a *asking) handle(m tea.Msg) {
	k, ok := m.(uv.KeyPressEvent)
	if !ok || a.over() {
		return
	}
	switch k.Keystroke() {
	case "y", "shift+y":
		a.choose(true, "y")
	case "n", "shift+n":
		a.choose(false, "n")
	case "enter":
		a.end(nil)
	case "ctrl+c":
		a.end(context.Canceled)
	}
}

func (a *asking) choose(yes bool, letter string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.shown {
		letter = "\b" + letter
	}
	a.yes, a.shown = yes, true
	_, _ = io.WriteString(a.w, letter) // the answer counts, seen or not
}

func (a *asking) over() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ended
}

func (a *asking) end(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return
	}
	a.ended, a.err = true, err
	close(a.done)
}
