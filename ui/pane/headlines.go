package pane

import (
	"fmt"
	"slices"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Headlines", Slot: layout.Headlines, Scope: keys.Headlines, New: newHeadlines})
}

// headlines is a list over the cache. It holds only a part of it: about one
// screen before and one after the rows that are seen. What is listed is a
// snapshot (upTo): stories that arrive are counted, and shown when the
// reader asks for them.
type headlines struct {
	env    *Env
	w, h   int
	focus  bool
	shared bool // another pane is on the screen

	fresh string // the sign of an unread story, painted once a frame

	rows         []*news.Story
	base         int  // how many stories of the list stand above rows; less than 0: that is not known
	first, last  bool // rows begin with the newest, end with the oldest
	cursor, top  int
	pendingMoves int  // rows the cursor has yet to move when more are loaded
	jump         int  // and when the beginning of the list is
	openIt       bool // open the story on which the cursor comes to rest
	now          time.Time

	ask     int     // number of the last question for rows
	loading bool    // it is not answered yet
	kept    bool    // it is for the beginning or the end of the list as it was
	anew    bool    // it is for another list, not for more of this one
	loaded  bool    // some question was
	seen    InSight // the rows to be in sight when it is answered; zero: any
	filling bool    // the list began empty and nobody has touched it: what arrives is shown

	checking bool // the state of the rows is being asked for
	again    bool // and must be asked for again
	outdated bool // the answer will be older than the rows shown

	desk   int // 0 is all stories, then Env.Desks
	filter news.Filter
	upTo   int64
	counts news.Counts
	beside news.Counts // of the search in its other scope: the desk, or all
	snap   int         // which filter and upTo the counts are of
	search searched
	looked lookedAt
	typing typing
	picked picked
	folds  folds
	hours  reader.Hours // of the desk, when the list was drawn
	mutes  mutes
	unread bool // only unread stories are listed
	err    sanitize.Clean
	blank  blank
}

// typedAfter is how long the line of a search must stay as it is before the
// cache is searched: a slow link is spared a new list for every letter.
const typedAfter = 300 * time.Millisecond

// blank is the message of an empty list.
type blank struct {
	feeds   []news.FeedStatus
	welcome []sanitize.Clean
}

func newHeadlines(env *Env) Pane { return &headlines{env: env} }

// Resize gives the pane its room.
func (p *headlines) Resize(w, h int) {
	p.w, p.h = w, h
	p.show()
}

// Focus tells the pane whether keys go to it.
func (p *headlines) Focus(on bool) { p.focus = on }

// Waiting reports whether a story will be opened as soon as its row is here,
// or, while keys go to the list, whether another one is on its way. A list that
// only fills up yields to the first key.
func (p *headlines) Waiting() bool {
	if !p.loading || p.filling && len(p.rows) > 0 {
		return false
	}
	return p.openIt || p.anew && p.focus
}

// Pointed returns the story under the cursor.
func (p *headlines) Pointed() *news.Story {
	if p.cursor < 0 || p.cursor >= len(p.rows) {
		return nil
	}
	return p.face(p.cursor)
}

// Do carries out an action.
func (p *headlines) Do(a keys.Action) (tea.Cmd, bool) {
	settled := p.settle()
	cmd, ok := p.do(a)
	return tea.Batch(settled, cmd), ok
}

// settle ends the filling of a list that began empty: from the first key on,
// rows stay where they are.
func (p *headlines) settle() tea.Cmd {
	if !p.filling || len(p.rows) == 0 {
		return nil
	}
	p.filling = false
	if p.loading {
		p.ask++ // answers on their way would move the rows
		p.loading, p.again = false, false
	}
	return p.check()
}

