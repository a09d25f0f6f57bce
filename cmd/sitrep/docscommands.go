package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// commandsPage is the page of docs/ with the help of every command, as --help has it.
func commandsPage() string {
	root := rootCmd(newEnv(strings.NewReader(""), io.Discard, io.Discard, func(string) string { return "" }))
	var b strings.Builder
	b.WriteString(`# Commands

Which commands are there, and what do they take? This page is generated from their help.

` + "`--json`" + ` prints one object a line. Its fields and the exit statuses are stable: 0 done, 1 failed, 2 wrong usage, 3
finished but some feeds failed. Queries are in [query.md](query.md).

Every command takes:

` + "```\n" + root.PersistentFlags().FlagUsages() + "```\n")
	writeCommand(&b, root)
	return b.String()
}

// writeCommand adds the help of a command and of those below it.
func writeCommand(b *strings.Builder, c *cobra.Command) {
	if c.Hidden || c.Name() == "help" {
		return
	}
	if c.Runnable() {
		c.InitDefaultHelpFlag()
		fmt.Fprintf(b, "\n## %s\n\n%s\n\n```\n%s\n", c.CommandPath(), about(c), c.UseLine())
		if c.Example != "" {
			fmt.Fprintf(b, "\n%s\n", strings.Trim(c.Example, "\n"))
		}
		if flags := c.LocalNonPersistentFlags(); flags.HasAvailableFlags() {
			b.WriteString("\n" + flags.FlagUsages())
		}
		b.WriteString("```\n")
	}
	for _, sub := range c.Commands() {
		writeCommand(b, sub)
	}
}

func about(c *cobra.Command) string {
	if c.Long != "" {
		return strings.TrimSpace(c.Long)
	}
	return c.Short + "."
}
