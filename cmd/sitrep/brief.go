package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/query"
)

func briefCmd(e *env) *cobra.Command {
	var since string
	var lines int
	var peek, asJSON, asMarkdown bool
	c := &cobra.Command{
		Use:   "brief",
		Short: "Say what has moved since you last looked",
		Long: `brief lists the events of which something new is known since you last looked:
another figure, another origin, an edit of substance; then new events of several
outlets; then what was corrected or withdrawn. More copies of what was known are
no news.

At a terminal it asks whether you have seen it; if so, the next brief begins
here. --peek does not ask. The look is kept for each person (--person).`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON && asMarkdown {
				return usagef("--json and --markdown exclude each other")
			}
			if lines < 0 {
				return usagef("--lines: %d is less than 0 (0: all)", lines)
			}
			from, err := sinceTime(since, e.opts.Now())
			if err != nil {
				return err
			}
			asks := !peek && since == "" && isTerminal(e.stdin) && isTerminal(e.stdout)
			e.readsMany()
			open := e.openToRead
			if asks {
				open = e.open
			}
			s, err := open(c.Context())
			if err != nil {
				return err
			}
			b, err := s.Brief(c.Context(), news.Look{At: from})
			if err != nil {
				return err
			}
			if !c.Flags().Changed("lines") {
				lines = s.Config.Brief.Lines
			}
			text := present.BriefText(b, screenWidth(e.stdout, 80), lines)
			if asMarkdown {
				text = present.BriefMarkdown(b)
			}
			if asJSON {
				return e.printJSON(present.BriefFields(b))
			}
			err = e.printText(text)
			if in, ok := e.stdin.(*os.File); ok && asks && err == nil && e.agreesInLine(c.Context(), in, "Seen? Then the next brief begins here. [y/N] ") {
				err = s.SetLook(c.Context(), b.Next)
			}
			return err
		},
	}
	c.Flags().StringVar(&since, "since", "", "instead of your look: a `TIME` such as 6h, 2d, 2031-04-02 or RFC 3339")
	c.Flags().BoolVar(&peek, "peek", false, "do not ask whether you have seen it")
	c.Flags().IntVar(&lines, "lines", 18, "at most `N` lines, in place of brief.lines; 0: all")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print Markdown")
	return c
}

// sinceTime reads a time as since: in queries has it; "" is the zero time.
func sinceTime(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	f, err := query.Parse("since:"+s, now)
	if since, ok := f.Expr.(news.Since); ok && err == nil {
		return since.Time, nil
	}
	return time.Time{}, usagef("--since %q: not a time such as 6h, 2d, 2031-04-02 or 2031-04-02T10:30:00Z", s)
}
