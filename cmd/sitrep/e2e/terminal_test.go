//go:build unix

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// console is a reader that runs as a process of its own on a pseudo
// terminal.
type console struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	out  chan string // its output, piece by piece; closed at its end
	seen strings.Builder
}

// startReader starts a program on a terminal of 80x24, with a
// cache with the stories of a publisher.
func startReader(t *testing.T, program string, more ...string) *console {
	t.Helper()
	return startOn(t, readerEnv(t, more...), program)
}

// readerEnv is an environment with a cache of the stories that a publisher
// served.
func readerEnv(t *testing.T, more ...string) []string {
	t.Helper()
	pub := newPublisher(t.Cleanup)
	pub.start(2, 3)
	return polledEnv(t, pub.config(), exitDone, more...)
}

// polledEnv is an environment with a configuration whose feeds were polled
// once, which ended with status.
func polledEnv(t *testing.T, config string, status int, more ...string) []string {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(conf, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append([]string{
		"HOME=" + dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(dir, "data"),
		"XDG_STATE_HOME=" + filepath.Join(dir, "state"), "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC",
	}, more...)
	if out, errs, got := ran(t, env, "", "poll"); got != status {
		t.Fatalf("poll: status %d, want %d\n%s%s", got, status, out, errs)
	}
	return env
}

// valuesOf returns what looks up a variable in an environment.
func valuesOf(env []string) func(string) string {
	return func(k string) string {
		for _, kv := range env {
			if v, ok := strings.CutPrefix(kv, k+"="); ok {
				return v
			}
		}
		return ""
	}
}

// startOn starts a program on a terminal of 80x24, whose session
// it leads.
func startOn(t *testing.T, env []string, program string, args ...string) *console {
	t.Helper()
	return startWith(t, env, &syscall.SysProcAttr{Setsid: true, Setctty: true}, program, args...)
}

// startPiped starts a program on a terminal of another session, with its keys
// from a pipe.
func startPiped(t *testing.T, env []string, program string) (keys io.WriteCloser, term *console) {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	defer out.Close()
	return in, startReading(t, out, env, &syscall.SysProcAttr{}, program)
}

func startWith(t *testing.T, env []string, attrs *syscall.SysProcAttr, program string, args ...string) *console {
	t.Helper()
	return startReading(t, nil, env, attrs, program, args...)
}

// startReading starts a program on a terminal of 80x24. Its input is the
// terminal too, unless another is given.
func startReading(t *testing.T, input io.Reader, env []string, attrs *syscall.SysProcAttr, program string, args ...string) *console {
	t.Helper()
	term := &console{t: t, out: make(chan string), cmd: newCommand(t, env, program, args...)}
	term.cmd.Stdin = input
	var err error
	term.tty, err = pty.StartWithAttrs(term.cmd, &pty.Winsize{Rows: 24, Cols: 80}, attrs)
	if err != nil {
		t.Fatal(err)
	}
	term.tty = pollable(t, term.tty)
	t.Cleanup(func() { _ = term.tty.Close() })
	go func() {
		defer close(term.out)
		buf := make([]byte, 4096)
		for {
			n, err := term.tty.Read(buf)
			if n > 0 {
				term.out <- string(buf[:n])
			}
			if err != nil { // EIO: the other end is closed
				return
			}
		}
	}()
	return term
}

// pollable returns a file whose reads end by their deadline and by its end. The
// package pty leaves its files in a mode in which a read under way stays in the
// system until bytes arrive.
func pollable(t *testing.T, f *os.File) *os.File {
	t.Helper()
	syscall.ForkLock.RLock()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err == nil {
		err = syscall.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := f.Name()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), name)
}

// await reads until the output has text in it.
func (term *console) await(text string) {
	term.t.Helper()
	term.awaitAfter(0, text)
}

// awaitAfter reads until the output from a byte on has text in it.
func (term *console) awaitAfter(from int, text string) {
	term.t.Helper()
	limit := time.After(patience)
	for !strings.Contains(term.seen.String()[from:], text) {
		select {
		case s, ok := <-term.out:
			if !ok {
				term.t.Fatalf("the reader ended before it wrote %q:\n%q", text, term.seen.String())
			}
			term.seen.WriteString(s)
		case <-limit:
			term.t.Fatalf("the reader never wrote %q:\n%q", text, term.seen.String())
		}
	}
}

