package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func feedsCmd(e *env) *cobra.Command {
	list := feedsListCmd(e)
	c := &cobra.Command{
		Use:   "feeds",
		Short: "List and change what is followed",
		Long: `feeds lists what is polled and how it goes. add, remove and import change the
configuration file and keep its comments; without a file they write one with
the starter packs and the new feed.`,
		Args: noCommand,
		RunE: list.RunE,
	}
	c.SuggestionsMinimumDistance = 2
	c.Flags().AddFlagSet(list.Flags())
	c.AddCommand(list, feedsAddCmd(e), feedsRemoveCmd(e), feedsImportCmd(e), feedsExportCmd(e), feedsCheckCmd(e), feedsParseCmd(e))
	return c
}

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
				return e.printFeeds(all)
			}
			return e.printText(present.FeedTable(all, screenWidth(e.stdout, 0)))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

func (e *env) printFeeds(all []news.FeedStatus) error {
	var errs []error
	for _, f := range all {
		errs = append(errs, e.printJSON(present.FeedFields(f)))
	}
	return errors.Join(errs...)
}

func feedsAddCmd(e *env) *cobra.Command {
	var f config.Feed
	var sitemap, noFetch bool
	c := &cobra.Command{
		Use:   "add URL",
		Short: "Follow a feed, or the feed that a page names",
		Long: `add fetches the address. If it is a feed or a news sitemap, it is followed
from then on. If it is a page, the feed that it or its site's front page names
is; of several, you are told which there are. An address that is followed
already, also by another name, is not added again.`,
		Args: operands(cobra.ExactArgs(1), "one address"),
		RunE: func(c *cobra.Command, args []string) error {
			address, ok := sanitize.URL("", args[0])
			if !ok {
				return usagef("feeds add: %q is not a web address (such as https://example.org/rss.xml)", sanitize.Redacted(args[0]))
			}
			f.URL = address
			if f.Interval != 0 && f.Interval < 15*time.Minute {
				return usagef("--interval: %s is too often (15m or more)", f.Interval)
			}
			for i, t := range f.Tags {
				f.Tags[i] = strings.ToLower(strings.TrimSpace(t))
			}
			if sitemap {
				f.Type = "sitemap"
			}
			if noFetch {
				return e.addFeed(c.Context(), app.Found{Feed: f})
			}
			cfg, err := e.opts.LoadConfig()
			if errors.Is(err, fs.ErrNotExist) { // adding writes it
				cfg, err = config.Default(), nil
			}
			if err != nil {
				return err
			}
			hit, err := e.opts.FindFeed(c.Context(), cfg, f)
			if err != nil {
				return err
			}
			all, err := app.AllFeeds(cfg)
			if err != nil {
				return err
			}
			if have, ok := app.FollowedAs(all, hit); ok {
				return fmt.Errorf("feeds add: %s is followed already (as %s)", sanitize.Redacted(address), have.ID)
			}
			return e.addFeed(c.Context(), hit)
		},
	}
	c.Flags().StringVar(&f.Name, "name", "", "what to call it")
	c.Flags().StringSliceVar(&f.Tags, "tag", nil, "`WORD` to find its stories by; may be given several times")
	c.Flags().DurationVar(&f.Interval, "interval", 0, "the least `TIME` between two polls (15m or more)")
	c.Flags().BoolVar(&f.FullText, "fulltext", false, "fetch each new story's page without being asked")
	c.Flags().BoolVar(&sitemap, "sitemap", false, "the address is a news sitemap")
	c.Flags().BoolVar(&noFetch, "no-fetch", false, "add the address as it is, without looking")
	return c
}

// addFeed adds one feed and says what was found.
func (e *env) addFeed(ctx context.Context, hit app.Found) error {
	if hit.From != "" {
		e.warn(fmt.Sprintf("%s names the feed %s", sanitize.Redacted(hit.From), sanitize.Redacted(hit.Feed.URL)))
	}
	added, _, err := e.addFeeds(ctx, []config.Feed{hit.Feed})
	if err != nil {
		return err
	}
	if added == 0 {
		return fmt.Errorf("feeds add: %s is followed already", sanitize.Redacted(hit.Feed.URL))
	}
	if hit.Title != "" {
		err = e.printf("%s: %s\n", sanitize.Redacted(hit.Feed.URL), sanitize.Brief(hit.Title))
	}
	return err
}

// addFeeds adds those of the feeds that are not followed yet and says what
// it did.
func (e *env) addFeeds(ctx context.Context, feeds []config.Feed) (added, known int, err error) {
	path, added, known, err := e.opts.AddFeeds(ctx, feeds)
	if err == nil && added > 0 {
		err = e.printf("added %s to %s\n", present.Count(added, "feed", "feeds"), e.opts.HomePath(path))
	}
	return added, known, err
}

func feedsRemoveCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "remove URL",
		Short: "Stop following a feed; its stories stay in the cache",
		Args:  operands(cobra.ExactArgs(1), "one address"),
		RunE: func(c *cobra.Command, args []string) error {
			address, ok := sanitize.URL("", args[0])
			if !ok {
				return usagef("feeds remove: %q is not a web address", sanitize.Redacted(args[0]))
			}
			path, err := e.opts.RemoveFeed(c.Context(), address)
			if err != nil {
				return err
			}
			err = e.printf("removed %s from %s\n", sanitize.Redacted(address), e.opts.HomePath(path))
			return err
		},
	}
}
