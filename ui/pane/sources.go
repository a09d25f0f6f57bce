package pane

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "Sources", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.Sources, New: newSources})
}

// sources shows all sources, as a tree: desks, tags, feeds and packs, each
// with its unread and all stories. Feeds are added and removed here.
type sources struct {
	env    *Env
	w, h   int
	focus  bool
	aside  bool // it stands beside the headlines
	got    sourcesLoaded
	known  bool
	rows   []source
	folded map[string]bool // headings whose rows are out of sight
	only   string          // show rows with this text in their names
	asked  sourceQuestion
	scroll scroll
	ask    int
	err    sanitize.Clean
}

// source is a row of the tree.
type source struct {
	kind sourceKind
	name string
	note string // counts, and what else there is to say
	feed news.FeedID
	pack string
	on   bool // of a pack: it is followed; of a feed: it is muted
}

// sourceKind is the kind of a row.
type sourceKind int

const (
	aHeading sourceKind = iota
	aDesk
	aSearch // name is the query
	aFeed
	aPack
)

// sourceQuestion is the question of the line of input.
type sourceQuestion struct {
	what keys.Action // RenameFeed or TagFeed; empty: the filter
	feed news.FeedID
	name string
}

// DeskRequested asks for a desk, or for "all".
type DeskRequested struct{ Name string }

func (DeskRequested) fromPane() {}

// sourcesLoaded answers with the sources.
type sourcesLoaded struct {
	ask   int
	all   reader.Sources
	packs []reader.Pack
	mutes []news.Mute
	err   error
}

func newSources(env *Env) Pane { return &sources{env: env, folded: map[string]bool{}} }

// Resize gives the pane its room.
func (p *sources) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.rows), p.room())
}

// room is how many rows fit between the heading and the line of keys.
func (p *sources) room() int { return p.h - p.header() - p.footer() }

func (p *sources) header() int {
	if p.h < 4 {
		return 0
	}
	return 1
}

func (p *sources) footer() int {
	if p.h < 9 || p.w < 60 {
		return 0
	}
	return 2
}

// Focus tells the pane whether it is in sight.
func (p *sources) Focus(on bool) {
	if on && !p.focus && !p.aside {
		p.only, p.asked = "", sourceQuestion{}
		p.fill()
	}
	p.focus = on
}

// Aside implements Asider.
func (p *sources) Aside(on bool) { p.aside = on }

// at returns the row under the cursor; nil: there is none.
func (p *sources) at() *source {
	if p.scroll.cursor >= len(p.rows) {
		return nil
	}
	return &p.rows[p.scroll.cursor]
}

// Do carries out an action.
func (p *sources) Do(a keys.Action) (tea.Cmd, bool) {
	r := p.at()
	switch a {
	case keys.Open:
		if r == nil {
			return nil, true
		}
		return p.open(r), true
	case keys.RenameFeed, keys.TagFeed, keys.MuteFeed, keys.RemoveFeed:
		if r == nil || r.kind != aFeed {
			return p.env.send(Told{Text: sanitize.Lit("That is for a feed; the cursor is on none.")}), true
		}
		return p.change(a, *r), true
	case keys.Cancel, keys.Leave:
		if p.only != "" {
			return p.Typed(""), true
		}
	default:
	}
	return nil, p.scroll.do(a)
}

// open lists the stories of a row, folds a heading, or switches a pack.
func (p *sources) open(r *source) tea.Cmd {
	switch r.kind {
	case aDesk:
		return p.env.send(DeskRequested{r.name})
	case aSearch:
		return p.env.send(SearchRequested{Query: r.name})
	case aFeed:
		return p.env.send(SearchRequested{Query: `feed:"` + strings.ReplaceAll(r.name, `"`, " ") + `"`})
	case aPack:
		env, name, on := p.env, r.pack, !r.on
		return configure(env, func(ctx context.Context) (sanitize.Clean, error) { return env.Actions.SwitchPack(ctx, name, on) })
	case aHeading:
		p.folded[r.name] = !p.folded[r.name]
		p.fill()
	}
	return nil
}

// change changes a feed, after a question if that needs one.
func (p *sources) change(a keys.Action, r source) tea.Cmd {
	env := p.env
	switch a {
	case keys.MuteFeed:
		return func() tea.Msg {
			said, all, err := env.SetMute(env.Ctx, news.Mute{Feed: r.feed}, !r.on)
			if err != nil {
				return Told{Text: sanitize.Line(reader.NotMuted + ": " + err.Error()), Bad: true}
			}
			return tea.BatchMsg{func() tea.Msg { return MutesChanged{all} }, func() tea.Msg { return Told{Text: said} }}
		}
	case keys.RemoveFeed:
		return env.send(ConfirmRequested{
			Question: sanitize.Line("Follow " + r.name + " no longer? y: yes, any other key: no"),
			Do:       configure(env, func(ctx context.Context) (sanitize.Clean, error) { return env.Actions.RemoveFeed(ctx, r.feed) }),
		})
	default:
		p.asked = sourceQuestion{a, r.feed, r.name}
		return env.send(PromptRequested{})
	}
}