func (p *headlines) do(a keys.Action) (tea.Cmd, bool) {
	p.now = p.env.Now()
	if n := keys.DeskN(a); n > 0 && n <= len(p.env.Desks) {
		return p.showDesk(n), true
	}
	if n, ok := p.step(a); ok {
		if n != 1 && n != -1 {
			p.page(n)
		}
		return p.move(n), true
	}
	switch a {
	case keys.Top:
		return p.toStart(), true
	case keys.Bottom:
		return p.toEnd(), true
	case keys.Open:
		return p.open(), true
	case keys.NextStory:
		if p.last && p.cursor >= len(p.rows)-1 {
			return p.env.send(Told{Text: sanitize.Lit(reader.LastOfList)}), true
		}
		p.openIt = true
		p.unfoldRead()
		return p.move(+1), true
	case keys.Fold:
		return p.turnFold(), true
	case keys.ToggleRead:
		return p.markFold()
	case keys.PrevStory:
		if p.first && p.cursor == 0 {
			return p.env.send(Told{Text: sanitize.Lit(reader.FirstOfList)}), true
		}
		p.openIt = true
		return p.move(-1), true
	case keys.NextMatch:
		return p.next(+1), true
	case keys.PrevMatch:
		return p.next(-1), true
	case keys.ShowNew:
		if p.loaded && p.err.IsZero() && p.counts.New == 0 {
			p.env.Outbox.Send(Told{Text: sanitize.Line("Nothing new has arrived; " + keyName(p.env, keys.RefreshAll) + " asks the feeds.")})
		}
		return p.load(), true
	case keys.ToRule:
		return p.toRule(), true
	case keys.UnreadOnly:
		return p.turnUnread(), true
	case keys.NextDesk:
		return p.showDesk((p.desk + 1) % (len(p.env.Desks) + 1)), true
	case keys.PrevDesk:
		return p.showDesk((p.desk + len(p.env.Desks)) % (len(p.env.Desks) + 1)), true
	case keys.MarkAllRead:
		return p.markAllRead(), true
	case keys.Select, keys.SelectAbove:
		p.pick(a == keys.SelectAbove)
		return nil, true
	case keys.Cancel, keys.Leave:
		if p.picked.on {
			p.Deselect()
			return nil, true
		}
		return p.endSearch()
	default:
		return nil, false
	}
}

// step returns by how many rows an action moves.
func (p *headlines) step(a keys.Action) (int, bool) {
	page := max(p.shownRows(p.top, p.top+p.shown())-1, 1)
	switch a {
	case keys.Down:
		return 1, true
	case keys.Up:
		return -1, true
	case keys.HalfDown:
		return max(page/2, 1), true
	case keys.HalfUp:
		return -max(page/2, 1), true
	case keys.PageDown, keys.Continue:
		return page, true
	case keys.PageUp:
		return -page, true
	default:
		return 0, false
	}
}

// move moves the cursor by n rows, over rows that are not loaded yet too.
func (p *headlines) move(n int) tea.Cmd {
	p.onShown()
	p.cursor, p.pendingMoves = p.forward(p.cursor, p.pendingMoves+n)
	if p.pendingMoves > 0 && p.last || p.pendingMoves < 0 && p.first {
		p.pendingMoves = 0
	}
	p.show()
	return tea.Batch(p.arrived(), p.prefetch())
}

// arrived opens the story under the cursor if that was asked for and the
// cursor is where it was to go.
func (p *headlines) arrived() tea.Cmd {
	if !p.openIt || p.pendingMoves != 0 {
		return nil
	}
	p.openIt = false
	return p.open()
}

func (p *headlines) open() tea.Cmd {
	if p.loading && p.anew || p.pendingMoves != 0 {
		p.openIt = true // of the requested list, not of the one still on the screen
		return nil
	}
	s := p.Pointed()
	if s == nil {
		return nil
	}
	return p.env.send(StoryRequested{Story: s})
}

func (p *headlines) toStart() tea.Cmd {
	p.pendingMoves = 0
	p.stay()
	if p.first {
		p.cursor = 0
		p.show()
		return p.prefetch()
	}
	return p.loadKept(start)
}

// Jump moves the cursor to a row, counted from the first of the list.
func (p *headlines) Jump(n int) tea.Cmd {
	settled := p.settle()
	p.now = p.env.Now()
	p.pendingMoves = 0
	p.stay()
	if p.first {
		p.cursor = 0
		if n-1 < len(p.rows) { // a folded story is counted where it stands by itself
			return tea.Batch(settled, p.stepTo(n-1))
		}
		return tea.Batch(settled, p.move(n-1))
	}
	p.jump = n - 1
	return tea.Batch(settled, p.loadKept(start))
}

// Rows implements Jumper.
func (p *headlines) Rows() int {
	switch {
	case p.first && p.last:
		return len(p.rows)
	case p.counts.More:
		return 0
	}
	return p.counts.Total
}

// From implements Ranger.
func (p *headlines) From(n int) []*news.Story {
	from := min(p.cursor, len(p.rows))
	to, left := p.forward(from, n)
	if left > 0 {
		to = len(p.rows)
	}
	return p.rows[from:to]
}

// stay gives up another part of this list that is on its way: the reader wants
// to be elsewhere in it by now.
func (p *headlines) stay() {
	if p.loading && p.kept {
		p.ask++
		p.loading = false
	}
}

func (p *headlines) toEnd() tea.Cmd {
	p.pendingMoves = 0
	p.stay()
	if p.last {
		p.cursor = p.lastShown()
		p.show()
		return p.prefetch()
	}
	return p.loadKept(end)
}

