package main

import (
	"bufio"
	"context"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"sitrep/internal/sanitize"
	"sitrep/ui/terminal"
)

// agrees asks a person at the terminal a question; without one, without an
// answer, or if ctx ends, the answer is no. leave is called if they would rather
// leave.
func (r *reader) agrees(ctx context.Context, leave func(), question string) bool {
	in, ok := r.e.stdin.(*os.File)
	if !ok || !r.typed {
		return false
	}
	if r.e.inLines() {
		return r.e.agreesInLine(ctx, in, question)
	}
	was, err := term.MakeRaw(in.Fd())
	if err != nil {
		return false
	}
	defer func() { _ = term.Restore(in.Fd(), was) }() // the program sets its own mode afterwards
	w := terminal.NewWriter(r.e.stdout, terminal.Options{Family: r.terminal.Family, CRLF: true, Input: r.keys})
	yes, err := terminal.Ask(ctx, r.keys, w, sanitize.Text(question))
	if err != nil {
		leave()
	}
	return yes && err == nil
}

// agreesInLine asks where answers are lines.
func (e *env) agreesInLine(ctx context.Context, in *os.File, question string) bool {
	if e.printText(question) != nil {
		return false
	}
	answer := make(chan string, 1)
	go func() { // ends with the line, or with the process
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil {
			line = ""
		}
		answer <- line
	}()
	select {
	case <-ctx.Done():
		return false
	case line := <-answer:
		line = strings.ToLower(strings.TrimSpace(line))
		return line == "y" || line == "yes"
	}
}
