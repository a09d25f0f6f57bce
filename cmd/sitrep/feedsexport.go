package main

import (
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/opml"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

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
				leaveOut(e, feeds)
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
func leaveOut(e *env, feeds []news.Feed) {
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
