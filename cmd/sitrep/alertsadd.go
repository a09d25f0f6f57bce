package main

import (
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
)

func alertsAddCmd(e *env) *cobra.Command {
	var r news.Rule
	var until string
	c := &cobra.Command{
		Use:   "add NAME QUERY",
		Short: "Add a rule of your own, or replace it",
		Long: `add keeps a rule in the cache. It is asked about what arrives from now on; what
arrived in the last seven days is listed without ringing.`,
		Example: "  sitrep alerts add dam 'dam NEAR/5 gate* origins:>=2'",
		Args:    operands(cobra.MinimumNArgs(2), "a name and a query"),
		RunE: func(c *cobra.Command, args []string) error {
			r.Name, r.Query = args[0], strings.Join(args[1:], " ")
			if until != "" {
				t, err := sinceTime(until, e.opts.Now())
				if err != nil || !t.After(e.opts.Now()) {
					return usagef("--until %q: not a time to come, such as 2031-04-02", until)
				}
				r.Until = t
			}
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			n, err := s.AddRule(c.Context(), r)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			return e.printf("%s: in the last seven days it would have been raised %s\n", r.Name, present.Count(n, "time", "times"))
		},
	}
	c.Flags().BoolVar(&r.Quiet, "quiet", false, "list its alerts and do not ring")
	c.Flags().BoolVar(&r.Wake, "wake", false, "ring in quiet hours, too")
	c.Flags().StringVar(&until, "until", "", "raise nothing from this `DAY` on")
	return c
}
