package pane

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "Changes", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Changes, New: newChanges})
}

// Examiner is a screen about one story.
type Examiner interface {
	// Examine shows the facts about a story; how is the action that asked
	// for it.
	Examine(st *news.Story, how keys.Action) tea.Cmd
	// Examined returns the story that it shows; nil: none.
	Examined() *news.Story
}

// sideBySide is the width from which two wordings fit side by side.
const sideBySide = 120

// classWidth is the room for the class of a change, and the space behind it.
const classWidth = 12

// changes shows what changed from one wording of a story to the next.
type changes struct {
	env   *Env
	w, h  int
	focus bool

	st       *news.Story
	all      []reader.Version
	to       int // of all, the newer one of the two
	diff     revision.Diff
	known    bool
	two      bool // before and after stand side by side
	cosmetic bool // changes of spelling are shown too
	ask      int
	err      sanitize.Clean

	lines  []string
	scroll scroll
}

// compared answers what changed.
type compared struct {
	ask  int
	all  []reader.Version
	to   int
	diff revision.Diff
	err  error
}

func newChanges(env *Env) Pane { return &changes{env: env} }

// Resize gives the pane its room.
func (p *changes) Resize(w, h int) {
	p.w, p.h = w, h
	p.fill()
}

func (p *changes) header() int { return min(max(p.h-1, 0), 2) }

// Focus tells the pane whether it is in sight.
func (p *changes) Focus(on bool) { p.focus = on }

// Examine implements Examiner.
func (p *changes) Examine(st *news.Story, how keys.Action) tea.Cmd {
	p.two = how == keys.SideBySide && p.wide()
	if p.st == nil || st == nil || p.st.ID != st.ID {
		p.all, p.known, p.err, p.cosmetic = nil, false, sanitize.Clean{}, false
	}
	p.st = st
	p.scroll.top = 0
	p.fill()
	return p.load(-1)
}

// Examined implements Examiner.
func (p *changes) Examined() *news.Story { return p.st }

// wide reports whether two wordings fit side by side, and says so if not.
func (p *changes) wide() bool {
	if p.w < sideBySide {
		p.env.Outbox.Send(Told{Text: sanitize.Line(fmt.Sprintf("Side by side needs %d columns; here are %d.", sideBySide, p.w))})
		return false
	}
	return true
}

// load asks for the wordings, and what changed up to one of them; -1: the last.
func (p *changes) load(to int) tea.Cmd {
	p.ask++
	ask, env, st := p.ask, p.env, p.st
	if st == nil || env.Events == nil {
		return nil
	}
	return func() tea.Msg {
		m := compared{ask: ask, to: to}
		if m.all, m.err = env.Events.Versions(env.Ctx, st); m.err != nil {
			return m
		}
		if m.to < 0 || m.to >= len(m.all) {
			m.to = len(m.all) - 1
		}
		if m.to > 0 {
			m.diff = m.all[m.to-1].Compare(&m.all[m.to])
		}
		return m
	}
}

// Do carries out an action.
func (p *changes) Do(a keys.Action) (tea.Cmd, bool) {
	switch a {
	case keys.OlderVersion, keys.NewerVersion:
		return p.turn(a), true
	case keys.SideBySide:
		p.two = !p.two && p.wide()
	case keys.FetchText:
		p.cosmetic = !p.cosmetic
	case keys.Open:
		if p.st == nil {
			return nil, false
		}
		return p.env.send(StoryRequested{Story: p.st}), true
	default:
		return nil, p.scroll.glide(a)
	}
	p.fill()
	return nil, true
}

// turn goes to the pair of wordings before or after.
func (p *changes) turn(a keys.Action) tea.Cmd {
	to, edge := p.to-1, "This is the first change that the cache keeps."
	if a == keys.NewerVersion {
		to, edge = p.to+1, "This is the last change."
	}
	if !p.known || to < 1 || to >= len(p.all) {
		return p.env.send(Told{Text: sanitize.Line(edge)})
	}
	p.scroll.top = 0
	return p.load(to)
}

// Update takes note of something that has happened. Out of sight it asks for
// nothing.
func (p *changes) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus && p.known {
			at := p.to
			if at == len(p.all)-1 {
				at = -1
			}
			return p.load(at)
		}
	case SettingsChanged:
		p.fill()
	case compared:
		if msg.ask != p.ask {
			return nil
		}
		p.known, p.err = true, sanitize.Clean{}
		p.all, p.to, p.diff = msg.all, msg.to, msg.diff
		if msg.err != nil && !errors.Is(msg.err, news.ErrNotFound) {
			p.err = sanitize.Line(reader.NoVersions + ": " + msg.err.Error())
		}
		p.fill()
	}
	return nil
}

// View returns exactly h lines of exactly w cells.
func (p *changes) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	var lines []string
	if p.header() > 0 {
		lines = append(lines, p.scroll.title(p.env, p.heading(), p.w))
	}
	if p.header() > 1 {
		lines = append(lines, paint(p.env.Theme.Meta, fit(p.versions(), p.w, p.env.ASCII)))
	}
	if !p.err.IsZero() {
		lines = append(lines, paint(p.env.Theme.Bad, fit("! "+p.err.String(), p.w, p.env.ASCII)))
	}
	from := min(p.scroll.top, len(p.lines))
	return page(append(lines, p.lines[from:min(from+p.scroll.h, len(p.lines))]...), p.w, p.h)
}

func (p *changes) heading() string {
	if p.st == nil {
		return "Changes"
	}
	return "Changes: " + p.st.Headline.String()
}