// configure has the configuration changed and reports the result.
func configure(env *Env, do func(context.Context) (sanitize.Clean, error)) tea.Cmd {
	return func() tea.Msg {
		done, err := do(env.Ctx)
		if err != nil {
			return Told{Text: sanitize.Line(reader.NotConfigured + ": " + err.Error()), Bad: true}
		}
		return StateChanged{Text: done}
	}
}

// Ask implements Prompter.
func (p *sources) Ask() (label, inForce string, ok bool) {
	switch p.asked.what {
	case keys.RenameFeed:
		return "name of the feed: ", p.asked.name, true
	case keys.TagFeed:
		return "tag, or -tag to remove it: ", "", true
	default:
		return "filter sources: ", p.only, p.known
	}
}

// Typed shows what matches so far.
func (p *sources) Typed(line string) tea.Cmd {
	if p.asked.what == "" {
		p.only = line
		p.fill()
		if line != "" {
			p.scroll.cursor = 1 // below the first heading
			p.scroll.settle()
		}
	}
	return nil
}

// Entered ends the filter, or changes the feed that was asked about.
func (p *sources) Entered(line string, cancelled bool) tea.Cmd {
	q, env := p.asked, p.env
	p.asked = sourceQuestion{}
	line = strings.TrimSpace(line)
	switch {
	case q.what == "" && cancelled:
		return p.Typed("")
	case q.what == "":
		return p.Typed(line)
	case cancelled || line == "":
		return nil
	case q.what == keys.RenameFeed:
		return configure(env, func(ctx context.Context) (sanitize.Clean, error) { return env.Actions.RenameFeed(ctx, q.feed, line) })
	}
	tag, off := strings.CutPrefix(line, "-")
	return configure(env, func(ctx context.Context) (sanitize.Clean, error) { return env.Actions.TagFeed(ctx, q.feed, tag, !off) })
}

// Update takes note of something that has happened. Out of sight it asks for
// nothing; the screen tells it that the cache changed when it is opened.
func (p *sources) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged, StateChanged, MutesChanged:
		if p.focus || p.aside {
			return p.load()
		}
	case sourcesLoaded:
		if msg.ask == p.ask {
			p.apply(msg)
		}
	}
	return nil
}

func (p *sources) load() tea.Cmd {
	p.ask++
	m, env := sourcesLoaded{ask: p.ask}, p.env
	return func() tea.Msg {
		if m.all, m.err = env.Sources(env.Ctx); m.err == nil {
			m.packs, m.err = env.Actions.Packs(env.Ctx)
		}
		if m.err == nil {
			m.mutes, m.err = env.Library.Mutes(env.Ctx)
		}
		return m
	}
}

func (p *sources) apply(m sourcesLoaded) {
	if m.err != nil {
		p.err = sanitize.Line(reader.NoFeedStates + ": " + m.err.Error())
		return
	}
	p.got, p.known, p.err = m, true, sanitize.Clean{}
	p.fill()
}

// fill builds the rows; the cursor stays on its row, if that is still there.
func (p *sources) fill() {
	var was source
	if r := p.at(); r != nil {
		was = *r
	}
	defer func() {
		same := func(r source) bool {
			return r.kind == was.kind && r.feed == was.feed && (r.name == was.name || r.kind == aFeed)
		}
		if i := slices.IndexFunc(p.rows, same); i >= 0 {
			p.scroll.cursor = i
			p.scroll.settle()
		}
	}()
	p.rows = p.rows[:0:0]
	if p.known {
		p.addDesks()
		p.addTags()
		p.addFeeds()
		p.addPacks()
	}
	p.scroll.set(len(p.rows), p.room())
}

// group adds a heading and its rows, as far as they match and are not folded.
func (p *sources) group(name string, rows []source) {
	var shown []source
	for _, r := range rows {
		if strings.Contains(sanitize.Fold(r.name+" "+r.pack), sanitize.Fold(p.only)) {
			shown = append(shown, r)
		}
	}
	if len(shown) == 0 {
		return
	}
	p.rows = append(p.rows, source{kind: aHeading, name: name, note: strconv.Itoa(len(shown))})
	if !p.folded[name] || p.only != "" {
		p.rows = append(p.rows, shown...)
	}
}

func (p *sources) addDesks() {
	rows := []source{{kind: aDesk, name: "all"}, {kind: aSearch, name: "is:starred", note: unreadOf(p.got.all.Starred)}}
	for _, d := range p.env.Desks {
		rows = append(rows, source{kind: aDesk, name: d.Name.String()})
	}
	at := 0
	for i := range rows {
		if rows[i].kind == aDesk && at < len(p.got.all.Desks) {
			rows[i].note = unreadOf(p.got.all.Desks[at])
			at++
		}
	}
	p.group("Desks", rows)
}

func (p *sources) addTags() {
	var rows []source
	for _, t := range slices.Sorted(maps.Keys(p.got.all.Tags)) {
		rows = append(rows, source{kind: aSearch, name: "tag:" + t, note: unreadOf(p.got.all.Tags[t])})
	}
	p.group("Tags", rows)
}

