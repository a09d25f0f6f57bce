package pane

import (
	"reflect"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/typeset"
)

func init() {
	register(Spec{Name: "Story", Slot: layout.Story, Scope: keys.Story, New: func(env *Env) Pane { return &story{env: env} }})
}

var (
	_ Prompter   = (*story)(nil)
	_ WithCursor = (*story)(nil)
	_ Positioner = (*story)(nil)
	_ Clicker    = (*story)(nil)
	_ Follower   = (*story)(nil)
	_ Neighbor   = (*story)(nil)
)

// story shows the open story: its header, which scrolls with the text, the
// text with links and references in place, and one row at the bottom that
// says what is focused and how far the reader is.
type story struct {
	env    *Env
	w, h   int
	shared bool // another pane is on the screen

	st   *news.Story
	at   Rank      // in the list that it was opened from
	best news.Body // the best text there is
	body news.Body // the text that is shown
	refs []news.Reference
	err  sanitize.Clean
	feed bool // the reader asked for the feed's text
	here bool // the text has been read from the cache
	ask  int  // number of the last question for a text

	now    time.Time // when the header was written: it says how long ago the story was published
	head   []headLine
	text   *typeset.Text // nil until there is text and room
	top    int           // the line at the top, counted from the header's first
	want   *news.Step    // where to go once there is text
	reflow reflow
	item   int  // the link or reference in focus; 0: none
	hints  bool // the prompt asks for a number

	find finding
}

// bodyGot brings the feed's own text.
type bodyGot struct {
	ask  int
	body news.Body
	err  error
}

// Resize implements Pane. Another width sets the text anew; what is at the
// top stays there.
func (s *story) Resize(w, h int) {
	w, h = max(w, 0), max(h, 0)
	rewrap := w != s.w
	s.w, s.h = w, h
	if rewrap && s.st != nil {
		s.set()
	}
}

// Focus implements Pane. The focused story looks like any other: its title
// row is the screen's.
func (s *story) Focus(bool) {}

// Update implements Pane.
func (s *story) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case StoryOpened:
		s.open(msg)
		if s.feed {
			return s.loadFeedText()
		}
	case StoryLoaded:
		if s.st == nil || msg.Story == nil || msg.Story.ID != s.st.ID {
			return nil // it was asked for before this one
		}
		return s.load(msg)
	case bodyGot:
		return s.gotFeedText(msg)
	case SettingsChanged:
		if s.st != nil {
			s.set()
		}
	}
	return nil
}

// open makes room for another story.
func (s *story) open(m StoryOpened) {
	if m.Story == nil {
		return
	}
	*s = story{env: s.env, w: s.w, h: s.h, shared: s.shared, ask: s.ask + 1, st: m.Story, at: Rank{N: m.At.N, Of: m.At.Of}, feed: m.At.View == news.FromFeed}
	if m.At.Story != "" {
		s.want = &m.At
	}
	s.set()
}

// load takes the text of the open story, or a newer state of it.
func (s *story) load(m StoryLoaded) tea.Cmd {
	same := reflect.DeepEqual(m.Body, s.best) && reflect.DeepEqual(m.Refs, s.refs) && *m.Story == *s.st && m.Err == s.err
	if same && s.text != nil {
		return nil
	}
	s.st, s.best, s.refs, s.err, s.here = m.Story, m.Body, m.Refs, m.Err, true
	if s.feed {
		s.set() // header and references; the feed's text is asked for anew
		return s.loadFeedText()
	}
	s.show(m.Body)
	return nil
}

// show puts another text in the place of the one that is shown. The
// paragraph at the top stays there if the new text has it too.
func (s *story) show(b news.Body) {
	keep := -1
	row := 0
	if s.want == nil && s.text != nil && s.bodyTop() >= 0 {
		var block int
		block, row = s.text.Position(s.bodyTop())
		keep = counterpart(s.body.Blocks, b.Blocks, block)
	}
	focused, hadFocus := s.focused()
	s.body = b
	s.set()
	if keep >= 0 && s.text != nil {
		s.top = len(s.head) + s.text.LineAt(keep, row)
	}
	if hadFocus {
		s.item = again(s.items(), focused)
	}
}