// awaitOnScreen reads until the screen, as a terminal would show it, has one
// of the texts on it: only differences are written.
func (term *console) awaitOnScreen(texts ...string) {
	term.t.Helper()
	limit := time.After(patience)
	for {
		screen := screenOf(term.t, term.seen.String())
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(screen, text) }) {
			return
		}
		select {
		case s, ok := <-term.out:
			if !ok {
				term.t.Fatalf("the reader ended before it showed %q:\n%s", texts, screen)
			}
			term.seen.WriteString(s)
		case <-limit:
			term.t.Fatalf("the reader never showed %q:\n%s", texts, screen)
		}
	}
}

// titles are the commands that set a title.
var titles = regexp.MustCompile(`\x1b\][02];[^\x07\x1b]*(?:\x07|\x1b\\)`)

// screenOf returns the screen of a terminal after it was sent out.
func screenOf(t *testing.T, out string) string {
	t.Helper()
	// The emulator takes a byte of some letters for the end of a title, and
	// would write the rest of it on the screen.
	out = titles.ReplaceAllString(out, "")
	emu := vt.NewEmulator(80, 24)
	answers := make(chan struct{})
	go func() { // it answers queries, and would wait for somebody to listen
		defer close(answers)
		_, _ = io.Copy(io.Discard, emu)
	}()
	if _, err := emu.WriteString(out); err != nil {
		t.Fatal(err)
	}
	screen := emu.String()
	// Closing the emulator itself races with reading from it.
	if pipe, ok := emu.InputPipe().(io.Closer); !ok || pipe.Close() != nil {
		t.Fatal("the emulator's answers cannot be ended")
	}
	<-answers
	return screen
}

func (term *console) press(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.tty, keys); err != nil {
		term.t.Fatal(err)
	}
}

// hangUp closes this side of the terminal. A read of this side that is under way
// would keep it open: it ends first, by its deadline.
func (term *console) hangUp() {
	term.t.Helper()
	if err := term.tty.SetReadDeadline(time.Now()); err != nil {
		term.t.Fatal(err)
	}
	for s := range term.out {
		term.seen.WriteString(s)
	}
	if err := term.tty.Close(); err != nil {
		term.t.Fatal(err)
	}
}

// end waits for the end and returns all that was written and the exit status.
func (term *console) end() (string, int) {
	term.t.Helper()
	limit := time.After(patience)
	for open := true; open; {
		var s string
		select {
		case s, open = <-term.out:
			term.seen.WriteString(s)
		case <-limit:
			term.t.Fatalf("the reader does not end:\n%q", term.seen.String())
		}
	}
	alive := time.AfterFunc(patience, func() {
		term.t.Error("the reader is still there without its terminal")
		_ = term.cmd.Process.Kill()
	})
	defer alive.Stop()
	err := term.cmd.Wait()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return term.seen.String(), ee.ExitCode()
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		term.t.Fatal(err)
	}
	return term.seen.String(), 0
}

// restored checks that the terminal was left as it was found.
func restored(t *testing.T, out string) {
	t.Helper()
	for _, mode := range []struct{ name, on, off string }{
		{"alternate screen", "\x1b[?1049h", "\x1b[?1049l"},
		{"hidden cursor", "\x1b[?25l", "\x1b[?25h"},
		{"bracketed paste", "\x1b[?2004h", "\x1b[?2004l"},
		{"mouse", "\x1b[?1002h", "\x1b[?1002l"},
		{"mouse, SGR", "\x1b[?1006h", "\x1b[?1006l"},
		{"synchronized output", "\x1b[?2026h", "\x1b[?2026l"},
		{"keyboard", "\x1b[>1u", "\x1b[<1u"},
		{"other keys", "\x1b[>4;2m", "\x1b[>4m"},
	} {
		on, off := strings.LastIndex(out, mode.on), strings.LastIndex(out, mode.off)
		if on >= 0 && off < on {
			t.Errorf("%s: still on at the end", mode.name)
		}
	}
	if !strings.Contains(out, "\x1b[?1049h") {
		t.Error("the alternate screen was never entered")
	}
}

func TestTheReaderShowsTheCacheAndQuits(t *testing.T) {
	term := startReader(t, "sitrep")
	term.await("Levee 2 of district")
	term.press("q")
	out, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0\n%q", status, out)
	}
	restored(t, out)
}

