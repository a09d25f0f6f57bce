package pane

import (
	"fmt"
	"slices"

	"sitrep/internal/news"
)

// picked is a selection: the stories from one of the list to the cursor. The zero
// value is none.
type picked struct {
	on    bool
	above bool        // it begins with the first story of the list
	from  *news.Story // else with this one
}

// pickedSign stands behind the time of a story that is selected.
const pickedSign = "+"

// errPicked is why a selection is refused.
var errPicked = fmt.Errorf("more than %d stories are selected, or the list has changed", mostPicked)

// mostPicked is how many stories a selection may have.
const mostPicked = 1000

// pick begins a selection at the cursor, or ends it.
func (p *headlines) pick(above bool) {
	was := p.picked
	p.picked = picked{}
	if st := p.Pointed(); st != nil && (!was.on || was.above != above) {
		p.picked = picked{on: true, above: above, from: st}
	}
}

// Deselect implements Selecter.
func (p *headlines) Deselect() { p.picked = picked{} }

// ends returns the rows of the first and the last selected story; known reports
// whether both are loaded.
func (p *headlines) ends() (from, to int, known bool) {
	to = p.cursor
	if p.picked.above {
		return 0, to, p.first
	}
	from = slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == p.picked.from.ID })
	switch {
	case from < 0 && p.before(p.picked.from):
		return 0, to, false
	case from < 0:
		return to, len(p.rows) - 1, false
	}
	return min(from, to), max(from, to), true
}

// before reports whether a story that is not loaded stands above the rows.
func (p *headlines) before(s *news.Story) bool {
	return len(p.rows) > 0 && s.When().After(p.rows[0].When())
}

// pickedMark is the sign after the time of a story: that of a selection, or
// a space.
func (p *headlines) pickedMark(s *news.Story) string {
	if !p.picked.on {
		return " "
	}
	from, to, _ := p.ends()
	if i := slices.Index(p.rows, s); i < from || i > to {
		return " "
	}
	return pickedSign
}

// pickedChip says how many stories are selected, with a space before it.
func (p *headlines) pickedChip() string {
	if !p.picked.on {
		return ""
	}
	from, to, known := p.ends()
	switch {
	case known:
		return fmt.Sprintf(" (%d selected)", to-from+1)
	case p.picked.above:
		return " (all above selected)"
	}
	return fmt.Sprintf(" (%d+ selected)", to-from+1)
}

// Selected implements Selecter.
func (p *headlines) Selected() func() ([]*news.Story, error) {
	if !p.picked.on || p.Pointed() == nil {
		return nil
	}
	from, to, known := p.ends()
	if known {
		all := slices.Clone(p.rows[from : to+1])
		return func() ([]*news.Story, error) { return all, nil }
	}
	q := &question{env: p.env, filter: p.filter, upTo: p.upTo}
	here, other := p.Pointed(), p.picked.from
	if p.picked.above {
		return func() ([]*news.Story, error) { return q.between(nil, here) }
	}
	return func() ([]*news.Story, error) {
		all, err := q.between(other, here)
		if err != nil {
			all, err = q.between(here, other)
		}
		return all, err
	}
}

// between reads the stories of the list from one to another, both included; nil: from
// the first.
func (q *question) between(from, to *news.Story) ([]*news.Story, error) {
	w := news.Window{Limit: mostPicked, UpTo: q.upTo}
	var all []*news.Story
	if from != nil {
		mark := news.MarkOf(from)
		w.After = &mark
		all = append(all, from)
	}
	rows, err := q.env.Library.Stories(q.env.Ctx, q.filter, w)
	if err != nil {
		return nil, err
	}
	all = append(all, rows...)
	at := slices.IndexFunc(all, func(s *news.Story) bool { return s.ID == to.ID })
	if at < 0 || at >= mostPicked {
		return nil, errPicked
	}
	return all[:at+1], nil
}
