// Package ui is the reader: one tea.Model that turns keys into actions,
// tells facts to panes and arranges them. It asks the cache and the world
// outside through reader.Library and reader.Actions, in commands only, so that
// nothing on the screen ever waits.
package ui

import (
	"cmp"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/terminal"
	"sitrep/ui/theme"
)

// Options has the parts a Screen works with. Env and Keys are needed.
type Options struct {
	Env  *pane.Env
	Keys *keys.Map
	// Preset is the name of the preset of Keys. Keymap builds the table of another
	// preset, with the keys of the configuration; nil: there is none.
	Preset string
	Keymap func(preset string) (*keys.Map, error)
	// Changed receives when something in the cache has changed, Progress
	// when polling has got further. Either may be nil.
	Changed  <-chan struct{}
	Progress <-chan reader.Progress
	Mouse    bool // click and wheel
	Title    bool // set the terminal's window title
	Bell     bool // ring the terminal's bell when stories have come
	// PreviewFrom is the width from which the story that the cursor of the headlines
	// rests on is shown, where there is room for both; 0: it never is.
	PreviewFrom int
	// Themes are those of the person's own, beside the ones that theme.Named knows.
	Themes []*theme.Theme
	// HintsFrom is the height from which a row names the keys of the focused pane; 0:
	// none does.
	HintsFrom int
	// After is the clock by which the cursor rests; nil: the system's.
	After func(d time.Duration) <-chan time.Time
	// Cite is how citations are written; empty: as Markdown.
	Cite cite.Form
	// Notify is how the terminal is asked to notify a person of an alert; empty: not.
	Notify Notify
	// Copy sends a text to the terminal's clipboard; nil: it has none that
	// can be reached.
	Copy func(text sanitize.Clean) tea.Cmd
	// Secondary: begin without the last session and keep none, since another
	// screen keeps it. TakenOver is closed when another one takes over; it may be nil.
	Secondary bool
	TakenOver <-chan struct{}
	// Settings receives a configuration that was read again; Reload asks for that. Both
	// may be nil.
	Settings <-chan Settings
	Reload   func()
	// Refuse returns why an action or a command is not for this session, by its name;
	// the zero text if it is. It is quick. nil: nothing is refused.
	Refuse func(name string) sanitize.Clean
	// NoClipFile: copies go to the terminal alone.
	NoClipFile bool
	// Replaced is closed when the cache was removed or replaced, so that nothing
	// is kept any more; it may be nil.
	Replaced <-chan struct{}
}

// Screen is the model of the reader. It belongs to one tea.Program.
type Screen struct {
	opt  Options
	env  *pane.Env
	keys *keys.Map

	preset string // of keys

	parts   []part // by slot
	screens []part // the screens that can cover them
	overlay *part
	aside   *part   // the sources, beside the headlines; nil: they are not
	sidebar bool    // they stand there wherever there is room
	under   []*part // the screens that overlay was opened from, the last last
	focus   layout.Slot
	zoom    bool
	w, h    int
	plan    layout.Plan
	sizes   layout.Sizes

	pending   []string               // keys of an unfinished chord
	asked     *pane.ConfirmRequested // the question that the next key answers; nil: none
	count     int
	prompt    prompt
	lines     news.Lines // the lines typed before, by purpose
	mouse     bool
	touched   bool      // a key was pressed
	lastKey   time.Time // when one was pressed last
	typeahead typeahead
	spilled   int // see Spilled
	told      pane.Told
	progress  polls
	pointed   *news.Story
	bell      bell
	asking    bool               // a line of input is about to be opened
	noted     sanitize.Clean     // the last message that is kept
	moves     []reader.Regrouped // by hand, since marks were changed last
	unseen    int                // alerts that the person has not seen

	nav     navigation
	load    loading
	preview previews
	work    work
}

// part is a pane with its description.
type part struct {
	pane.Spec
	pane.Pane
}

// New builds the screen. It asks nothing of the cache yet.
func New(o Options) *Screen {
	if o.Env.KeyOf == nil {
		o.Env.KeyOf = o.Keys.KeyOf
	}
	if o.Env.Theme == nil {
		o.Env.Theme = theme.Default()
	}
	s := &Screen{opt: o, env: o.Env, keys: o.Keys, preset: cmp.Or(o.Preset, "sitrep"), prompt: newPrompt(), mouse: o.Mouse}
	if o.Env.KeyTable == nil {
		o.Env.KeyTable = s.keyTable(o.Keys)
	}
	s.nav.stories = map[news.StoryID]*news.Story{}
	s.work.tried = map[news.StoryID]time.Time{}
	for _, spec := range pane.All() {
		p := part{spec, spec.New(o.Env)}
		if spec.Slot == layout.Overlay {
			s.screens = append(s.screens, p)
		} else {
			s.parts = append(s.parts, p)
		}
	}
	s.setFocus(layout.Headlines)
	return s
}

