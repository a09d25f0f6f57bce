package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func showCmd(e *env) *cobra.Command {
	var fetch, asJSON, asMarkdown, why bool
	var width int
	c := &cobra.Command{
		Use:   "show REF",
		Short: "Print one story with its full text",
		Long: `show prints a story: its text with the references where the editor put them,
its earlier wordings, and what cites it. REF is an id as printed by list, or
the address of the article.

With --fetch the article's page is fetched now, also if the cache does not
know the address yet. With --why it says which items of the feed are this story, and by
which rule each is, which --json has as "identity" always; and what is left out of its
text because other stories of the site have it too.`,
		Args: operands(cobra.ExactArgs(1), "one story"),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON && asMarkdown {
				return usagef("--json and --markdown exclude each other")
			}
			if width < 0 {
				return usagef("--width: %d is less than 0", width)
			}
			open := e.openToRead
			if fetch {
				open = e.open
			}
			s, err := open(c.Context())
			if err != nil {
				return err
			}
			story, note, err := storyFor(c.Context(), s, args[0], fetch)
			if err != nil {
				return err
			}
			all, err := s.Show(c.Context(), story)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = e.printJSON(all.Fields())
			case asMarkdown:
				err = e.printText(all.Markdown())
			default:
				if width == 0 {
					width = min(s.Config.Reader.Width, screenWidth(e.stdout, s.Config.Reader.Width))
				}
				text := all.Text(max(width, 20))
				if why {
					text += all.Why(max(width, 20))
				}
				err = e.printText(text)
			}
			return errors.Join(err, note)
		},
	}
	c.Flags().BoolVar(&fetch, "fetch", false, "fetch the article's page now")
	c.Flags().BoolVar(&why, "why", false, "say by which rule its items are one story")
	c.Flags().IntVar(&width, "width", 0, "wrap text at `N` columns; 0: as the configuration says")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print Markdown")
	return c
}

// storyFor finds a story and, if asked, fetches its page first. note is a
// failed fetch of a story that can be shown all the same.
func storyFor(ctx context.Context, s *app.Session, ref string, fetch bool) (story *news.Story, note, err error) {
	story, err = s.Find(ctx, ref)
	if !fetch {
		return story, nil, err
	}
	address, isURL := sanitize.URL("", ref)
	switch {
	case err == nil:
		note = s.FetchText(ctx, story)
		story, err = s.Cache.Story(ctx, story.ID)
		return story, note, err
	case !errors.Is(err, news.ErrNotFound) || !isURL:
		return nil, nil, err
	}
	id, err := s.FetchPage(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	story, err = s.Cache.Story(ctx, id)
	return story, nil, err
}
