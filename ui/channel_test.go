package ui_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"sitrep/ui"
	"sitrep/ui/terminal"
	"sitrep/ui/uitest"
)

// channel is the screen on the parts of an SSH session: a reader, a
// writer, a size and an environment, no file and no terminal driver.
type channel struct {
	*desk
	p     *tea.Program
	guard *terminal.Guard
	keys  *io.PipeWriter // from the client
	shown *vt.Emulator   // the client's terminal
	bytes int
	gone  atomic.Bool
}

// Write is the client: it gets the bytes as they are.
func (c *channel) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return c.shown.Write(p)
}

func overChannel(t *testing.T, w, h int, session map[string]string, lib *uitest.Library, f func(c *channel)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		c := &channel{desk: &desk{}, shown: vt.NewEmulator(w, h)}
		if answers, ok := c.shown.InputPipe().(io.Closer); ok { // nobody reads them
			answers.Close()
		}
		traits := terminal.Detect(func(k string) string { return session[k] })
		c.opt = func(o *ui.Options) { o.Env.ASCII = traits.ASCII }
		var model tea.Model = c.screen(t, ctx, lib)
		if traits.SevenBit {
			model = terminal.SevenBit(model)
		}
		c.guard = &terminal.Guard{Model: model, Failed: func(p any) { t.Errorf("panic: %v", p) }}
		typed, keys := io.Pipe()
		c.keys = keys
		in := terminal.NewInput(typed, func() { c.gone.Store(true) })
		out := terminal.NewWriter(c, terminal.Options{Family: traits.Family, CRLF: true, Input: in})
		c.guard.Busy = out.Busy
		var environ []string
		for k, v := range session {
			environ = append(environ, k+"="+v)
		}
		c.p = tea.NewProgram(c.guard, tea.WithInput(in), tea.WithOutput(out), tea.WithWindowSize(w, h),
			tea.WithColorProfile(traits.Colors(false)), tea.WithFilter(out.Filter()), tea.WithoutSignalHandler(), tea.WithEnvironment(environ))
		c.guard.Quit = c.p.Quit
		in.Send(c.p.Send)
		done := make(chan error, 1)
		go func() {
			_, err := c.p.Run()
			done <- err
		}()
		c.wait()
		f(c)
		keys.Close()
		c.p.Send(ui.Leave{})
		if err := <-done; err != nil && !errors.Is(err, tea.ErrProgramKilled) {
			t.Error(err)
		}
		cancel()
		c.guard.Wait()
	})
}

func (c *channel) wait() {
	frame := time.NewTimer(500 * time.Millisecond)
	<-frame.C
	synctest.Wait()
}

// press types keys at the client.
func (c *channel) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := io.WriteString(c.keys, keys); err != nil {
		t.Fatal(err)
	}
	c.wait()
}

// same reports the rows in which the client's terminal differs from the
// screen.
func (c *channel) same(t *testing.T, when string) {
	t.Helper()
	want := strings.Split(ansi.Strip(c.guard.View().Content), "\n")
	got := strings.Split(c.shown.String(), "\n")
	for y := range max(len(want), len(got)) {
		row := func(rows []string) string {
			if y < len(rows) {
				return strings.TrimRight(rows[y], " ")
			}
			return ""
		}
		if row(got) != row(want) {
			t.Errorf("%s: row %d is %q, want %q", when, y, row(got), row(want))
		}
	}
}

// TestTheScreenIsDrawnOnAChannel reads a story over the parts of
// a session, on terminals of several families.
func TestTheScreenIsDrawnOnAChannel(t *testing.T) {
	sessions := map[string]map[string]string{
		"xterm":     {"TERM": "xterm-256color", "LANG": "C.UTF-8", "SSH_TTY": "/dev/pts/0"},
		"no color":  {"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"},
		"screen":    {"TERM": "screen-256color", "LC_ALL": "en_US.UTF-8"},
		"linux":     {"TERM": "linux", "LANG": "C.UTF-8"},
		"vt100":     {"TERM": "vt100", "LANG": "C.UTF-8"},
		"seven bit": {"TERM": "vt220"},
		"unknown":   {},
	}
	for _, name := range slices.Sorted(maps.Keys(sessions)) {
		t.Run(name, func(t *testing.T) {
			lib := english(100)
			if name == "xterm" {
				lib = chinese(100) // the row cache leaves out rows of wide characters
			}
			overChannel(t, 80, 24, sessions[name], lib, func(c *channel) {
				c.same(t, "at first")
				first := c.bytes
				if !strings.Contains(c.shown.String(), "Headlines") {
					t.Fatalf("no headlines:\n%s", c.shown)
				}
				for range 30 { // the list scrolls
					c.press(t, "j")
				}
				c.same(t, "further down")
				for _, k := range []string{"g", "g", "j", "j", "\r"} {
					c.press(t, k)
				}
				c.same(t, "in a story")
				for range 4 {
					c.press(t, " ")
				}
				c.press(t, "\x1b[A")
				c.same(t, "in the middle of the story")
				c.shown.Resize(100, 30)
				c.p.Send(tea.WindowSizeMsg{Width: 100, Height: 30})
				c.wait()
				c.same(t, "on a larger screen")
				if c.model.Opened() == nil {
					t.Error("no story is open")
				}
				if c.bytes == first || c.gone.Load() {
					t.Errorf("%d bytes at first and %d in all; gone: %t", first, c.bytes, c.gone.Load())
				}
			})
		})
	}
}
