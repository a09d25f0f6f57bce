package store

import (
	"context"
	"database/sql"
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// looked is the note of when a person looked at their lists.
const looked = "looked"

// mostLooked is how many desks are remembered: names that no configuration has any
// more are not removed.
const mostLooked = 1000

// Looked returns when the person looked last at all stories and at each desk.
func (p *Person) Looked(ctx context.Context) (news.LookedAt, error) {
	l, err := p.lookedIn(ctx, p.now())
	if err != nil {
		return nil, fmt.Errorf("read when you looked last: %w", p.engine.Explain(err))
	}
	return l, nil
}

func (p *Person) lookedIn(ctx context.Context, q Querier) (l news.LookedAt, err error) {
	err = p.noteIn(ctx, q, looked, &l)
	return l, err
}

// SaveLooked remembers when the person looked at lists. A time before the one that
// is remembered changes nothing.
func (p *Person) SaveLooked(ctx context.Context, now news.LookedAt) error {
	if len(now) == 0 {
		return nil
	}
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		was, err := p.lookedIn(ctx, tx)
		if err != nil {
			return false, err
		}
		for name := range now {
			if _, known := was[name]; !known && len(was)+len(now) > mostLooked {
				return false, fmt.Errorf("more than %d desks", mostLooked)
			}
			if name != sanitize.Line(name).String() {
				return false, fmt.Errorf("desk %s: its name is no line of text", sanitize.Brief(name))
			}
		}
		return false, p.saveNoteIn(ctx, tx, looked, was.With(now))
	})
	if err != nil {
		return fmt.Errorf("save when you looked last: %w", err)
	}
	return nil
}

// plan makes a plan of a filter for the person.
func (p *Person) plan(ctx context.Context, q Querier, f news.Filter, feeds []feedRow, m watermark) (plan, error) {
	isLast := func(x news.Expr) bool { _, ok := x.(news.SinceLast); return ok }
	if f.Asks(isLast) {
		was, err := p.lookedIn(ctx, q)
		if err != nil {
			return plan{}, err
		}
		f = f.Replaced(func(x news.Expr) news.Expr {
			if last, ok := x.(news.SinceLast); ok {
				return news.Arrived{After: was[last.Desk].UpTo}
			}
			return x
		})
	}
	pl, err := compile(f, p.view, feeds)
	pl.few = pl.few || pl.after > 0 && m.readTo+m.above-pl.after <= fewAbove
	return pl, err
}
