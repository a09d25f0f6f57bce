//go:build unix

package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// onlyLines checks that the output can be read by a terminal that knows
// nothing but lines.
func onlyLines(t *testing.T, out string) {
	t.Helper()
	if i := strings.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 }); i >= 0 {
		t.Errorf("a control character at byte %d: %q", i, out[max(i-60, 0):min(i+60, len(out))])
	}
}

// awaitPrompts reads until the reader in lines has asked for its n-th line.
func (term *console) awaitPrompts(n int) {
	term.t.Helper()
	limit := time.After(patience)
	for {
		seen := term.seen.String()
		if strings.Count(seen, "\nheadlines> ")+strings.Count(seen, "\nstory> ") >= n {
			return
		}
		select {
		case s, ok := <-term.out:
			if !ok {
				term.t.Fatalf("the reader ended before its %d. prompt:\n%q", n, seen)
			}
			term.seen.WriteString(s)
		case <-limit:
			term.t.Fatalf("the reader never asked for line %d:\n%q", n, seen)
		}
	}
}

// TestADumbTerminalIsReadInLines reads a story, follows its reference and
// goes back on a terminal that cannot move its cursor.
func TestADumbTerminalIsReadInLines(t *testing.T) {
	term := startReader(t, "sitrep", "TERM=dumb")
	term.awaitPrompts(1)
	for i, step := range []struct{ line, want string }{
		{"/title:2 feed:\"District 0\"", "1. Levee 2 of district 0 holds. District 0, 16 Feb 2026, unread.\r\n"},
		{"1", "\r\nRead also: Levee 0 of district 0 holds [1]\r\n"},
		{"1", "story> 1\r\nLevee 0 of district 0 holds\r\n"},
		{"H", "story> H\r\nLevee 2 of district 0 holds\r\n"},
		{"f", "story> f\r\nStarred.\r\nstory> "},
	} {
		term.press(step.line + "\n")
		term.awaitPrompts(i + 2)
		if !strings.Contains(term.seen.String(), step.want) {
			t.Errorf("after %s, no %q in\n%q", step.line, step.want, term.seen.String())
		}
	}
	term.press("\x04") // the end of the input
	out, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
	onlyLines(t, out)
	for line := range strings.Lines(out) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\r\n")); n >= 80 {
			t.Errorf("a line of %d characters, which the terminal breaks: %q", n, line)
		}
	}
}

func TestATerminalOfAnotherLocaleIsSentASCII(t *testing.T) {
	dir := t.TempDir()
	term := startOn(t, []string{"HOME=" + dir, "TMPDIR=" + dir, "TERM=vt100", "LANG=C", "TZ=UTC"}, "sitrep", "demo", "--plain")
	term.awaitPrompts(1)
	for i, line := range []string{"/feed:faro", "1", "F"} {
		term.press(line + "\n")
		term.awaitPrompts(i + 2)
	}
	term.press("quit\n")
	out, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
	if i := strings.IndexFunc(out, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' && r != '\r' }); i >= 0 {
		t.Errorf("not ASCII at byte %d: %q", i, out[max(i-60, 0):min(i+60, len(out))])
	}
}

func TestSignalsEndTheReaderInLines(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			term := startReader(t, "sitrep", "SITREP_PLAIN=1")
			term.await("\r\nheadlines> ")
			if err := term.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			out, status := term.end()
			if status != exitDone {
				t.Errorf("exit status %d, want 0\n%q", status, out)
			}
			onlyLines(t, out)
		})
	}
}

// TestTheReaderInLinesEndsWithItsTerminal takes the terminal from it without
// a signal.
func TestTheReaderInLinesEndsWithItsTerminal(t *testing.T) {
	term := startWith(t, readerEnv(t, "TERM=dumb"), &syscall.SysProcAttr{}, "sitrep")
	term.await("\r\nheadlines> ")
	term.press("where\n")
	if err := term.tty.Close(); err != nil {
		t.Fatal(err)
	}
	if out, status := term.end(); status != exitDone {
		t.Errorf("exit status %d, want 0; it wrote\n%q", status, out)
	}
}
