package main

import (
	"io"
	"os"
	"strconv"

	"github.com/charmbracelet/x/term"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// columns returns how wide lines of the output are.
func (e *env) columns(otherwise int) int {
	if n, err := strconv.Atoi(e.opts.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return screenWidth(e.stdout, otherwise)
}

// inLines reports whether the reader is to read and write lines instead of
// drawing: it was asked to, or the terminal can do nothing else.
func (e *env) inLines() bool {
	v := e.opts.Getenv("SITREP_PLAIN")
	if on, err := strconv.ParseBool(v); e.plain.on || v != "" && (on || err != nil) {
		return true
	}
	return e.opts.Getenv("TERM") == "dumb" && isTerminal(e.stdout)
}

// screenWidth returns the columns of the terminal that w is, or otherwise.
func screenWidth(w io.Writer, otherwise int) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(f.Fd()); err == nil && columns > 0 {
			return columns
		}
	}
	return otherwise
}

// plainWidth returns where lines of text are broken: as asked, else where
// the configuration says, if there is as much room.
func (e *env) plainWidth(configured int) int {
	if w := e.plain.width; w >= 0 {
		return w
	}
	return min(e.columns(configured), configured)
}
