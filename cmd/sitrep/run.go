package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"sitrep/internal/store"
)

// runEnv is Main with an environment that exists already. A command that met damage in
// the cache before it printed anything runs once more: opening the cache again saves what
// can be read.
func runEnv(ctx context.Context, e *env, args []string) int {
	err := e.run(ctx, args)
	if errors.Is(err, store.ErrDamaged) && !e.printed && ctx.Err() == nil && !slices.Contains(args, "-") {
		err = e.run(ctx, args)
	}
	return e.report(err)
}

// run runs sitrep with the arguments that follow the program's name.
func (e *env) run(ctx context.Context, args []string) error {
	root := rootCmd(e) //nolint:contextcheck // a command has its context from ExecuteContext
	root.SetArgs(args)
	defer func() { e.log = nil }() // it is closed
	return errors.Join(e.execute(ctx, root), e.close())
}

// execute runs a command. If a panic ends it, a person reads a sentence, and
// the log has the details: a stack trace may quote a server's answer.
func (e *env) execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			logPanic(e.logger(), "a command failed", p)
			err = e.fault("sitrep stopped because of a fault of its own")
		}
	}()
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	return e.help.err()
}
