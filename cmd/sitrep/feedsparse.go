package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
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
			doc, note, err := parseFeed(c.Context(), e, args[0])
			if err != nil {
				return fmt.Errorf("feeds parse %s: %w", sanitize.Redacted(args[0]), err)
			}
			kind := doc.Kind
			if doc.Mended {
				kind += " (mended)"
			}
			lines := sanitize.Join("", sanitize.Line(kind), sanitize.Lit("\n"))
			if !note.IsZero() {
				lines = sanitize.Join("", lines, note, sanitize.Lit("\n"))
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

// parseFeed reads the operand and parses what it read. note is about what of it was
// not read.
func parseFeed(ctx context.Context, e *env, operand string) (doc *parse.Document, note sanitize.Clean, err error) {
	got, err := readPage(ctx, e, operand, fetch.Feed)
	if err != nil {
		return nil, sanitize.Clean{}, err
	}
	body := got.Body
	got.Body = nil // it may be large, and is not needed while its text is read
	doc, err = parse.Parse(body, got.ContentType, got.URL)
	if got.Part && (err != nil || len(doc.Items) == 0) {
		return nil, sanitize.Clean{}, errors.New("it is larger than the limit, and no item is in its beginning")
	}
	if cause := errors.Unwrap(err); cause != nil {
		err = cause // "feeds parse FILE:" says already what failed
	}
	if err != nil {
		return nil, sanitize.Clean{}, err
	}
	return doc, feeds.LeftOut(doc, got), nil
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
