package main

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
)

// keyboard is the terminal that the reader is steered by. A terminal that is
// gone, such as by a lost connection, does not always send a signal, and the
// screen takes the end of its input for silence: without gone, the reader
// would stay behind for ever with nobody to end it.
type keyboard struct {
	*os.File
	gone    func() // called at each read that finds no terminal any more
	answers *answers
}

// keyboard returns what the screen reads from. Only a terminal is listened
// to for its end: where the input is a file or a pipe, its end is no news.
func (e *env) keyboard(gone func()) io.Reader {
	f, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return e.stdin
	}
	return keyboard{f, gone, &answers{}}
}

// Read reads from the terminal. It never reports its end in ordinary use:
// in raw mode ^D is a key like others.
func (k keyboard) Read(p []byte) (int, error) {
	if len(p) <= longestAnswer { // no room to put one together
		return k.File.Read(p)
	}
	n, err := k.File.Read(p[:len(p)-longestAnswer])
	if err != nil { // io.EOF after a hang-up, or EIO
		k.gone()
	}
	if n <= 0 {
		return n, err
	}
	return copy(p, k.answers.take(p[:n])), err
}
