package main

import (
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/sanitize"
)

func alertsRulesCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules that raise alerts",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			rules, err := s.Rules(c.Context())
			if err != nil {
				return err
			}
			if len(rules) == 0 && !asJSON {
				return e.complain(sanitize.Lit("sitrep: no rules (sitrep alerts add NAME QUERY adds one)\n"))
			}
			if !asJSON {
				return e.printText(present.RulesText(rules, screenWidth(e.stdout, 0)))
			}
			for _, r := range rules {
				if err := e.printJSON(present.RuleFields(r)); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a rule")
	return c
}
