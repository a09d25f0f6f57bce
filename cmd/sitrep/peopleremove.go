package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/internal/sshd"
	"sitrep/internal/store"
)

func peopleRemoveCmd(e *env) *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use:   "remove NAME",
		Short: "Let a person in no more, and drop all that is the person's own",
		Long: `remove takes a person's keys and role out of the list; sessions of the person
end within a second. Marks, places and notes of the person are dropped from
the cache too, unless --keep-marks is given. A certificate still lets the
person in: sitrep people role NAME none does not.`,
		Args: operands(cobra.ExactArgs(1), "one name"),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := e.peopleFile()
			if err != nil {
				return err
			}
			listed := sshd.Remove(path, args[0])
			if listed != nil && !errors.Is(listed, sshd.ErrNobody) {
				return fmt.Errorf("people remove: %w", listed)
			}
			if !keep {
				s, err := e.open(c.Context())
				if err != nil {
					return err
				}
				err = s.DB.RemovePerson(c.Context(), args[0])
				if errors.Is(err, store.ErrNoPerson) {
					err = listed // they have never been here
				}
				if err != nil {
					return fmt.Errorf("people remove: %w", err)
				}
			} else if listed != nil {
				return fmt.Errorf("people remove: %w", listed)
			}
			return e.printf("%s may not come in any more\n", args[0])
		},
	}
	c.Flags().BoolVar(&keep, "keep-marks", false, "leave marks, places and notes of the person in the cache")
	return c
}
