package main

import (
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
)

func alertsTestCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "test QUERY",
		Short: "Show what a rule with this query would have raised in seven days",
		Args:  operands(cobra.MinimumNArgs(1), "a query"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			list, err := s.TryRule(c.Context(), news.Rule{Name: "test", Query: strings.Join(args, " ")})
			if err != nil {
				return &exitError{exitUsage, err}
			}
			if !asJSON {
				e.warn(present.Count(len(list), "alert", "alerts") + " in the last seven days")
			}
			return e.printAlerts(list, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object an alert")
	return c
}
