package pane

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/reader"
)

// Stories of one event are folded into one row: that of the newest when the list
// was drawn. The others are in the list still, and are stepped over. A story that comes to an
// event later is counted on its row, and folded when the list is drawn anew.

// folds says which stories of the list are one event. The zero value folds
// nothing.
type folds struct {
	of    map[news.StoryID]string  // the cluster of a story
	lead  map[string]news.StoryID  // the story in whose row a cluster is folded
	all   map[string]*news.Cluster // as they were when the list was drawn
	later map[string]int           // stories that came since
	open  map[string]bool          // unfolded by a person
}

// folding reports whether the list folds: not while something is searched for or
// only starred stories are listed.
func (p *headlines) folding() bool {
	return p.env.Fold && !p.search.on && !starredOnly(p.filter.Expr)
}

// starredOnly reports whether a filter asks for starred stories.
func starredOnly(x news.Expr) bool {
	switch x := x.(type) {
	case news.Is:
		return x.State == news.IsStarred
	case news.And:
		return slices.ContainsFunc(x, starredOnly)
	case news.Or:
		return slices.ContainsFunc(x, starredOnly)
	default:
		return false
	}
}

// readClusters reads which of the rows are one event.
func (q *question) readClusters(m *rowsLoaded) {
	if !q.fold || m.err != nil || len(m.rows) == 0 {
		return
	}
	m.clusters, m.err = q.env.Library.ClustersOf(q.env.Ctx, idsOf(m.rows))
}

func idsOf(rows []*news.Story) []news.StoryID {
	ids := make([]news.StoryID, len(rows))
	for i, s := range rows {
		ids[i] = s.ID
	}
	return ids
}

// fold takes note of which of the rows that have come are one event.
func (p *headlines) fold(m *rowsLoaded) {
	f := &p.folds
	if anew := m.part != older && m.part != newer; anew || f.of == nil {
		*f = folds{of: map[news.StoryID]string{}, lead: map[string]news.StoryID{}, all: map[string]*news.Cluster{}, later: map[string]int{}, open: map[string]bool{}}
	}
	for i := range m.clusters {
		c := &m.clusters[i]
		if len(c.Stories) < 2 {
			continue
		}
		if f.all[c.ID] == nil {
			f.all[c.ID] = c
		}
		for _, id := range c.Stories {
			if f.of[id] == "" {
				f.of[id] = c.ID
			}
		}
	}
	for _, s := range m.rows {
		if c := f.of[s.ID]; c != "" && f.lead[c] == "" {
			f.lead[c] = s.ID
		}
	}
	for c := range f.open {
		p.gather(c)
	}
}

// recount counts the stories that came to the events of the list since it was drawn.
func (p *headlines) recount(now []news.Cluster) {
	for i := range now {
		if was := p.folds.all[now[i].ID]; was != nil {
			p.folds.later[was.ID] = max(len(now[i].Stories)-len(was.Stories), 0)
			if len(now[i].Stories) == len(was.Stories) { // texts may have come
				was.Outlets, was.Origins, was.AtLeast = now[i].Outlets, now[i].Origins, now[i].AtLeast
			}
		}
	}
}

// hidden reports whether a row is folded into another.
func (p *headlines) hidden(i int) bool {
	s := p.rows[i]
	c := p.folds.of[s.ID]
	return c != "" && !p.folds.open[c] && p.folds.lead[c] != s.ID
}

// folded returns the cluster that is folded into the row of a story; nil: none is.
func (p *headlines) folded(s *news.Story) *news.Cluster {
	c := p.folds.of[s.ID]
	if c == "" || p.folds.open[c] {
		return nil
	}
	return p.folds.all[c]
}

// forward returns the row that stands n shown rows below another, or above it if n is
// negative, and how many are left where the rows end.
func (p *headlines) forward(from, n int) (to, left int) {
	to, step := from, 1
	if n < 0 {
		step = -1
	}
	for i := from + step; n != 0 && i >= 0 && i < len(p.rows); i += step {
		if !p.hidden(i) {
			to, n = i, n-step
		}
	}
	return to, n
}

