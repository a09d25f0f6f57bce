package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// pollFlags are the flags of poll.
type pollFlags struct{ all, follow, json bool }

func pollCmd(e *env) *cobra.Command {
	var f pollFlags
	c := &cobra.Command{
		Use:   "poll",
		Short: "Poll the feeds that are due",
		Long: `poll fetches the feeds that are due, stores what is new, and exits: with 3 if
some feeds failed. With --follow it keeps on until it is stopped; readers of
the same cache then see what it brings, and it polls what they ask for.

One process at a time polls a cache.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			e.warnOfSecrets(s.cfg)
			return e.poll(c.Context(), s, f)
		},
	}
	c.Flags().BoolVar(&f.all, "all", false, "every feed now, due or not (a server's Retry-After still counts)")
	c.Flags().BoolVar(&f.follow, "follow", false, "keep on polling until stopped")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object a round")
	return c
}

func (e *env) poll(ctx context.Context, s *session, f pollFlags) (err error) {
	command := "sitrep poll"
	if f.follow {
		command += " --follow"
	}
	polling, release, holder, held, err := holdLease(ctx, s.db, pollerLease, e.pollerName(command))
	switch {
	case err != nil:
		return err
	case !held:
		return fmt.Errorf("poll: %s polls this cache already (its news arrive here by themselves)", sanitize.Line(holder))
	}
	defer func() { err = errors.Join(err, release()) }()
	p, err := e.poller(s, nil)
	if err != nil {
		return err
	}
	if f.follow {
		return e.follow(polling, s, p, f)
	}
	if err := s.prune(polling); err != nil {
		return err
	}
	report, err := p.Poll(polling, feeds.Wish{All: f.all})
	if err = errors.Join(err, e.printReport(report, f.json)); err != nil {
		return stopped(polling, err)
	}
	if report.Failed > 0 {
		return &exitError{status: exitSomeFailed}
	}
	return nil
}

// stopped says why polling ended early.
func stopped(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errLeaseLost) {
		return errLeaseLost
	}
	if ctx.Err() != nil {
		return errors.New("poll: interrupted; what was fetched is kept")
	}
	return err
}

// follow polls until ctx ends, which is no failure.
func (e *env) follow(ctx context.Context, s *session, p *feeds.Poller, f pollFlags) error {
	wishes := make(chan feeds.Wish, 1)
	if f.all {
		wishes <- feeds.Wish{All: true}
	}
	var printing error
	err := followWishes(ctx, s.db.DB, p, wishes, func(r feeds.Report) {
		printing = errors.Join(printing, e.printReport(r, f.json))
	})
	switch {
	case printing != nil:
		return printing
	case errors.Is(context.Cause(ctx), errLeaseLost):
		return errLeaseLost
	case ctx.Err() != nil:
		err = nil // being stopped is how it ends well
	}
	return err
}

// followWishes polls until ctx ends: what is due, what comes by wishes, and
// what other processes ask for through the cache.
func followWishes(ctx context.Context, db *store.DB, p *feeds.Poller, wishes chan feeds.Wish, tell func(feeds.Report)) error {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		takeWishes(ctx, db, wishes)
	}()
	defer func() {
		stop()
		<-done
	}()
	return p.Follow(ctx, wishes, tell)
}

// takeWishes looks every second for what other processes ask for.
func takeWishes(ctx context.Context, db *store.DB, wishes chan<- feeds.Wish) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ids, err := db.TakeWishes(ctx)
		if err != nil || len(ids) == 0 {
			continue
		}
		select {
		case wishes <- wishFor(ids):
		case <-ctx.Done():
			return
		}
	}
}

// wishFor returns the wish for feeds that another process named; "" stands
// for all that are due, which is what the schedule says, not a person.
func wishFor(ids []news.FeedID) feeds.Wish {
	if slices.Contains(ids, "") {
		return feeds.Wish{}
	}
	return feeds.Wish{Feeds: ids, Manual: true}
}

// reportFields are the fields of a poll in JSON.
type reportFields struct {
	Feeds       int           `json:"feeds"`
	Fetched     int           `json:"fetched"`
	NotModified int           `json:"not_modified"`
	Failed      int           `json:"failed"`
	Skipped     int           `json:"skipped"`
	New         int           `json:"new"`
	Updated     int           `json:"updated"`
	Bytes       int64         `json:"bytes"`
	ElapsedMS   int64         `json:"elapsed_ms"`
	Held        int           `json:"held,omitempty"` // due, but the data budget is used up
	BudgetLeft  *int64        `json:"budget_left,omitempty"`
	Errors      []errorFields `json:"errors"`
}

type errorFields struct {
	Feed  sanitize.Clean `json:"feed"`
	URL   string         `json:"url"`
	Error sanitize.Clean `json:"error"`
}

func (e *env) printReport(r feeds.Report, asJSON bool) error {
	if asJSON {
		return e.printJSON(reportOf(r))
	}
	err := e.printf("%s UTC  %s: %d fetched, %d unchanged, %d failed, %d not due; %d new, %d updated; %s in %s\n",
		stamp(e.now()), count(r.Feeds, "feed", "feeds"), r.Fetched, r.NotModified, r.Failed, r.Skipped,
		r.New, r.Updated, bytesText(r.Bytes), r.Elapsed.Round(time.Millisecond))
	if r.Held > 0 {
		e.warn(count(r.Held, "feed waits", "feeds wait") + ": the data budget (poll.budget) is used up")
	}
	for _, x := range r.Errors {
		e.warn(fmt.Sprintf("%s: %s", x.Name, x.Err))
	}
	return err
}

func reportOf(r feeds.Report) reportFields {
	out := reportFields{
		Feeds: r.Feeds, Fetched: r.Fetched, NotModified: r.NotModified, Failed: r.Failed, Skipped: r.Skipped,
		New: r.New, Updated: r.Updated, Bytes: r.Bytes, ElapsedMS: r.Elapsed.Milliseconds(), Errors: []errorFields{},
	}
	if out.Held = r.Held; r.Left >= 0 {
		out.BudgetLeft = new(r.Left)
	}
	for _, x := range r.Errors {
		out.Errors = append(out.Errors, errorFields{x.Name, x.URL, x.Err})
	}
	return out
}
