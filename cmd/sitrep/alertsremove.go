package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
)

func alertsRemoveCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a rule of your own",
		Args:  operands(cobra.ExactArgs(1), "the name of a rule"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			err = s.Cache.DropRule(c.Context(), args[0])
			if errors.Is(err, news.ErrNotFound) {
				return fmt.Errorf("%w (rules of the configuration are removed there; sitrep alerts rules lists all)", err)
			}
			return err
		},
	}
}
