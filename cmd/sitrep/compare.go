package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
	uireader "sitrep/ui/reader"
)

func compareCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "compare A B",
		Short: "Compare two texts: one origin or not, and what changed",
		Long: `compare says how much two texts have in common, and what changed from the
first to the second. Each is a story of the cache (an id, or the address of one),
an address, a file with a page, a text or a JSON object with title, text and
modified, or standard input (-).

The verdict is same, adapted (both: one origin), separate, or too_short, which
means that the shorter has too few words to tell. Nothing is stored.`,
		Args: operands(cobra.ExactArgs(2), "two texts"),
		RunE: func(c *cobra.Command, args []string) error {
			var versions [2]revision.Version
			for i, a := range args {
				var err error
				if versions[i], err = versionFor(c.Context(), e, a); err != nil {
					return fmt.Errorf("compare %s: %w", sanitize.Redacted(a), err)
				}
			}
			x := present.Compare(versions[0], versions[1])
			if asJSON {
				return e.printJSON(x.Fields())
			}
			return e.printText(x.Text(min(screenWidth(e.stdout, 76), 76)))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// versionFor reads an operand as a version of a story.
func versionFor(ctx context.Context, e *env, operand string) (revision.Version, error) {
	if _, err := os.Stat(operand); operand != "-" && err != nil {
		s, err := e.openToRead(ctx)
		if err != nil {
			return revision.Version{}, err
		}
		v, err := s.CurrentVersion(ctx, operand)
		if err == nil || !isAddress(sanitize.WithoutFeed(operand)) {
			return v, err
		}
	}
	if !isAddress(sanitize.WithoutFeed(operand)) {
		body, err := readOperand(ctx, e, operand, maxPage)
		if err != nil {
			return revision.Version{}, err
		}
		if len(body) > maxPage {
			return revision.Version{}, fmt.Errorf("it has more than %s", present.Bytes(maxPage))
		}
		if body = bytes.TrimSpace(body); len(body) > 0 && body[0] == '{' {
			return present.ReadVersion(body)
		}
	}
	_, page, err := extractPage(ctx, e, operand, "")
	if err != nil {
		return revision.Version{}, err
	}
	return revision.Version{Headline: page.Title.String(), Paragraphs: uireader.Paragraphs(page.Blocks), Modified: page.Modified.T}, nil
}
