package pane

import (
	"fmt"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Trail", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.ShowTrail, New: newTrail})
}

// view is a view of the trail screen.
type view int

const (
	wayView  view = iota // the steps walked
	treeView             // references of references
	timeView             // the same stories by date
	views
)

// How far the background of a story is followed.
const (
	chainDepth = 5
	chainNodes = 200
)

// trail shows how the reader came here, and the background of the story they
// are at: its references, theirs, and when each was reported.
type trail struct {
	env   *Env
	w, h  int
	focus bool
	now   time.Time

	view    view
	way     news.Trail
	stories map[news.StoryID]*news.Story
	ask     int
	of      news.StoryID // the story whose background is loaded
	chain   news.Chain
	loading bool
	err     sanitize.Clean

	rows   []trailRow
	scroll scroll
}

// trailRow is one row, and what Enter does on it.
type trailRow struct {
	mark   string // here, again, not known
	unread bool
	date   string
	gap    string // how long after the row before, or before the story above
	text   string
	note   string // why it goes no further; stands at the end whatever the width
	msg    Message
}

// backgroundLoaded answers a question for the tree.
type backgroundLoaded struct {
	ask   int
	of    news.StoryID
	chain news.Chain
	err   error
}

func newTrail(env *Env) Pane { return &trail{env: env} }

// Resize gives the pane its room.
func (p *trail) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.rows), h-p.header())
}

func (p *trail) header() int { return min(max(p.h-1, 0), 1) }

// Focus tells the pane whether it is in sight.
func (p *trail) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
		p.view = wayView
		p.fill()
		p.scroll.cursor = p.way.At
		p.scroll.settle()
	}
	p.focus = on
}

// Do carries out an action.
func (p *trail) Do(a keys.Action) (tea.Cmd, bool) {
	p.now = p.env.Now()
	switch a {
	case keys.NextPane, keys.PrevPane:
		dir := view(1)
		if a == keys.PrevPane {
			dir = views - 1
		}
		p.view = (p.view + dir) % views
		p.scroll.cursor = 0
		p.fill()
		return nil, true
	case keys.Open:
		if p.scroll.cursor < len(p.rows) && p.rows[p.scroll.cursor].msg != nil {
			return p.env.send(p.rows[p.scroll.cursor].msg), true
		}
		return nil, true
	default:
		return nil, p.scroll.do(a)
	}
}

// Update takes note of something that has happened.
func (p *trail) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case TrailMoved:
		p.way, p.stories = msg.Trail, msg.Stories
		if p.focus {
			p.fill()
		}
	case CacheChanged:
		if p.focus {
			return p.load()
		}
	case backgroundLoaded:
		if msg.ask != p.ask {
			return nil
		}
		p.loading = false
		if msg.err != nil {
			p.err = sanitize.Line(reader.NoBackground + ": " + msg.err.Error())
			return nil
		}
		p.err, p.of, p.chain = sanitize.Clean{}, msg.of, msg.chain
		p.fill()
	}
	return nil
}

// here returns the story that the reader is at.
func (p *trail) here() news.StoryID {
	if p.way.At < 0 || p.way.At >= len(p.way.Steps) {
		return ""
	}
	return p.way.Steps[p.way.At].Story
}

// load asks for the tree of references.
func (p *trail) load() tea.Cmd {
	id := p.here()
	if id == "" {
		return nil
	}
	if id != p.of {
		p.chain = news.Chain{}
	}
	p.ask++
	p.loading = true
	ask, env := p.ask, p.env
	return func() tea.Msg {
		c, err := env.Library.Chain(env.Ctx, id, chainDepth, chainNodes)
		return backgroundLoaded{ask, id, c, err}
	}
}

// fill makes the rows of the present view.
func (p *trail) fill() {
	switch p.view {
	case treeView:
		p.rows = p.treeRows()
	case timeView:
		p.rows = p.timeRows()
	default:
		p.rows = p.wayRows()
	}
	p.scroll.set(len(p.rows), p.h-p.header())
}

// View returns exactly h lines of exactly w cells.
func (p *trail) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	if len(p.rows) == 0 {
		for _, l := range wrapped(p.nothing(), p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	for i := p.scroll.top; i < len(p.rows) && i < p.scroll.top+p.scroll.h; i++ {
		line := p.line(p.rows[i])
		if i == p.scroll.cursor {
			line = paint(th.Cursor, line)
		}
		lines = append(lines, line)
	}
	return page(lines, p.w, p.h)
}

func (p *trail) heading() string {
	names := []string{"the way walked", "background", "timeline"}
	if p.w < 60 {
		return fmt.Sprintf("%s (%d of %d; %s)", names[p.view], p.view+1, views, keyName(p.env, keys.NextPane))
	}
	names[p.view] = "[" + names[p.view] + "]"
	zone := p.now.In(orUTC(p.env.Zone)).Format("MST")
	return "Trail: " + strings.Join(names, " ") + "  (" + keyName(p.env, keys.NextPane) + " switches; times in " + zone + ")"
}

func keyName(env *Env, a keys.Action) string {
	if env.KeyOf == nil {
		return string(a)
	}
	return env.KeyOf(a)
}

func (p *trail) nothing() string {
	switch {
	case p.view == wayView, p.here() == "":
		return "There is no trail yet: open a story to begin one."
	case p.loading:
		return "Reading the background."
	}
	return "This story refers to no other."
}

// Place returns the cell of the cursor's row.
func (p *trail) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.rows) > 0
}

// Click opens the row under the pointer, if the cursor is on it, else moves
// the cursor there.
func (p *trail) Click(_, y int) tea.Cmd {
	if i := p.scroll.top + y - p.header(); i == p.scroll.cursor {
		cmd, _ := p.Do(keys.Open)
		return cmd
	}
	p.scroll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *trail) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
