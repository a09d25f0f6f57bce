package main

import "github.com/spf13/cobra"

func storeCmd(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "store",
		Short: "Move the cache into a database that several machines share, or back",
		Args:  operands(cobra.NoArgs, "one of its commands"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(storeMoveCmd(e))
	return c
}
