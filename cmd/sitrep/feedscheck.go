package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func feedsCheckCmd(e *env) *cobra.Command {
	var asJSON bool
	var report string
	c := &cobra.Command{
		Use:   "check [URL...]",
		Short: "Ask the feeds now and say what is wrong with them",
		Long: `check asks each followed feed once, or those named, and tells what is wrong and
what to do about it. Nothing is stored; a host that asked to be left alone is
asked all the same, so do not check often. --report writes the answer of one feed and
the items read from it to a file that you can look through and send with a
report of a fault.`,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			all, err := s.Followed(c.Context())
			if err != nil {
				return err
			}
			if all, err = named(s.Config, all, args); err != nil {
				return err
			}
			if report != "" && len(all) != 1 {
				return usagef("feeds check --report: name one feed")
			}
			return checkFeeds(c.Context(), e, s, all, asJSON, report)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	c.Flags().StringVar(&report, "report", "", "write the answer and the items to a new `FILE`")
	return c
}

// named returns the feeds of the addresses given; those that are not followed
// are looked at all the same.
func named(cfg *config.Config, all []news.FeedStatus, args []string) ([]news.FeedStatus, error) {
	if len(args) == 0 {
		return all, nil
	}
	var out []news.FeedStatus
	for _, arg := range args {
		address, ok := sanitize.URL("", arg)
		if !ok {
			return nil, usagef("feeds check: %q is not a web address", sanitize.Redacted(arg))
		}
		address = app.FullAddress(cfg, address)
		f := news.FeedStatus{Feed: news.Feed{ID: news.FeedID(address)}}
		for _, have := range all {
			if have.Feed.ID == f.Feed.ID {
				f = have
			}
		}
		out = append(out, f)
	}
	return out, nil
}

func checkFeeds(ctx context.Context, e *env, s *app.Session, all []news.FeedStatus, asJSON bool, report string) error {
	p, err := s.Poller(nil)
	if err != nil {
		return err
	}
	found := make([]feeds.Checkup, len(all))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(s.Config.Poll.Concurrency, 1))
	for i, f := range all {
		g.Go(func() error {
			found[i] = p.Check(gctx, f)
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return errors.New("feeds check: interrupted")
	}
	if report != "" {
		if err := writeReport(e, report, present.FeedReport(all[0].Feed, found[0])); err != nil {
			return fmt.Errorf("feeds check: %w", err)
		}
	}
	ill := 0
	for i, f := range all {
		if found[i].Verdict != feeds.Healthy {
			ill++
		}
		if asJSON {
			err = errors.Join(err, e.printJSON(present.CheckFields(f, found[i])))
		}
	}
	if !asJSON {
		err = e.printText(present.CheckTable(all, found, screenWidth(e.stdout, 0)))
	}
	if err == nil && ill > 0 {
		err = &exitError{status: exitSomeFailed}
	}
	return err
}
