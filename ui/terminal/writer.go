package terminal

import (
	"bytes"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Options describe the terminal of a Writer.
type Options struct {
	Family Family
	// Visual: the text is in visual order, so that a terminal that orders
	// right-to-left text must not do it again.
	Visual bool
	// CRLF: every line feed is written as CR LF. It is for the channel of an
	// SSH server, which has no terminal driver: Bubble Tea then writes a line
	// feed where it means the beginning of the next line. On a local terminal
	// in raw mode it must be off, there a line feed means the row below.
	CRLF bool
	// Gone is called at each write that fails, by which a program whose input is
	// not the terminal finds that the terminal is gone. It may be nil.
	Gone func()
	// Frozen is called with true when the terminal has taken nothing for a
	// minute although there is something to draw, and with false when it takes
	// some again. It may be nil.
	Frozen func(frozen bool)
	// Input is what the keys of this terminal are read with. Nothing typed passes
	// it until the first screen is drawn. It may be nil: keys come from elsewhere.
	Input *Input
}

// Writer draws screens. Of each frame it writes only the parts that the
// terminal does not show already, and only sequences that the terminal's
// family knows. It never waits for the terminal, but for a moment at the end of
// the screen. It is safe for concurrent use. Make one with NewWriter.
type Writer struct {
	first  io.Writer
	family Family
	cache  *RowCache
	outbox *outbox
	height int // of the terminal, in rows; for the filter alone

	missed tea.Msg // the last size that came while the terminal was busy; for the filter alone
	again  bool    // the screen is to be drawn again then; for the filter alone
}

// NewWriter returns a Writer to a terminal or to the channel of an SSH server.
// It leaves out nothing until it is told the size.
//
// The family filter comes before the row cache: what the cache puts in, such
// as column addresses, it puts in only for families that know them.
func NewWriter(to io.Writer, o Options) *Writer {
	out := &outbox{to: to, gone: o.Gone, frozen: o.Frozen, ready: make(chan struct{}, 1)}
	cache := NewRowCache(out)
	w := &Writer{first: &familyFilter{to: cache, family: o.Family, visual: o.Visual, input: o.Input}, family: o.Family, cache: cache, outbox: out}
	if o.CRLF {
		w.first = lineEnds{w.first}
	}
	if o.Input != nil {
		o.Input.gate.close()
	}
	return w
}

// leaveWait is how long the end of the screen waits for the terminal: what
// follows may stop the process.
const leaveWait = 200 * time.Millisecond

// Write has the part of p written that is needed. The error is that of an earlier
// write to the terminal.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.first.Write(p)
	if err == nil && bytes.Contains(p, []byte(leaveFull)) {
		err = w.Flush(leaveWait)
	}
	return n, err
}

// Flush waits until the terminal has taken everything, but no longer than limit.
// It returns the error of the terminal.
func (w *Writer) Flush(limit time.Duration) error { return w.outbox.flush(limit) }

// Busy reports whether the terminal has not taken everything yet. What is drawn
// meanwhile would be old when it arrives. Ready receives later.
func (w *Writer) Busy() bool { return w.outbox.isBusy() }

// Ready receives when the terminal has taken everything, after somebody found it
// busy. The program is then to be sent Drained.
func (w *Writer) Ready() <-chan struct{} { return w.outbox.ready }

// Drained is the message after Ready: the screen may be drawn again.
type Drained struct{}

// Resize tells the height of the terminal in rows. It must be called at once
// for every size that the terminal takes, also for those that the screen is
// not drawn at.
func (w *Writer) Resize(height int) { w.cache.Resize(height) }

// Filter returns the filter of a program that draws on w (tea.WithFilter): it
// tells w every size at once, and holds back sizes that do not last (Steady), and
// messages that redraw the whole screen while the terminal is busy.
func (w *Writer) Filter() func(tea.Model, tea.Msg) tea.Msg {
	steady := Steady{}
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			w.height = size.Height
			w.Resize(size.Height)
		}
		if msg == (Drained{}) {
			msg = w.drained()
		} else {
			msg = steady.Filter(m, msg)
		}
		return w.defers(msg)
	}
}

// defers keeps back sequences that redraw the whole screen while the terminal is busy.
func (w *Writer) defers(msg tea.Msg) tea.Msg {
	_, size := msg.(tea.WindowSizeMsg)
	if !size && msg != tea.ClearScreen() || !w.Busy() {
		return msg
	}
	if size {
		w.missed = msg
	}
	w.again = true
	return nil
}

// drained returns the sequences that were kept back.
func (w *Writer) drained() tea.Msg {
	msg, again := w.missed, w.again
	w.missed, w.again = nil, false
	if w.outbox.dropped() {
		w.Resize(w.height) // nothing is known of the screen
		again = true
	}
	switch {
	case msg != nil:
		return msg
	case again:
		return tea.ClearScreen()
	}
	return Drained{}
}

// The sequences that keep the title of a terminal and bring it back (XTWINOPS).
const (
	keepTitle    = "\x1b[22;2t"
	restoreTitle = "\x1b[23;2t"
)

// KeepTitle has the terminal keep its title, and returns what brings it back.
func (w *Writer) KeepTitle() (restore func()) {
	_, _ = io.WriteString(w, keepTitle) // a terminal that is gone is found by whatever comes next
	return func() { _, _ = io.WriteString(w, restoreTitle) }
}

// On returns the Writer as the output of a program on a local terminal: the
// program asks f for its size, and everything that it writes goes through w.
func (w *Writer) On(f File) io.Writer { return canvas{f, w} }

// canvas is a local terminal that is written to through a Writer.
type canvas struct {
	File
	w *Writer
}

// Write writes the part of p that is needed.
func (c canvas) Write(p []byte) (int, error) { return c.w.Write(p) }

// lineEnds writes each line feed as CR LF.
type lineEnds struct{ to io.Writer }

// Write writes p with its line feeds replaced.
func (l lineEnds) Write(p []byte) (int, error) {
	if _, err := l.to.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
