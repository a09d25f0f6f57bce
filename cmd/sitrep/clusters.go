package main

import (
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/query"
)

func clustersCmd(e *env) *cobra.Command {
	var r app.EventsRequest
	var asJSON bool
	c := &cobra.Command{
		Use:   "clusters [QUERY]",
		Short: "List events: the stories that report one thing, newest first",
		Long: `clusters lists events: stories of several feeds that report one thing, within
36 hours, with the outlets that have it and the origins it comes from. With a
query only those of which a story matches.

Without full texts the number of origins is a lower bound, written with ≥. With
--all events of one story and older ones are listed too, --why says what is shared.`,
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if r.Filter, err = query.Parse(strings.Join(args, " "), e.opts.Now()); err != nil {
				return &exitError{exitUsage, err}
			}
			e.readsMany()
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			events, err := s.Events(c.Context(), r)
			if err != nil {
				return err
			}
			for i := 0; i < len(events) && err == nil; i++ {
				if asJSON {
					err = e.printJSON(present.EventFields(&events[i]))
				} else {
					err = e.printText(present.EventText(&events[i], screenWidth(e.stdout, 76)))
				}
			}
			if len(events) == 0 && !asJSON {
				e.warn("no event of several stories (--all lists single stories too)")
			}
			return err
		},
	}
	c.Flags().BoolVar(&r.All, "all", false, "also events of one story, and old ones")
	c.Flags().BoolVar(&r.Why, "why", false, "say what each story shares with the others")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}
