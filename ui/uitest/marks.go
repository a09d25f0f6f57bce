package uitest

import (
	"context"
	"errors"
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// change is one step that Undo takes back.
type change struct {
	what   sanitize.Clean
	before map[news.StoryID]marks
}

type marks struct{ read, starred bool }

// MarkRead implements reader.Library.
func (l *Library) MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error {
	what := sanitize.Lit("marked unread")
	if read {
		what = sanitize.Lit("marked read")
	}
	return l.mark(ctx, what, ids, func(s *news.Story) { s.Read = read })
}

// Star implements reader.Library.
func (l *Library) Star(ctx context.Context, starred bool, ids ...news.StoryID) error {
	what := sanitize.Lit("star removed")
	if starred {
		what = sanitize.Lit("starred")
	}
	return l.mark(ctx, what, ids, func(s *news.Story) { s.Starred = starred })
}

func (l *Library) mark(ctx context.Context, what sanitize.Clean, ids []news.StoryID, set func(*news.Story)) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.mu.Unlock()
	c := change{what: what, before: map[news.StoryID]marks{}}
	var errs []error
	for _, id := range ids {
		s := l.stories[id]
		if s == nil {
			errs = append(errs, notFound(id))
			continue
		}
		was := marks{s.Read, s.Starred}
		if set(s); was != (marks{s.Read, s.Starred}) {
			c.before[id] = was
		}
	}
	if len(c.before) > 0 {
		l.undo = append(l.undo, c)
	}
	return errors.Join(errs...)
}

// MarkAllRead implements reader.Library.
func (l *Library) MarkAllRead(ctx context.Context, f news.Filter, upTo int64) (int, error) {
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.mu.Unlock()
	c := change{before: map[news.StoryID]marks{}}
	for _, s := range l.list(f) {
		if !s.Read && (upTo == 0 || s.Seq <= upTo) {
			c.before[s.ID] = marks{s.Read, s.Starred}
			s.Read = true
		}
	}
	if len(c.before) > 0 {
		c.what = sanitize.Line(fmt.Sprintf("marked %d read", len(c.before)))
		l.undo = append(l.undo, c)
	}
	return len(c.before), nil
}

// Undo implements reader.Library.
func (l *Library) Undo(ctx context.Context) (sanitize.Clean, error) {
	if err := l.enter(ctx); err != nil {
		return sanitize.Clean{}, err
	}
	defer l.mu.Unlock()
	if len(l.undo) == 0 {
		return sanitize.Clean{}, nil
	}
	last := l.undo[len(l.undo)-1]
	l.undo = l.undo[:len(l.undo)-1]
	for id, m := range last.before {
		if s := l.stories[id]; s != nil {
			s.Read, s.Starred = m.read, m.starred
		}
	}
	return last.what, nil
}
