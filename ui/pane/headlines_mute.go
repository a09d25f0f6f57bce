package pane

import (
	"fmt"
	"time"

	"sitrep/internal/news"
)

// mutes keeps stories out of the list. It is never silent: the heading counts them.
type mutes struct {
	all    []news.Mute
	read   bool // the cache was asked for them
	off    bool // muted stories are listed all the same
	hidden news.Counts
}

// hold reports whether something is kept out.
func (m mutes) hold(now time.Time) bool { return !m.off && len(news.MutesAt(m.all, now)) > 0 }

// withoutMuted returns a filter without the muted stories.
func (p *headlines) withoutMuted(f news.Filter) news.Filter {
	if p.mutes.off {
		return f
	}
	_, rest, _ := news.Muted(news.MutesAt(p.mutes.all, p.env.Now()))
	return f.And(rest)
}

// mutedFilter returns the filter of the muted stories of the list; nil: none are.
func (p *headlines) mutedFilter() *news.Filter {
	out, _, ok := news.Muted(news.MutesAt(p.mutes.all, p.env.Now()))
	if !ok || p.mutes.off {
		return nil
	}
	f := p.unmuted().And(out)
	return &f
}

// readMutes reads the mutes if that was not done yet, and keeps them out of the
// question.
func (q *question) readMutes() ([]news.Mute, error) {
	if !q.first {
		return nil, nil
	}
	all, err := q.env.Library.Mutes(q.env.Ctx)
	if err != nil {
		return nil, err
	}
	if out, rest, ok := news.Muted(all); ok {
		muted := q.base.And(out)
		q.filter, q.muted = q.filter.And(rest), &muted
	}
	return all, nil
}

// mutedChip says how many stories of the list are muted, with a space before it.
func (p *headlines) mutedChip() string {
	switch {
	case p.mutes.off && len(news.MutesAt(p.mutes.all, p.env.Now())) > 0:
		return " (mutes off)"
	case !p.mutes.hold(p.env.Now()):
		return ""
	}
	more := ""
	if p.mutes.hidden.More {
		more = "+"
	}
	return fmt.Sprintf(" (%d%s muted)", p.mutes.hidden.Total, more)
}
