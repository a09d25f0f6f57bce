package terminal

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestTheEndOfATerminalIsReported reads keys and the end, in pieces.
func TestTheEndOfATerminalIsReported(t *testing.T) {
	gone := 0
	in := NewInput(iotest.OneByteReader(strings.NewReader("j\x1b[?1uk")), func() { gone++ })
	var got []string
	in.Send(func(m tea.Msg) { got = append(got, nameOf(m)) })
	rest, err := io.ReadAll(in)
	if err != nil || len(rest) > 0 || !slices.Equal(got, []string{"j", "uv.KeyboardEnhancementsEvent", "k"}) {
		t.Errorf("read %q, %q, %v", got, rest, err)
	}
	if gone != 1 {
		t.Errorf("the end was reported %d times, want once", gone)
	}
	in = NewInput(iotest.ErrReader(errors.New("input/output error")), func() { gone++ })
	if n, err := in.Read(make([]byte, 8)); n != 0 || !errors.Is(err, io.EOF) || gone != 2 {
		t.Errorf("Read of a terminal that is gone = %d, %v, reported %d times; want 0, EOF, 2", n, err, gone)
	}
}

// TestNothingPassesBeforePastesAreMarked pastes while the screen is drawn for the
// first time. What came before the terminal had the mode of pastes was read as
// keys.
func TestNothingPassesBeforePastesAreMarked(t *testing.T) {
	const mode, answer = "\x1b[?2004h", "\x1b[?62c"
	open := func(family Family) (*line, *Writer, *strings.Builder) {
		l, out := newLine(), &strings.Builder{}
		return l, NewWriter(out, Options{Family: family, Input: l.in}), out
	}
	draw := func(t *testing.T, w *Writer) {
		t.Helper()
		if _, err := io.WriteString(w, enterFull+mode+"\x1b[?u"+"first screen"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
	}
	for _, c := range []struct {
		name   string
		family Family
		then   func(l *line)
		want   []string
	}{
		{"a terminal that answers", XTerm, func(l *line) { l.write(time.Second/5, "fAQ", answer+"j") }, []string{"j"}},
		{"a slow one", XTerm, func(l *line) { l.write(time.Second, "fAQ", answer+"j") }, []string{"f", "shift+a", "shift+q", "j"}},
		{"one that never does", Tmux, func(l *line) { l.write(time.Second, "j") }, []string{"j"}},
		{"one that is asked nothing", GNUScreen, func(l *line) { l.write(0, "j") }, []string{"j"}},
		{"one that knows no pastes", VT, func(l *line) { l.write(0, "j") }, []string{"j"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l, w, out := open(c.family)
			l.write(0, "fAQ\x1b[200~f\x1b[201~", answer)
			draw(t, w)
			if asks := strings.Contains(out.String(), askType); asks != c.family.Full() || asks && strings.Index(out.String(), askType) < strings.Index(out.String(), mode) {
				t.Errorf("%s: it is sent %q", c.name, out)
			}
			c.then(l)
			if got := l.settle(); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		})
	}
}

// TestAnswersAreExpectedForAWhile: a program that ends meanwhile left them to the
// shell.
func TestAnswersAreExpectedForAWhile(t *testing.T) {
	expected := func(l *line) bool {
		select {
		case <-l.in.Answered():
			return false
		default:
			return true
		}
	}
	synctest.Test(t, func(t *testing.T) {
		l := newLine()
		w := NewWriter(io.Discard, Options{Family: XTerm, Input: l.in})
		if expected(l) {
			t.Error("an answer is expected before anything was asked")
		}
		for _, ask := range []string{askSync, askKeyboard, askColor} {
			if _, err := io.WriteString(w, ask); err != nil {
				t.Fatal(err)
			}
		}
		l.write(0, "\x1b[?1u\x1b[?62c", "\x1b[?62c")
		if !expected(l) {
			t.Error("no answer is expected although one is missing")
		}
		l.write(0, "\x1b[?62c")
		if expected(l) {
			t.Error("an answer is expected although all have come")
		}
		if _, err := io.WriteString(w, askColor); err != nil {
			t.Fatal(err)
		}
		time.Sleep(answerWait / 2)
		synctest.Wait()
		if !expected(l) {
			t.Error("no answer is expected although it may still come")
		}
		time.Sleep(answerWait)
		synctest.Wait()
		if expected(l) {
			t.Error("an answer is expected that does not come")
		}
	})
}
