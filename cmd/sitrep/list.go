package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

func listCmd(e *env) *cobra.Command {
	var limit int
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [QUERY]",
		Short: "List stories from the cache, newest first",
		Long: `list prints the stories of the cache that match a query, newest first.

A line has the story's id, its time (UTC), marks (N unread, * starred, F full
text), the number of references it makes, its source and its title.

A query that begins with "-" follows "--": sitrep list -- -sport flood`,
		Example: "  sitrep list 'flood since:2d'\n  sitrep list --limit 0 --json is:starred",
		RunE: func(c *cobra.Command, args []string) error {
			if limit < 0 {
				return usagef("--limit: %d is less than 0 (0: all)", limit)
			}
			q := strings.Join(args, " ")
			f, err := query.Parse(q, e.now())
			if err != nil {
				return &exitError{exitUsage, err}
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			return e.list(c.Context(), s, f, limit, asJSON, q)
		},
	}
	c.Flags().IntVar(&limit, "limit", 50, "print at most `N` stories; 0: all")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// list prints the stories page by page, so that its memory does not grow
// with their number.
func (e *env) list(ctx context.Context, s *session, f news.Filter, limit int, asJSON bool, q string) error {
	const page = 500
	w := news.Window{Limit: page}
	printed := 0
	for {
		if limit > 0 {
			w.Limit = min(page, limit-printed)
		}
		stories, err := s.db.Stories(ctx, f, w)
		if err != nil {
			return err
		}
		if err := e.printStories(stories, asJSON); err != nil {
			return err
		}
		printed += len(stories)
		if len(stories) < w.Limit || printed == limit {
			break
		}
		last := news.MarkOf(stories[len(stories)-1])
		w.After = &last
	}
	if printed == 0 && !asJSON {
		return e.nothingListed(ctx, s, q)
	}
	return nil
}

// nothingListed says why a list is empty. That is no failure.
func (e *env) nothingListed(ctx context.Context, s *session, q string) error {
	n, err := s.db.Count(ctx, news.Filter{}, 0)
	switch {
	case err != nil:
		return err
	case n.Total == 0:
		e.warn("the cache is empty (sitrep poll fills it)")
	default:
		e.warn("no story matches " + q)
	}
	return nil
}

func (e *env) printStories(stories []*news.Story, asJSON bool) error {
	if asJSON {
		var errs []error
		for _, s := range stories {
			errs = append(errs, e.printJSON(struct {
				storyFields
				References int `json:"references"`
			}{fieldsOf(s), s.References}))
		}
		return errors.Join(errs...)
	}
	rows := make([][]string, len(stories))
	for i, s := range stories {
		refs := ""
		if s.References > 0 {
			refs = fmt.Sprintf("%d→", s.References)
		}
		rows[i] = []string{string(s.ID), stamp(s.When()), marks(s), refs, fit(s.Source.String(), 18), s.Headline.String()}
	}
	return table(e.stdout, rows)
}

// marks are the states of a story in three columns.
func marks(s *news.Story) string {
	m := []byte("   ")
	if !s.Read {
		m[0] = 'N'
	}
	if s.Starred {
		m[1] = '*'
	}
	if s.FullText {
		m[2] = 'F'
	}
	return string(m)
}
