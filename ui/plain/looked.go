package plain

import (
	"context"
	"time"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// looked is the dialog's record of when the person looked at their lists.
type looked struct {
	last    news.LookedAt // before this session
	now     news.LookedAt // of lists that were read in it
	command time.Time     // when they gave a command last
}

// beginLooked reads when the person looked last. What cannot be read is not told.
func (r *Reader) beginLooked() { r.looked.last, _ = r.env.Library.Looked(r.env.Ctx) }

// listName is the name of the list as far as looking at it goes; "" is all.
func (l *list) listName(r *Reader) string {
	if l.desk < 1 || l.desk > len(r.env.Desks) || l.query != "" && !l.narrow {
		return ""
	}
	return r.env.Desks[l.desk-1].Name.String()
}

// lookedUpTo returns the looks if the last one was at a time.
func (r *Reader) lookedUpTo(at time.Time) news.LookedAt {
	l := r.list
	if l.query != "" || l.readAt.IsZero() || r.opt.Secondary {
		return r.looked.now
	}
	whole := at
	if r.new > 0 && l.readAt.Before(at) {
		whole = l.readAt
	}
	return r.looked.now.With(news.LookedAt{l.listName(r): {At: at, Whole: whole, UpTo: l.upTo}})
}

// returned notes that a command is given. After a long pause what was looked at
// before it is what was looked at last.
func (r *Reader) returned() {
	now, was := r.env.Now(), r.looked.command
	r.looked.command = now
	if was.IsZero() || now.Sub(was) < reader.AwayFrom {
		return
	}
	if l := r.lookedUpTo(was); len(l) > 0 {
		r.looked.last, r.looked.now = r.looked.last.With(l), nil
		_ = r.env.Library.SaveLooked(r.env.Ctx, l) // they are told of lists, not of this
	}
}

// saveLooked keeps the looks, if the person leaves.
func (r *Reader) saveLooked(ctx context.Context) {
	if l := r.lookedUpTo(r.env.Now()); r.done && len(l) > 0 && !r.opt.Secondary {
		_ = r.env.Library.SaveLooked(ctx, l)
	}
}

// rule reports whether the person looked last between a row and the one before it,
// and when.
func (l *list) rule(r *Reader, i int) (at time.Time, ok bool) {
	was := r.looked.last[l.listName(r)]
	if was.At.IsZero() || i < 1 || i >= len(l.rows) {
		return was.At, false
	}
	return was.At, l.rows[i-1].When().After(was.Whole) && !l.rows[i].When().After(was.Whole)
}

// toRule lists from the last headline on that came after the person looked last.
func (r *Reader) toRule() {
	l := r.list
	was := r.looked.last[l.listName(r)]
	if was.At.IsZero() {
		r.say(reader.NeverLooked)
		return
	}
	i := 0
	for ; ; i++ {
		if err := l.extend(r, i+1); err != nil {
			r.complain(reader.Unreadable, err)
			return
		}
		if i >= len(l.rows) || !l.rows[i].When().After(was.Whole) {
			break
		}
	}
	if i == 0 {
		r.sayf("%s: %s.", reader.NothingCame, reader.LookedLast(was.At, r.env.Now(), r.env.Zone))
		return
	}
	r.showList(i - 1)
}
