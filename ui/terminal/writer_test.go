package terminal

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

func TestLineFeedsAreCompletedOnlyWhereNoDriverDoesIt(t *testing.T) {
	for crlf, want := range map[bool]string{true: "a\r\nb\r\n", false: "a\nb\n"} {
		var out strings.Builder
		w := NewWriter(&out, Options{Family: XTerm, CRLF: crlf})
		if n, err := w.Write([]byte("a\nb\n")); n != 4 || err != nil {
			t.Errorf("CRLF %t: Write = %d, %v", crlf, n, err)
		}
		if err := w.Flush(time.Minute); err != nil {
			t.Error(err)
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
		w := NewWriter(broken{}, o)
		_, _ = w.Write([]byte("text\n")) // it may be known by now, or not
		if err := w.Flush(time.Minute); !errors.Is(err, errGone) {
			t.Errorf("%+v: Flush = %v", o, err)
		}
		if n, err := w.Write([]byte("text\n")); n != 0 || !errors.Is(err, errGone) {
			t.Errorf("%+v: Write = %d, %v", o, n, err)
		}
	}
}

// stuck is a terminal that takes nothing until it is thawed.
type stuck struct {
	thawed chan struct{}

	mu  sync.Mutex
	got strings.Builder
}

func newStuck() *stuck { return &stuck{thawed: make(chan struct{})} }

func (s *stuck) Write(p []byte) (int, error) {
	<-s.thawed
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.Write(p)
}

// toldFrozen notes what Options.Frozen is called with.
type toldFrozen struct {
	mu    sync.Mutex
	calls []bool
}

func (f *toldFrozen) tell(frozen bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, frozen)
}

func (f *toldFrozen) all() []bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// TestATerminalThatTakesNothingHoldsNothingUp writes frames to one: writing and
// asking never wait, but for a moment at the end of the screen. Writing waited
// until the line moved on, and signals and the lease with it.
func TestATerminalThatTakesNothingHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := newStuck()
		told := &toldFrozen{}
		w := NewWriter(to, Options{Family: XTerm, Frozen: told.tell})
		start := time.Now()
		write := func(s string) {
			t.Helper()
			if n, err := io.WriteString(w, s); n != len(s) || err != nil {
				t.Fatalf("Write = %d, %v", n, err)
			}
		}
		write("first")
		for range 300 {
			write(strings.Repeat("frame", 1000))
		}
		if !w.Busy() || time.Since(start) > 0 {
			t.Errorf("busy: %t after %v", w.Busy(), time.Since(start))
		}
		write("\x1b[?1049l")
		if waited := time.Since(start); waited != leaveWait {
			t.Errorf("the end of the screen waited for %v, want %v", waited, leaveWait)
		}
		time.Sleep(50 * time.Second)
		synctest.Wait()
		if len(told.all()) > 0 {
			t.Error("frozen before a minute is over")
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if frozen := told.all(); len(frozen) != 1 || !frozen[0] {
			t.Errorf("frozen after a minute: %t", frozen)
		}
		if got := w.outbox.unsent.Len(); got > maxUnsent {
			t.Errorf("%d bytes are kept", got)
		}
		close(to.thawed)
		<-w.Ready()
		synctest.Wait()
		if frozen := told.all(); w.Busy() || len(frozen) != 2 || frozen[1] {
			t.Errorf("thawed: busy %t, frozen %t", w.Busy(), frozen)
		}
		if !strings.HasPrefix(to.got.String(), "firstframeframe") || to.got.Len() > maxUnsent+oneWrite {
			t.Errorf("it took %d bytes, %.20q first", to.got.Len(), to.got.String())
		}
	})
}

// TestABusyTerminalIsDrawnOnceItIsNot: of sizes and of what draws the whole screen
// the last passes when the terminal has taken all output.
func TestABusyTerminalIsDrawnOnceItIsNot(t *testing.T) {
	size := func(h int) tea.Msg { return tea.WindowSizeMsg{Width: 80, Height: h} }
	for _, c := range []struct {
		name string
		came []tea.Msg
		lost bool
		want tea.Msg
	}{
		{"a size", []tea.Msg{size(24)}, false, size(24)},
		{"the screen anew", []tea.Msg{tea.ClearScreen(), tea.ClearScreen()}, false, tea.ClearScreen()},
		{"both", []tea.Msg{tea.ClearScreen(), size(24)}, false, size(24)},
		{"nothing", nil, false, Drained{}},
		{"nothing, but something was dropped", nil, true, tea.ClearScreen()},
	} {
		synctest.Test(t, func(t *testing.T) {
			to := newStuck()
			w := NewWriter(to, Options{Family: XTerm})
			filter := w.Filter()
			_, _ = io.WriteString(w, "frame")
			if c.lost {
				_, _ = io.WriteString(w, strings.Repeat("x", maxUnsent+1))
			}
			if !w.Busy() {
				t.Fatal("not busy")
			}
			for _, m := range c.came {
				if got := filter(nil, m); got != nil {
					t.Errorf("%s: %v passes", c.name, got)
				}
			}
			if got := filter(nil, tea.QuitMsg{}); got == nil {
				t.Errorf("%s: the end does not pass", c.name)
			}
			close(to.thawed)
			<-w.Ready()
			synctest.Wait()
			if got := filter(nil, Drained{}); got != c.want {
				t.Errorf("%s: %v passes then, want %v", c.name, got, c.want)
			}
		})
	}
}

// TestTheViewStaysWhileTheTerminalIsBusy: frames that would be old when they
// arrive are not drawn.
func TestTheViewStaysWhileTheTerminalIsBusy(t *testing.T) {
	busy := false
	m := &counting{}
	g := &Guard{Model: m, Busy: func() bool { return busy }}
	first := g.View().Content
	busy = true
	if got := g.View().Content; got != first {
		t.Errorf("%q while it is busy, want %q", got, first)
	}
	busy = false
	if got := g.View().Content; got == first {
		t.Error("the same when it is not")
	}
}

// counting shows another view each time.
type counting struct{ n int }

func (*counting) Init() tea.Cmd                         { return nil }
func (c *counting) Update(tea.Msg) (tea.Model, tea.Cmd) { return c, nil }
func (c *counting) View() tea.View {
	c.n++
	return tea.NewView(strings.Repeat("x", c.n))
}
