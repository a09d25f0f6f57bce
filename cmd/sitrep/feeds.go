package main

import (
	"github.com/spf13/cobra"
)

func feedsCmd(e *env) *cobra.Command {
	list := feedsListCmd(e)
	c := &cobra.Command{
		Use:   "feeds",
		Short: "List and change what is followed",
		Long: `feeds lists what is polled and how it goes. add, remove and import change the
configuration file and keep its comments; without a file they write one with
the starter packs and the new feed.`,
		Args: noCommand,
		RunE: list.RunE,
	}
	c.SuggestionsMinimumDistance = 2
	c.Flags().AddFlagSet(list.Flags())
	c.AddCommand(list, feedsAddCmd(e), feedsRemoveCmd(e), feedsImportCmd(e), feedsExportCmd(e), feedsCheckCmd(e), feedsParseCmd(e), feedsRulesCmd(e), feedsKeepCmd(e))
	return c
}
