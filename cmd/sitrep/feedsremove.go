package main

import (
	"github.com/spf13/cobra"

	"sitrep/internal/sanitize"
)

func feedsRemoveCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "remove URL",
		Short: "Stop following a feed; its stories stay in the cache",
		Args:  operands(cobra.ExactArgs(1), "one address"),
		RunE: func(c *cobra.Command, args []string) error {
			address, ok := sanitize.URL("", args[0])
			if !ok {
				return usagef("feeds remove: %q is not a web address", sanitize.Redacted(args[0]))
			}
			path, err := e.opts.RemoveFeed(c.Context(), address)
			if err != nil {
				return err
			}
			err = e.printf("removed %s from %s\n", sanitize.Redacted(address), e.opts.HomePath(path))
			return err
		},
	}
}