// TestTheDemoIsWalkedByKeysAndLeavesNothingBehind reads a story of the demo,
// follows three references, goes back, searches, looks at the feeds and quits.
func TestTheDemoIsWalkedByKeysAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	term := startOn(t, []string{"HOME=" + dir, "TMPDIR=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC"}, "sitrep", "demo")
	for _, step := range []struct{ keys, want string }{
		{"", "Evacuation of Old Vask"},
		{"/title:pack\r", "search: title:pack"},
		{"\r", "The 9,400 people of Old Vask"},
		{"1", "Two of the three spillway gates"},
		{"1", "Inspectors found hairline cracks"},
		{"1", "Apron: sound"},
		{"HHH", "The 9,400 people of Old Vask"},
		{"t", "[the way walked]"},
		{"\t", "[background]"},
		{"\t", "+1h  Spring inspection of Kessrin spillway"},
		{"q", "The 9,400 people of Old Vask"},
		{"F", "Mountain Post"},
	} {
		term.press(step.keys)
		term.awaitOnScreen(step.want)
	}
	term.press("Q")
	if _, status := term.end(); status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestTheReaderSavesItsPlaceWhenTerminated ends a reader by a signal, or by
// taking its terminal away, right after a key, and starts it again.
func TestTheReaderSavesItsPlaceWhenTerminated(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			env := readerEnv(t)
			term := startOn(t, env, "sitrep")
			term.awaitOnScreen("Levee 2 of district")
			term.press("\r")
			term.awaitOnScreen("━▸ ")
			if err := term.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			out, status := term.end()
			if status != exitDone {
				t.Errorf("exit status %d, want 0\n%q", status, out)
			}
			restored(t, out)

			again := startOn(t, env, "sitrep")
			again.awaitOnScreen("━▸ ") // the story, not the headlines
			again.press("Q")
			if _, status := again.end(); status != exitDone {
				t.Errorf("exit status %d, want 0", status)
			}
		})
	}
}

// TestTheReaderIsSuspendedAndResumed stops the reader by its key, or by a signal
// from outside, and wakes it: the shell has its terminal back meanwhile, and the
// reader its screen afterwards. A signal left the terminal raw.
func TestTheReaderIsSuspendedAndResumed(t *testing.T) {
	for name, key := range map[string]string{"by its key": "Z", "by the usual key": "\x1a", "by a signal": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A group of its own, but in the session of this test: a group
			// without a parent in its session cannot be stopped.
			term := startWith(t, readerEnv(t), &syscall.SysProcAttr{Setpgid: true}, "sitrep")
			term.awaitOnScreen("Levee 2 of district")
			if err := pty.Setsize(term.tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
				t.Fatal(err)
			}
			term.press("j" + key)
			if key == "" {
				if err := term.cmd.Process.Signal(syscall.SIGTSTP); err != nil {
					t.Fatal(err)
				}
			}
			term.await("\x1b[?1049l")
			stopped := make(chan error, 1)
			go func() { // ends when the reader stops, or ends
				var how syscall.WaitStatus
				_, err := syscall.Wait4(term.cmd.Process.Pid, &how, syscall.WUNTRACED, nil)
				if err == nil && !how.Stopped() {
					err = fmt.Errorf("the reader ended: %v", how)
				}
				stopped <- err
			}()
			select {
			case err := <-stopped:
				if err != nil {
					t.Fatal(err)
				}
			case <-time.After(patience):
				t.Fatal("the reader does not stop")
			}
			restored(t, term.seen.String())
			before := term.seen.Len()
			if err := term.cmd.Process.Signal(syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			term.awaitAfter(before, "\x1b[?1049h")
			term.awaitAfter(before, "Levee 2 of district")
			term.press("q")
			out, status := term.end()
			if status != exitDone {
				t.Errorf("exit status %d, want 0\n%q", status, out)
			}
			restored(t, out)
		})
	}
}

func TestTheReaderLeavesTheTerminalAsItWasWhenItFails(t *testing.T) {
	for name, key := range map[string]string{"in the model": "!", "in a command": "@", "in the view": "&", "behind it": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := "sitrep-that-fails"
			if key == "" {
				program += "-behind"
			}
			term := startReader(t, program)
			if key != "" {
				term.await("Levee 2 of district")
				term.press(key)
			}
			out, status := term.end()
			if status != exitFailed {
				t.Errorf("exit status %d, want 1", status)
			}
			restored(t, out)
			after := out[strings.LastIndex(out, "\x1b[?1049l"):]
			if !strings.Contains(after, "sitrep: the reader stopped because of a fault in sitrep: stories and marks are safe in the cache; the details are in ~/state/sitrep/sitrep.log") {
				t.Errorf("no sentence after the screen was left: %q", after)
			}
			if strings.Contains(after, "goroutine") {
				t.Errorf("a stack trace on the terminal: %q", after)
			}
		})
	}
}

