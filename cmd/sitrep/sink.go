package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"sitrep/internal/sanitize"
)

// These are the only ways from a command to a terminal, a pipe or a file that
// holds its output: they take clean text. internal/archtest sees to it that
// there are no others.

// print writes clean text to the standard output.
func (e *env) print(text sanitize.Clean) error {
	e.printed = true
	_, err := io.WriteString(e.stdout, text.String())
	return err
}

// complain writes clean text to the standard error.
func (e *env) complain(text sanitize.Clean) error {
	_, err := io.WriteString(e.stderr, text.String())
	return err
}

// rewrite writes a line over the one before, on a terminal that watches.
func (e *env) rewrite(line string) {
	_, _ = io.WriteString(e.stderr, "\r"+sanitize.Text(line).String())
}

// printf cleans the formatted text and writes it to the standard output.
func (e *env) printf(format string, args ...any) error {
	return e.print(sanitize.Text(fmt.Sprintf(format, args...)))
}

// printText cleans a text and writes it to the standard output.
func (e *env) printText(text string) error { return e.print(sanitize.Text(text)) }

// printJSON writes v as one line of JSON. HTML characters stay as they are.
func (e *env) printJSON(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return e.print(sanitize.Text(b.String()))
}

// warn tells the reader of a command something that does not stop it.
func (e *env) warn(what string) {
	_ = e.complain(sanitize.Join("", sanitize.Lit("sitrep: "), sanitize.Line(what), sanitize.Lit("\n")))
}

// errorLines are the lines of an error, each cleaned.
func errorLines(err error) []sanitize.Clean {
	var out []sanitize.Clean
	for line := range bytes.Lines([]byte(err.Error())) {
		if c := sanitize.Line(string(line)); !c.IsZero() {
			out = append(out, c)
		}
	}
	return out
}

// report prints err for a person and returns the status that it means.
func (e *env) report(err error) int {
	if err == nil {
		return exitDone
	}
	status := exitFailed
	if ee, ok := errors.AsType[*exitError](err); ok {
		status = ee.status
	}
	for _, line := range errorLines(err) {
		e.warn(line.String())
	}
	return status
}
