package main

import (
	"errors"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
)

func feedsListCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the feeds and how polling them goes",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			all, err := s.Followed(c.Context())
			if err != nil {
				return err
			}
			if len(all) == 0 {
				e.warn("no feeds are followed (sitrep feeds add URL, or name a pack in the configuration)")
			}
			if asJSON {
				return printFeeds(e, all)
			}
			return e.printText(present.FeedTable(all, screenWidth(e.stdout, 0)))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

func printFeeds(e *env, all []news.FeedStatus) error {
	var errs []error
	for _, f := range all {
		errs = append(errs, e.printJSON(present.FeedFields(f)))
	}
	return errors.Join(errs...)
}
