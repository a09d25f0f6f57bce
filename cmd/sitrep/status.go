package main

import "fmt"

// The exit statuses of the program.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitSomeFailed = 3 // the work is done, but some feeds failed
)

// exitError is an error that says with which status the program ends. An
// empty text ends it silently: everything was said already.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usagef returns an error of usage: exit status 2.
func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}
