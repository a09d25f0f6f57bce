package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
)

func listCmd(e *env) *cobra.Command {
	var l listing
	c := &cobra.Command{
		Use:   "list [QUERY]",
		Short: "List stories from the cache, newest first",
		Long: `list prints the stories of the cache that match a query, newest first.

A line has the story's id, its time (UTC), marks (N unread, * starred, F full
text), the number of references it makes, its source and its title.

With --best, stories that have the words in their headlines come first. With
--hits, each is followed by the passage in which the first of the words occurs.

A query that begins with "-" follows "--": sitrep list -- -sport flood`,
		Example: "  sitrep list 'flood since:2d'\n  sitrep list --limit 0 --json is:starred",
		RunE: func(c *cobra.Command, args []string) error {
			if l.limit < 0 {
				return usagef("--limit: %d is less than 0 (0: all)", l.limit)
			}
			l.query = strings.Join(args, " ")
			var err error
			if l.filter, err = query.Parse(l.query, e.opts.Now()); err != nil {
				return &exitError{exitUsage, err}
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			return l.print(c.Context(), e, s)
		},
	}
	c.Flags().IntVar(&l.limit, "limit", 50, "print at most `N` stories; 0: all")
	c.Flags().BoolVar(&l.best, "best", false, "those with the words in their headlines first")
	c.Flags().BoolVar(&l.hits, "hits", false, "show where the words occur")
	c.Flags().BoolVar(&l.json, "json", false, "print one JSON object a line")
	return c
}

// listing is what list is to print.
type listing struct {
	query            string
	filter           news.Filter
	limit            int // 0: all
	best, hits, json bool
}

// print prints the stories page by page, so that its memory does not grow
// with their number.
func (l listing) print(ctx context.Context, e *env, s *app.Session) error {
	filters := []news.Filter{l.filter}
	if first, ok := query.InHeadline(l.filter); ok && l.best {
		// The rest are those that the first are not: nothing is scored.
		rest := news.Filter{Expr: news.And{l.filter.Expr, news.Not{X: first.Expr}}}
		filters = []news.Filter{first, rest}
	}
	printed := 0
	for _, f := range filters {
		n, err := l.printAll(ctx, e, s, f, printed)
		if err != nil {
			return err
		}
		printed += n
	}
	if printed == 0 && !l.json {
		return l.printNone(ctx, e, s)
	}
	return nil
}

// printAll prints the stories of a filter, after those that are printed
// already, and returns how many.
func (l listing) printAll(ctx context.Context, e *env, s *app.Session, f news.Filter, before int) (printed int, err error) {
	const page = 500
	w := news.Window{Limit: page}
	for l.limit == 0 || before+printed < l.limit {
		if l.limit > 0 {
			w.Limit = min(page, l.limit-before-printed)
		}
		stories, err := s.Cache.Stories(ctx, f, w)
		if err != nil {
			return printed, err
		}
		if err := l.printStories(ctx, e, s, stories); err != nil {
			return printed, err
		}
		printed += len(stories)
		if len(stories) < w.Limit {
			break
		}
		w.After = new(news.MarkOf(stories[len(stories)-1]))
	}
	return printed, nil
}

// hitWidth is about how long the passage around a hit is, in characters.
const hitWidth = 70

// hit returns the passage of a story in which it has what is looked for: of
// its text or summary, for its headline is there to be seen.
func (l listing) hit(ctx context.Context, s *app.Session, story *news.Story) (sanitize.Clean, error) {
	if !l.hits {
		return sanitize.Clean{}, nil
	}
	words := query.Words(l.filter)
	body, err := s.Cache.Body(ctx, story.ID, "")
	if err != nil {
		return sanitize.Clean{}, err
	}
	for _, text := range []string{news.Text(body.Blocks), story.Summary.String()} {
		if hit := query.Hit(text, words, hitWidth); hit != "" {
			return sanitize.Line(hit), nil
		}
	}
	return sanitize.Clean{}, nil
}

// printNone says why a list is empty. That is no failure.
func (l listing) printNone(ctx context.Context, e *env, s *app.Session) error {
	n, err := s.Cache.Count(ctx, news.Filter{}, 0)
	switch {
	case err != nil:
		return err
	case n.Total == 0:
		e.warn("the cache is empty (sitrep poll fills it)")
	default:
		e.warn("no story matches " + l.query)
	}
	return nil
}

func (l listing) printStories(ctx context.Context, e *env, s *app.Session, stories []*news.Story) error {
	var rows []present.Listed
	var errs []error
	for _, story := range stories {
		hit, err := l.hit(ctx, s, story)
		if err != nil {
			return err
		}
		row := present.Listed{Story: story, Hit: hit}
		if l.json {
			errs = append(errs, e.printJSON(row.Fields()))
			continue
		}
		rows = append(rows, row)
	}
	if !l.json {
		errs = append(errs, e.printText(present.ListTable(rows, screenWidth(e.stdout, 0))))
	}
	return errors.Join(errs...)
}
