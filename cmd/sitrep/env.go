package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"

	"sitrep/cmd/sitrep/internal/app"

	tea "charm.land/bubbletea/v2"
)

// env is what the commands know of the world: streams, clock, environment,
// the global flags, and what is opened from them on demand. It belongs to
// one run of Main and is not safe for concurrent use.
type env struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	opts   app.Options // without Log and Warn, which options adds

	// around, if set, stands between the terminal and the screen: a test
	// makes a screen fail with it.
	around func(tea.Model) tea.Model

	printed bool // something was printed, or a screen drawn
	plain   plainFlags
	help    help
	log     *slog.Logger
	closers []func() error
}

func newEnv(stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) *env {
	host, err := os.Hostname()
	if err != nil {
		host = "" // others are shown "this machine"
	}
	return &env{stdin: stdin, stdout: stdout, stderr: stderr, help: help{out: keptError{w: stdout}}, opts: app.Options{
		Now: clock(getenv), Getenv: getenv, Hostname: host, Process: os.Getpid(),
	}}
}

// close closes what was opened, the last first.
func (e *env) close() error {
	var errs []error
	for len(e.closers) > 0 {
		last := len(e.closers) - 1
		errs = append(errs, e.closers[last]())
		e.closers = e.closers[:last]
	}
	return errors.Join(errs...)
}

// onClose has f called when the run ends.
func (e *env) onClose(f func() error) { e.closers = append(e.closers, f) }

// logger returns the log of this run; where there can be none, entries are dropped.
func (e *env) logger() *slog.Logger {
	if e.log != nil {
		return e.log
	}
	e.log = slog.New(slog.DiscardHandler)
	if path, err := e.opts.LogPath(); err == nil {
		var file io.Closer
		e.log, file = app.NewLog(path)
		e.onClose(file.Close)
	}
	return e.log
}

// options returns the options of the application for this run.
func (e *env) options() app.Options {
	o := e.opts
	o.Log, o.Warn, o.Upgrade = e.logger(), e.warn, e.upgradeProgress()
	return o
}

// open opens the configuration and the cache, which is closed when the run ends.
func (e *env) open(ctx context.Context) (*app.Session, error) {
	defer e.readsMany()
	return e.session(ctx, app.Open)
}

// openToRead is open for commands that only read.
func (e *env) openToRead(ctx context.Context) (*app.Session, error) {
	return e.session(ctx, app.OpenToRead)
}

// session returns the session of the person who runs the command.
func (e *env) session(ctx context.Context, open func(context.Context, app.Options) (*app.App, error)) (*app.Session, error) {
	a, err := open(ctx, e.options())
	if err != nil {
		return nil, err
	}
	e.onClose(a.Close)
	return a.OwnSession(ctx)
}
