package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/internal/sshd"
)

func peopleRoleCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "role NAME ROLE",
		Short: "Give a person a role: reader, editor, or none",
		Long: `role gives a person a role. A reader reads, marks, searches and takes notes; an
editor also changes feeds and desks; none is not let in, not with a
certificate either.`,
		Args: operands(cobra.ExactArgs(2), "a name and a role"),
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := e.peopleFile()
			if err != nil {
				return err
			}
			if err := sshd.SetRole(path, args[0], sshd.Role(args[1])); err != nil {
				return fmt.Errorf("people role: %w", err)
			}
			return e.printf("%s has the role %s\n", args[0], args[1])
		},
	}
}
