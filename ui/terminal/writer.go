package terminal

import (
	"bytes"
	"io"

	tea "charm.land/bubbletea/v2"
)

// Options are what a Writer must know of its terminal.
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
}

// Writer is what a screen is drawn on. Of each frame it writes only what the
// terminal does not show already, and only sequences that the terminal's
// family knows. It is safe for concurrent use. Make one with NewWriter.
type Writer struct {
	first io.Writer
	cache *RowCache
}

// NewWriter returns a Writer to a terminal or to the channel of an SSH server.
// It leaves out nothing until it is told the size.
//
// The family filter comes before the row cache: what the cache puts in, such
// as column addresses, it puts in only for families that know them.
func NewWriter(to io.Writer, o Options) *Writer {
	if o.Gone != nil {
		to = watched{to, o.Gone}
	}
	cache := NewRowCache(to)
	w := &Writer{first: &familyFilter{to: cache, family: o.Family, visual: o.Visual}, cache: cache}
	if o.CRLF {
		w.first = lineEnds{w.first}
	}
	return w
}

// Write writes the part of p that is needed. The error is that of the terminal.
func (w *Writer) Write(p []byte) (int, error) { return w.first.Write(p) }

// Resize tells the height of the terminal in rows. It must be called at once
// for every size that the terminal takes, also for those that the screen is
// not drawn at.
func (w *Writer) Resize(height int) { w.cache.Resize(height) }

// Filter returns the filter of a program that draws on w (tea.WithFilter): it
// tells w every size at once, and holds back sizes that do not last (Steady).
func (w *Writer) Filter() func(tea.Model, tea.Msg) tea.Msg {
	steady := Steady{}
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			w.Resize(size.Height)
		}
		return steady.Filter(m, msg)
	}
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

// watched is a terminal that calls gone at each write that fails.
type watched struct {
	io.Writer
	gone func()
}

// Write writes p as it is.
func (w watched) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil {
		w.gone()
	}
	return n, err
}
