package pane

import (
	"slices"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// part says which part of the list a question is for.
type part int

const (
	start  part = iota // the newest rows
	end                // the oldest
	around             // the rows about one story
	older              // more rows below
	newer              // more rows above
)

// most is the most rows that one question asks for.
const most = 1000

// rowsLoaded answers a question for rows.
type rowsLoaded struct {
	ask         int
	part        part
	clusters    []news.Cluster // that the rows are in, if they are folded
	rows        []*news.Story
	first, last bool
	base        int          // how many stories stand above rows, for around; less than 0: not known
	at          news.StoryID // where to put the cursor, for around
	open        bool         // and open it
	missing     *Told        // there is nothing there; the list stays
	upTo        int64
	counts      *news.Counts // nil: as they were
	beside      news.Counts  // of the other scope of a search
	muted       news.Counts  // of the muted stories
	mutes       []news.Mute  // if they were read
	mutesRead   bool
	old         bool  // it is not all that has arrived
	told        *Told // what to tell about them; nil: nothing
	rules       bool  // looked was read
	looked      news.LookedAt
	blank       *blank
	err         error
}

// Update takes note of something that has happened.
func (p *headlines) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if !p.loaded || (p.filling || len(p.rows) == 0) && !p.search.on {
			if p.loading {
				p.again = true
				return nil
			}
			return p.load()
		}
		return p.check()
	case StateChanged:
		return p.check()
	case StoryOpened:
		if !msg.Preview {
			p.markOpened(msg.Story)
		}
	case RulesMoved:
		return p.relist()
	case MutesChanged:
		p.mutes.all, p.mutes.read, p.mutes.off = msg.Mutes, true, false
		p.filter = p.only(p.unmuted())
		return p.loadFiltered()
	case typedDue:
		return p.typed(msg)
	case rowsLoaded:
		return p.apply(msg)
	case timesRead:
		if msg.snap == p.snap {
			p.hours = msg.hours
		}
	case rowsChecked:
		return p.applyChecked(msg)
	}
	return nil
}

// load asks for the beginning of the list as it is now.
func (p *headlines) load() tea.Cmd {
	if !p.search.on {
		p.filter = p.only(p.deskFilter())
	}
	return p.loadFiltered()
}

// loadFiltered asks for the beginning of the list with the present filter, and
// with everything that has arrived.
func (p *headlines) loadFiltered() tea.Cmd {
	p.Deselect()
	return p.question(start).latest
}

// latest asks for rows with everything that has arrived, or as much of it as the
// list showed once.
func (q *question) latest() tea.Msg {
	upTo, err := q.env.Library.Latest(q.env.Ctx)
	if err != nil {
		return rowsLoaded{ask: q.ask, err: err}
	}
	old := q.most > 0 && q.most < upTo
	if old {
		upTo = q.most
	}
	q.upTo = upTo
	mutes, err := q.readMutes()
	if err != nil {
		return rowsLoaded{ask: q.ask, err: err}
	}
	m := q.rows()
	m.mutes, m.mutesRead = mutes, q.first
	m.old = old
	q.readLooked(&m)
	if m.err == nil {
		var c news.Counts
		c, m.err = q.env.Library.Count(q.env.Ctx, q.filter, upTo)
		m.counts = &c
	}
	q.countBeside(&m)
	if m.err == nil && len(m.rows) == 0 {
		m.blank, m.err = askBlank(q.env)
	}
	return m
}

// loadKept asks for a part of the list as it was when it was first shown.
func (p *headlines) loadKept(which part) tea.Cmd {
	q := p.question(which)
	p.kept = true
	return func() tea.Msg { return q.rows() }
}

// loadAround asks for the rows about a story.
func (p *headlines) loadAround(s *news.Story, open bool) tea.Cmd {
	q := p.question(around)
	q.at, q.open = s, open
	return func() tea.Msg {
		m := q.rows()
		if m.err == nil {
			var c news.Counts
			c, m.err = q.env.Library.Count(q.env.Ctx, q.filter, q.upTo)
			m.counts = &c
		}
		q.countBeside(&m)
		return m
	}
}

