package main

import (
	"github.com/spf13/cobra"

	"sitrep/internal/config"
)

func feedsRulesCmd(e *env) *cobra.Command {
	var asJSON, remove bool
	c := &cobra.Command{
		Use:   "rules [SITE LABEL reference|none]",
		Short: "List and test the rules for labels on the pages of sites",
		Long: `rules lists the rules of the configuration: what stands behind a label on the
pages of a site, references or none. For each it prints in how many stories of the cache
it finds something, with an example, so that a rule that finds nothing is seen.
E in a story writes such a rule.

With operands it writes a rule, which all stories in the cache follow at once;
--remove SITE LABEL takes one back.`,
		Args: cobra.MaximumNArgs(3),
		RunE: func(c *cobra.Command, args []string) error {
			is := ""
			switch {
			case len(args) == 3 && !remove && (args[2] == config.IsReference || args[2] == config.IsNone):
				is = args[2]
			case len(args) == 2 && remove, len(args) == 0 && !remove:
			default:
				return usagef("feeds rules: give a site, a label, and reference or none; or --remove, a site and a label")
			}
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			if len(args) > 0 {
				return s.SetSiteRule(c.Context(), args[0], args[1], is)
			}
			rules, err := s.SiteRuleUses(c.Context())
			return printEach(e, asJSON, rules, err)
		},
	}
	c.Flags().BoolVar(&remove, "remove", false, "take the rule for SITE and LABEL back")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}