// next moves to the next match of a search, else to the next unread story:
// in the list the cursor goes there, elsewhere the story is opened.
func (p *headlines) next(dir int) tea.Cmd {
	if p.search.on && p.focus {
		return p.move(dir)
	}
	open := !p.focus
	for i := p.cursor + dir; i >= 0 && i < len(p.rows); i += dir {
		if !p.hidden(i) && !p.face(i).Read {
			p.openIt = open
			return p.stepTo(i)
		}
	}
	if dir > 0 && p.last || dir < 0 && p.first || p.Pointed() == nil {
		return p.env.send(noUnread(dir))
	}
	return p.seek(dir, open)
}

func noUnread(dir int) Told {
	if dir < 0 {
		return Told{Text: sanitize.Lit(reader.NoneAbove)}
	}
	return Told{Text: sanitize.Lit(reader.NoneBelow)}
}

func (p *headlines) showDesk(n int) tea.Cmd {
	p.leaving()
	p.desk = n
	p.search = searched{}
	return p.load()
}

// markAllRead marks the list read. It asks first if part of it is out of sight.
func (p *headlines) markAllRead() tea.Cmd {
	known := p.loaded && (!p.loading || !p.anew)
	all := p.counts.Total <= p.shown() && !p.counts.More && p.used(0, len(p.rows)-1) <= p.room()
	if !p.env.Confirm || known && (all || p.counts.Unread == 0) {
		return p.markRead()
	}
	what := "the whole list"
	if known && !p.counts.More {
		what = fmt.Sprintf("all %d stories of the list", p.counts.Total)
	}
	return p.env.send(ConfirmRequested{Question: sanitize.Line("Mark " + what + " as read? y: yes, any other key: no"), Do: p.markRead()})
}

func (p *headlines) markRead() tea.Cmd {
	env, f, upTo := p.env, p.filter, p.upTo
	return func() tea.Msg {
		n, err := env.Library.MarkAllRead(env.Ctx, f, upTo)
		switch {
		case err != nil:
			return Told{Text: sanitize.Line(reader.AllReadFailed + ": " + err.Error()), Bad: true}
		case n == 0:
			return Told{Text: sanitize.Lit(reader.NoneUnread)}
		}
		return StateChanged{Text: sanitize.Line(fmt.Sprintf("Marked %d as read; %s takes it back.", n, env.KeyOf(keys.Undo)))}
	}
}

// Listing returns the present list.
func (p *headlines) Listing() (desk, query string, narrow bool) {
	if p.desk > 0 && p.desk <= len(p.env.Desks) {
		desk = p.env.Desks[p.desk-1].Name.String()
	}
	if p.search.on {
		query, narrow = p.search.query, p.search.narrow
	}
	return desk, query, narrow
}

// InSight implements Lister.
func (p *headlines) InSight() InSight {
	switch {
	case p.top < 0 || p.top >= len(p.rows):
		return InSight{}
	case p.first && p.cursor == 0:
		return InSight{UpTo: p.upTo}
	}
	return InSight{First: p.rows[p.top].ID, Above: p.shownRows(p.top, p.cursor), UpTo: p.upTo}
}

// List shows an earlier list.
func (p *headlines) List(desk, query string, narrow bool, at *news.Story, was InSight) tea.Cmd {
	p.leaving()
	p.desk = 1 + slices.IndexFunc(p.env.Desks, func(d reader.Desk) bool { return d.Name.String() == desk })
	p.search = searched{}
	p.filter = p.only(p.deskFilter())
	if query != "" && p.env.Parse != nil {
		if f, err := p.env.Parse(query, p.env.Now()); err == nil {
			p.search = searched{on: true, query: query, filter: p.filter, found: f, narrow: narrow}
			p.filter = p.only(p.scoped(narrow))
		}
	}
	if at == nil {
		return p.loadFiltered()
	}
	q := p.question(around)
	q.at, q.limit, q.most = at, min(max(q.limit, was.Above+q.limit), most), was.UpTo
	p.seen = was
	return q.latest
}

func (p *headlines) deskFilter() news.Filter {
	if p.desk == 0 || p.desk > len(p.env.Desks) {
		return news.Filter{}
	}
	return p.env.Desks[p.desk-1].Filter(p.env.Now()).ForDesk(p.deskName())
}

// Click moves the cursor to a row, or opens the row that it is on.
func (p *headlines) Click(_, y int) tea.Cmd {
	p.now = p.env.Now()
	i := p.rowAt(y - p.header())
	if y < p.header() || i < 0 {
		return nil
	}
	if i == p.cursor {
		return p.open()
	}
	return p.stepTo(i)
}

// Wheel moves the cursor.
func (p *headlines) Wheel(lines int) tea.Cmd { return p.move(lines) }

// Place returns the cell of the cursor's row.
func (p *headlines) Cursor() (x, y int, ok bool) {
	if p.cursor >= len(p.rows) {
		return 0, 0, false
	}
	y = p.header() + p.used(p.top, p.cursor) - p.rowHeight()
	return 0, y, y < p.h
}
