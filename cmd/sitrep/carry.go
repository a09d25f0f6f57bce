package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/config"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
)

// carryDefault is the query without an operand.
const carryDefault = "is:unread since:2d"

func carryCmd(e *env) *cobra.Command {
	var r app.PrefetchRequest
	var most string
	var asJSON bool
	c := &cobra.Command{
		Use:   "carry [QUERY]",
		Short: "Fetch full texts and what they refer to, before going offline",
		Long: `carry fetches the pages of the stories that match a query (by default those
unread of the last two days), then the pages that they refer to, so that all of
it can be read and walked without a line. What the cache holds is not fetched
again, and pages that the robots.txt of their site forbids are left out. The
data budget (poll.budget) counts. Stopped and begun again, it goes on.

--dry-run says how many pages that would be and about how many bytes;
--max-bytes begins no page for which its bytes may not suffice. The texts of an
event (cluster:ID) tell from how many origins it comes.`,
		Example: "  sitrep carry\n  sitrep carry --limit 30 'flood since:12h'\n  sitrep carry --dry-run cluster:3f9c01d2",
		RunE: func(c *cobra.Command, args []string) error {
			if r.Limit < 1 {
				return usagef("--limit: %d is less than 1", r.Limit)
			}
			var ok bool
			if r.Most, ok = config.ParseSize(most); most != "" && (!ok || r.Most < 1) {
				return usagef("--max-bytes %q: not a size such as 512KiB, 10MiB or 5MB", most)
			}
			f, err := query.Parse(cmp.Or(strings.Join(args, " "), carryDefault), e.opts.Now())
			if err != nil {
				return &exitError{exitUsage, err}
			}
			r.Filter = f
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			return runCarry(c.Context(), e, s, r, asJSON)
		},
	}
	c.Flags().IntVar(&r.Limit, "limit", 100, "carry at most `N` stories, the newest")
	c.Flags().StringVar(&most, "max-bytes", "", "fetch at most about `SIZE`, such as 5MB")
	c.Flags().BoolVar(&r.Dry, "dry-run", false, "fetch nothing; say how much it would be")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// runCarry fetches the stories, then their references.
func runCarry(ctx context.Context, e *env, s *app.Session, r app.PrefetchRequest, asJSON bool) error {
	sum, err := s.Prefetch(ctx, r, func(what string) func(feeds.PrefetchReport) { return progressLine(e, what) })
	if sum == nil {
		return err
	}
	if ctx.Err() != nil {
		err = errors.New("carry: interrupted; what was fetched is kept")
	}
	return errors.Join(err, printPrefetched(e, sum, asJSON))
}

func printPrefetched(e *env, sum *present.PrefetchSum, asJSON bool) error {
	if asJSON {
		if err := e.printJSON(sum); err != nil {
			return err
		}
	} else if err := e.printText(sum.Line()); err != nil {
		return err
	}
	for _, x := range sum.Errors {
		e.warn(fmt.Sprintf("%s: %s", x.URL, x.Error))
	}
	if sum.Held > 0 {
		e.warn(present.Count(sum.Held, "page is", "pages are") + " left for later: the data budget or --max-bytes is used up, or their host wants to be left alone")
	}
	if sum.NoText > 0 {
		e.warn(present.Count(sum.NoText, "page", "pages") + " gave no text lately and will be asked again later; open a story to ask for its page now")
	}
	if sum.Failed > 0 || sum.Held > 0 || sum.NoText > 0 {
		return &exitError{status: exitSomeFailed}
	}
	return nil
}

// progressLine returns what tells people how far it is: one line that is
// rewritten, and nothing if nobody watches.
func progressLine(e *env, what string) func(feeds.PrefetchReport) {
	out, ok := e.stderr.(*os.File)
	if !ok || !term.IsTerminal(out.Fd()) {
		return nil
	}
	const bar = 20
	return func(c feeds.PrefetchReport) {
		full := 0
		if c.Total > 0 {
			full = bar * c.Done / c.Total
		}
		e.rewrite(present.Fit(fmt.Sprintf("[%s%s] %d of %d %s, %s  %s", strings.Repeat("#", full), strings.Repeat("-", bar-full),
			c.Done, c.Total, what, present.Bytes(c.Bytes), c.Now), max(screenWidth(out, 80)-1, 20)))
		if c.Done == c.Total {
			_ = e.complain(sanitize.Lit("\n"))
		}
	}
}
