package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"sitrep/feeds"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func feedsCheckCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check [URL...]",
		Short: "Ask the feeds now and say what is wrong with them",
		Long: `check asks each followed feed once, or those named, and tells what is wrong and
what to do about it. Nothing is stored; a host that asked to be left alone is
asked all the same, so do not check often.`,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			all, err := s.followed(c.Context())
			if err != nil {
				return err
			}
			if all, err = named(s.cfg, all, args); err != nil {
				return err
			}
			return e.checkFeeds(c.Context(), s, all, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
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
		address = fullAddress(cfg, address)
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

// checkFields are the fields of a feed in JSON.
type checkFields struct {
	URL     string         `json:"url"` // as it may be shown
	Name    sanitize.Clean `json:"name,omitzero"`
	Status  int            `json:"status,omitempty"`
	Verdict feeds.Verdict  `json:"verdict"`
	Said    sanitize.Clean `json:"said,omitzero"`
	Advice  sanitize.Clean `json:"advice,omitzero"`
	Items   int            `json:"items"`
	Newest  news.FuzzyTime `json:"newest,omitzero"`
}

func (e *env) checkFeeds(ctx context.Context, s *session, all []news.FeedStatus, asJSON bool) error {
	p, err := e.poller(s, nil)
	if err != nil {
		return err
	}
	found := make([]feeds.Checkup, len(all))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(s.cfg.Poll.Concurrency, 1))
	for i, f := range all {
		g.Go(func() error {
			found[i] = p.Check(gctx, f)
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return errors.New("feeds check: interrupted")
	}
	ill := 0
	rows := [][]string{{"VERDICT", "HTTP", "ITEMS", "NEWEST", "NAME", "URL"}}
	for i, f := range all {
		c := found[i]
		if c.Verdict != feeds.Healthy {
			ill++
		}
		if asJSON {
			err = errors.Join(err, e.printJSON(checkFields{
				f.Feed.ID.String(), f.Name(), c.Status, c.Verdict, c.Said, c.Advice, c.Items, news.FuzzyTime{T: c.Newest},
			}))
			continue
		}
		rows = append(rows, []string{string(c.Verdict), strconv.Itoa(c.Status), strconv.Itoa(c.Items), stamp(c.Newest), fit(f.Name().String(), 24), f.Feed.ID.String()})
		if c.Verdict != feeds.Healthy {
			rows = append(rows, []string{"", "", "", "", "", fmt.Sprintf("  %s → %s", c.Said, c.Advice)})
		}
	}
	if !asJSON {
		err = e.table(rows)
	}
	if err == nil && ill > 0 {
		err = &exitError{status: exitSomeFailed}
	}
	return err
}
