package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/pane"
	uireader "sitrep/ui/reader"
	"sitrep/ui/terminal"
	"sitrep/ui/theme"
)

// lastWait is how long the end of the reader waits for what is under way.
// All of it is told to stop; what is lost is at most one fetch.
const lastWait = 500 * time.Millisecond

// framesPerSecond is how often the screen is drawn if it has changed. An
// answer to a key waits for the next frame: at the usual 60 that alone took up
// to 17 ms.
const framesPerSecond = 120

// reader is a running reader: the screen and what works behind it.
type reader struct {
	e        *env
	s        *app.Session
	follower *app.Follower
	actions  *app.Actions
	place    app.Place
	painted  chan struct{}
	terminal terminal.Traits
	behind   sync.WaitGroup
}

// read runs the reader until it is quit or ctx ends.
func (e *env) read(ctx context.Context) error {
	if err := e.checkTerminal(); err != nil {
		return err
	}
	s, err := e.session(app.Connect(ctx, e.options()))
	if err != nil {
		return err
	}
	e.warnOfSecrets(s)
	r := &reader{e: e, s: s, painted: make(chan struct{}), terminal: terminal.Detect(e.opts.Getenv), place: e.claimPlace(ctx, s)}
	defer func() {
		if err := r.place.Release(); err != nil { // it runs out by itself
			e.logger().WarnContext(ctx, "give the place of the reader back", slog.Any("error", err))
		}
	}()
	if r.follower, err = s.Follower(); err != nil {
		return err
	}
	if r.actions, err = s.Actions(r.follower); err != nil {
		return err
	}
	if e.inLines() {
		return r.runLines(ctx)
	}
	return r.run(ctx)
}

// checkTerminal refuses to draw where nobody could see it.
func (e *env) checkTerminal() error {
	if e.inLines() || isTerminal(e.stdout) {
		return nil
	}
	return errors.New("open the reader: the output is not a terminal (sitrep list and sitrep show print stories, sitrep poll fetches them, sitrep --plain reads line by line)")
}

func (r *reader) run(ctx context.Context) error {
	// The screen outlives a signal for a moment, to save where the reader is.
	screenCtx, endScreen := context.WithCancel(context.WithoutCancel(ctx))
	defer endScreen()
	leaving, leave := context.WithCancel(ctx)
	defer leave()
	changed, deaf := r.s.Changed()
	defer deaf()
	screen, err := r.screen(screenCtx, changed)
	if err != nil {
		return err
	}
	g := &terminal.Guard{
		Model: screen, Failed: r.logPanic, Painted: func() { close(r.painted) }, First: r.terminal.Queries(),
	}
	canvas, resized := r.canvas()
	p := tea.NewProgram(g, tea.WithInput(r.e.keyboard(leave)), tea.WithOutput(canvas), tea.WithColorProfile(r.colors()),
		tea.WithFilter(filter(resized)), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler())
	g.Quit = p.Quit

	failed := func(p any) {
		g.Fail(p)
		g.Quit()
	}
	r.background(failed, func() { r.follower.Watch(screenCtx) })
	r.background(failed, func() { r.follower.Poll(screenCtx, r.painted) })
	r.background(failed, func() { // signals end ctx, and a terminal that is gone ends leaving
		select {
		case <-leaving.Done():
			p.Send(ui.Leave{})
			limit := time.NewTimer(lastWait)
			defer limit.Stop()
			select {
			case <-screenCtx.Done():
			case <-limit.C:
			}
		case <-screenCtx.Done():
		}
		p.Quit()
	})
	titled := r.title()
	_, err = p.Run()
	titled()
	endScreen()
	r.wait(g.Wait)
	if failed := g.Err(); failed != nil || errors.Is(err, tea.ErrProgramPanic) {
		return r.fault()
	}
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("run the reader: %w", err)
	}
	return nil
}

// wait waits for what works behind the screen and for its commands, but not
// for ever: a name server may keep a fetch for seconds.
func (r *reader) wait(commands func()) {
	done := make(chan struct{})
	go func() { // ends with the last of them, or with the process
		r.behind.Wait()
		commands()
		close(done)
	}()
	limit := time.NewTimer(lastWait)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		r.e.logger().Warn("the reader ended before all that it had begun")
	}
}

// background runs f behind the screen. A panic in it would end the process as
// it is, with the terminal raw; it is given to failed instead, which ends the
// reader.
func (r *reader) background(failed func(p any), f func()) {
	r.behind.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				failed(p)
			}
		}()
		f()
	})
}

// fault is what a person reads after a panic.
func (r *reader) fault() error {
	return r.e.fault("the reader stopped because of a fault in sitrep: stories and marks are safe in the cache")
}

// logPanic notes a panic of the screen in the log.
func (r *reader) logPanic(p any) { logPanic(r.e.logger(), "the reader failed", p) }

