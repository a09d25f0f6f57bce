package terminal

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestTheEndOfATerminalIsReported reads keys and the end, in pieces.
func TestTheEndOfATerminalIsReported(t *testing.T) {
	gone := 0
	in := NewInput(iotest.OneByteReader(strings.NewReader("j\x1b[?1uk")), func() { gone++ })
	got, err := io.ReadAll(in)
	if err != nil || string(got) != "j\x1b[?1uk" {
		t.Errorf("read %q, %v", got, err)
	}
	if gone != 1 {
		t.Errorf("the end was reported %d times, want once", gone)
	}
	lost := errors.New("input/output error")
	in = NewInput(iotest.ErrReader(lost), func() { gone++ })
	if _, err := in.Read(make([]byte, 256)); !errors.Is(err, lost) || gone != 2 {
		t.Errorf("Read: %v, reported %d times", err, gone)
	}
}
