package pane

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "Brief", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Brief, New: newBrief})
}

// brief shows the changes since a person looked.
type brief struct {
	env    *Env
	w, h   int
	focus  bool
	of     *reader.Brief
	before bool // since the look before the last
	ask    int
	busy   bool
	stale  bool // the cache has changed since it was asked
	err    sanitize.Clean

	rows   []briefRow
	scroll scroll

	growth, plots, counts int // widths of columns at the end of rows
}

// staleAfter is how long a brief is shown again as it was.
const staleAfter = time.Minute

// briefRow is the name of a part, or an item with its number from 1. In a narrow
// pane an item has a second row with the change.
type briefRow struct {
	head   string
	item   *reader.BriefItem
	n      int
	second bool
}

// oneLine is the width from which an item fits in a row.
const oneLine = 70

// briefMade answers with a brief.
type briefMade struct {
	ask int
	of  *reader.Brief
	err error
}

func newBrief(env *Env) Pane { return &brief{env: env} }

// Resize gives the pane its room.
func (p *brief) Resize(w, h int) {
	again := w != p.w
	p.w, p.h = w, h
	if again && p.of != nil {
		p.fill()
	}
	p.scroll.set(len(p.rows), p.room())
}

func (p *brief) room() int { return p.h - p.header() - p.footer() }

func (p *brief) header() int { return min(max(p.h-1, 0), 1) }

// footer is how many lines stand below the rows: the counts of unlisted things, and the
// keys.
func (p *brief) footer() int {
	switch {
	case p.h < 6:
		return 0
	case p.h < 12:
		return 1
	}
	return len(p.unlisted()) + 1
}

// Focus tells the pane whether it is in sight.
func (p *brief) Focus(on bool) {
	if on && !p.focus {
		p.stale = p.of == nil || p.env.Now().Sub(p.of.Until) > staleAfter
	}
	p.focus = on
}

// Do carries out an action.
func (p *brief) Do(a keys.Action) (tea.Cmd, bool) {
	switch a {
	case keys.Brief:
		return p.turn(), true
	case keys.Seen:
		return p.seen(), true
	case keys.ShowNew:
		return p.load(), true
	case keys.Open:
		if i := p.item(); i != nil && i.Warning != "" {
			return p.env.send(ScreenRequested{Of: keys.Warnings}), true
		}
		if st := p.story(); st != "" {
			return p.env.send(StoryRequested{Story: &news.Story{ID: st}}), true
		}
		return nil, false
	case keys.Changes, keys.SideBySide, keys.Outlets, keys.Evidence:
		if st := p.story(); st != "" {
			return p.env.send(ExamineRequested{Story: &news.Story{ID: st, Headline: p.item().Title}, How: a}), true
		}
		return nil, true
	default:
		before := p.scroll.cursor
		if !p.scroll.do(a) {
			return nil, false
		}
		p.pass(p.scroll.cursor >= before)
		return nil, true
	}
}

// pass moves the cursor off the second row of an item.
func (p *brief) pass(down bool) {
	at := p.scroll.cursor
	switch {
	case at >= len(p.rows) || !p.rows[at].second:
	case down && at+1 < len(p.rows):
		p.scroll.move(+1)
	default:
		p.scroll.move(-1)
	}
}

// turn shows the changes since the look before, or since the last again.
func (p *brief) turn() tea.Cmd {
	if !p.before && (p.of == nil || p.of.Look.Before == nil) {
		return p.env.send(Told{Text: sanitize.Lit("There is no look before this one.")})
	}
	p.before = !p.before
	return p.load()
}

// seen moves the look of the person to where this brief ends.
func (p *brief) seen() tea.Cmd {
	if p.of == nil || p.busy {
		return nil
	}
	env, next := p.env, p.of.Next
	again := keyName(env, keys.Brief)
	return func() tea.Msg {
		if err := env.Events.SetLook(env.Ctx, next); err != nil {
			return Told{Text: sanitize.Line(reader.LookFailed + ": " + err.Error()), Bad: true}
		}
		return lookMoved{Told{Text: sanitize.Line("Seen: the next brief begins here. " + again + " twice shows this one again.")}}
	}
}

