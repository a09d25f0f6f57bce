package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

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

// carryFields are the fields of carry in JSON.
type carryFields struct {
	Stories    int          `json:"stories"`
	References int          `json:"references"`
	Cached     int          `json:"cached"` // held before
	Fetched    int          `json:"fetched"`
	Robots     int          `json:"skipped_robots"`
	Held       int          `json:"held"`
	Failed     int          `json:"failed"`
	Bytes      int64        `json:"bytes"`
	BudgetLeft *int64       `json:"budget_left,omitempty"`
	ElapsedMS  int64        `json:"elapsed_ms"`
	Errors     []carryError `json:"errors"`
}

type carryError struct {
	URL   string         `json:"url"`
	Error sanitize.Clean `json:"error"`
}

func (f *carryFields) add(c feeds.PrefetchReport) {
	f.Fetched, f.Robots, f.Held, f.Failed = f.Fetched+c.Fetched, f.Robots+c.Forbidden, f.Held+c.Deferred, f.Failed+c.Failed
	f.Bytes += c.Bytes
	if c.Left >= 0 {
		f.BudgetLeft = new(c.Left)
	}
	for _, x := range c.Errors {
		f.Errors = append(f.Errors, carryError{x.URL, x.Err})
	}
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
	sum := carryFields{Stories: len(stories), Errors: []carryError{}}
	show := e.progressLine("stories")
	done, err := p.Prefetch(ctx, s.textErrands(stories, &sum), show)
	sum.add(done)
	if err == nil {
		var errands []feeds.PrefetchJob
		if errands, err = s.referenceErrands(ctx, stories, &sum); err == nil {
			show = e.progressLine("references")
			done, err = p.Prefetch(ctx, errands, show)
			sum.add(done)
		}
	}
	sum.ElapsedMS = e.now().Sub(start).Milliseconds()
	if ctx.Err() != nil {
		err = errors.New("carry: interrupted; what was fetched is kept")
	}
	return errors.Join(err, e.printCarried(sum, asJSON))
}

func (e *env) printCarried(sum carryFields, asJSON bool) error {
	if asJSON {
		if err := e.printJSON(sum); err != nil {
			return err
		}
	} else {
		err := e.printf("%s and %s: %s fetched, %d held before, %d left to robots.txt, %d failed; %s in %s\n",
			count(sum.Stories, "story", "stories"), count(sum.References, "reference", "references"), count(sum.Fetched, "page", "pages"), sum.Cached,
			sum.Robots, sum.Failed, bytesText(sum.Bytes), (time.Duration(sum.ElapsedMS) * time.Millisecond).Round(100*time.Millisecond))
		if err != nil {
			return err
		}
	}
	for _, x := range sum.Errors {
		e.warn(fmt.Sprintf("%s: %s", x.URL, x.Error))
	}
	if sum.Held > 0 {
		e.warn(count(sum.Held, "page is", "pages are") + " left for later: the data budget is used up, or their host wants to be left alone")
	}
	if sum.Failed > 0 || sum.Held > 0 {
		return &exitError{status: exitSomeFailed}
	}
	return nil
}

// textErrands are the pages of stories whose text is not held.
func (s *session) textErrands(stories []*news.Story, sum *carryFields) []feeds.PrefetchJob {
	var out []feeds.PrefetchJob
	for _, st := range stories {
		if st.FullText || st.URL == "" {
			sum.Cached++
			continue
		}
		out = append(out, feeds.PrefetchJob{URL: st.URL, Keep: func(ctx context.Context, ft news.FullText) error {
			return s.db.SaveFullText(ctx, st.ID, ft)
		}})
	}
	return out
}

// referenceErrands are the pages that stories refer to and the cache does not
// hold, each once.
func (s *session) referenceErrands(ctx context.Context, stories []*news.Story, sum *carryFields) ([]feeds.PrefetchJob, error) {
	seen := map[string]bool{}
	var targets []*news.Story
	var out []feeds.PrefetchJob
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
			out = append(out, feeds.PrefetchJob{URL: address, Keep: func(ctx context.Context, ft news.FullText) error {
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
func (e *env) progressLine(what string) func(feeds.PrefetchReport) {
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
		e.rewrite(fit(fmt.Sprintf("[%s%s] %d of %d %s, %s  %s", strings.Repeat("#", full), strings.Repeat("-", bar-full),
			c.Done, c.Total, what, bytesText(c.Bytes), c.Now), max(screenWidth(out, 80)-1, 20)))
		if c.Done == c.Total {
			_ = e.complain(sanitize.Lit("\n"))
		}
	}
}
