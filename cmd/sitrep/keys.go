package main

import (
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
)

func keysCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "List the keys of the reader and the names to rebind them by",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(*cobra.Command, []string) error {
			cfg, err := e.opts.LoadConfig()
			if err != nil {
				return err
			}
			m, err := app.KeyTable(cfg)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, g := range m.Help() {
				for _, r := range g.Rows {
					rows = append(rows, []string{r.Keys, string(r.Action), string(g.Scope), r.Help})
				}
			}
			return e.printText(present.Table(rows, screenWidth(e.stdout, 0)))
		},
	}
}
