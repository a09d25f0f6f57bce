package terminal

import (
	"errors"
	"strings"
	"testing"
)

func TestLineFeedsAreCompletedOnlyWhereNoDriverDoesIt(t *testing.T) {
	for crlf, want := range map[bool]string{true: "a\r\nb\r\n", false: "a\nb\n"} {
		var out strings.Builder
		w := NewWriter(&out, Options{Family: XTerm, CRLF: crlf})
		if n, err := w.Write([]byte("a\nb\n")); n != 4 || err != nil {
			t.Errorf("CRLF %t: Write = %d, %v", crlf, n, err)
		}
		if out.String() != want {
			t.Errorf("CRLF %t: %q, want %q", crlf, out.String(), want)
		}
	}
}

type broken struct{}

var errGone = errors.New("the line is gone")

func (broken) Write([]byte) (int, error) { return 0, errGone }

func TestAWriterReportsTheErrorOfItsTerminal(t *testing.T) {
	for _, o := range []Options{{}, {Family: XTerm}, {Family: Tmux, CRLF: true}} {
		if n, err := NewWriter(broken{}, o).Write([]byte("text\n")); n != 0 || !errors.Is(err, errGone) {
			t.Errorf("%+v: Write = %d, %v", o, n, err)
		}
	}
}
