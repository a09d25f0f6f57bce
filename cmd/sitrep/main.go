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
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// softMemory is from where on the garbage collector works harder, in bytes: a
// poll of many large documents at once must not take a small machine's memory.
// GOMEMLIMIT in the environment comes first.
const softMemory = 112 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	status := Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(status)
}

// The exit statuses of the program.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitSomeFailed = 3 // the work is done, but some feeds failed
)

// Main runs sitrep with the arguments that follow the program's name and
// returns its exit status. Ending ctx makes it stop soon and cleanly.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	return runEnv(ctx, newEnv(stdin, stdout, stderr, getenv), args)
}

// runEnv is Main with an environment that exists already.
func runEnv(ctx context.Context, e *env, args []string) int {
	root := rootCmd(e) //nolint:contextcheck // a command has its context from ExecuteContext
	root.SetArgs(args)
	err := errors.Join(e.execute(ctx, root), e.close())
	return e.report(err)
}

// execute runs a command. If a panic ends it, a person reads a sentence, and
// the log has the details: a stack trace may quote what a server sent.
func (e *env) execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			logPanic(e.logger(), "a command failed", p)
			err = e.fault("sitrep stopped because of a fault of its own")
		}
	}()
	return root.ExecuteContext(ctx)
}

// logPanic notes a panic that was recovered from. It is called where it was.
func logPanic(log *slog.Logger, what string, p any) {
	log.Error(what, slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
}

// fault is what a person reads after a panic.
func (e *env) fault(what string) error {
	where := ""
	if path, err := e.logPath(); err == nil {
		where = "; the details are in " + e.homePath(path)
	}
	return errors.New(what + where)
}

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

// rootCmd builds the command line. Without a subcommand it is the reader.
func rootCmd(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "sitrep",
		Short: "Follow a crisis from the terminal",
		Long: `sitrep polls the feeds that matter into a local cache and shows them in three
panes: headlines, the full text of a story, and its "Read also" links.

Without a command it opens the reader. With --plain that is a dialog of lines,
which a screen reader, a braille display, a terminal that cannot move its
cursor or a script can follow; help, typed into it, lists its commands.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 finished but some feeds failed.`,
		Args:          noCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return e.read(c.Context()) },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SuggestionsMinimumDistance = 2
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if _, ok := errors.AsType[*strconv.NumError](err); ok {
			flag, _, _ := strings.Cut(err.Error(), ": strconv.")
			return usagef("%s: not a whole number (see %s --help)", flag, c.CommandPath())
		}
		return usagef("%w (see %s --help)", err, c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVar(&e.configFlag, "config", "", "configuration `FILE` (also SITREP_CONFIG)")
	flags.StringVar(&e.dataFlag, "data", "", "`DIR` of the cache (also SITREP_DATA)")
	e.plain.add(root)
	root.AddCommand(commands(e)...)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.RunE, c.Run = helpTopic, nil
		}
	}
	return root
}

// helpTopic prints the help of a command, which must be one.
func helpTopic(c *cobra.Command, args []string) error {
	topic, rest, err := c.Root().Find(args)
	switch {
	case err != nil:
		return noCommand(c.Root(), args)
	case len(rest) > 0:
		return noCommand(topic, rest)
	}
	topic.InitDefaultHelpFlag()
	return topic.Help()
}

// commands builds the subcommands.
func commands(e *env) []*cobra.Command {
	return []*cobra.Command{
		pollCmd(e), listCmd(e), showCmd(e), relatedCmd(e), extractCmd(e), feedsCmd(e), carryCmd(e), backupCmd(e), doctorCmd(e), demoCmd(e), keysCmd(e), docsCmd(e), versionCmd(e),
		warningsCmd(e),
	}
}

// noCommand refuses operands of the root command: they are misspelled
// commands.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see sitrep --help"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("unknown command %q (%s)", args[0], hint)
}

// operands makes cobra's checks of the number of operands errors of usage.
func operands(check cobra.PositionalArgs, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if check(c, args) != nil {
			return usagef("%s: want %s (see %s --help)", c.Name(), want, c.CommandPath())
		}
		return nil
	}
}
