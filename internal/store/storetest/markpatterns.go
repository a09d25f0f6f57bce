package storetest

import (
	"context"
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// Pattern is which stories of a cache somebody has read, by their Seq.
type Pattern struct {
	Name string
	Read func(seq int64) bool
}

// Patterns returns those that are hard on a list of unread stories in different
// ways.
func Patterns() []Pattern {
	return []Pattern{
		{"nothing read", func(int64) bool { return false }},
		{"all read", func(int64) bool { return true }},
		{"all but 1 in 5000 read", func(seq int64) bool { return seq%5000 != 7 }},
		{"alternating", func(seq int64) bool { return seq%2 == 1 }},
	}
}

// markedAtOnce is how many stories one call marks.
const markedAtOnce = 5000

// Mark marks stories read for a person who has no marks yet, as a pattern says,
// and one in a hundred with a star.
func Mark(ctx context.Context, p *store.Person, read Pattern) error {
	if _, err := p.MarkAllRead(ctx, news.Filter{}, 0); err != nil {
		return err
	}
	var unread, starred []news.StoryID
	flush := func(least int) error {
		if len(unread) >= least {
			if err := p.MarkRead(ctx, false, unread...); err != nil {
				return err
			}
			unread = unread[:0]
		}
		if len(starred) >= least {
			if err := p.Star(ctx, true, starred...); err != nil {
				return err
			}
			starred = starred[:0]
		}
		return nil
	}
	w := news.Window{Limit: 1000}
	for {
		page, err := p.Stories(ctx, news.Filter{}, w)
		if err != nil {
			return err
		}
		for _, s := range page {
			if !read.Read(s.Seq) {
				unread = append(unread, s.ID)
			}
			if s.Seq%100 == 5 {
				starred = append(starred, s.ID)
			}
		}
		if len(page) == 0 {
			return flush(1)
		}
		if err := flush(markedAtOnce); err != nil {
			return err
		}
		w.After = new(news.MarkOf(page[len(page)-1]))
	}
}

// Crowd adds n persons, each of whom has read other stories.
func Crowd(ctx context.Context, db *store.DB, n int) error {
	for i := range n {
		p, err := db.AddPerson(ctx, fmt.Sprint("person", i))
		if err != nil {
			return err
		}
		page, err := p.Stories(ctx, news.Filter{}, news.Window{Limit: 300})
		if err != nil {
			return err
		}
		var ids []news.StoryID
		for k, s := range page {
			if k%(i+1) == 0 {
				ids = append(ids, s.ID)
			}
		}
		if err := p.MarkRead(ctx, true, ids...); err != nil {
			return err
		}
	}
	return nil
}