// TestWhatIsAskedForIsSwitchedOnAndOffAgain reads with mouse, title and
// hyperlinks.
func TestWhatIsAskedForIsSwitchedOnAndOffAgain(t *testing.T) {
	env := readerEnv(t, "TERM=xterm-kitty")
	conf := ""
	for _, kv := range env {
		if v, ok := strings.CutPrefix(kv, "SITREP_CONFIG="); ok {
			conf = v
		}
	}
	f, err := os.OpenFile(conf, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("reader: {mouse: true, title: true}\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	term := startOn(t, env, "sitrep")
	term.awaitOnScreen("Levee 2 of district")
	term.await("\x1b[?1006h")
	term.press("\r")
	term.await("\x1b]2;sitrep: ")
	term.press("Q")
	out, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0\n%q", status, out)
	}
	restored(t, out)
	kept, set, back := strings.Index(out, "\x1b[22;2t"), strings.Index(out, "\x1b]2;sitrep"), strings.LastIndex(out, "\x1b[23;2t")
	if kept < 0 || set < kept || back < strings.LastIndex(out, "\x1b]2;") {
		t.Errorf("the title is kept at %d, set at %d, brought back at %d", kept, set, back)
	}
}

func TestOverSSHTheReaderAsksForSynchronizedOutput(t *testing.T) {
	term := startReader(t, "sitrep", "SSH_TTY=/dev/pts/9", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22")
	term.await("\x1b[?2026$p")
	term.await("Levee 2 of district")
	term.press("q")
	if _, status := term.end(); status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
}

// TestTheReaderEndsWithItsTerminal takes the terminal from a reader that no
// signal tells of it, as it belongs to another session.
func TestTheReaderEndsWithItsTerminal(t *testing.T) {
	term := startWith(t, readerEnv(t), &syscall.SysProcAttr{}, "sitrep")
	term.await("Levee 2 of district")
	// Its answer to the key ends the read that is under way on this
	// side: before that, the terminal is not closed.
	term.press("j")
	if err := term.tty.Close(); err != nil {
		t.Fatal(err)
	}
	if out, status := term.end(); status != exitDone {
		t.Errorf("exit status %d, want 0; it wrote\n%q", status, out)
	}
}

// TestTheEndOfTheTerminalIsFoundByWhateverMeetsIt takes the screen's terminal
// from a reader whose keys come from a pipe, so that only a write or a change of
// size can find that it is gone. A write was ignored, and the reader stayed for
// ever; a change of size ended it with 1, before its place was saved.
func TestTheEndOfTheTerminalIsFoundByWhateverMeetsIt(t *testing.T) {
	for name, meet := range map[string]func(keys io.Writer, p *os.Process) error{
		"a write": func(keys io.Writer, _ *os.Process) error {
			_, err := io.WriteString(keys, "?")
			return err
		},
		"a change of size": func(_ io.Writer, p *os.Process) error { return p.Signal(syscall.SIGWINCH) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := readerEnv(t)
			keys, term := startPiped(t, env, "sitrep")
			term.awaitOnScreen("Levee 2 of district")
			if _, err := io.WriteString(keys, "\r"); err != nil {
				t.Fatal(err)
			}
			term.awaitOnScreen("━▸ ")
			term.hangUp()
			// The start of a process by another test may keep the terminal open for
			// a moment, in which a write succeeds: try again until the reader ends.
			ended := make(chan struct{})
			var group sync.WaitGroup
			group.Go(func() {
				again := time.NewTicker(100 * time.Millisecond)
				defer again.Stop()
				for meet(keys, term.cmd.Process) == nil { // the pipe, or the process, is gone
					select {
					case <-ended:
						return
					case <-again.C:
					}
				}
			})
			out, status := term.end()
			close(ended)
			group.Wait()
			if status != exitDone {
				t.Errorf("exit status %d, want 0; it wrote\n%q", status, out)
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
