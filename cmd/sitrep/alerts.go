package main

import (
	"slices"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func alertsCmd(e *env) *cobra.Command {
	var since string
	var asJSON, unseen bool
	c := &cobra.Command{
		Use:   "alerts",
		Short: "List the alerts that were raised, with the reason",
		Long: `alerts lists what your rules raised, the newest first: which rule, for what, why,
and whether it rang. Rules are queries; they stand in the configuration (alerts.rules)
or are added here. Whoever polls raises alerts: sitrep poll, or an open reader.`,
		Example: "  sitrep alerts --since 2d\n  sitrep alerts add dam 'dam NEAR/5 gate*'\n  sitrep alerts test 'evacuat* place:Dolyna'",
		Args:    operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			from, err := sinceTime(since, e.opts.Now())
			if err != nil {
				return err
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			list, err := s.Cache.Alerts(c.Context(), from)
			if err != nil {
				return err
			}
			if unseen {
				list = slices.DeleteFunc(list, func(a news.Alert) bool { return a.Seen })
			}
			return e.printAlerts(list, asJSON)
		},
	}
	c.Flags().StringVar(&since, "since", "7d", "raised since a `TIME` such as 6h, 2d, 2031-04-02 or RFC 3339")
	c.Flags().BoolVar(&unseen, "unseen", false, "only those that you have not seen in the reader")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object an alert")
	c.AddCommand(alertsRulesCmd(e), alertsAddCmd(e), alertsRemoveCmd(e), alertsTestCmd(e), alertsReplayCmd(e))
	return c
}

// printAlerts prints alerts in their order.
func (e *env) printAlerts(list []news.Alert, asJSON bool) error {
	if len(list) == 0 && !asJSON {
		return e.complain(sanitize.Lit("sitrep: no alerts (sitrep alerts rules lists the rules)\n"))
	}
	width := min(screenWidth(e.stdout, 76), 100)
	for i := range list {
		var err error
		if asJSON {
			err = e.printJSON(present.AlertFields(&list[i]))
		} else {
			err = e.printText(present.AlertText(&list[i], width))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
