package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
)

func init() {
	register(Spec{Name: "Trail", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.ShowTrail, New: newTrail})
}

// view is what the trail screen shows.
type view int

const (
	wayView  view = iota // the steps walked
	treeView             // references of references
	timeView             // the same stories by date
	views
)

// How far the tree of references goes.
const (
	treeDepth = 3
	treeNodes = 200
)

// trail shows how the reader came here, and the background of the story they
// are at: what it refers to, what that refers to, and when it was reported.
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
	nodes   []node
	loading bool
	err     sanitize.Clean

	rows []trailRow
	roll roll
}

// node is a reference in the tree, in the order of a walk through it.
type node struct {
	depth int // 0 is the story itself
	ref   news.Reference
	story *news.Story // nil: not in the cache
	cycle bool        // it stands higher up in its own branch
	twice bool        // its own references are shown elsewhere
	cites bool        // it refers to the story, rather than the other way
}

// trailRow is one row, and what Enter does on it.
type trailRow struct {
	text, date string
	mark       string
	msg        tea.Msg
}

// backgroundLoaded answers a question for the tree.
type backgroundLoaded struct {
	ask   int
	of    news.StoryID
	nodes []node
	err   error
}

func newTrail(env *Env) Pane { return &trail{env: env} }

// Resize gives the pane its room.
func (p *trail) Resize(w, h int) {
	p.w, p.h = w, h
	p.roll.set(len(p.rows), h-p.header())
}

func (p *trail) header() int { return min(max(p.h-1, 0), 1) }

// Focus tells the pane whether it is in sight.
func (p *trail) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
		p.view = wayView
		p.fill()
		p.roll.cursor = p.way.At
		p.roll.settle()
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
		p.roll.cursor = 0
		p.fill()
		return nil, true
	case keys.Open:
		if p.roll.cursor < len(p.rows) && p.rows[p.roll.cursor].msg != nil {
			msg := p.rows[p.roll.cursor].msg
			return func() tea.Msg { return msg }, true
		}
		return nil, true
	default:
		return nil, p.roll.do(a)
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
			p.err = sanitize.Line("The background could not be read: " + msg.err.Error())
			return nil
		}
		p.err, p.of, p.nodes = sanitize.Clean{}, msg.of, msg.nodes
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
		p.nodes = nil
	}
	p.ask++
	p.loading = true
	ask, env := p.ask, p.env
	return func() tea.Msg {
		t := tree{env: env, shown: map[news.StoryID]bool{}}
		err := t.grow(id)
		return backgroundLoaded{ask, id, t.nodes, err}
	}
}

// tree gathers nodes from the cache.
type tree struct {
	env   *Env
	nodes []node
	shown map[news.StoryID]bool
}

func (t *tree) grow(id news.StoryID) error {
	root, err := t.env.Library.Story(t.env.Ctx, id)
	if err != nil {
		return err
	}
	t.nodes = append(t.nodes, node{story: root})
	if err := t.branch(id, 1, []news.StoryID{id}); err != nil {
		return err
	}
	cited, err := t.env.Library.CitedBy(t.env.Ctx, id)
	for _, s := range cited {
		t.nodes = append(t.nodes, node{depth: 1, story: s, cites: true})
	}
	return err
}

// branch adds what a story refers to; path leads to the story.
func (t *tree) branch(id news.StoryID, depth int, path []news.StoryID) error {
	t.shown[id] = true
	if depth > treeDepth {
		return nil
	}
	refs, err := t.env.Library.References(t.env.Ctx, id)
	if err != nil {
		return err
	}
	for _, r := range refs {
		if r.Kind == news.RefBodylink {
			continue
		}
		if len(t.nodes) >= treeNodes {
			return nil
		}
		n := node{depth: depth, ref: r, story: r.Target}
		if n.story != nil {
			n.cycle = slices.Contains(path, n.story.ID)
			n.twice = !n.cycle && t.shown[n.story.ID]
		}
		t.nodes = append(t.nodes, n)
		if n.story == nil || n.cycle || n.twice {
			continue
		}
		if err := t.branch(n.story.ID, depth+1, append(slices.Clone(path), n.story.ID)); err != nil {
			return err
		}
	}
	return nil
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
	p.roll.set(len(p.rows), p.h-p.header())
}

// signs returns the marks for here and for a cycle.
func (p *trail) signs() (here, again string) {
	if p.env.ASCII {
		return ">", "@"
	}
	return "▸", "↻"
}

// missing marks what is not in the cache.
const missing = "?"

