// Package served shows the reader to persons over SSH: one cache, one poller, one
// configuration, and a screen for each session.
package served

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/screen"
	"sitrep/internal/config"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/sshd"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/terminal"
)

// Readers serves sessions on one cache. Make one with New; it is safe for concurrent use.
type Readers struct {
	app      *app.App
	follower *app.Follower
	pages    app.Allowance

	mu      sync.Mutex
	screens map[chan ui.Settings]struct{} // that are told of a new configuration
}

// New returns what serves sessions on a cache that is open.
func New(a *app.App) (*Readers, error) {
	f, err := a.Follower()
	if err != nil {
		return nil, err
	}
	return &Readers{app: a, follower: f, screens: map[chan ui.Settings]struct{}{}}, nil
}

// Work polls, watches the cache and the configuration for all sessions until ctx ends.
func (r *Readers) Work(ctx context.Context) {
	ready := make(chan struct{})
	close(ready)
	var all sync.WaitGroup
	for name, f := range map[string]func(){
		"watch the cache":         func() { r.follower.Watch(ctx) },
		"poll":                    func() { r.follower.Poll(ctx, ready) },
		"watch the configuration": func() { r.app.WatchConfig(ctx, nil, r.reloaded) },
	} {
		all.Go(func() {
			defer r.caught(name)
			f()
		})
	}
	all.Wait()
}

// Replaced is closed when the cache was removed or replaced under the server.
func (r *Readers) Replaced() <-chan struct{} { return r.follower.Replaced() }

// caught notes a panic behind the sessions, which go on.
func (r *Readers) caught(what string) {
	if p := recover(); p != nil {
		r.Failed(p, debug.Stack(), what)
	}
}

// Failed notes a panic in the log.
func (r *Readers) Failed(panicked any, stack []byte, what string) {
	r.app.Log.Error(what, slog.Any("panic", panicked), slog.String("stack", string(stack)))
}

// reloaded hands a new configuration to each screen.
func (r *Readers) reloaded(c app.Reloaded) {
	if c.Err != nil { // it is for whoever runs the server
		r.app.Log.Error("read the configuration again", slog.Any("error", c.Err))
		return
	}
	s := screen.Settings(&c)
	s.Pipes = nil
	r.mu.Lock()
	defer r.mu.Unlock()
	for to := range r.screens {
		select {
		case <-to:
		default:
		}
		to <- s // there is room: nobody else sends
	}
}

func (r *Readers) listen() (from <-chan ui.Settings, stop func()) {
	c := make(chan ui.Settings, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.screens[c] = struct{}{}
	return c, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.screens, c)
	}
}

// framesPerSecond is how often a screen is drawn if it has changed.
const framesPerSecond = 60

// saveWait is how long the end of a session may take to save where it is.
const saveWait = 3 * time.Second

// lastWait is how long the end of a session waits for its running work.
const lastWait = 500 * time.Millisecond

// Run shows the reader on a terminal until the person leaves it, or ctx ends, and
// returns the exit status.
func (r *Readers) Run(ctx context.Context, t *sshd.Terminal) (status int) {
	s, err := r.app.ServedSession(ctx, t.Person)
	if err != nil {
		r.app.Log.ErrorContext(ctx, "begin a session", slog.Any("error", err))
		return 1
	}
	v := &session{r: r, s: s, t: t, actions: s.Served(r.follower, func() bool { return t.Role() == sshd.Editor }, &r.pages)}
	v.traits = terminal.Detect(v.getenv)
	if err := v.run(ctx); err != nil {
		r.app.Log.ErrorContext(ctx, "run a session", slog.Any("error", err))
		return 1
	}
	return 0
}

// session is one screen of one person.
type session struct {
	r       *Readers
	s       *app.Session
	t       *sshd.Terminal
	actions *app.Served
	traits  terminal.Traits
	place   app.Place
	behind  sync.WaitGroup
}

// getenv returns a variable of the client's terminal, which is at the other end of a
// line.
func (v *session) getenv(name string) string {
	if name == "SSH_TTY" {
		return "served"
	}
	return v.t.Getenv(name)
}

