package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/fetch"
	"sitrep/feeds/hazard"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

func warningsParseCmd(e *env) *cobra.Command {
	var asJSON, full bool
	var at string
	c := &cobra.Command{
		Use:   "parse FILE|URL|-",
		Short: "Show the official warnings of one document",
		Long: `parse reads official warnings from a file, an address or standard input (-):
CAP, NWS, MeteoAlarm, GDACS, USGS, EMSC, NHC, JMA and NINA. It prints what they
state, which messages are one warning, the state of each and whether it would
raise an alert. The format goes to standard error. Nothing is stored.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			now, err := presentTime(e, at)
			if err != nil {
				return err
			}
			doc, failed := parseWarnings(c.Context(), e, args[0])
			if doc != nil {
				if err := printDocument(e, doc, full, now, asJSON); err != nil {
					return err
				}
			}
			if failed != nil {
				return fmt.Errorf("warnings parse %s: %w", sanitize.Redacted(args[0]), failed)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a warning")
	c.Flags().BoolVar(&full, "full", false, "print the complete message of each entry that carries one")
	c.Flags().StringVar(&at, "now", "", "take this `TIME` as the present (RFC 3339)")
	return c
}

// parseWarnings reads the operand and the warnings in it. With an error it
// returns the warnings before the fault.
func parseWarnings(ctx context.Context, e *env, operand string) (*hazard.Document, error) {
	body, contentType, err := readWarnings(ctx, e, operand)
	if err != nil {
		return nil, err
	}
	doc, err := hazard.Read(body, contentType)
	if cause := errors.Unwrap(err); cause != nil {
		err = errors.New(strings.TrimPrefix(err.Error(), "read warnings: "))
	}
	return doc, err
}

// readWarnings reads a file, standard input or an address.
func readWarnings(ctx context.Context, e *env, operand string) (body []byte, contentType string, err error) {
	if !isAddress(sanitize.WithoutFeed(operand)) {
		body, err = readOperand(ctx, e, operand, hazard.MaxBytes)
		return body, "", err
	}
	got, err := e.opts.Download(ctx, fetch.Request{URL: sanitize.WithoutFeed(operand), Accept: fetch.Feed})
	if err != nil {
		return nil, "", err
	}
	return got.Body, got.ContentType, nil
}

// printDocument prints the warnings of a document.
func printDocument(e *env, doc *hazard.Document, full bool, now time.Time, asJSON bool) error {
	about := []string{string(doc.Format)}
	if doc.Format == news.FormatPlainFeed {
		about[0] = "an ordinary feed without official warnings (see sitrep feeds parse)"
	}
	list := doc.Warnings
	if full {
		for i, message := range doc.Embedded {
			list[i] = message
		}
	} else if n := len(doc.Embedded); n > 0 {
		about = append(about, present.Count(n, "entry carries", "entries carry")+" the complete message (--full prints it)")
	}
	for _, text := range append(about, doc.Notes...) {
		if err := e.complain(sanitize.Join("", sanitize.Line(text), sanitize.Lit("\n"))); err != nil {
			return err
		}
	}
	judge, err := warning.New()
	if err != nil {
		return err
	}
	chains := warning.Chains(list)
	of := make(map[*news.Warning]*warning.Chain, len(list))
	for n := range chains {
		for _, w := range chains[n].Messages {
			of[w] = &chains[n]
		}
	}
	width := min(screenWidth(e.stdout, 76), 76)
	for i := range list {
		w := &list[i]
		if asJSON {
			err = e.printJSON(present.WarningFields(w, judge.Of(w), of[w], now))
		} else {
			text := present.WarningText(w, judge.Of(w), of[w], now, width)
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
