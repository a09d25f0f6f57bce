package plain

import (
	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// onlyUnread returns the filter of unread stories alone, if only they are listed.
func (r *Reader) onlyUnread(f news.Filter) news.Filter {
	if !r.unread {
		return f
	}
	return f.And(news.Filter{Expr: news.Is{State: news.IsUnread}})
}

// turnUnread lists only unread stories, or all again. Search and desk stay.
func (r *Reader) turnUnread() {
	r.unread = !r.unread
	if before := r.list.before; before != nil {
		before.rows, before.base, before.last, before.cur = nil, nil, false, -1 // it is read anew when the search ends
	}
	r.anew()
}

// newDay returns the day of a row if it is another one than that of the row before it;
// empty: it is the same. It is written out, for the ear.
func (l *list) newDay(r *Reader, i int) string {
	if i < 1 || i >= len(l.rows) {
		return ""
	}
	zone := orUTC(r.env.Zone)
	above, below := l.rows[i-1].When().In(zone), l.rows[i].When().In(zone)
	if reader.SameDay(above, below) {
		return ""
	}
	if below.Year() != r.env.Now().In(zone).Year() {
		return below.Format("Monday 2 January 2006")
	}
	return below.Format("Monday 2 January")
}
