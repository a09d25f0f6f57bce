package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/internal/sshd"
)

// maxKeyFile is the largest file of public keys that is read.
const maxKeyFile = 1 << 20

func peopleAddCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "add NAME KEYFILE|-",
		Short: "Let a person in with the public keys of a file, as a reader",
		Long: `add lets a person in with the public keys of a file such as id_ed25519.pub, or
of standard input. Who is listed already has more keys then.`,
		Args: operands(cobra.ExactArgs(2), "a name and a file"),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := e.peopleFile()
			if err != nil {
				return err
			}
			src, err := readOperand(c.Context(), e, args[1], maxKeyFile)
			if err != nil {
				return err
			}
			added, err := sshd.AddKeys(path, args[0], src)
			if err != nil {
				return fmt.Errorf("people add: %w", err)
			}
			for _, k := range added {
				if err := e.printf("%s may come in with %s %s\n", args[0], k.Type(), k.Fingerprint()); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