// lookMoved says that the look of the person is another.
type lookMoved struct{ told Told }

// item returns the item under the cursor, of a part its first.
func (p *brief) item() *reader.BriefItem {
	for i := p.scroll.cursor; i < len(p.rows); i++ {
		if p.rows[i].item != nil {
			return p.rows[i].item
		}
	}
	return nil
}

// story returns the newest story of the item under the cursor; "": there is none.
func (p *brief) story() news.StoryID {
	if i := p.item(); i != nil && len(i.Stories) > 0 {
		return i.Lead()
	}
	return ""
}

func (p *brief) load() tea.Cmd {
	if p.env.Events == nil {
		return nil
	}
	p.ask++
	p.busy, p.stale = true, false
	ask, env := p.ask, p.env
	var from news.Look
	if p.before && p.of != nil && p.of.Look.Before != nil {
		from = *p.of.Look.Before
	}
	return func() tea.Msg {
		b, err := env.Events.Brief(env.Ctx, from)
		return briefMade{ask, b, err}
	}
}

// Update takes note of something that has happened. It is made when it is opened,
// and stays as it is while it is read.
func (p *brief) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus && p.stale {
			return p.load()
		}
	case lookMoved:
		p.before = false
		p.env.Outbox.Send(msg.told)
		if p.focus {
			return p.load()
		}
	case briefMade:
		if msg.ask != p.ask {
			return nil
		}
		p.busy = false
		if msg.err != nil {
			p.err = sanitize.Line(reader.NoBrief + ": " + msg.err.Error())
			return nil
		}
		p.err, p.of = sanitize.Clean{}, msg.of
		p.fill()
	}
	return nil
}

func (p *brief) fill() {
	p.measure()
	p.rows = p.rows[:0:0]
	part := reader.BriefPart("")
	for n := range p.of.Items {
		i := &p.of.Items[n]
		if i.Part != part {
			part = i.Part
			p.rows = append(p.rows, briefRow{head: strings.ToUpper(string(part))})
		}
		p.rows = append(p.rows, briefRow{item: i, n: n + 1})
		if p.w < oneLine {
			p.rows = append(p.rows, briefRow{item: i, second: true})
		}
	}
	p.scroll.set(len(p.rows), p.room())
	if p.scroll.cursor == 0 && len(p.rows) > 1 {
		p.scroll.cursor = 1 // the first item, below the name of its part
	}
}

// View returns exactly h lines of exactly w cells.
func (p *brief) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.heading())
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	}
	for i := p.scroll.top; i < len(p.rows) && i < p.scroll.top+p.scroll.h; i++ {
		here := i == p.scroll.cursor || p.rows[i].second && i == p.scroll.cursor+1
		lines = append(lines, p.row(&p.rows[i], here))
	}
	if p.footer() == 0 || p.of == nil {
		return page(lines, p.w, p.h)
	}
	foot := p.unlisted()
	hint := []string{"Enter open"}
	for _, k := range []struct {
		a    keys.Action
		what string
	}{{keys.Outlets, "outlets"}, {keys.Changes, "change"}, {keys.Evidence, "evidence"}, {keys.Seen, "seen"}, {keys.Leave, "back"}} {
		hint = append(hint, keyName(p.env, k.a)+" "+k.what)
	}
	foot = append(foot, strings.Join(hint, "  "))[max(len(foot)+1-p.footer(), 0):]
	for len(lines) < p.h-len(foot) {
		lines = append(lines, fit("", p.w, ascii))
	}
	for _, l := range foot {
		lines = append(lines, paint(th.Meta, fit(l, p.w, ascii)))
	}
	return page(lines, p.w, p.h)
}

