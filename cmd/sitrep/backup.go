package main

import (
	"fmt"
	"os"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"

	"github.com/spf13/cobra"
)

func backupCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the cache, while everything runs",
		Args:  operands(cobra.ExactArgs(1), "one file"),
		RunE: func(c *cobra.Command, args []string) error {
			if app.Exists(args[0]) {
				return fmt.Errorf("back up to %s: there is a file already (choose another name)", args[0])
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			if err := s.Cache.Backup(c.Context(), args[0]); err != nil {
				return err
			}
			if err := os.Chmod(args[0], 0o600); err != nil {
				return fmt.Errorf("back up to %s: %w", args[0], err)
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return fmt.Errorf("back up to %s: %w", args[0], err)
			}
			err = e.printf("%s: %s\n", args[0], present.Bytes(info.Size()))
			return err
		},
	}
}
