package terminal

import (
	"errors"
	"io"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

// TestTheEndOfATerminalIsToldByWhatMeetsIt reads from and writes to terminals
// that are gone: for a moment reading one gives EIO, by which Bubble Tea once
// ended before anything was saved.
func TestTheEndOfATerminalIsToldByWhatMeetsIt(t *testing.T) {
	for _, cause := range []error{io.EOF, syscall.EIO} {
		gone := 0
		in := NewInput(iotest.ErrReader(cause), func() { gone++ })
		if n, err := in.Read(make([]byte, 256)); n != 0 || !errors.Is(err, io.EOF) || gone != 1 {
			t.Errorf("reading gives %d, %v for %v; gone was called %d times", n, err, cause, gone)
		}
	}
	gone := 0
	w := NewWriter(closed{}, Options{Family: XTerm, Gone: func() { gone++ }})
	if _, err := io.WriteString(w, "text"); err != nil {
		t.Errorf("writing waits for the terminal: %v", err)
	}
	err := w.Flush(time.Minute)
	if _, later := io.WriteString(w, "text"); !errors.Is(err, syscall.EIO) || !errors.Is(later, syscall.EIO) || gone != 1 {
		t.Errorf("writing gives %v, then %v; gone was called %d times", err, later, gone)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, syscall.EIO }
