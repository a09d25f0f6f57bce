package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/sanitize"
)

func feedsParseCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "parse FILE|URL|-",
		Short: "Show what sitrep reads in one feed",
		Long: `parse reads a feed from a file, an address or standard input (-) and prints its
items; the kind of feed goes to standard error. Nothing is stored.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			doc, err := parseFeed(c.Context(), e, args[0])
			if err != nil {
				return fmt.Errorf("feeds parse %s: %w", sanitize.Redacted(args[0]), err)
			}
			kind := doc.Kind
			if doc.Mended {
				kind += " (mended)"
			}
			lines := sanitize.Join("", sanitize.Line(kind), sanitize.Lit("\n"))
			if doc.Bounded {
				lines = sanitize.Join("", lines, doc.BoundedNote(), sanitize.Lit("\n"))
			}
			if err := e.complain(lines); err != nil {
				return err
			}
			return printItems(e, doc.Items, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object an item")
	return c
}

// parseFeed reads the operand and parses what it read.
func parseFeed(ctx context.Context, e *env, operand string) (*parse.Document, error) {
	got, err := readPage(ctx, e, operand, fetch.Feed)
	switch {
	case err != nil:
		return nil, err
	case len(got.Body) > maxPage:
		return nil, fmt.Errorf("it is larger than %d MiB", maxPage>>20)
	}
	doc, err := parse.Parse(got.Body, got.ContentType, got.URL)
	if cause := errors.Unwrap(err); cause != nil {
		err = cause // "feeds parse FILE:" says already what failed
	}
	return doc, err
}

// printItems prints one item a line as JSON, or each as a few lines of text.
func printItems(e *env, items []parse.Item, asJSON bool) error {
	width := min(screenWidth(e.stdout, 76), 76)
	for i, it := range items {
		var err error
		if asJSON {
			err = e.printJSON(present.ItemFields(it))
		} else {
			text := present.ItemText(it, width)
			if i > 0 {
				text = "\n" + text
			}
			err = e.printText(text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
