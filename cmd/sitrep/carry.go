package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
)

// carryDefault is what is carried if nothing is said.
const carryDefault = "is:unread since:2d"

func carryCmd(e *env) *cobra.Command {
	var limit int
	var asJSON bool
	c := &cobra.Command{
		Use:   "carry [QUERY]",
		Short: "Fetch full texts and what they refer to, before going offline",
		Long: `carry fetches the pages of the stories that match a query (by default those
unread of the last two days), then the pages that they refer to, so that all of
it can be read and walked without a line. What the cache holds is not fetched
again, and pages that the robots.txt of their site forbids are left out. The
data budget (poll.budget) counts. Stopped and begun again, it goes on.`,
		Example: "  sitrep carry\n  sitrep carry --limit 30 'flood since:12h'",
		RunE: func(c *cobra.Command, args []string) error {
			if limit < 1 {
				return usagef("--limit: %d is less than 1", limit)
			}
			q := strings.Join(args, " ")
			if q == "" {
				q = carryDefault
			}
			f, err := query.Parse(q, e.now())
			if err != nil {
				return &exitError{exitUsage, err}
			}
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			return e.carry(c.Context(), s, f, limit, asJSON)
		},
	}
	c.Flags().IntVar(&limit, "limit", 100, "carry at most `N` stories, the newest")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// carry fetches the stories, then what they refer to.
func (e *env) carry(ctx context.Context, s *session, f news.Filter, limit int, asJSON bool) error {
	start := e.now()
	p, err := e.poller(s, nil)
	if err != nil {
		return err
	}
	stories, err := s.db.Stories(ctx, f, news.Window{Limit: limit})
	if err != nil {
		return err
	}
	sum := present.Carried{Stories: len(stories), Errors: []present.CarryError{}}
	show := e.progressLine("stories")
	done, err := p.Carry(ctx, s.textErrands(stories, &sum), show)
	sum.Add(done)
	if err == nil {
		var errands []feeds.Errand
		if errands, err = s.referenceErrands(ctx, stories, &sum); err == nil {
			show = e.progressLine("references")
			done, err = p.Carry(ctx, errands, show)
			sum.Add(done)
		}
	}
	sum.ElapsedMS = e.now().Sub(start).Milliseconds()
	if ctx.Err() != nil {
		err = errors.New("carry: interrupted; what was fetched is kept")
	}
	return errors.Join(err, e.printCarried(sum, asJSON))
}

func (e *env) printCarried(sum present.Carried, asJSON bool) error {
	if asJSON {
		if err := e.printJSON(sum); err != nil {
			return err
		}
	} else {
		err := e.printText(sum.Line())
		if err != nil {
			return err
		}
	}
	for _, x := range sum.Errors {
		e.warn(fmt.Sprintf("%s: %s", x.URL, x.Error))
	}
	if sum.Held > 0 {
		e.warn(present.Count(sum.Held, "page is", "pages are") + " left for later: the data budget is used up, or their host wants to be left alone")
	}
	if sum.Failed > 0 || sum.Held > 0 {
		return &exitError{status: exitSomeFailed}
	}
	return nil
}

// textErrands are the pages of stories whose text is not held.
func (s *session) textErrands(stories []*news.Story, sum *present.Carried) []feeds.Errand {
	var out []feeds.Errand
	for _, st := range stories {
		if st.FullText || st.URL == "" {
			sum.Cached++
			continue
		}
		out = append(out, feeds.Errand{URL: st.URL, Keep: func(ctx context.Context, ft news.FullText) error {
			return s.db.SaveFullText(ctx, st.ID, ft)
		}})
	}
	return out
}

// referenceErrands are the pages that stories refer to and the cache does not
// hold, each once.
func (s *session) referenceErrands(ctx context.Context, stories []*news.Story, sum *present.Carried) ([]feeds.Errand, error) {
	seen := map[string]bool{}
	var targets []*news.Story
	var out []feeds.Errand
	for _, st := range stories {
		refs, err := s.db.References(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range refs {
			key := news.URLKey(r.URL)
			if r.Target != nil {
				key = string(r.Target.ID)
			}
			if key == "" || seen[key] || r.Match == news.Maybe {
				continue // a title alone, or a guess
			}
			seen[key] = true
			sum.References++
			if r.Target != nil {
				targets = append(targets, r.Target)
				continue
			}
			address := r.URL
			out = append(out, feeds.Errand{URL: address, Keep: func(ctx context.Context, ft news.FullText) error {
				if !ft.Err.IsZero() {
					return nil // there is no story yet that could say why it has no text
				}
				_, err := s.db.AddPage(ctx, address, ft)
				return err
			}})
		}
	}
	return append(s.textErrands(targets, sum), out...), nil
}

// progressLine returns what tells people how far it is: one line that is
// rewritten, and nothing if nobody watches.
func (e *env) progressLine(what string) func(feeds.Carried) {
	out, ok := e.stderr.(*os.File)
	if !ok || !term.IsTerminal(out.Fd()) {
		return nil
	}
	const bar = 20
	return func(c feeds.Carried) {
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
