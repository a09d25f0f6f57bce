package pane

import (
	"strings"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/typeset"
)

func init() {
	register(Spec{Name: "Read also", Slot: layout.ReadAlso, Scope: keys.ReadAlso, New: func(env *Env) Pane { return &readAlso{env: env} }})
}

var (
	_ Prompter   = (*readAlso)(nil)
	_ WithCursor = (*readAlso)(nil)
	_ Pointer    = (*readAlso)(nil)
	_ Clicker    = (*readAlso)(nil)
	_ Follower   = (*readAlso)(nil)
)

// readAlso lists the references of the open story, with the numbers that the
// story shows, and the stories that refer to it.
type readAlso struct {
	env   *Env
	w, h  int
	focus bool

	st     *news.Story
	items  []typeset.Item
	refs   []news.Reference
	cited  []*news.Story
	loaded bool

	rows    []alsoRow // those that the filter lets pass
	filter  string
	cursor  int  // index into rows
	chosen  bool // the reader moved the cursor; else it rests on the first row
	top     int
	offsets int  // the width of the widest offset
	hints   bool // the prompt asks for a number
}

// alsoRow is a reference, a story that cites the open one, or the heading
// between the two.
type alsoRow struct {
	n     int // the number of the reference
	ref   *news.Reference
	cited *news.Story
}

// key tells whether two rows are about the same thing.
func (r alsoRow) key() (int, news.StoryID) {
	if r.cited != nil {
		return 0, r.cited.ID
	}
	if r.ref != nil {
		return r.ref.N, ""
	}
	return 0, ""
}

func (r alsoRow) heading() bool { return r.ref == nil && r.cited == nil }

// Resize implements Pane.
func (p *readAlso) Resize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.show()
}

// Focus implements Pane.
func (p *readAlso) Focus(on bool) {
	p.focus = on
	p.show() // the foot takes room, or gives it back
}

// Update implements Pane.
func (p *readAlso) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case StoryOpened:
		if msg.Story != nil {
			*p = readAlso{env: p.env, w: p.w, h: p.h, focus: p.focus, st: msg.Story}
		}
	case StoryLoaded:
		if p.st == nil || msg.Story == nil || msg.Story.ID != p.st.ID {
			return nil // it was asked for before this one
		}
		p.st, p.refs, p.cited, p.loaded = msg.Story, msg.Refs, msg.Cited, true
		p.items = Numbered(msg.Body.Blocks, msg.Refs)
		p.list()
	case renumbered:
		if p.st != nil && msg.story == p.st.ID {
			p.items = msg.items
			p.list()
		}
	}
	return nil
}

// list makes the rows anew; a cursor that was moved stays on its reference.
func (p *readAlso) list() {
	var on alsoRow
	if p.cursor < len(p.rows) {
		on = p.rows[p.cursor]
	}
	p.rows = nil
	for _, it := range p.items {
		if r := it.Ref; r != nil && p.passes(r.Title, sanitize.Line(r.URL), targetSource(r)) {
			p.rows = append(p.rows, alsoRow{n: it.N, ref: r})
		}
	}
	heading := false
	for _, s := range p.cited {
		if !p.passes(s.Headline, s.Source, sanitize.Line(s.URL)) {
			continue
		}
		if !heading {
			heading = true
			p.rows = append(p.rows, alsoRow{})
		}
		p.rows = append(p.rows, alsoRow{cited: s})
	}
	p.offsets = 0
	for _, r := range p.rows {
		p.offsets = max(p.offsets, cells(p.offset(r)))
	}
	if !p.chosen {
		p.cursor = 0
	}
	n, id := on.key()
	for i, r := range p.rows {
		if rn, rid := r.key(); p.chosen && rn == n && rid == id && !r.heading() {
			p.cursor = i
		}
	}
	p.move(0)
}

func targetSource(r *news.Reference) sanitize.Clean {
	if r.Target == nil {
		return sanitize.Clean{}
	}
	return r.Target.Source
}

func (p *readAlso) passes(texts ...sanitize.Clean) bool {
	want := sanitize.Fold(strings.TrimSpace(p.filter))
	for _, t := range texts {
		if strings.Contains(sanitize.Fold(t.String()), want) {
			return true
		}
	}
	return false
}

// move moves the cursor and passes over the heading.
func (p *readAlso) move(by int) {
	to := max(0, min(p.cursor+by, len(p.rows)-1))
	p.chosen = p.chosen || by != 0
	if to < len(p.rows) && p.rows[to].heading() {
		switch {
		case by < 0 && to > 0:
			to--
		default:
			to++
		}
	}
	p.cursor = to
	p.show()
}