// heading says since when, and how much is new.
func (p *brief) heading() string {
	th, ascii := p.env.Theme, p.env.ASCII
	if p.of == nil {
		return paint(th.Title, fit("Brief", p.w, ascii))
	}
	since := p.of.Since.UTC()
	stamp := "Mon 15:04Z"
	if p.of.Until.Sub(since) > 6*24*time.Hour {
		stamp = "2 Jan 15:04Z"
	}
	head := "Brief" + separator(ascii) + "since " + since.Format(stamp)
	if p.before {
		head += ", the look before"
	}
	if p.w >= 60 {
		head += " (" + reader.Span(p.of.Until.Sub(since)) + ")"
	}
	right := " " + reader.Count(p.of.NewStories, "new story", "new stories")
	if p.w < 50 {
		right = fmt.Sprintf(" %d new", p.of.NewStories)
	}
	left := max(p.w-len(right), 0)
	return paint(th.Title, fit(head, left, ascii)) + paint(th.Meta, fit(right, p.w-left, ascii))
}

// row writes the name of a part, or an item: what it is, what has moved, how much
// it has grown, and who says so.
func (p *brief) row(r *briefRow, here bool) string {
	th, ascii := p.env.Theme, p.env.ASCII
	style := th.Text
	if here {
		style = th.Cursor
	}
	if r.item == nil {
		if !here {
			style = th.Strong
		}
		return paint(style, fit(r.head, p.w, ascii))
	}
	i := r.item
	tail := p.tail(i)
	text, number := i.Text(), fmt.Sprintf("%2d ", r.n)
	what := i.What()
	switch {
	case r.second:
		text, number = what, "   "
	case p.w < oneLine:
		tail = ""
	case what != "":
		// The change must not be cut off: the title gives way.
		room := p.w - len([]rune(tail)) - 6 - len([]rune(what))
		text = Cut(text, max(room, p.w/4), ascii) + ": " + what
	}
	left := max(p.w-len([]rune(tail)), 0)
	return paint(style, fit(fit(number+text, left, ascii)+tail, p.w, ascii))
}

// plotted is the width from which a row has a plot of the last hours.
const plotted = 110

// tail is the end of a row: in columns how much the event has grown, in a wide pane a
// plot of its stories an hour, and who says so.
func (p *brief) tail(i *reader.BriefItem) string {
	ascii := p.env.ASCII
	if p.w < oneLine {
		return i.Tail(true, ascii)
	}
	tail := "  " + fitRight(i.Growth(), p.growth, ascii) + "  "
	if p.w >= plotted && p.plots > 0 {
		tail += fit(i.Hours.Spark(ascii), p.plots, ascii) + "  "
	}
	return tail + fit(i.Counts(false, ascii), p.counts, ascii)
}

// measure works out the widths of the columns at the end of rows.
func (p *brief) measure() {
	p.growth, p.plots, p.counts = 0, 0, 0
	for n := range p.of.Items {
		i := &p.of.Items[n]
		p.growth = max(p.growth, len(i.Growth()))
		p.plots = max(p.plots, len(i.Hours.N))
		p.counts = max(p.counts, len([]rune(i.Counts(false, p.env.ASCII))))
	}
	p.counts = min(p.counts, p.w/2)
}

// unlisted returns the counts of things that the brief does not list, in lines.
func (p *brief) unlisted() []string {
	if p.of == nil {
		return nil
	}
	return wrapped(p.of.Unlisted("", keyName(p.env, keys.Warnings), keyName(p.env, keys.Health)), p.w)
}

// Cursor returns the cell of the cursor's row.
func (p *brief) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.rows) > 0
}

// Click moves the cursor.
func (p *brief) Click(_, y int) tea.Cmd {
	p.scroll.point(y - p.header())
	p.pass(false)
	return nil
}

// Wheel scrolls.
func (p *brief) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	p.pass(lines > 0)
	return nil
}
