package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/opml"
	"sitrep/internal/config"
)

// maxList is how much of an OPML file is read, in bytes: as much as is taken.
const maxList = 10 << 20

func feedsImportCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Follow the feeds of an OPML file (- for standard input)",
		Args:  operands(cobra.ExactArgs(1), "one OPML file"),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := readOperand(c.Context(), e, args[0], maxList)
			if err != nil {
				return fmt.Errorf("feeds import %s: %w", args[0], err)
			}
			feeds, err := opml.Read(bytes.NewReader(list))
			if skipped, ok := errors.AsType[*opml.SkippedError](err); ok {
				for _, x := range skipped.Entries {
					e.warn(fmt.Sprintf("%s:%d: left out: %s", args[0], x.Line, x.Why))
				}
			} else if err != nil {
				return fmt.Errorf("feeds import %s: %w", args[0], err)
			}
			added, known, err := addFeeds(c.Context(), e, configFeeds(feeds))
			if err != nil {
				return err
			}
			if added == 0 && known == 0 {
				return fmt.Errorf("feeds import %s: it lists no feeds", args[0])
			}
			if known > 0 {
				e.warn(present.Count(known, "feed was", "feeds were") + " followed already")
			}
			return nil
		},
	}
}

// configFeeds turns imported feeds into entries of the configuration, whose
// tags are single words.
func configFeeds(feeds []opml.Outline) []config.Feed {
	out := make([]config.Feed, 0, len(feeds))
	for _, f := range feeds {
		c := config.Feed{URL: f.URL, Name: f.Name.String()}
		for _, t := range f.Tags {
			t = strings.Map(func(r rune) rune {
				if strings.ContainsRune("\"'():,", r) {
					return -1
				}
				return r
			}, strings.Join(strings.Fields(t), "-"))
			if t != "" && !slices.Contains(c.Tags, t) {
				c.Tags = append(c.Tags, t)
			}
		}
		out = append(out, c)
	}
	return out
}
