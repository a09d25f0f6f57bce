//go:build linux

package e2e

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// This file is about bad lines between the reader and its terminal.

// often calls f until it returns true.
func often(t *testing.T, what string, f func() bool) {
	t.Helper()
	limit := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !f() {
		select {
		case <-again.C:
		case <-limit:
			t.Fatal(what)
		}
	}
}

// starred returns how many stories are starred.
func starred(t *testing.T, env []string) int {
	t.Helper()
	out, errs, status := ran(t, env, "", "list", "is:starred", "--json")
	if status != exitDone {
		t.Fatalf("list: status %d: %s", status, errs)
	}
	return strings.Count(out, "\n")
}

// TestAReaderWhoseTerminalTakesNothingEndsWithASignal stops reading what the
// reader draws, as a line does that stands still: it ended with no signal, and
// kept the right to poll.
func TestAReaderWhoseTerminalTakesNothingEndsWithASignal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			env := readerEnv(t)
			c := startOn(t, env, "sitrep")
			c.awaitOnScreen("Levee 2 of district")
			c.press("\r")
			c.awaitOnScreen("━▸ ")
			fd, same, before := int(c.tty.Fd()), 0, 0
			if err := syscall.SetNonblock(fd, true); err != nil { // Fd has switched it off
				t.Fatal(err)
			}
			often(t, "the terminal takes everything", func() bool {
				c.press("\f") // draws the whole screen
				waiting, err := unix.IoctlGetInt(fd, unix.TIOCINQ)
				if err != nil {
					t.Fatal(err)
				}
				if same++; waiting != before || waiting == 0 {
					same, before = 0, waiting
				}
				return same > 20
			})
			if err := c.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- c.cmd.Wait() }()
			select {
			case err := <-ended:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(patience):
				_ = c.cmd.Process.Kill()
				t.Fatal("it does not end")
			}
			again := startOn(t, env, "sitrep")
			again.awaitOnScreen("━▸ ") // the story, not the headlines
			again.press("Q")
			if _, status := again.end(); status != exitDone {
				t.Errorf("exit status %d, want 0", status)
			}
		})
	}
}

// TestACommandThatCannotWriteEndsSomeTimeAfterASignal writes to a pipe that is full.
func TestACommandThatCannotWriteEndsSomeTimeAfterASignal(t *testing.T) {
	t.Parallel()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := in.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(bytes.Repeat([]byte("x"), 1<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the pipe is not full: %v", err)
	}
	c := newCommand(t, []string{"HOME=" + t.TempDir()}, "sitrep", "keys")
	c.Stdout = in
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	limit := time.AfterFunc(2*patience, func() { _ = c.Process.Kill() })
	defer limit.Stop()
	again := time.NewTicker(time.Second) // it may not listen yet
	defer again.Stop()
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if status := c.ProcessState.ExitCode(); status != exitFailed {
				t.Errorf("%v, want status %d", err, exitFailed)
			}
			return
		case <-again.C:
			_ = c.Process.Signal(syscall.SIGTERM) // the end is seen above
		}
	}
}

// TestAReaderThatNobodyCouldResumeIsNotSuspended presses the key where no shell
// controls jobs, as in a window that began with the reader: it gave the terminal
// back and waited for ever.
func TestAReaderThatNobodyCouldResumeIsNotSuspended(t *testing.T) {
	c := startReader(t, "sitrep")
	c.awaitOnScreen("Levee 2 of district")
	c.press("\x1a")
	c.press("?")
	c.awaitOnScreen("one row or line down")
	if err := c.cmd.Process.Signal(syscall.SIGTSTP); err != nil {
		t.Fatal(err)
	}
	c.press("q/")
	c.awaitOnScreen("search:")
	c.press("\x1b[27uQ")
	out, status := c.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
	restored(t, out)
}

