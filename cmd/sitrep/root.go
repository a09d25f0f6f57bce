package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// commands builds the subcommands.
func commands(e *env) []*cobra.Command {
	return []*cobra.Command{
		pollCmd(e), listCmd(e), showCmd(e), relatedCmd(e), extractCmd(e), feedsCmd(e), carryCmd(e), backupCmd(e), storeCmd(e), doctorCmd(e), demoCmd(e), keysCmd(e), docsCmd(e), versionCmd(e),
		warningsCmd(e), compareCmd(e), clustersCmd(e), diffCmd(e), briefCmd(e),
		alertsCmd(e), exportCmd(e), handoverCmd(e), takeoverCmd(e), serveCmd(e), peopleCmd(e), syncCmd(e),
	}
}

// noCommand refuses operands of the root command: they are misspelled
// commands.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see " + c.CommandPath() + " --help"
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
