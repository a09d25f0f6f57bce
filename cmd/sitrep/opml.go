package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/opml"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func feedsImportCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Follow the feeds of an OPML file (- for standard input)",
		Args:  operands(cobra.ExactArgs(1), "one OPML file"),
		RunE: func(c *cobra.Command, args []string) error {
			in := e.stdin
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return fmt.Errorf("feeds import: %w", err)
				}
				e.onClose(f.Close)
				in = f
			}
			feeds, err := opml.Read(in)
			if skipped, ok := errors.AsType[*opml.SkippedError](err); ok {
				for _, x := range skipped.Entries {
					e.warn(fmt.Sprintf("%s:%d: left out: %s", args[0], x.Line, x.Why))
				}
			} else if err != nil {
				return fmt.Errorf("feeds import %s: %w", args[0], err)
			}
			added, known, err := e.addFeeds(c.Context(), configFeeds(feeds))
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

func feedsExportCmd(e *env) *cobra.Command {
	var secrets bool
	c := &cobra.Command{
		Use:   "export",
		Short: "Print what is followed as OPML",
		Long: `export prints the feeds as OPML, for another reader or for others. Tokens and
passwords in addresses are left out, and how many is said on standard error.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(*cobra.Command, []string) error {
			cfg, err := e.opts.LoadConfig()
			if err != nil {
				return err
			}
			feeds, err := app.AllFeeds(cfg)
			if err != nil {
				return err
			}
			var b strings.Builder
			if !secrets {
				e.leaveOut(feeds)
			}
			if err := opml.Write(&b, "sitrep", feeds); err != nil {
				return err
			}
			return e.printText(b.String())
		},
	}
	c.Flags().BoolVar(&secrets, "with-secrets", false, "keep tokens and passwords in addresses")
	return c
}

// leaveOut takes the secrets off the addresses of feeds, and says so.
func (e *env) leaveOut(feeds []news.Feed) {
	n := 0
	for i, f := range feeds {
		if sanitize.HasSecret(string(f.ID)) {
			feeds[i].ID = news.FeedID(sanitize.WithoutSecrets(string(f.ID)))
			n++
		}
	}
	if n > 0 {
		e.warn(present.Count(n, "address is", "addresses are") + " exported without token or password (--with-secrets keeps them)")
	}
}
