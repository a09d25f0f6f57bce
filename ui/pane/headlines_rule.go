package pane

import (
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// A rule in the list stands where a person looked last: what is above has come
// since. Each desk has one of its own. It stays where it is while they read, and is
// moved when they leave, or come back after a while.

// lookedAt is the list's record of the person's looks.
type lookedAt struct {
	known bool          // last was read from the cache
	last  news.LookedAt // where the rules stand
	now   news.LookedAt // where they will, of the desks that were shown before this one
	// When this list was last known to show all that had come.
	whole time.Time
	stale bool // what was shown when a session ended is shown: nobody knows since when it is not all
}

// Looker is a list that knows when a person looked at it last.
type Looker interface {
	// Looked returns, by desk, the looks of this session if the person
	// looked at it last at a time.
	Looked(at time.Time) news.LookedAt
	// MoveRules moves the rules to there.
	MoveRules(l news.LookedAt)
}

var _ Looker = (*headlines)(nil)

// Looked implements Looker.
func (p *headlines) Looked(at time.Time) news.LookedAt {
	if p.search.on || !p.loaded || p.anew && p.loading || p.looked.stale {
		return maps.Clone(p.looked.now)
	}
	whole := at
	if p.counts.New > 0 && p.looked.whole.Before(at) {
		whole = p.looked.whole
	}
	return p.looked.now.With(news.LookedAt{p.listName(): {At: at, Whole: whole, UpTo: p.upTo}})
}

// MoveRules implements Looker.
func (p *headlines) MoveRules(l news.LookedAt) {
	p.looked.last, p.looked.now = p.looked.last.With(l), nil
	p.show()
}

// relist lists the stories since the person's last look anew, once that is another
// time.
func (p *headlines) relist() tea.Cmd {
	since := func(x news.Expr) bool { _, ok := x.(news.SinceLast); return ok }
	if !p.filter.Asks(since) {
		return nil
	}
	return p.loadFiltered()
}

// leaving notes that another list takes the place of this one.
func (p *headlines) leaving() { p.looked.now = p.Looked(p.env.Now()) }

// listName is the name of the list whose rule is shown: of the desk, or "".
func (p *headlines) listName() string {
	if p.desk == 0 || p.desk > len(p.env.Desks) || p.search.on && !p.search.narrow {
		return ""
	}
	return p.env.Desks[p.desk-1].Name.String()
}

// rule returns when the person looked at this list last; false: never.
func (p *headlines) rule() (news.Looked, bool) {
	l, ok := p.looked.last[p.listName()]
	return l, ok && !l.At.IsZero()
}

// divided reports the lines between a row and the shown one before it: the rule,
// and the day if it is another one.
func (p *headlines) divided(i int) (rule, day bool) {
	if i <= 0 || i >= len(p.rows) || p.under(p.rows[i]) {
		return false, false
	}
	before, left := p.forward(i, -1)
	if left != 0 {
		return false, false
	}
	before = p.groupStart(before) // those of an unfolded event are older than it
	above, below := p.rows[before].When(), p.rows[i].When()
	l, ok := p.rule()
	zone := orUTC(p.env.Zone)
	return ok && above.After(l.Whole) && !below.After(l.Whole), !reader.SameDay(above.In(zone), below.In(zone))
}

// between returns the lines between a row and the one before it.
func (p *headlines) between(i int) []string {
	var lines []string
	rule, day := p.divided(i)
	zone := orUTC(p.env.Zone)
	if rule {
		l, _ := p.rule()
		lines = append(lines, paint(p.env.Theme.Strong, p.ruled(reader.LookedLast(l.At, p.now, zone))))
	}
	if day {
		lines = append(lines, paint(p.env.Theme.Meta, p.ruled(reader.Day(p.rows[i].When().In(zone), p.now.In(zone)).String())))
	}
	return lines
}

// ruled puts a text between dashes.
func (p *headlines) ruled(text string) string {
	dash := "──"
	if p.env.ASCII {
		dash = "--"
	}
	return fit(dash+" "+text+" "+dash, p.w, p.env.ASCII)
}

// height is how many lines a row has, with those before it.
func (p *headlines) height(i int) int {
	if p.hidden(i) {
		return 0
	}
	n := p.rowHeight()
	rule, day := p.divided(i)
	for _, line := range [...]bool{rule, day} {
		if line {
			n++
		}
	}
	return n
}

// used is how many lines the rows from i to j have.
func (p *headlines) used(i, j int) int {
	n := 0
	for ; i <= j; i++ {
		n += p.height(i)
	}
	return n
}

// room is how many lines there are for rows.
func (p *headlines) room() int { return max(p.h-p.header(), 1) }

// shown is how many rows are seen whole.
func (p *headlines) shown() int {
	n := 0
	for used := 0; p.top+n < len(p.rows); n++ {
		if used += p.height(p.top + n); used > p.room() {
			break
		}
	}
	if p.top+n == len(p.rows) { // they would be, if the list went on
		n = max(n, p.visible())
	}
	return max(n, 1)
}

// show scrolls as little as needed for the cursor to be seen.
func (p *headlines) show() {
	p.onShown()
	v := p.visible()
	p.top = max(min(p.top, p.cursor), 0)
	if p.shownRows(p.top, p.cursor) >= v {
		p.top, _ = p.forward(p.cursor, 1-v)
	}
	for p.top < p.cursor && p.used(p.top, p.cursor) > p.room() {
		p.top++
	}
	p.top = min(p.top, max(len(p.rows)-1, 0))
	for p.top > 0 && p.shownRows(p.top, len(p.rows)) < v && p.used(p.top-1, len(p.rows)-1) <= p.room() {
		p.top--
	}
}

// rowAt returns the row that is drawn in a line below the heading; less than 0: none.
func (p *headlines) rowAt(y int) int {
	for i := p.top; i < len(p.rows); i++ {
		if y -= p.height(i); y < 0 {
			if y < -p.rowHeight() {
				return -1 // a line before it
			}
			return i
		}
	}
	return -1
}

// toRule moves the cursor to the last story that came after the person looked last.
func (p *headlines) toRule() tea.Cmd {
	l, ok := p.rule()
	if !ok {
		return p.env.send(Told{Text: sanitize.Lit(reader.NeverLooked)})
	}
	i := slices.IndexFunc(p.rows, func(s *news.Story) bool { return !s.When().After(l.Whole) })
	switch {
	case i == 0 && p.first:
		return tea.Batch(p.toStart(), p.env.send(p.nothingCame(l.At)))
	case i > 0:
		return p.moveTo(i - 1)
	case i < 0 && p.last:
		return p.moveTo(len(p.rows) - 1)
	}
	return p.seekRule(l)
}

func (p *headlines) nothingCame(at time.Time) Told {
	return Told{Text: sanitize.Line(reader.NothingCame + ": " + reader.LookedLast(at, p.now, p.env.Zone) + ".")}
}

// moveTo moves the cursor to a loaded row, and into the middle if it was out of sight.
func (p *headlines) moveTo(i int) tea.Cmd {
	p.pendingMoves = 0
	if i < p.top || i+1 >= p.top+p.shown() {
		p.top = max(i-p.shown()/2, 0)
	}
	p.cursor = min(i, len(p.rows)-1)
	return p.move(0)
}

// seekRule looks for the rule beyond the loaded rows.
func (p *headlines) seekRule(l news.Looked) tea.Cmd {
	q, none := p.question(around), p.nothingCame(l.At)
	return func() tea.Msg {
		found, err := q.env.Library.Stories(q.env.Ctx, q.filter, news.Window{Before: &news.Mark{When: l.Whole.Add(time.Millisecond)}, Limit: 1, UpTo: q.upTo})
		switch {
		case err != nil:
			return rowsLoaded{ask: q.ask, err: err}
		case len(found) == 0:
			q.part = start
			m := q.rows()
			m.told = &none
			return m
		}
		q.at = found[0]
		return q.rows()
	}
}

// readLooked reads where the rules stand, once.
func (q *question) readLooked(m *rowsLoaded) {
	if m.err == nil && q.rules {
		m.looked, m.err = q.env.Library.Looked(q.env.Ctx)
		m.rules = m.err == nil
	}
}

// looksAnew notes that the list shows what has arrived; old: up to when a session ended.
func (p *headlines) looksAnew(m *rowsLoaded) {
	if m.rules {
		p.looked.known, p.looked.last = true, m.looked.With(p.looked.last)
	}
	if m.counts != nil && !p.search.on {
		p.looked.stale, p.looked.whole = m.old, p.env.Now()
	}
}

// nothingNew notes that all is shown that has come, if so.
func (p *headlines) nothingNew() {
	if p.counts.New == 0 && !p.search.on {
		p.looked.whole = p.env.Now()
	}
}