// keyboard returns what the screen reads from. The end of input is watched
// only on a terminal; a file or a pipe is expected to end.
func (e *env) keyboard(gone func()) io.Reader {
	f, ok := e.stdin.(*os.File)
	if !ok || !isTerminal(f) {
		return e.stdin
	}
	return terminal.Keyboard(f, gone)
}

// filter sees every message before the program does: a size that does not
// stand is held back, but what is drawn on has to know of it at once.
func filter(resized func(tea.WindowSizeMsg)) func(tea.Model, tea.Msg) tea.Msg {
	steady := terminal.Steady{}
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			resized(size)
		}
		return steady.Filter(m, msg)
	}
}

// canvas is what the screen is drawn on. resized must be told every size.
func (r *reader) canvas() (to io.Writer, resized func(tea.WindowSizeMsg)) {
	f, ok := r.e.stdout.(*os.File)
	if !ok {
		return r.e.stdout, func(tea.WindowSizeMsg) {}
	}
	w := terminal.NewWriter(r.e.stdout, terminal.Options{Family: r.terminal.Family, Visual: r.s.Config.Reader.Direction == "visual"})
	return w.On(f), func(m tea.WindowSizeMsg) { w.Resize(m.Height) }
}

// colors returns how many colors are drawn. A theme that the reader has
// chosen by its name comes before NO_COLOR, as no-color.org has it.
func (r *reader) colors() colorprofile.Profile {
	return r.terminal.Colors(r.s.Config.Reader.Theme != "auto")
}

// title keeps the terminal's title, if sitrep is to set it, and returns what
// brings it back. (XTWINOPS; the screen leaves an empty title behind.)
func (r *reader) title() (restore func()) {
	if !r.s.Config.Reader.Title || !r.terminal.Family.Full() {
		return func() {}
	}
	r.e.control("\x1b[22;2t")
	return func() { r.e.control("\x1b[23;2t") }
}

// screen builds the model from the configuration.
func (r *reader) screen(ctx context.Context, changed <-chan struct{}) (tea.Model, error) {
	cfg := r.s.Config
	table, err := app.KeyTable(cfg)
	if err != nil {
		return nil, err
	}
	colors, _ := theme.Named(cfg.Reader.Theme)
	if r.terminal.NoColor && cfg.Reader.Theme == "auto" {
		colors = theme.Mono()
	}
	var model tea.Model = ui.New(ui.Options{
		Env: &pane.Env{
			Env: r.shared(ctx), Theme: colors,
			Width: cfg.Reader.Width, ASCII: cfg.Reader.ASCII || r.terminal.ASCII, RTL: cfg.Reader.Direction == "visual",
			Links: cfg.Reader.Links == "on" || cfg.Reader.Links == "auto" && r.terminal.Links,
		},
		Keys: table, Changed: changed, Progress: r.follower.Progress(), Mouse: cfg.Reader.Mouse, Title: cfg.Reader.Title, Bell: cfg.Reader.Bell,
		Copy: r.terminal.Copier(), Secondary: r.place.Fresh, TakenOver: r.place.Lost,
	})
	if r.terminal.SevenBit {
		model = terminal.SevenBit(model)
	}
	if r.e.around != nil {
		model = r.e.around(model)
	}
	return model, nil
}

// shared is what the screen and the dialog of lines work with alike.
func (r *reader) shared(ctx context.Context) uireader.Env {
	return uireader.Env{
		Ctx: ctx, Library: r.s.Cache, Actions: r.actions, Now: r.s.Now, Zone: time.Local,
		Desks: r.s.Desks(), Pipes: r.s.Pipes(), Parse: query.ParseTyping, Doubt: r.s.Doubt(), Welcome: r.welcome,
	}
}

// welcome is what an empty cache says beside how polling goes: where what is
// followed is written down.
func (r *reader) welcome() []sanitize.Clean {
	path, _, err := r.e.opts.ConfigPath()
	if err != nil {
		return nil
	}
	verb := "is in"
	if !app.Exists(path) {
		verb = "would go into"
	}
	return []sanitize.Clean{sanitize.Line(fmt.Sprintf("What is followed %s %s; sitrep feeds add URL writes it.", verb, r.e.opts.HomePath(path)))}
}

// claimPlace claims the place of the last session. If a reader that is still
// open has it, a person is asked once whether to take over from it, as they
// will after a line was lost that the other end knows nothing of yet.
func (e *env) claimPlace(ctx context.Context, s *app.Session) app.Place {
	p, holder := s.ClaimPlace(ctx)
	if holder == "" || !e.agrees(fmt.Sprintf("%s has this cache open.\nTake over from it, where it was left? n: begin anew beside it. [y/N] ", sanitize.Line(holder))) {
		return p
	}
	return s.TakePlace(ctx, holder)
}