// seek looks for the next unread story beyond the loaded rows.
func (p *headlines) seek(dir int, open bool) tea.Cmd {
	from := news.MarkOf(p.Pointed())
	q := p.question(around)
	q.open = open
	return func() tea.Msg {
		w := news.Window{After: &from, Limit: 1, UpTo: q.upTo}
		if dir < 0 {
			w = news.Window{Before: &from, Limit: 1, UpTo: q.upTo}
		}
		f := q.filter.And(news.Filter{Expr: news.Is{State: news.IsUnread}})
		found, err := q.env.Library.Stories(q.env.Ctx, f, w)
		if err != nil {
			return rowsLoaded{ask: q.ask, err: err}
		}
		if len(found) == 0 {
			none := noUnread(dir)
			return rowsLoaded{ask: q.ask, missing: &none}
		}
		q.at = found[0]
		return q.rows()
	}
}

// prefetch asks for more rows when less than a screen of them is left beyond
// what is seen.
func (p *headlines) prefetch() tea.Cmd {
	if p.loading || len(p.rows) == 0 {
		return nil
	}
	which := older
	switch {
	case p.pendingMoves > 0 || !p.last && p.shownRows(p.top, len(p.rows)) < 2*p.visible():
	case p.pendingMoves < 0 || !p.first && p.shownRows(0, p.top) < p.visible():
		which = newer
	default:
		return nil
	}
	q := p.question(which)
	q.limit = min(q.limit+max(p.pendingMoves, -p.pendingMoves), most)
	return func() tea.Msg { return q.rows() }
}

// question has all that a command needs to ask for rows; it shares nothing with
// the pane.
type question struct {
	env    *Env
	ask    int
	part   part
	filter news.Filter
	beside *news.Filter // the other scope of a search; nil: there is none
	muted  *news.Filter // matches the muted stories; nil: none are
	base   news.Filter  // filter with the muted stories
	first  bool         // the mutes are to be read
	upTo   int64
	rules  bool  // where the rules stand is not known yet
	most   int64 // the last Seq that the list showed once; 0: the latest
	limit  int
	edge   news.Mark
	at     *news.Story
	open   bool
	fold   bool // which of the rows are one event is asked, too
}

func (p *headlines) question(which part) *question {
	p.ask++
	p.loading, p.kept, p.seen = true, false, InSight{}
	p.anew = which != older && which != newer
	if which != start {
		p.jump = 0
	}
	q := &question{env: p.env, ask: p.ask, part: which, filter: p.filter, beside: p.otherScope(), muted: p.mutedFilter(), upTo: p.upTo, limit: max(p.visible(), 20), rules: !p.looked.known}
	q.fold = p.folding()
	q.first, q.base = !p.mutes.read, p.unmuted()
	switch {
	case len(p.rows) == 0:
	case which == older:
		q.edge = p.lastMark()
	case which == newer:
		q.edge = news.MarkOf(p.rows[0])
	}
	return q
}

// rows asks the cache.
func (q *question) rows() rowsLoaded {
	m := rowsLoaded{ask: q.ask, part: q.part, upTo: q.upTo, open: q.open}
	get := func(w news.Window) (rows []*news.Story, whole bool) {
		if m.err != nil {
			return nil, false
		}
		w.UpTo = q.upTo
		rows, m.err = q.env.Library.Stories(q.env.Ctx, q.filter, w)
		return rows, len(rows) < w.Limit
	}
	switch q.part {
	case start:
		m.first = true
		m.rows, m.last = get(news.Window{Limit: 2 * q.limit})
	case end:
		m.last = true
		// The zero Mark lies after every story.
		m.rows, m.first = get(news.Window{Before: &news.Mark{}, Limit: 2 * q.limit})
	case older:
		m.rows, m.last = get(news.Window{After: &q.edge, Limit: q.limit})
	case newer:
		m.rows, m.first = get(news.Window{Before: &q.edge, Limit: q.limit})
	case around:
		at := news.MarkOf(q.at)
		above, first := get(news.Window{Before: &at, Limit: q.limit})
		below, last := get(news.Window{After: &at, Limit: q.limit})
		m.rows, m.first, m.last, m.at = slices.Concat(above, []*news.Story{q.at}, below), first, last, q.at.ID
		q.countAbove(&m)
	}
	q.readClusters(&m)
	return m
}

func askBlank(env *Env) (*blank, error) {
	b := &blank{}
	if env.Welcome != nil {
		b.welcome = env.Welcome()
	}
	var err error
	b.feeds, err = env.Library.Feeds(env.Ctx)
	return b, err
}