// shownRows counts the rows that are shown from one up to another.
func (p *headlines) shownRows(from, to int) int {
	n := 0
	for i := max(from, 0); i < min(to, len(p.rows)); i++ {
		if !p.hidden(i) {
			n++
		}
	}
	return n
}

// page moves the view by n rows: a page shows another one, wherever in it the
// cursor is.
func (p *headlines) page(n int) { p.top, _ = p.forward(p.top, n) }

// stepTo moves the cursor to a row.
func (p *headlines) stepTo(i int) tea.Cmd {
	p.cursor, p.pendingMoves = i, 0
	return p.move(0)
}

// lastMark is the place of the last row: those of an unfolded event stand above
// theirs.
func (p *headlines) lastMark() news.Mark {
	for _, s := range slices.Backward(p.rows) {
		if !p.under(s) {
			return news.MarkOf(s)
		}
	}
	return news.MarkOf(p.rows[len(p.rows)-1])
}

// withoutGathered leaves out the stories below the row of an unfolded event.
func (p *headlines) withoutGathered(rows []*news.Story) []*news.Story {
	if len(p.folds.open) == 0 {
		return rows
	}
	return slices.DeleteFunc(rows, func(s *news.Story) bool {
		return slices.ContainsFunc(p.rows, func(o *news.Story) bool { return o.ID == s.ID })
	})
}

// groupStart returns the row of the unfolded event that a row stands below, or the
// row itself.
func (p *headlines) groupStart(i int) int {
	for i > 0 && p.under(p.rows[i]) {
		i--
	}
	return i
}

// unfoldRead unfolds the event of the row whose story is open, so that the next
// story is one of it.
func (p *headlines) unfoldRead() {
	if p.cursor >= len(p.rows) {
		return
	}
	s := p.rows[p.cursor]
	if c := p.folded(s); c != nil && p.folds.lead[c.ID] == s.ID && !p.focus {
		p.folds.open[c.ID] = true
		p.gather(c.ID)
	}
}

// lastShown returns the last row that is shown.
func (p *headlines) lastShown() int {
	at := max(len(p.rows)-1, 0)
	if at < len(p.rows) && p.hidden(at) {
		at, _ = p.forward(at, -1)
	}
	return at
}

// onShown moves the cursor from a folded row to the one that it is folded into.
func (p *headlines) onShown() {
	if p.cursor >= len(p.rows) || !p.hidden(p.cursor) {
		return
	}
	lead := p.folds.lead[p.folds.of[p.rows[p.cursor].ID]]
	if i := slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == lead }); i >= 0 {
		p.cursor = i
		return
	}
	if to, left := p.forward(p.cursor, -1); left == 0 {
		p.cursor = to
	} else {
		p.cursor, _ = p.forward(p.cursor, 1)
	}
}

// face returns the story that a row shows: of folded ones the newest that is unread,
// else the newest.
func (p *headlines) face(i int) *news.Story {
	s := p.rows[i]
	c := p.folded(s)
	if c == nil || !s.Read {
		return s
	}
	for _, o := range p.rows[i+1:] {
		if !o.Read && p.folds.of[o.ID] == c.ID {
			return o
		}
	}
	return s
}

// turnFold folds or unfolds the event of the row under the cursor.
func (p *headlines) turnFold() tea.Cmd {
	if p.cursor >= len(p.rows) {
		return nil
	}
	c := p.folds.of[p.rows[p.cursor].ID]
	switch {
	case !p.env.Fold:
		return p.env.send(Told{Text: sanitize.Lit("Nothing is folded: reader.fold is off.")})
	case c == "" || !p.folding():
		return p.env.send(Told{Text: sanitize.Lit("No other story of this event is listed.")})
	case p.folds.open[c]:
		delete(p.folds.open, c)
		p.onShown()
	default:
		p.folds.open[c] = true
		p.gather(c)
	}
	return p.move(0)
}

