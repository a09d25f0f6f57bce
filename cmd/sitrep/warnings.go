package main

import "github.com/spf13/cobra"

func warningsCmd(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "warnings",
		Short: "Read official warnings",
		Args:  noCommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(warningsParseCmd(e))
	return c
}