// TestWhatIsTypedBeforeTheFirstScreenIsNoKey types at a reader that is starting,
// alone and beside another one, as somebody does who pastes too early.
func TestWhatIsTypedBeforeTheFirstScreenIsNoKey(t *testing.T) {
	env := readerEnv(t)
	first := startOn(t, env, "sitrep")
	first.press("ffff\rfAQ")
	first.awaitOnScreen("Levee 2 of district")
	second := startOn(t, env, "sitrep")
	second.press("y\rf\rfAQ\n")
	second.await("[y/N] ")
	second.press("\x1b[200~y\rffffAmQq\nf\x1b[201~")
	second.press("ffAQ ")
	second.press("n\r")
	second.awaitOnScreen("Levee 2 of district")
	for _, c := range []*console{second, first} {
		c.press("?")
		c.awaitOnScreen("one row or line down")
		c.press("Q")
		if out, status := c.end(); status != exitDone {
			t.Errorf("exit status %d, want 0\n%q", status, out)
		}
	}
	if n := starred(t, env); n != 0 {
		t.Errorf("%d stories are starred", n)
	}
	if !strings.Contains(second.seen.String(), "\x1b[?2004h") || strings.Index(second.seen.String(), "\x1b[?2004h") > strings.Index(second.seen.String(), "[y/N]") {
		t.Error("pastes are not marked at the question")
	}
}

// TestTheQuestionEndsWithASignal ends a reader that asks whether to take over, on
// a screen and in lines, and by ^C.
func TestTheQuestionEndsWithASignal(t *testing.T) {
	env := readerEnv(t)
	first := startOn(t, env, "sitrep")
	first.awaitOnScreen("Levee 2 of district")
	for i, args := range [][]string{nil, {"--plain"}, nil} {
		second := startOn(t, env, "sitrep", args...)
		second.await("[y/N] ")
		if i == 2 {
			second.press("\x03") // as its key does
		} else if err := second.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		out, status := second.end()
		if status != exitDone {
			t.Errorf("%q: exit status %d, want 0", args, status)
		}
		if strings.Count(out, "\x1b[?2004h") != strings.Count(out, "\x1b[?2004l") {
			t.Errorf("%q: pastes are marked still: %q", args, out)
		}
	}
	first.press("Q")
	if _, status := first.end(); status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
}

// TestTheTerminalsAnswersAreNotLeftToTheShell ends a reader right after its first
// screen, before the terminal has answered its queries.
func TestTheTerminalsAnswersAreNotLeftToTheShell(t *testing.T) {
	env := readerEnv(t)
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	ptmx = pollable(t, ptmx)
	defer ptmx.Close()
	defer tty.Close()
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	c := newCommand(t, env, "sitrep")
	c.Stdin, c.Stdout, c.Stderr = tty, tty, tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	terminal := newAnswering(ptmx)
	select {
	case <-terminal.drawn:
	case <-time.After(patience):
		t.Fatal("no screen")
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	line := time.NewTimer(100 * time.Millisecond) // the way there and back
	defer line.Stop()
	<-line.C
	close(terminal.answer)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	if n := terminal.asked.Load(); n == 0 {
		t.Error("the terminal was asked nothing: the test sees less than it should")
	}
	if _, err := term.MakeRaw(tty.Fd()); err != nil { // else only whole lines are counted
		t.Fatal(err)
	}
	if left, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCINQ); err != nil || left > 0 {
		t.Errorf("%d bytes are left to the shell (%v)", left, err)
	}
}

// answering is a terminal that answers once it may.
type answering struct {
	drawn  chan struct{} // closed when a screen was drawn
	answer chan struct{} // to be closed when it may answer
	asked  atomic.Int64
}

// newAnswering returns one at the other end of a line, until that is closed.
func newAnswering(line io.ReadWriter) *answering {
	a := &answering{drawn: make(chan struct{}), answer: make(chan struct{})}
	questions := make(chan struct{}, 100)
	go func() {
		defer close(questions)
		var out string
		buf, drawn := make([]byte, 4096), false
		for {
			n, err := line.Read(buf)
			if err != nil {
				return
			}
			for out += string(buf[:n]); ; {
				_, rest, asked := strings.Cut(out, "\x1b[c")
				if !asked {
					break
				}
				out = rest
				a.asked.Add(1)
				questions <- struct{}{}
			}
			if !drawn && strings.Contains(out, "Levee 2 of district") {
				drawn = true
				close(a.drawn)
			}
		}
	}()
	go func() {
		<-a.answer
		for range questions {
			_, _ = io.WriteString(line, "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c") // whoever reads it finds it there or not
		}
	}()
	return a
}