// show scrolls as little as needed for the cursor to be seen; the heading
// comes along.
func (p *readAlso) show() {
	first := p.cursor
	if first == 1 && p.rows[0].heading() {
		first = 0
	}
	p.top = max(min(p.top, first), 0)
	room := p.room()
	for p.top < p.cursor && p.used(p.top, p.cursor) > room {
		p.top++
	}
	for p.top > 0 && p.used(p.top-1, len(p.rows)-1) <= room {
		p.top--
	}
}

// visible is how many rows can be seen.
func (p *readAlso) visible() int {
	n, used := 0, 0
	for i := p.top; i < len(p.rows) && used < p.room(); i++ {
		n++
		used += p.height(i)
	}
	return max(n, 1)
}

// turn moves the cursor by a page of so many rows, and the view with it.
func (p *readAlso) turn(by int) {
	p.top += by
	p.move(by)
}

// Do implements Pane.
func (p *readAlso) Do(a keys.Action) (tea.Cmd, bool) {
	if p.st == nil {
		return nil, false
	}
	if n := keys.FollowN(a); n > 0 {
		return p.env.followItem(p.items, n), true
	}
	switch a {
	case keys.Down:
		p.move(1)
	case keys.Up:
		p.move(-1)
	case keys.HalfDown:
		p.turn(max(p.visible()/2, 1))
	case keys.HalfUp:
		p.turn(-max(p.visible()/2, 1))
	case keys.PageDown, keys.Continue:
		p.turn(max(p.visible()-1, 1))
	case keys.PageUp:
		p.turn(-max(p.visible()-1, 1))
	case keys.Top:
		p.move(-len(p.rows))
	case keys.Bottom:
		p.move(len(p.rows))
	case keys.Open:
		return p.openRow(), true
	case keys.MarkLine:
		return p.markRow(), true
	case keys.LinkHints:
		if len(p.items) == 0 {
			return p.env.followItem(nil, 0), true
		}
		p.hints = true
		return p.env.send(PromptRequested{}), true
	case keys.Cancel:
		if p.filter == "" {
			return nil, false
		}
		p.filter = ""
		p.list()
	default:
		return nil, false // x: the screen fetches all references
	}
	return nil, true
}

// openRow follows the reference under the cursor.
func (p *readAlso) openRow() tea.Cmd {
	if p.cursor >= len(p.rows) {
		return p.env.followItem(nil, 0)
	}
	r := p.rows[p.cursor]
	if r.cited != nil {
		return p.env.send(StoryRequested{Story: r.cited, Walk: reader.Followed})
	}
	return p.env.followItem(p.items, r.n)
}

// Pointed implements Pointer. A reference that the cache does not hold is a
// story of which only title and address are known.
func (p *readAlso) Pointed() *news.Story {
	if p.cursor >= len(p.rows) {
		return nil
	}
	switch r := p.rows[p.cursor]; {
	case r.cited != nil:
		return r.cited
	case r.ref != nil && r.ref.Target != nil:
		return r.ref.Target
	case r.ref != nil && r.ref.To == "":
		return &news.Story{Headline: r.ref.Title, URL: r.ref.URL}
	}
	return nil
}

// Ask implements Prompter.
func (p *readAlso) Ask() (label, initial string, ok bool) {
	if p.hints {
		return followLabel(len(p.items), p.w), "", true
	}
	return "filter references: ", p.filter, len(p.refs) > 0 || len(p.cited) > 0
}

// Finished reports whether the line names a reference beyond doubt.
func (p *readAlso) Finished(line string) bool { return p.hints && followSure(len(p.items), line) }

// Follow implements Follower.
func (p *readAlso) Follow(line string) tea.Cmd { return p.env.followTyped(p.items, line) }

// Typed implements Prompter.
func (p *readAlso) Typed(line string) tea.Cmd {
	if !p.hints {
		p.filter = line
		p.list()
	}
	return nil
}

// Entered implements Prompter.
func (p *readAlso) Entered(line string, cancelled bool) tea.Cmd {
	switch {
	case p.hints && cancelled:
		p.hints = false
		return nil
	case p.hints:
		p.hints = false
		return p.env.followTyped(p.items, line)
	case cancelled:
		line = ""
	}
	return p.Typed(line)
}