func (p *sources) addFeeds() {
	var rows []source
	for _, f := range p.got.all.Feeds {
		r := source{kind: aFeed, name: f.Name.String(), feed: f.ID, note: unreadOf(f.Counts)}
		if f.State.Condition() != news.OK {
			r.note = string(f.State.Condition()) + "  " + r.note
		}
		if slices.ContainsFunc(p.got.mutes, func(m news.Mute) bool { return m.Feed == f.ID }) {
			r.on, r.note = true, "muted  "+r.note
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b source) int { return cmp.Compare(a.name, b.name) })
	p.group("Feeds", rows)
}

func (p *sources) addPacks() {
	var rows []source
	for _, k := range p.got.packs {
		state := "off"
		if k.On {
			state = "on"
		}
		rows = append(rows, source{kind: aPack, name: k.Title.String(), pack: k.Name, on: k.On, note: fmt.Sprintf("%d feeds  %s", k.Feeds, state)})
	}
	p.group("Packs", rows)
}

// unreadOf writes how much is unread, and how much there is.
func unreadOf(c news.Counts) string {
	more := ""
	if c.More {
		more = "+"
	}
	return fmt.Sprintf("%d%[2]s/%[3]d%[2]s", c.Unread, more, c.Total)
}

// View returns exactly h lines of exactly w cells.
func (p *sources) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	th, ascii := p.env.Theme, p.env.ASCII
	var lines []string
	if p.header() > 0 {
		head := "Sources: unread and all"
		if p.only != "" {
			head = fmt.Sprintf("Sources: %q", p.only)
		}
		lines = append(lines, p.scroll.title(p.env, head, p.w))
	}
	switch {
	case !p.err.IsZero():
		lines = append(lines, paint(th.Bad, fit("! "+p.err.String(), p.w, ascii)))
	case p.known && len(p.rows) == 0:
		lines = append(lines, fit("Nothing here has that in its name.", p.w, ascii))
	}
	for i := p.scroll.top; i < len(p.rows) && i < p.scroll.top+p.scroll.h; i++ {
		lines = append(lines, p.row(p.rows[i], i == p.scroll.cursor))
	}
	if p.footer() > 0 {
		for len(lines) < p.h-p.footer() {
			lines = append(lines, fit("", p.w, ascii))
		}
		rule := "─"
		if ascii {
			rule = "-"
		}
		lines = append(lines, paint(th.Faint, fit(repeat(rule, p.w), p.w, ascii)), paint(th.Meta, fit(p.help(), p.w, ascii)))
	}
	return page(lines, p.w, p.h)
}

// row writes one row of the tree.
func (p *sources) row(r source, here bool) string {
	open, shut := "▾ ", "▸ "
	if p.env.ASCII {
		open, shut = "v ", "> "
	}
	lead := "    "
	if r.kind == aHeading {
		lead = open
		if p.folded[r.name] && p.only == "" {
			lead = shut
		}
	}
	w := min(p.w, widest)
	name := r.name
	if r.name == "is:starred" {
		name = "starred"
	}
	note := min(max(cells(r.note), 10), max(w-12, 0))
	text := fit(fit(lead+name, w-note-1, p.env.ASCII)+" "+fitRight(r.note, note, p.env.ASCII), p.w, p.env.ASCII)
	switch {
	case here && p.focus:
		return paint(p.env.Theme.Cursor, text)
	case here:
		return paint(p.env.Theme.Rest, text)
	case r.kind == aHeading:
		return paint(p.env.Theme.Title, text)
	}
	return text
}

// help names the actions on the row under the cursor.
func (p *sources) help() string {
	r := p.at()
	if r == nil {
		return ""
	}
	key := func(a keys.Action) string { return keyName(p.env, a) }
	switch r.kind {
	case aFeed:
		mute := " mutes it  "
		if r.on {
			mute = " lists it again  "
		}
		return key(keys.Open) + " reads it  " + key(keys.RenameFeed) + " renames it  " + key(keys.TagFeed) + " tags it  " +
			key(keys.MuteFeed) + mute + key(keys.RemoveFeed) + " removes it"
	case aPack:
		word := "on"
		if r.on {
			word = "off"
		}
		return key(keys.Open) + " switches the pack " + r.pack + " " + word + ", in the configuration"
	case aHeading:
		return key(keys.Open) + " folds or unfolds it  " + key(keys.Search) + " filters"
	case aDesk, aSearch:
	}
	return key(keys.Open) + " reads it  " + key(keys.Search) + " filters  " + key(keys.AddFeed) + " adds a feed"
}

// Cursor returns the cell of the cursor's row.
func (p *sources) Cursor() (x, y int, ok bool) {
	return 0, p.header() + p.scroll.cursor - p.scroll.top, len(p.rows) > 0
}

// Click moves the cursor, or opens the row that it is on.
func (p *sources) Click(_, y int) tea.Cmd {
	was := p.scroll.cursor
	p.scroll.point(y - p.header())
	if r := p.at(); r != nil && was == p.scroll.cursor {
		return p.open(r)
	}
	return nil
}

// Wheel scrolls.
func (p *sources) Wheel(lines int) tea.Cmd {
	p.scroll.move(lines)
	return nil
}