// Spilled returns how much the last door before the terminal has had to stop:
// 0, or a pane forgot to clean something.
func (s *Screen) Spilled() int { return s.spilled }

// Init starts listening and asks for the content of the first screen. The
// terminal is asked for its background; nothing waits for the answer.
func (s *Screen) Init() tea.Cmd {
	return tea.Batch(s.hear, s.watch, s.awaitSettings, s.yield, s.awaitReplaced, s.readTrail(), tea.RequestBackgroundColor, s.tell(pane.CacheChanged{}))
}

// Leave asks the screen to save where the reader is and to end.
type Leave struct{}

// Update takes note of one message.
func (s *Screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := tea.Batch(s.apply(msg), s.catchUp(), s.noteTold())
	if st := s.pointedStory(); st != s.pointed {
		first := s.pointed == nil || st == nil
		s.pointed = st
		if first {
			s.arrange()
		}
		cmd = tea.Batch(cmd, s.tell(pane.StoryPointed{Story: st}), s.catchUp())
	}
	return s, tea.Batch(cmd, s.followCursor())
}

func (s *Screen) apply(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.w, s.h = msg.Width, msg.Height
		cmd := s.fitAside()
		s.arrange()
		return cmd
	case terminal.Resizing:
		return msg.Settle(s.env.Ctx)
	case Leave:
		return s.quit(nil) // nobody looked up from the list
	case tea.KeyPressMsg:
		s.touched, s.preview.anew = true, true
		s.progress.look()
		return tea.Batch(s.returned(), s.queueKey(msg), s.noteSoon())
	case waitedEnough:
		s.typeahead.late = s.typeahead.late || msg.wait == s.typeahead.wait && len(s.typeahead.keys) > 0
		return nil
	case tea.PasteMsg:
		return s.paste(msg.Content)
	case tea.MouseClickMsg:
		return s.click(tea.Mouse(msg))
	case tea.MouseWheelMsg:
		return s.wheel(tea.Mouse(msg))
	case tea.BackgroundColorMsg:
		if !s.touched { // later on it would only be a flash
			s.adapt(msg.IsDark())
		}
		return s.tell(msg)
	case pane.CacheChanged:
		return tea.Batch(s.hear, s.tell(msg), s.reload())
	case reader.Progress:
		s.progress.apply(msg, s.pointed == nil)
		s.bell.inRound = s.bell.inRound && msg.Running
		return tea.Batch(s.watch, s.tell(msg))
	case reloaded:
		return s.applySettings(msg.Settings)
	case pane.StoriesArrived:
		return s.ring()
	case pane.AlertsArrived:
		return s.alerted(msg)
	case regrouped:
		return s.moved(msg)
	case pane.StateChanged:
		s.moves = nil
		if !msg.Text.IsZero() {
			s.told = pane.Told{Text: msg.Text}
		}
		return tea.Batch(s.tell(msg), s.reload())
	case pane.Told:
		s.told = msg
		return nil
	}
	if cmd, ok := s.navigate(msg); ok {
		return cmd
	}
	if cmd, ok := s.previewed(msg); ok {
		return cmd
	}
	return s.tell(msg)
}

// hear waits for the cache to change. It ends with Env.Ctx.
func (s *Screen) hear() tea.Msg {
	select {
	case <-s.env.Ctx.Done():
	case _, ok := <-s.opt.Changed:
		if ok {
			return pane.CacheChanged{}
		}
	}
	return nil
}

// takenOver says that another screen has taken over.
type takenOver struct{}

// yield waits for another screen to take over. It ends with Env.Ctx.
func (s *Screen) yield() tea.Msg {
	select {
	case <-s.env.Ctx.Done():
		return nil
	case <-s.opt.TakenOver:
		return takenOver{}
	}
}

// replaced says that the cache was removed or replaced.
type replaced struct{}

