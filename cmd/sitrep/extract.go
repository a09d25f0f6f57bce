package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/sanitize"
)

// maxPage is how much of a file or of standard input is read; a page that is
// longer is refused.
const maxPage = 10 << 20

func extractCmd(e *env) *cobra.Command {
	var base string
	var asJSON bool
	c := &cobra.Command{
		Use:   "extract FILE|URL|-",
		Short: "Show what sitrep makes of one page or plain-text article",
		Long: `Extract reads one HTML page or plain-text article from a file, an address or
standard input (-) and prints its title, byline, times, text and references.
Nothing is stored.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := extractPage(c.Context(), e, args[0], base)
			if err != nil {
				return fmt.Errorf("extract %s: %w", sanitize.Redacted(args[0]), err)
			}
			if asJSON {
				return e.printJSON(present.PageFields(p, app.KnownSources(nil)))
			}
			err = e.printText(present.PageText(p, app.KnownSources(nil), min(screenWidth(e.stdout, 76), 76)))
			return err
		},
	}
	c.Flags().StringVar(&base, "url", "", "address of the page, to resolve its links (`BASE`)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// extractPage reads the operand and extracts from what it read.
func extractPage(ctx context.Context, e *env, operand, base string) (*extract.Page, error) {
	m, err := readalso.New()
	if err != nil {
		return nil, err
	}
	if base != "" {
		if _, ok := sanitize.URL("", base); !ok {
			return nil, fmt.Errorf("--url %s: not an http or https address", sanitize.Redacted(base))
		}
	}
	body, contentType, address, err := readPage(ctx, e, operand)
	if err != nil {
		return nil, err
	}
	if base != "" {
		address = base
	}
	return extract.New(m).Page(ctx, body, contentType, address)
}

// readPage reads a file, standard input or an address.
func readPage(ctx context.Context, e *env, operand string) (body []byte, contentType, address string, err error) {
	if strings.HasPrefix(operand, "http://") || strings.HasPrefix(operand, "https://") {
		r, err := e.opts.Download(ctx, operand, fetch.Page)
		if err != nil {
			return nil, "", "", err
		}
		return r.Body, r.ContentType, r.URL, nil
	}
	r := e.stdin
	if operand != "-" {
		f, err := os.Open(operand)
		if err != nil {
			return nil, "", "", why(err)
		}
		defer f.Close()
		r = f
	}
	// One byte more than allowed, so that what is too long is seen to be.
	body, err = io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return nil, "", "", why(err)
	}
	return body, "", "", nil
}

// why takes the operation and the name, which the message has already, off a
// file's error.
func why(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
