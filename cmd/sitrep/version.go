package main

import (
	"github.com/spf13/cobra"

	"sitrep/internal/version"
)

func versionCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print which build this is",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(*cobra.Command, []string) error {
			err := e.printf("sitrep %s\n", version.String())
			return err
		},
	}
}
