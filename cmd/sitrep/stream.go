package main

import (
	"io"
	"os"

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