func (p *trail) wayRows() []trailRow {
	here, again := p.signs()
	seen := map[news.StoryID]bool{}
	var rows []trailRow
	for i, s := range p.way.Steps {
		r := trailRow{text: "a story that is no longer in the cache", mark: missing, msg: StepChosen{At: i}}
		if st := p.stories[s.Story]; st != nil {
			r.text, r.date, r.mark = title(st), p.date(st), " "
		}
		if seen[s.Story] {
			r.mark = again
		}
		if i == p.way.At {
			r.mark = here
		}
		seen[s.Story] = true
		r.text = fmt.Sprintf("%2d  %s", i+1, r.text)
		rows = append(rows, r)
	}
	return rows
}

func (p *trail) treeRows() []trailRow {
	here, again := p.signs()
	var rows []trailRow
	cited := false
	for _, n := range p.nodes {
		if n.cites && !cited {
			cited = true
			rows = append(rows, trailRow{text: "Stories that refer to it", mark: " "})
		}
		r := trailRow{mark: " ", text: n.ref.Title.String()}
		switch {
		case n.story != nil:
			r.text, r.date = title(n.story), p.date(n.story)
			r.msg = StoryOpened{Story: n.story, Walk: Followed}
		default:
			ref := n.ref
			r.mark, r.msg = missing, FollowRequested{Ref: &ref}
		}
		switch {
		case n.depth == 0:
			r.mark = here
		case n.cycle:
			r.mark = again
			r.text += " (back where it began)"
		case n.twice:
			r.text += " (see above)"
		case n.ref.Match == news.Maybe:
			r.mark = missing
			r.text += " (maybe)"
		}
		r.text = strings.Repeat("  ", n.depth) + r.text
		rows = append(rows, r)
	}
	return rows
}

// timeRows lists the stories of the tree once each, oldest first.
func (p *trail) timeRows() []trailRow {
	here, _ := p.signs()
	var stories []*news.Story
	seen := map[news.StoryID]bool{}
	for _, n := range p.nodes {
		if n.story != nil && !seen[n.story.ID] && n.ref.Match != news.Maybe {
			seen[n.story.ID] = true
			stories = append(stories, n.story)
		}
	}
	slices.SortStableFunc(stories, func(a, b *news.Story) int { return cmp.Compare(a.When().Unix(), b.When().Unix()) })
	var rows []trailRow
	for _, s := range stories {
		r := trailRow{text: title(s), date: p.date(s), mark: " ", msg: StoryOpened{Story: s, Walk: Followed}}
		if s.ID == p.of {
			r.mark = here
		}
		rows = append(rows, r)
	}
	return rows
}

func title(s *news.Story) string {
	if s.Source.IsZero() {
		return s.Headline.String()
	}
	return s.Headline.String() + " - " + s.Source.String()
}

// date writes when a story was published; "~" marks a time that is only when
// sitrep first saw it.
func (p *trail) date(s *news.Story) string {
	t := s.When()
	switch {
	case t.IsZero():
		return "?"
	case !t.Equal(s.Published):
		return "~" + t.In(orUTC(p.env.Zone)).Format("02 Jan 15:04")
	case s.PublishedDay:
		return t.UTC().Format("02 Jan 2006")
	}
	return t.In(orUTC(p.env.Zone)).Format("02 Jan 15:04")
}

// View returns exactly h lines of exactly w cells.
func (p *trail) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, paint(th.Title, fit(p.heading(), p.w, ascii)))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	if len(p.rows) == 0 {
		for _, l := range wrapped(p.nothing(), p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	dates := 14
	if p.w < 50 {
		dates = 0
	}
	for i := p.roll.top; i < len(p.rows) && i < p.roll.top+p.roll.h; i++ {
		r := p.rows[i]
		line := fit(r.mark+" ", 2, ascii) + fit(r.date, dates, ascii)
		line = fit(line+r.text, p.w, ascii)
		if i == p.roll.cursor {
			line = paint(th.Cursor, line)
		}
		lines = append(lines, line)
	}
	return page(lines, p.w, p.h)
}

func (p *trail) heading() string {
	names := []string{"the way walked", "background", "timeline"}
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
		return "There is no trail yet: open a story and follow a reference."
	case p.loading:
		return "Reading the background."
	}
	return "This story refers to no other."
}

// Place returns the cell of the cursor's row.
func (p *trail) Place() (x, y int, ok bool) {
	return 0, p.header() + p.roll.cursor - p.roll.top, len(p.rows) > 0
}

// Click opens the row under the pointer, if the cursor is on it, else moves
// the cursor there.
func (p *trail) Click(_, y int) tea.Cmd {
	if i := p.roll.top + y - p.header(); i == p.roll.cursor {
		cmd, _ := p.Do(keys.Open)
		return cmd
	}
	p.roll.point(y - p.header())
	return nil
}

// Wheel scrolls.
func (p *trail) Wheel(lines int) tea.Cmd {
	p.roll.move(lines)
	return nil
}
