package main

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
)

func alertsReplayCmd(e *env) *cobra.Command {
	var from, to, rule string
	var asJSON bool
	c := &cobra.Command{
		Use:   "replay",
		Short: "Show what the rules would have raised, in order of arrival",
		Long: `replay asks the rules about what the cache has, in the order in which it arrived,
with the limits of the configuration. It writes nothing. The same cache gives the
same bytes.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			start, err := sinceTime(from, e.opts.Now())
			if err != nil {
				return err
			}
			end := e.opts.Now()
			if to != "" {
				if end, err = sinceTime(to, e.opts.Now()); err != nil {
					return err
				}
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			rules, err := s.Rules(c.Context())
			if err != nil {
				return err
			}
			if rule != "" {
				rules = slices.DeleteFunc(rules, func(r news.Rule) bool { return r.Name != rule })
				if len(rules) == 0 {
					return usagef("--rule %s: there is no rule of that name (sitrep alerts rules lists them)", rule)
				}
			}
			list, err := s.Replay(c.Context(), rules, start, end.Truncate(time.Millisecond))
			if err != nil {
				return err
			}
			return e.printAlerts(list, asJSON)
		},
	}
	c.Flags().StringVar(&from, "from", "7d", "what was first seen since a `TIME` such as 6h, 2d, 2031-04-02 or RFC 3339")
	c.Flags().StringVar(&to, "to", "", "and up to this `TIME`; left out: now")
	c.Flags().StringVar(&rule, "rule", "", "only the rule of this `NAME`")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object an alert")
	return c
}