// apply puts rows into the list.
func (p *headlines) apply(m rowsLoaded) tea.Cmd {
	if m.ask != p.ask {
		return nil // asked again since
	}
	p.loading = false
	if m.err != nil {
		p.pendingMoves, p.openIt = 0, false
		if p.env.Ctx.Err() == nil {
			p.err = sanitize.Line(reader.Unreadable + ": " + m.err.Error())
		}
		return nil
	}
	p.err = sanitize.Clean{}
	if m.mutesRead {
		p.mutes.all, p.mutes.read = m.mutes, true
		p.filter = p.only(p.unmuted())
	}
	if m.missing != nil {
		return p.env.send(*m.missing)
	}
	p.put(m)
	p.fold(&m)
	var times tea.Cmd
	if m.counts != nil {
		times = p.readTimes()
	}
	if m.part == end {
		p.cursor = p.lastShown()
	}
	if m.told != nil {
		p.env.send(*m.told)
	}
	if !p.loaded || p.filling {
		p.loaded, p.now = true, p.env.Now()
	}
	p.trim()
	p.openIt = p.openIt || m.open
	var more tea.Cmd
	if p.again {
		p.again = false
		more = p.Update(CacheChanged{})
	}
	return tea.Batch(p.move(0), more, times)
}

func (p *headlines) put(m rowsLoaded) {
	switch m.part {
	case older:
		p.rows, p.last = append(p.rows, p.withoutGathered(m.rows)...), m.last
		return
	case newer:
		p.base = baseAbove(p.base, len(m.rows), m.first)
		p.rows, p.first = append(m.rows, p.rows...), m.first
		p.cursor += len(m.rows)
		p.top += len(m.rows)
		return
	case start, end, around:
	}
	p.rows, p.first, p.last, p.upTo = m.rows, m.first, m.last, m.upTo
	p.pendingMoves, p.cursor, p.top = 0, 0, 0
	if m.part == start {
		p.pendingMoves, p.jump = p.jump, 0
	}
	p.filling = p.filling || m.part == start && len(p.rows) == 0 && !p.search.on
	switch m.part {
	case end:
		p.cursor = max(len(p.rows)-1, 0)
		p.top = p.cursor
	case around:
		p.cursor = max(slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == m.at }), 0)
		p.top = max(p.cursor-p.visible()/2, 0)
		p.seeAgain()
	default:
	}
	if m.counts != nil {
		p.counts, p.beside, p.mutes.hidden = *m.counts, m.beside, m.muted
		p.snap++
	}
	if m.blank != nil {
		p.blank = *m.blank
	}
	p.looksAnew(&m)
	p.base = m.base
	if m.part == end {
		p.base = p.baseOfEnd()
	}
}

// seeAgain brings into sight what was in the last session. If the cursor was
// further down than the pane is high now, it goes to the last row: what is at the
// top stays there.
func (p *headlines) seeAgain() {
	was := p.seen
	p.seen = InSight{}
	if was.First == "" {
		return
	}
	p.top = slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == was.First })
	if p.top < 0 || p.top > p.cursor {
		p.top = max(p.cursor-was.Above, 0)
	}
	p.cursor = min(p.cursor, p.top+p.shown()-1)
}

// trim drops rows that are far from those seen.
func (p *headlines) trim() {
	keep := 2 * max(p.visible(), 20)
	if p.pendingMoves != 0 {
		return
	}
	if low, left := p.forward(p.cursor, keep); left == 0 && p.shownRows(low, len(p.rows)) > keep {
		p.rows, p.last = slices.Clone(p.rows[:p.groupStart(low)]), false
	}
	if high, left := p.forward(min(p.top, p.cursor), -keep); left == 0 && p.shownRows(0, high) > keep {
		high = p.groupStart(high)
		p.rows, p.first = slices.Clone(p.rows[high:]), false
		if p.base >= 0 {
			p.base += high
		}
		p.cursor -= high
		p.top -= high
	}
}

// markOpened shows a story that was opened as read, since it will be: a mark
// that comes when the cache has written it costs a second frame.
func (p *headlines) markOpened(st *news.Story) {
	i := slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == st.ID })
	if i < 0 || st.Read || p.rows[i].Read {
		return
	}
	row := *p.rows[i]
	row.Read = true
	p.rows[i] = &row
	p.counts.Unread = max(p.counts.Unread-1, 0)
	p.outdated = p.checking
}