// focused returns the link or reference in focus.
func (s *story) focused() (typeset.Item, bool) {
	if s.item < 1 || s.item > len(s.items()) {
		return typeset.Item{}, false
	}
	return s.items()[s.item-1], true
}

// again returns the number that a link or reference has among items; 0 if it
// is not there any more.
func again(items []typeset.Item, was typeset.Item) int {
	same := func(it typeset.Item) bool {
		switch {
		case was.Link != nil && it.Link != nil:
			return it.Link.URL == was.Link.URL && it.Link.Text == was.Link.Text
		case was.Ref != nil && it.Ref != nil:
			return it.Ref.N == was.Ref.N && it.Ref.Title == was.Ref.Title
		}
		return false
	}
	if was.N <= len(items) && same(items[was.N-1]) {
		return was.N
	}
	return slices.IndexFunc(items, same) + 1
}

// counterpart returns the block of now with the text of block i of before,
// the nearest if there are several; -1 if there is none.
func counterpart(before, now []news.Block, i int) int {
	if i >= len(before) {
		return -1
	}
	text, best := before[i].PlainText(), -1
	for j := range now {
		if now[j].PlainText() == text && (best < 0 || abs(j-i) < abs(best-i)) {
			best = j
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// set sets header and text for the width there is, and keeps the place.
func (s *story) set() {
	if s.w <= 0 {
		s.text = nil
		return
	}
	var anchor typeset.Anchor
	below := s.text != nil && s.top >= len(s.head)
	switch {
	case below && s.reflow.text == s.text && s.reflow.top == s.top:
		anchor = s.reflow.at
	case below:
		anchor = s.text.Anchor(s.top - len(s.head))
	}
	s.now = s.env.Now()
	s.head = s.header()
	s.text = typeset.Set(s.blocks(), s.refs, typeset.Options{Width: s.measure(), ASCII: s.env.ASCII, RTL: s.env.RTL})
	s.find.again(s.text)
	switch {
	case s.want != nil && s.ready():
		s.restore(*s.want)
		s.want = nil
	case below:
		s.top = len(s.head) + s.text.Find(anchor)
		s.reflow = reflow{s.text, s.top, anchor}
	}
}

// reflow is a position that setting the text for another width has led to, not
// a movement. While the reader stays there, the next width is set from the same
// anchor, so that rounding does not add up.
type reflow struct {
	text *typeset.Text
	top  int
	at   typeset.Anchor
}

// ready reports whether the text that the reader's place is about is here.
func (s *story) ready() bool { return s.here && (!s.feed || s.body.Origin == news.FromFeed) }

// blocks returns the text to show: where there is none, the summary.
func (s *story) blocks() []news.Block {
	if len(s.body.Blocks) == 0 && !s.st.Summary.IsZero() {
		return []news.Block{{Kind: news.Paragraph, Text: s.st.Summary}}
	}
	return s.body.Blocks
}

// Position implements Positioner. A place in the header has a negative Line:
// so many lines before the text.
func (s *story) Position() news.Step {
	switch {
	case s.st == nil:
		return news.Step{}
	case s.want != nil:
		step := *s.want
		step.Story = s.st.ID
		return step
	}
	step := news.Step{Story: s.st.ID, Ref: s.item, N: s.at.N, Of: s.at.Of}
	if s.feed {
		step.View = news.FromFeed
	}
	if s.text == nil {
		return step
	}
	if step.Line = s.bodyTop(); step.Line >= 0 {
		a := s.text.Anchor(step.Line)
		step.Top, step.Line = s.text.Position(step.Line)
		step.Flow, step.At = a.Flow, a.At
	} else {
		line := s.head[len(s.head)+step.Line]
		step.Flow, step.At = -1-line.part, line.at
	}
	return step
}

// restore goes to a place: the line itself if the text is set as it was, else the
// line that its beginning is in.
func (s *story) restore(step news.Step) {
	switch {
	case step.Line < 0 && step.Top <= 0:
		s.top = s.headAt(step)
	default:
		line := s.text.LineAt(step.Top, step.Line)
		at := typeset.Anchor{Block: step.Top, Flow: step.Flow, At: step.At}
		if (step.Flow > 0 || step.At > 0) && s.text.Anchor(line) != at {
			line = s.text.Find(at)
		}
		s.top = len(s.head) + line
	}
	if step.Ref > 0 && step.Ref <= len(s.text.Items()) {
		s.item = step.Ref
	}
}

// headAt returns the line of the header at a place in it. One that was kept by
// older versions says only how far it is from the text.
func (s *story) headAt(step news.Step) int {
	if step.Flow >= 0 {
		return max(len(s.head)+step.Line, 0)
	}
	if i := len(s.head) + step.Line; i >= 0 && s.head[i].part == -1-step.Flow && s.head[i].at == step.At {
		return i
	}
	at := 0
	for i, l := range s.head {
		if l.part < -1-step.Flow || l.part == -1-step.Flow && l.at <= step.At {
			at = i
		}
	}
	return at
}

// bodyTop returns the line of the text at the top; negative: the header is
// there.
func (s *story) bodyTop() int { return s.first() - len(s.head) }

// Do implements Pane.
func (s *story) Do(a keys.Action) (tea.Cmd, bool) {
	if s.st == nil {
		return nil, false
	}
	if s.env.Now().Sub(s.now) >= time.Minute {
		s.set()
	}
	if n := keys.FollowN(a); n > 0 {
		return s.env.followItem(s.items(), n), true
	}
	if s.scroll(a) {
		return nil, true
	}
	switch a {
	case keys.Continue:
		if s.first() >= s.last() {
			return nil, false // the screen goes to the next unread story
		}
		s.moveBy(s.step())
	case keys.NextLink:
		return s.nextItem(+1), true
	case keys.PrevLink:
		return s.nextItem(-1), true
	case keys.Open:
		if s.item == 0 {
			return s.env.send(Told{Text: s.hint("No link is in focus: ", keys.NextLink, " focuses the next.")}), true
		}
		return s.env.followItem(s.items(), s.item), true
	case keys.LinkHints:
		if len(s.items()) == 0 {
			return s.env.followItem(nil, 0), true
		}
		s.hints = true
		return s.env.send(PromptRequested{}), true
	case keys.FetchText:
		return s.toggleText()
	case keys.MarkLine:
		return s.markLine(), true
	default:
		return s.find.do(s, a)
	}
	return nil, true
}

func (s *story) items() []typeset.Item {
	if s.text == nil {
		return nil
	}
	return s.text.Items()
}

// hint is a sentence around the key of an action.
func (s *story) hint(before string, a keys.Action, after string) sanitize.Clean {
	return sanitize.Line(before + keyName(s.env, a) + after)
}

// scroll carries out the movements.
func (s *story) scroll(a keys.Action) bool {
	switch a {
	case keys.Down:
		s.moveBy(1)
	case keys.Up:
		s.moveBy(-1)
	case keys.HalfDown:
		s.moveBy(max(s.rows()/2, 1))
	case keys.HalfUp:
		s.moveBy(-max(s.rows()/2, 1))
	case keys.PageDown:
		s.moveBy(s.step())
	case keys.PageUp:
		s.moveBy(-s.step())
	case keys.Top:
		s.moveTo(0)
	case keys.Bottom:
		s.moveTo(s.last())
	default:
		return false
	}
	return true
}

func (s *story) moveBy(lines int) { s.moveTo(s.first() + lines) }

func (s *story) moveTo(line int) { s.top = max(0, min(line, s.last())) }

// step is how far a page goes: one line stays in sight.
func (s *story) step() int { return max(s.rows()-1, 1) }

// rows is how many rows the text has.
func (s *story) rows() int {
	if s.h < footFrom {
		return max(s.h, 1)
	}
	return s.h - 1
}

// footFrom is the height from which the last row is not text.
const footFrom = 5

func (s *story) total() int {
	if s.text == nil {
		return len(s.head)
	}
	return len(s.head) + s.text.Lines()
}

// first returns the line at the top, last the one there at the end of the
// story.
func (s *story) first() int { return min(s.top, s.last()) }

func (s *story) last() int { return max(s.total()-s.rows(), 0) }

// nextItem focuses the next link or reference and brings it into sight. If
// the one in focus is out of sight it begins with those in sight.
func (s *story) nextItem(dir int) tea.Cmd {
	n := len(s.items())
	if n == 0 {
		return s.env.followItem(nil, 0)
	}
	to := s.item + dir
	if s.item == 0 || !s.inSight(s.item) {
		to = s.fromSight(dir)
	}
	switch {
	case to < 1:
		return s.env.send(Told{Text: sanitize.Lit("There is no link further up.")})
	case to > n:
		return s.env.send(Told{Text: sanitize.Lit("There is no link further down.")})
	}
	s.item = to
	s.reveal(len(s.head) + s.text.LineOf(to))
	return nil
}

func (s *story) inSight(item int) bool {
	line := len(s.head) + s.text.LineOf(item)
	return line >= s.first() && line < s.first()+s.rows()
}

// fromSight returns the first item below the top, or the last one above the
// bottom; a number that no item has if there is none.
func (s *story) fromSight(dir int) int {
	n := len(s.items())
	if dir > 0 {
		for i := 1; i <= n; i++ {
			if len(s.head)+s.text.LineOf(i) >= s.first() {
				return i
			}
		}
		return n + 1
	}
	for i := n; i >= 1; i-- {
		if len(s.head)+s.text.LineOf(i) < s.first()+s.rows() {
			return i
		}
	}
	return 0
}

// reveal scrolls to a line that is not in sight, so that some of what stands
// before it is in sight too.
func (s *story) reveal(line int) {
	if line < s.first() || line >= s.first()+s.rows() {
		s.moveTo(line - s.rows()/3)
	}
}

// toggleText changes between the article and the text of the feed. Without
// the article it leaves the request to the screen, which fetches it.
func (s *story) toggleText() (tea.Cmd, bool) {
	switch {
	case s.feed:
		s.feed = false
		s.ask++ // an answer that is under way is not wanted any more
		s.show(s.best)
		return s.env.send(renumbered{s.st.ID, s.items()}), true
	case s.best.Origin == news.FromPage && len(s.best.Blocks) > 0:
		return s.loadFeedText(), true
	}
	return nil, false
}

func (s *story) loadFeedText() tea.Cmd {
	s.ask++
	ask, env, id := s.ask, s.env, s.st.ID
	return func() tea.Msg {
		b, err := env.Library.Body(env.Ctx, id, news.FromFeed)
		return bodyGot{ask, b, err}
	}
}

func (s *story) gotFeedText(m bodyGot) tea.Cmd {
	switch {
	case m.ask != s.ask || s.st == nil:
		return nil
	case m.err != nil:
		return s.env.send(Told{Text: sanitize.Line("The feed's text could not be read: " + m.err.Error()), Bad: true})
	case len(m.body.Blocks) == 0:
		s.feed = false
		s.show(s.best)
		return s.env.send(Told{Text: sanitize.Lit("The feed carried no text of its own.")})
	case s.feed && reflect.DeepEqual(m.body, s.body):
		return s.env.send(renumbered{s.st.ID, s.items()})
	}
	s.feed = true
	s.show(m.body)
	return s.env.send(renumbered{s.st.ID, s.items()})
}