// awaitReplaced waits for the cache to be removed or replaced. It ends with Env.Ctx.
func (s *Screen) awaitReplaced() tea.Msg {
	select {
	case <-s.env.Ctx.Done():
		return nil
	case <-s.opt.Replaced:
		return replaced{}
	}
}

// watch waits for polling to get further. It ends with Env.Ctx.
func (s *Screen) watch() tea.Msg {
	select {
	case <-s.env.Ctx.Done():
	case p, ok := <-s.opt.Progress:
		if ok {
			return p
		}
	}
	return nil
}

// tell passes a fact to every pane.
func (s *Screen) tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	add := func(cmd tea.Cmd) {
		if cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	for _, p := range s.parts {
		add(p.Update(msg))
	}
	for _, p := range s.screens {
		add(p.Update(msg))
	}
	return tea.Batch(cmds...)
}

// adapt changes to the theme for the terminal's background, if the theme was
// left open.
func (s *Screen) adapt(dark bool) {
	if s.env.Theme.Name != "auto" {
		return
	}
	if dark {
		*s.env.Theme = *theme.Dark()
	} else {
		*s.env.Theme = *theme.Light()
	}
}

// arrange gives every pane its room.
func (s *Screen) arrange() {
	s.plan = layout.Compute(s.w, s.h, s.request(s.sizes))
	for _, pl := range s.plan.Areas {
		if p := s.at(pl.Slot); p != nil {
			if n, ok := p.Pane.(pane.Neighbor); ok {
				n.Beside(len(s.plan.Areas) > 1)
			}
			p.Resize(pl.Body.W, pl.Body.H)
		}
	}
}

// request lists the panes that the screen is divided for.
func (s *Screen) request(sizes layout.Sizes) layout.Request {
	story := s.load.open != nil || s.previewing() && s.pointed != nil
	return layout.Request{Focus: s.focus, Zoom: s.zoom, Story: story, Rows: s.load.rows, Overlay: s.overlay != nil, Hints: s.hinting(), Sources: s.aside != nil, Sizes: sizes}
}

// grow makes the focused pane larger or smaller by a step.
func (s *Screen) grow(by int) {
	next := s.plan.Grow(s.focus, s.sizes, by)
	plan := layout.Compute(s.w, s.h, s.request(next))
	now, _ := s.plan.Find(s.focus)
	then, _ := plan.Find(s.focus)
	if now == then {
		s.told = pane.Told{Text: sanitize.Lit("There is no room to give or take here.")}
		return
	}
	s.sizes = next
	s.arrange()
}

// at returns the pane of a slot, nil if there is none.
func (s *Screen) at(slot layout.Slot) *part {
	switch slot {
	case layout.Overlay:
		return s.overlay
	case layout.Sources:
		return s.aside
	default:
	}
	for i := range s.parts {
		if s.parts[i].Slot == slot {
			return &s.parts[i]
		}
	}
	return nil
}

// focused returns the pane that keys go to.
func (s *Screen) focused() *part {
	if s.overlay != nil {
		return s.overlay
	}
	return s.at(s.focus)
}

func (s *Screen) setFocus(slot layout.Slot) {
	if s.at(slot) != nil {
		s.focus = slot
	}
	for _, p := range s.parts {
		p.Focus(s.overlay == nil && p.Slot == s.focus)
	}
	if s.aside != nil {
		s.aside.Focus(s.overlay == nil && s.focus == layout.Sources)
	}
	if s.overlay != nil {
		s.overlay.Focus(true)
	}
	s.arrange()
}

// cover opens a screen over the panes, or closes it if it is open.
func (s *Screen) cover(p *part) tea.Cmd {
	if a, ok := p.Pane.(pane.Advisor); ok {
		a.About(s.scopes()[0])
	}
	if s.overlay != nil {
		s.overlay.Focus(false)
	}
	if s.overlay == p {
		p = nil
	}
	s.overlay, s.under = p, nil
	s.setFocus(s.focus)
	if p == nil {
		return nil
	}
	return p.Update(pane.CacheChanged{}) // it asked for nothing while out of sight
}

// pointedStory returns the story that the cursor of the headlines is on.
func (s *Screen) pointedStory() *news.Story {
	if p := s.at(layout.Headlines); p != nil {
		if at, ok := p.Pane.(pane.Pointer); ok {
			return at.Pointed()
		}
	}
	return nil
}

// noteAfter is how long the reader's place may go unsaved.
const noteAfter = time.Second
