package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	uireader "sitrep/ui/reader"
)

func warningsCmd(e *env) *cobra.Command {
	l := &warningsList{}
	c := &cobra.Command{
		Use:   "warnings [QUERY]",
		Short: "List official warnings that are in force",
		Long: `warnings prints the official warnings of the feeds that are polled: those in
force, the most severe first. With words, only those that have each of them in
their areas, event, headline or authority; with a query, those that it asks for:
severity:>=severe, level:orange, hazard:flood, place:, area:, event:, since:. It
reads the cache alone.`,
		Example: "  sitrep warnings halm\n  sitrep warnings 'severity:>=severe place:Halm'\n  sitrep warnings --all --json",
		RunE: func(c *cobra.Command, args []string) error {
			l.query = strings.Join(args, " ")
			return l.run(c.Context(), e)
		},
	}
	l.addFlags(c)
	c.AddCommand(warningsParseCmd(e))
	return c
}

// warningsList is what warnings is to print.
type warningsList struct {
	query     string // words or a query
	all, json bool
	at        string
}

// addFlags adds the flags of warnings to a command.
func (l *warningsList) addFlags(c *cobra.Command) {
	c.Flags().BoolVar(&l.all, "all", false, "also those that are over, replaced, or a test")
	c.Flags().BoolVar(&l.json, "json", false, "print one JSON object a warning")
	c.Flags().StringVar(&l.at, "now", "", "take this `TIME` as the present (RFC 3339)")
}

// run prints the warnings of the cache: those in force first, by what decides.
func (l *warningsList) run(ctx context.Context, e *env) error {
	now, err := presentTime(e, l.at)
	if err != nil {
		return err
	}
	s, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	seen, err := s.Cache.Warnings(ctx)
	if err != nil {
		return err
	}
	list := make([]news.Warning, len(seen))
	for i := range seen {
		list[i] = seen[i].Warning
	}
	judge, err := warning.New()
	if err != nil {
		return err
	}
	entries := warning.List(judge, list, now)
	if _, err := query.Parse(l.query, now); err != nil {
		return &exitError{exitUsage, err}
	}
	asked := (&uireader.Env{Now: func() time.Time { return now }, Parse: query.Parse, MatchWarning: s.MatchWarning()}).AskedFor(l.query)
	entries = slices.DeleteFunc(entries, func(w warning.Entry) bool {
		return !l.all && (w.State != warning.InForce || w.Test) || !asked(w.Message)
	})
	switch {
	case len(entries) > 0 || l.json:
	case len(seen) == 0:
		return e.complain(sanitize.Lit("sitrep: the feeds brought no warnings (sitrep poll asks them)\n"))
	case l.all:
		return e.complain(sanitize.Lit("sitrep: no warning matches\n"))
	default:
		return e.complain(sanitize.Lit("sitrep: no warning that matches is in force (--all: also those that are over)\n"))
	}
	return l.print(e, entries, now)
}

func (l *warningsList) print(e *env, entries []warning.Entry, now time.Time) error {
	width := min(screenWidth(e.stdout, 76), 76)
	for i, w := range entries {
		var err error
		if l.json {
			err = e.printJSON(present.WarningFields(w.Message, w.Judgement, w.Chain, now))
		} else {
			text := present.WarningText(w.Message, w.Judgement, w.Chain, now, width)
			if i > 0 {
				text = "\n" + text
			}
			err = e.printText(text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// presentTime returns the time that --now gives, or that of the clock.
func presentTime(e *env, at string) (time.Time, error) {
	if at == "" {
		return e.opts.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return t, usagef("--now %q: not a time such as 2031-04-02T10:30:00Z", at)
	}
	return t, nil
}
