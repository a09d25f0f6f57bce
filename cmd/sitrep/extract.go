package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/internal/sanitize"
)

func extractCmd(e *env) *cobra.Command {
	var base string
	var asJSON, why bool
	var report string
	c := &cobra.Command{
		Use:   "extract FILE|URL|-",
		Short: "Show what sitrep makes of one page or plain-text article",
		Long: `Extract reads one HTML page or plain-text article from a file, an address or
standard input (-) and prints its title, byline, times, text and references.
Nothing is stored. --why adds what counted for and against each reference and
each refused box of links. --report writes the page and the result to a file that you
can look through and send with a report of a fault.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			page, p, err := extractPage(c.Context(), e, args[0], base)
			if report != "" && page != nil {
				if werr := writeReport(e, report, present.PageReport(page, p, app.KnownSources(nil), err)); werr != nil {
					return fmt.Errorf("extract: %w", werr)
				}
			}
			if err != nil {
				return fmt.Errorf("extract %s: %w", sanitize.Redacted(args[0]), err)
			}
			if asJSON {
				return e.printJSON(present.PageFields(p, app.KnownSources(nil)))
			}
			text := present.PageText(p, app.KnownSources(nil), min(screenWidth(e.stdout, 76), 76))
			if why {
				x, err := extract.Default().Explain(c.Context(), page.Body, page.ContentType, page.URL)
				if err != nil {
					return fmt.Errorf("extract %s: %w", sanitize.Redacted(args[0]), err)
				}
				text += present.Why(x)
			}
			return e.printText(text)
		},
	}
	c.Flags().StringVar(&base, "url", "", "address of the page, to resolve its links (`BASE`)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().BoolVar(&why, "why", false, "add the reasons for each reference and refused box")
	c.Flags().StringVar(&report, "report", "", "write the page and the result to a new `FILE`")
	return c
}

// extractPage reads the operand and extracts the article. page is nil if the
// operand could not be read.
func extractPage(ctx context.Context, e *env, operand, base string) (page *fetch.Response, p *extract.Page, err error) {
	if base != "" {
		if _, ok := sanitize.URL("", base); !ok {
			return nil, nil, fmt.Errorf("--url %s: not an http or https address", sanitize.Redacted(base))
		}
	}
	if page, err = readPage(ctx, e, operand, fetch.Page); err != nil {
		return nil, nil, err
	}
	if base != "" {
		page.URL = base
	}
	p, err = extract.Default().Page(ctx, page.Body, page.ContentType, page.URL)
	return page, p, err
}
