package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/sanitize"
)

// pollFlags are the flags of poll.
type pollFlags struct{ all, follow, json, noWait bool }

func pollCmd(e *env) *cobra.Command {
	var f pollFlags
	c := &cobra.Command{
		Use:   "poll",
		Short: "Poll the feeds that are due",
		Long: `poll fetches the feeds that are due, stores what is new, and exits: with 3 if
some feeds failed. With --follow it keeps on until it is stopped; readers of
the same cache then see what it brings, and it polls what they ask for.

One process at a time polls a cache. If a reader or another sitrep does, poll --all
hands its request over and waits for it to be done, with the same output and
status; --no-wait does not wait.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			warnOfSecrets(e, s)
			return runPoll(c.Context(), e, s, f)
		},
	}
	c.Flags().BoolVar(&f.all, "all", false, "every feed now, due or not (a server's Retry-After still counts)")
	c.Flags().BoolVar(&f.follow, "follow", false, "keep on polling until stopped")
	c.Flags().BoolVar(&f.noWait, "no-wait", false, "with --all: if another sitrep polls this cache, ask it and do not wait")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object a round")
	return c
}

func runPoll(ctx context.Context, e *env, s *app.Session, f pollFlags) (err error) {
	command := "sitrep poll"
	if f.follow {
		command += " --follow"
	}
	polling, lease, err := s.HoldPolling(ctx, command)
	switch {
	case err != nil:
		return err
	case !lease.Held && f.all && !f.follow:
		var done bool
		if polling, lease, done, err = handOver(ctx, e, s, command, lease.Holder, f); done || err != nil {
			return err
		}
	case !lease.Held:
		return fmt.Errorf("poll: %s polls this cache already (its news arrive here by themselves)", sanitize.Line(lease.Holder.String()))
	}
	defer func() { err = errors.Join(err, lease.Release()) }()
	p, err := s.Poller(nil)
	if err != nil {
		return err
	}
	if f.follow {
		s.RunAlerts = true
		return followFeeds(polling, e, s, p, f)
	}
	if err := s.Prune(polling); err != nil {
		return err
	}
	report, err := p.Poll(polling, feeds.RefreshRequest{All: f.all})
	if err == nil {
		err = s.DB.ResolveTitles(polling)
	}
	if err = errors.Join(err, printReport(e, report, f.json)); err != nil {
		return stopped(polling, err)
	}
	if report.New > 0 {
		if err := s.UpdateClusters(polling); err != nil {
			return stopped(polling, err)
		}
	}
	if _, err := s.RaiseAlerts(polling); err != nil {
		return stopped(polling, err)
	}
	if report.Failed > 0 {
		return &exitError{status: exitSomeFailed}
	}
	return nil
}

// handOver hands the request for all feeds to the process that polls, and waits for it
// to be done. If that process goes before, the lease is held, and it is not done.
func handOver(ctx context.Context, e *env, s *app.Session, command string, holder app.Holder, f pollFlags) (context.Context, app.Lease, bool, error) {
	token, err := s.AskPollAll(ctx)
	if err != nil {
		return ctx, app.Lease{}, false, err
	}
	by := sanitize.Line(holder.String()).String()
	if f.noWait {
		return ctx, app.Lease{}, true, e.printText("Asked " + by + ", which polls this cache.\n")
	}
	if !f.json {
		e.warn("poll: asked " + by + ", which polls this cache; waiting for it to be done (--no-wait does not wait)")
	}
	report, polling, lease, err := s.AwaitPollAll(ctx, token, command)
	switch {
	case err != nil:
		return ctx, lease, false, stopped(ctx, err)
	case lease.Held:
		return polling, lease, false, nil
	}
	if err := printReport(e, report, f.json); err != nil {
		return ctx, lease, false, err
	}
	if report.Failed > 0 {
		return ctx, lease, true, &exitError{status: exitSomeFailed}
	}
	return ctx, lease, true, nil
}

// stopped says why polling ended early.
func stopped(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), app.ErrLeaseLost) {
		return app.ErrLeaseLost
	}
	if ctx.Err() != nil {
		return errors.New("poll: interrupted; what was fetched is kept")
	}
	return err
}

// followFeeds polls until ctx ends, which is no failure.
func followFeeds(ctx context.Context, e *env, s *app.Session, p *feeds.Poller, f pollFlags) error {
	requests := make(chan feeds.RefreshRequest, 1)
	if f.all {
		requests <- feeds.RefreshRequest{All: true}
	}
	var printing error
	err := s.Follow(ctx, p, requests, func(r feeds.Report) {
		printing = errors.Join(printing, printReport(e, r, f.json))
	})
	switch {
	case printing != nil:
		return printing
	case errors.Is(context.Cause(ctx), app.ErrLeaseLost):
		return app.ErrLeaseLost
	case ctx.Err() != nil:
		err = nil // being stopped is how it ends well
	}
	return err
}

func printReport(e *env, r feeds.Report, asJSON bool) error {
	if asJSON {
		return e.printJSON(present.ReportFields(r))
	}
	err := e.printText(present.ReportLine(r, e.opts.Now()))
	if r.Deferred > 0 {
		e.warn(present.Count(r.Deferred, "feed waits", "feeds wait") + ": the data budget (poll.budget) is used up")
	}
	for _, x := range r.Errors {
		e.warn(fmt.Sprintf("%s: %s", x.Name, x.Err))
	}
	return err
}

// warnOfSecrets warns, when feeds are about to be asked, that others can read
// the secrets in the configuration.
func warnOfSecrets(e *env, s *app.Session) {
	for _, f := range s.SharedSecrets() {
		e.warn(f.Text + "; " + f.Remedy)
		e.logger().Warn(f.Text)
	}
}
