package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/internal/news"
	"sitrep/ui/uitest"
)

// wire counts what a program writes to its terminal.
type wire struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(b)
}

// take returns how much was written since the last call.
func (w *wire) take() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.buf.Len()
	w.buf.Reset()
	return n
}

// latin is a library whose every row is ASCII: rows with wide characters are
// always repainted whole.
func latin(n int) *uitest.Library {
	var es []uitest.Entry
	for i := range n {
		e := newStory(news.StoryID(fmt.Sprintf("latin%011d", i)), fmt.Sprintf("Report %d from the harbor: gauges, gates and the next high water", i), uitest.Start().Add(-time.Duration(i)*time.Minute))
		e.Body, e.Whole = []news.Block{uitest.Para("The gates were opened at noon and closed again at dusk. Boats waited in the outer basin.")}, true
		es = append(es, e)
	}
	return uitest.NewLibrary(nil, es...)
}

// program runs the real program in a bubble, where time stands still until
// the test lets frames be drawn.
func program(t *testing.T, w, h int, f func(send func(tea.Msg) int)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		out := &wire{}
		d := &desk{}
		p := tea.NewProgram(d.screen(t, ctx, latin(200)), tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h),
			tea.WithColorProfile(colorprofile.ANSI256), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		settle := func() {
			frame := time.NewTimer(200 * time.Millisecond)
			<-frame.C
			synctest.Wait()
		}
		settle()
		f(func(msg tea.Msg) int {
			out.take()
			if msg != nil {
				p.Send(msg)
			}
			settle()
			return out.take()
		})
		p.Send(tea.KeyPressMsg{Code: 'Q', Text: "Q"})
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

var _ io.Writer = (*wire)(nil)

func key(r rune) tea.Msg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// TestWhatKeysCostOnTheWire holds the promise about bytes over a slow link:
// nothing when idle, 600 for a move of the cursor, 4000 for opening a story.
func TestWhatKeysCostOnTheWire(t *testing.T) {
	program(t, 80, 24, func(send func(tea.Msg) int) {
		for _, c := range []struct {
			what string
			msg  tea.Msg
			most int
		}{
			{"idle", nil, 0},
			{"down", key('j'), 600},
			{"down again", key('j'), 600},
			{"up", key('k'), 600},
			{"an unchanged list", key('0'), 200},
			{"a page down", tea.KeyPressMsg{Code: tea.KeyPgDown}, 4000},
			{"down, which scrolls the list", key('j'), 600},
			{"open", tea.KeyPressMsg{Code: tea.KeyEnter}, 4000},
			{"idle in the story", nil, 0},
			{"back", key('q'), 4000},
		} {
			n := send(c.msg)
			t.Logf("%s: %d bytes", c.what, n)
			if n > c.most {
				t.Errorf("%s costs %d bytes, want at most %d", c.what, n, c.most)
			}
		}
	})
}