// run runs the screen until it is quit or ctx ends.
func (v *session) run(ctx context.Context) error {
	// The screen outlives the connection for a moment, to save where the reader is.
	screenCtx, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	v.place, _ = v.s.ClaimPlace(screenCtx)
	defer func() {
		if err := v.place.Release(); err != nil { // it runs out by itself
			v.s.Log.WarnContext(screenCtx, "give the place of a session back", slog.Any("error", err))
		}
	}()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	keyboard := terminal.NewInput(v.t, leave)
	changed, deaf := v.s.Changed()
	defer deaf()
	progress, unheard := v.r.follower.Progress()
	defer unheard()
	settings, unset := v.r.listen()
	defer unset()
	cfg := v.s.Current()
	model, err := screen.New(screen.Parts{
		Config: cfg, Env: v.env(screenCtx, cfg), Terminal: v.traits, Place: v.place, Changed: changed, Progress: progress,
		Settings: settings, Replaced: v.r.follower.Replaced(), Refuse: v.refuse, NoClipFile: true,
	})
	if err != nil {
		return err
	}
	g := &terminal.Guard{Model: model, Failed: func(p any) { v.r.Failed(p, debug.Stack(), "a session failed") }, First: v.traits.Queries()}
	w := terminal.NewWriter(v.t, terminal.Options{Family: v.traits.Family, Visual: cfg.Reader.Direction == "visual", CRLF: true, Input: keyboard})
	g.Busy = w.Busy
	p := v.program(g, w, keyboard, cfg)
	g.Quit = p.Quit
	keyboard.Send(p.Send)
	v.background(g, func() { v.relay(screenCtx, ctx, p, w) })
	_, err = p.Run()
	_ = w.Flush(lastWait)
	end()
	v.wait(g)
	if g.Err() != nil || errors.Is(err, tea.ErrProgramPanic) {
		return errors.Join(g.Err(), err)
	}
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return err
	}
	return nil
}

// program returns the program of a screen. It neither stops the process nor starts
// another, whatever the screen asks for.
func (v *session) program(m tea.Model, w *terminal.Writer, keyboard *terminal.Input, cfg *config.Config) *tea.Program {
	size := v.t.Size()
	next := w.Filter()
	filter := func(m tea.Model, msg tea.Msg) tea.Msg {
		if _, stops := msg.(tea.SuspendMsg); stops {
			return nil
		}
		return next(m, msg)
	}
	return tea.NewProgram(m, tea.WithInput(keyboard), tea.WithOutput(w), tea.WithColorProfile(screen.Colors(cfg, v.traits)),
		tea.WithWindowSize(size.Width, size.Height), tea.WithEnvironment([]string{"TERM=" + v.t.Getenv("TERM")}),
		tea.WithFilter(filter), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler())
}

// relay sends the program the messages of the connection until screenCtx ends, and has
// it end when the connection does.
func (v *session) relay(screenCtx, ctx context.Context, p *tea.Program, w *terminal.Writer) {
	gone := ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case <-screenCtx.Done():
			return
		case <-late:
			p.Quit()
			return
		case <-gone:
			gone = nil
			limit := time.NewTimer(saveWait)
			defer limit.Stop()
			late = limit.C
			p.Send(ui.Leave{})
		case size := <-v.t.Sizes():
			p.Send(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
		case text := <-v.t.Notices():
			p.Send(pane.Told{Text: text, Bad: true})
		case <-w.Ready():
			p.Send(terminal.Drained{})
		}
	}
}

// background runs f behind the screen; a panic in it ends the session.
func (v *session) background(g *terminal.Guard, f func()) {
	v.behind.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				g.Fail(p)
				g.Quit()
			}
		}()
		f()
	})
}

// wait waits for what works behind the screen and for its commands, but not for ever.
func (v *session) wait(g *terminal.Guard) {
	done := make(chan struct{})
	go func() { // ends with the last of them
		v.behind.Wait()
		g.Wait()
		close(done)
	}()
	limit := time.NewTimer(lastWait)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		v.s.Log.Warn("a session ended before all that it had begun")
	}
}

// env is the environment of the screen.
func (v *session) env(ctx context.Context, cfg *config.Config) reader.Env {
	return reader.Env{
		Ctx: ctx, Library: v.s.Cache, Actions: v.actions, Events: v.actions.Events(), Fold: cfg.Reader.Fold, BriefFirst: cfg.Brief.OnStart, Now: v.s.Now, Zone: time.Local,
		Desks: app.DesksOf(cfg), Parse: query.ParseTyping, Doubt: v.s.Doubt(), Watch: v.s.Watch(), Notebook: v.actions.Notebook(), MatchWarning: v.s.MatchWarning(),
	}
}

// Why an action is not for a session.
var (
	noProgram = sanitize.Lit("A served session opens no browser and starts no program; y copies the address.")
	noFile    = sanitize.Lit("A served session writes no file; Y copies the citation, y the address.")
	noStop    = sanitize.Lit("A served session cannot be suspended.")
	noChange  = sanitize.Lit("A reader does not change what the team follows; ask an editor.")
	noReload  = sanitize.Lit("The server reads its configuration again by itself when it has changed.")
)

// refuse returns why an action or a command is not for this session; the zero text if it
// is. It may be asked at any time: a role can change.
func (v *session) refuse(name string) sanitize.Clean {
	switch name {
	case string(keys.Browse), string(keys.Pipe):
		return noProgram
	case string(keys.Save), string(keys.Export):
		return noFile
	case string(keys.Suspend):
		return noStop
	case "reload":
		return noReload
	case string(keys.AddFeed), "add", "tag", "desk save", string(keys.MarkLine), "keep", "join", "part":
		if v.t.Role() != sshd.Editor {
			return noChange
		}
	}
	return sanitize.Clean{}
}