// versions says which two wordings are compared, when they were seen, and
// whether the change is silent.
func (p *changes) versions() string {
	if len(p.all) < 2 {
		return ""
	}
	from, to := p.all[p.to-1], p.all[p.to]
	parts := []string{fmt.Sprintf("version %d of %d", to.N, p.all[len(p.all)-1].N)}
	if !to.SeenAt.IsZero() {
		parts = append(parts, "seen "+to.SeenAt.UTC().Format("02 Jan 15:04Z"))
	}
	switch {
	case p.diff.Silent:
		parts = append([]string{"SILENT: no notice, and the page kept its time"}, parts...)
	case !p.diff.TimeGiven:
		parts = append(parts, "the page gives no time")
	case !to.Modified.IsZero():
		parts = append(parts, "page says "+to.Modified.UTC().Format("02 Jan 15:04Z"))
	}
	if from.Live {
		parts = append(parts, "the page was growing")
	}
	return strings.Join(parts, separator(p.env.ASCII))
}

// fill sets the lines.
func (p *changes) fill() {
	p.lines = p.lines[:0:0]
	p.setLines()
	p.scroll.n, p.scroll.h = len(p.lines), max(p.h-p.header(), 1)
	p.scroll.top = max(min(p.scroll.top, p.scroll.n-p.scroll.h), 0)
	p.scroll.cursor = p.scroll.top
}

func (p *changes) setLines() {
	if p.w <= 0 {
		return
	}
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			p.lines = append(p.lines, fit(l, p.w, p.env.ASCII))
		}
	}
	switch {
	case p.st == nil:
		say("No story is chosen.")
		return
	case p.env.Events == nil || !p.known:
		return
	case len(p.all) < 2:
		say(reader.OneVersion)
		return
	}
	d := &p.diff
	if d.Notice != "" {
		p.put("notice", []styled{{d.Notice, p.env.Theme.Strong}})
	}
	if d.Headline != nil {
		p.change("headline", d.Headline)
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Class != revision.Cosmetic || p.cosmetic {
			p.change(string(c.Class), c)
		}
	}
	last := reader.Count(d.Unchanged, "sentence", "sentences") + " unchanged"
	if len(d.Classes) == 0 {
		last = "No change. " + last
	}
	if d.Cosmetic > 0 {
		last += separator(p.env.ASCII) + reader.Count(d.Cosmetic, "change", "changes") + " of spelling (" + keyName(p.env, keys.FetchText) + " shows them)"
	}
	say(last)
}

// change sets a changed sentence: in one piece, or before and after side by side.
func (p *changes) change(label string, c *revision.Change) {
	if !p.two || p.w < sideBySide {
		p.put(label, p.marked(c, true, true))
		return
	}
	each := (p.w - classWidth - 3) / 2
	left, right := flow(p.marked(c, true, false), each, 0), flow(p.marked(c, false, true), each, 0)
	bar := " | "
	if !p.env.ASCII {
		bar = " │ "
	}
	for i := range max(len(left), len(right)) {
		head := ""
		if i == 0 {
			head = label
		}
		line := paint(p.env.Theme.Meta, fit(head, classWidth, p.env.ASCII)) + at(left, i, each) + paint(p.env.Theme.Faint, bar) + at(right, i, each)
		p.lines = append(p.lines, line+repeat(" ", p.w-classWidth-3-2*each))
	}
}

// at returns a line, or so many spaces where there is none.
func at(lines []string, i, w int) string {
	if i < len(lines) {
		return lines[i]
	}
	return repeat(" ", w)
}

// put sets a text behind its label; in a narrow pane below it.
func (p *changes) put(label string, text []styled) {
	indent, ascii := classWidth, p.env.ASCII
	if p.w < 3*classWidth {
		p.lines = append(p.lines, paint(p.env.Theme.Meta, fit(label, p.w, ascii)))
		indent, label = min(2, p.w-1), ""
	}
	for _, l := range flow(text, p.w-indent, 0) {
		p.lines = append(p.lines, paint(p.env.Theme.Meta, fit(label, indent, ascii))+l)
		label = ""
	}
}

// marked returns a changed sentence: what was removed stands in [-…-], what was
// added in {+…+}.
func (p *changes) marked(c *revision.Change, before, after bool) []styled {
	th := p.env.Theme
	removed := func(s string) styled { return styled{"[-" + strings.TrimSpace(s) + "-]", th.Bad} }
	added := func(s string) styled { return styled{"{+" + strings.TrimSpace(s) + "+}", th.Good.Bold(true)} }
	switch {
	case c.Before == "" && !after, c.After == "" && !before:
		return nil
	case c.Before == "":
		return []styled{added(c.After)}
	case c.After == "":
		return []styled{removed(c.Before)}
	}
	var out []styled
	for _, part := range c.Parts {
		gap := ""
		if strings.HasPrefix(part.Text, " ") || strings.HasSuffix(part.Text, " ") {
			gap = " "
		}
		lead, tail := gap, ""
		if !strings.HasPrefix(part.Text, " ") {
			lead, tail = "", gap
		}
		switch {
		case part.Op == revision.Same:
			out = append(out, styled{part.Text, th.Text})
		case part.Op == revision.Removed && before:
			out = append(out, styled{lead, th.Text}, removed(part.Text), styled{tail, th.Text})
		case part.Op == revision.Added && after:
			out = append(out, styled{lead, th.Text}, added(part.Text), styled{tail, th.Text})
		}
	}
	return out
}

// Click does nothing: there is nothing to point at.
func (p *changes) Click(_, _ int) tea.Cmd { return nil }

// Wheel scrolls.
func (p *changes) Wheel(lines int) tea.Cmd {
	p.scroll.top = max(min(p.scroll.top+lines, p.scroll.n-p.scroll.h), 0)
	p.scroll.cursor = p.scroll.top
	return nil
}
