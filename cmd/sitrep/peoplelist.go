package main

import (
	"errors"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/sshd"
)

func peopleListCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List who may come in, with roles and keys",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(*cobra.Command, []string) error {
			path, err := e.peopleFile()
			if err != nil {
				return err
			}
			p, err := sshd.LoadPeople(path)
			if err != nil {
				return err
			}
			all := persons(p)
			if asJSON {
				var errs []error
				for _, one := range all {
					errs = append(errs, e.printJSON(one))
				}
				return errors.Join(errs...)
			}
			if len(all) == 0 {
				e.warn("nobody may come in (sitrep people add NAME KEYFILE)")
				return nil
			}
			rows := [][]string{{"NAME", "ROLE", "KEY"}}
			for _, one := range all {
				if len(one.Keys) == 0 {
					rows = append(rows, []string{one.Name, string(one.Role), "none, by certificate"})
				}
				for _, k := range one.Keys {
					rows = append(rows, []string{one.Name, string(one.Role), k.Type + " " + k.Fingerprint})
				}
			}
			return e.printText(present.Table(rows, screenWidth(e.stdout, 0)))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}
