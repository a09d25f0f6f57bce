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
	"sitrep/internal/sanitize"
)

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
				return addFeed(c.Context(), e, app.Found{Feed: f})
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
			return addFeed(c.Context(), e, hit)
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

// addFeed adds one feed and reports the findings.
func addFeed(ctx context.Context, e *env, hit app.Found) error {
	if hit.From != "" {
		e.warn(fmt.Sprintf("%s names the feed %s", sanitize.Redacted(hit.From), sanitize.Redacted(hit.Feed.URL)))
	}
	added, _, err := addFeeds(ctx, e, []config.Feed{hit.Feed})
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
func addFeeds(ctx context.Context, e *env, feeds []config.Feed) (added, known int, err error) {
	path, added, known, err := e.opts.AddFeeds(ctx, feeds)
	if err == nil && added > 0 {
		err = e.printf("added %s to %s\n", present.Count(added, "feed", "feeds"), e.opts.HomePath(path))
	}
	return added, known, err
}