// gather puts the stories of an unfolded event below its row.
func (p *headlines) gather(c string) {
	at := slices.IndexFunc(p.rows, func(s *news.Story) bool { return s.ID == p.folds.lead[c] })
	if at < 0 || !p.folds.open[c] {
		return
	}
	here := p.rows[min(p.cursor, len(p.rows)-1)]
	var mates, rest []*news.Story
	for _, s := range p.rows[at+1:] {
		if p.folds.of[s.ID] == c {
			mates = append(mates, s)
		} else {
			rest = append(rest, s)
		}
	}
	p.rows = slices.Concat(p.rows[:at+1], mates, rest)
	p.cursor = max(slices.Index(p.rows, here), 0)
}

// under reports whether a story stands below the row of its unfolded event.
func (p *headlines) under(s *news.Story) bool {
	c := p.folds.of[s.ID]
	return c != "" && p.folds.open[c] && p.folds.lead[c] != s.ID
}

// foldTail says how many outlets report the event of a row and from how many origins,
// and how many stories came since the list was drawn.
func (p *headlines) foldTail(s *news.Story) string {
	c := p.folded(s)
	if c == nil {
		return ""
	}
	ascii := p.env.ASCII
	outlets := c.Outlets
	var text string
	switch {
	case outlets == 0 && p.w >= 60:
		text = reader.Count(len(c.Stories), "story", "stories")
	case outlets == 0:
		text = fmt.Sprintf("x%d", len(c.Stories))
	case p.w >= 100:
		text = reader.Count(outlets, "outlet", "outlets") + " " + reader.CountOrigins(c.Origins, c.AtLeast, ascii)
	case p.w >= 70:
		least := ""
		if c.AtLeast {
			least = map[bool]string{true: ">=", false: "≥"}[ascii]
		}
		text = fmt.Sprintf("%s %s%d or.", reader.Count(outlets, "outlet", "outlets"), least, c.Origins)
	default:
		text = reader.OutletsOrigins(outlets, c.Origins, c.AtLeast, ascii)
	}
	if n := p.folds.later[c.ID]; n > 0 {
		text = fmt.Sprintf("+%d ", n) + text
	}
	return " " + text
}

// foldLead is the mark before the headline of an unfolded event, and of its
// stories.
func (p *headlines) foldLead(s *news.Story) string {
	c := p.folds.of[s.ID]
	switch {
	case c == "" || !p.folds.open[c] || !p.folding():
		return ""
	case p.folds.lead[c] == s.ID:
		return "v "
	}
	return "| "
}

// markFold marks all stories of a folded row as read, or unread if they all were; false:
// nothing is folded into the row.
func (p *headlines) markFold() (tea.Cmd, bool) {
	if p.cursor >= len(p.rows) || p.picked.on {
		return nil, false
	}
	c := p.folded(p.rows[p.cursor])
	if c == nil || !p.folding() {
		return nil, false
	}
	env, ids, read := p.env, slices.Clone(c.Stories), !p.face(p.cursor).Read
	word := "unread"
	if read {
		word = "read"
	}
	undo := keyName(env, keys.Undo)
	return func() tea.Msg {
		if err := env.Library.MarkRead(env.Ctx, read, ids...); err != nil {
			return Told{Text: sanitize.Line(reader.MarkFailed + ": " + err.Error()), Bad: true}
		}
		return StateChanged{Text: sanitize.Line(fmt.Sprintf("%d stories of the event are %s now; %s takes it back.", len(ids), word, undo))}
	}, true
}

// Folded implements Folder.
func (p *headlines) Folded() []news.StoryID {
	if p.cursor < 0 || p.cursor >= len(p.rows) || !p.folding() {
		return nil
	}
	if c := p.folded(p.rows[p.cursor]); c != nil {
		return slices.Clone(c.Stories)
	}
	return nil
}
