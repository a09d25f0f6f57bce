package main

import (
	"bufio"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// screenWidth returns the columns of the terminal that w is, or otherwise.
func screenWidth(w io.Writer, otherwise int) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(f.Fd()); err == nil && columns > 0 {
			return columns
		}
	}
	return otherwise
}

// agrees asks a person at the terminal a question; without one, or without an
// answer, the answer is no.
func (e *env) agrees(question string) bool {
	in, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(in.Fd()) {
		return false
	}
	if e.printText(question) != nil {
		return false
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	return err == nil && strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "y")
}
