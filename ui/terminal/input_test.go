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
	for i, size := range []int{8, 256} {
		in = NewInput(iotest.ErrReader(errors.New("input/output error")), func() { gone++ })
		if n, err := in.Read(make([]byte, size)); n != 0 || !errors.Is(err, io.EOF) || gone != i+2 {
			t.Errorf("Read of a terminal that is gone = %d, %v, reported %d times; want 0, EOF, %d", n, err, gone, i+2)
		}
	}
}
