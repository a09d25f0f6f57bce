package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
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
			doc, err := e.parseFeed(c.Context(), args[0])
			if err != nil {
				return fmt.Errorf("feeds parse %s: %w", sanitize.Redacted(args[0]), err)
			}
			kind := doc.Kind
			if doc.Mended {
				kind += " (mended)"
			}
			if err := e.complain(sanitize.Join("", sanitize.Line(kind), sanitize.Lit("\n"))); err != nil {
				return err
			}
			return e.printItems(doc.Items, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object an item")
	return c
}

// parseFeed reads the operand and parses what it read.
func (e *env) parseFeed(ctx context.Context, operand string) (*parse.Document, error) {
	body, contentType, address, err := e.readFeed(ctx, operand)
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxPage:
		return nil, fmt.Errorf("it is larger than %d MiB", maxPage>>20)
	}
	doc, err := parse.Parse(body, contentType, address)
	if cause := errors.Unwrap(err); cause != nil {
		err = cause // "feeds parse FILE:" says already what failed
	}
	return doc, err
}

// readFeed reads a file, standard input or an address.
func (e *env) readFeed(ctx context.Context, operand string) (body []byte, contentType, address string, err error) {
	if !strings.HasPrefix(operand, "http://") && !strings.HasPrefix(operand, "https://") {
		return e.readPage(ctx, operand)
	}
	r, err := e.download(ctx, operand, fetch.Feed)
	if err != nil {
		return nil, "", "", err
	}
	return r.Body, r.ContentType, r.URL, nil
}

// itemFields are the fields of an item in JSON.
type itemFields struct {
	GUID       sanitize.Clean   `json:"guid,omitzero"`
	Title      sanitize.Clean   `json:"title,omitzero"`
	URL        string           `json:"url,omitempty"`
	Published  news.FuzzyTime   `json:"published,omitzero"`
	Updated    news.FuzzyTime   `json:"updated,omitzero"`
	Author     sanitize.Clean   `json:"author,omitzero"`
	Summary    sanitize.Clean   `json:"summary,omitzero"` // HTML
	Content    sanitize.Clean   `json:"content,omitzero"` // HTML
	Language   string           `json:"language,omitempty"`
	Categories []sanitize.Clean `json:"categories,omitempty"`
	Related    []relatedField   `json:"related,omitempty"`
}

// relatedField is a reference that the feed itself makes, in JSON.
type relatedField struct {
	URL   string         `json:"url"`
	Title sanitize.Clean `json:"title,omitzero"`
	Rel   string         `json:"rel"`
}

func itemFieldsOf(it parse.Item) itemFields {
	f := itemFields{
		GUID: sanitize.Line(it.GUID), Title: it.Title, URL: it.URL,
		Published: news.FuzzyTime{T: it.Published, Day: it.PublishedDay}, Updated: news.FuzzyTime{T: it.Updated},
		Author: it.Author, Summary: sanitize.Text(string(it.Summary)), Content: sanitize.Text(string(it.Content)),
		Language: it.Lang, Categories: it.Categories,
	}
	for _, l := range it.Related {
		f.Related = append(f.Related, relatedField{URL: l.URL, Title: l.Title, Rel: l.Rel})
	}
	return f
}

// printItems prints one item a line as JSON, or each as a few lines of text.
func (e *env) printItems(items []parse.Item, asJSON bool) error {
	width := min(screenWidth(e.stdout, 76), 76)
	for i, it := range items {
		f := itemFieldsOf(it)
		var err error
		if asJSON {
			err = e.printJSON(f)
		} else {
			text := f.text(it, width)
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

// text returns the item for people: headline, facts, address and the
// beginning of its words.
func (f itemFields) text(it parse.Item, width int) string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if f.Title.IsZero() {
		f.Title = sanitize.Lit("(no title)")
	}
	add(wrap(f.Title.String(), "", width))
	var facts []string
	for _, s := range []string{f.Published.String(), f.Author.String(), f.Language} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if len(facts) > 0 {
		add("  " + wrap(strings.Join(facts, " · "), "  ", width))
	}
	if f.URL != "" {
		add("  " + f.URL)
	}
	words := sanitize.Line(parse.PlainText(it.Summary))
	if words.IsZero() {
		words = sanitize.Line(parse.PlainText(it.Content))
	}
	if !words.IsZero() {
		add("  " + wrap(fit(words.String(), min(width*3, max(words.Len(), 1))), "  ", width))
	}
	return strings.Join(lines, "\n") + "\n"
}
