package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
)

func syncCmd(e *env) *cobra.Command {
	var follow, asJSON bool
	c := &cobra.Command{
		Use:   "sync [NAME]",
		Short: "Exchange feeds, stories and marks with servers that keep them",
		Long: `sync has one round with each server that the configuration names under sync
(Miniflux, Google Reader API, Nextcloud News, Fever), or with the one of a name:
marks made here go out, feeds, stories and marks come in. It exits with 3 if a
round failed. With --follow it keeps on until it is stopped.

Marks made without a line wait in the cache, through restarts, for the next
round. The reader has rounds by itself while it is open. docs/sync.md has the rules.`,
		Args: operands(cobra.MaximumNArgs(1), "at most one name"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			return runSync(c.Context(), e, s, name, follow, asJSON)
		},
	}
	c.Flags().BoolVar(&follow, "follow", false, "keep on until stopped")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a round")
	return c
}

// runSync prints each round as it ends.
func runSync(ctx context.Context, e *env, s *app.Session, name string, follow, asJSON bool) error {
	failed := false
	var printing error
	err := s.Sync(ctx, name, follow, func(r present.SyncRound) {
		failed = failed || r.Err != nil
		switch {
		case asJSON:
			printing = errors.Join(printing, e.printJSON(r.Fields()))
		case r.Err != nil:
			e.warn(r.Err.Error())
		default:
			printing = errors.Join(printing, e.printText(r.Line()))
		}
	})
	switch {
	case printing != nil:
		return printing
	case ctx.Err() != nil && !follow:
		return errors.New("sync: interrupted; what was exchanged is kept")
	case err != nil && ctx.Err() == nil:
		return err
	case failed && !follow:
		return &exitError{status: exitSomeFailed}
	}
	return nil
}
