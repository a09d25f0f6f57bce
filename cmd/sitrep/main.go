// Command sitrep is a terminal reader for following a crisis: it polls feeds
// into a cache and shows headlines, full text and the references between
// stories.
//
// This package only wires the parts together, one file for each subcommand.
// Commands are built by functions that take an env, so that a test can run
// the whole program with its own streams, clock and environment.
package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// documentMemory is from where on the garbage collector works harder, in bytes, while
// one document is read: a configuration, or what a command is given. GOMEMLIMIT in the
// environment comes first.
const documentMemory = 56 << 20

// softMemory is the same for commands that may poll: many large documents at once must not take a
// small machine's memory.
const softMemory = 60 << 20

// readsMany prepares for polls.
func (e *env) readsMany() {
	if e.opts.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}

// lastResort is how long a signal waits for the end of a command. One that writes
// to a pipe or a terminal that takes nothing never finds that there was a signal.
const lastResort = 10 * time.Second

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(documentMemory)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	ended := context.AfterFunc(ctx, func() { time.AfterFunc(lastResort, func() { os.Exit(exitFailed) }) })
	status := Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	ended() // nothing is left to wait for; where no file can be opened there is no timer either
	stop()
	os.Exit(status)
}

// Main runs sitrep with the arguments that follow the program's name and
// returns its exit status. Ending ctx makes it stop soon and cleanly.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	return runEnv(ctx, newEnv(stdin, stdout, stderr, getenv), args)
}

// logPanic notes a panic that was recovered from. It is called where it was.
func logPanic(log *slog.Logger, what string, p any) {
	log.Error(what, slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
}

// fault is the message for a person after a panic.
func (e *env) fault(what string) error {
	where := ""
	if path, err := e.opts.LogPath(); err == nil {
		where = "; the details are in " + e.opts.HomePath(path)
	}
	return errors.New(what + where)
}
