package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"sitrep/feeds"
	"sitrep/internal/bell"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/ui"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
)

// The cache is what the screen reads.
var _ pane.Library = (*store.Person)(nil)

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
	s        *session
	bell     bell.Bell
	progress chan pane.Progress
	painted  chan struct{}
	actions  *actions
	place    place
	display  display
	poller   *feeds.Poller
	behind   sync.WaitGroup
}

// read runs the reader until it is quit or ctx ends.
func (e *env) read(ctx context.Context) error {
	if err := e.checkTerminal(); err != nil {
		return err
	}
	r := &reader{e: e, progress: make(chan pane.Progress, 1), painted: make(chan struct{}), display: e.display()}
	var err error
	if r.s, err = e.connect(ctx, r.bell.Ring); err != nil {
		return err
	}
	e.warnOfSecrets(r.s.cfg)
	r.place = e.claimPlace(ctx, r.s)
	defer func() {
		if err := r.place.release(); err != nil { // it runs out by itself
			e.logger().WarnContext(ctx, "give the place of the reader back", slog.Any("error", err))
		}
	}()
	if r.poller, err = e.poller(r.s, r.tellProgress); err != nil {
		return err
	}
	if r.actions, err = r.newActions(); err != nil {
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
	changed, deaf := r.bell.Listen()
	defer deaf()
	screen, err := r.screen(screenCtx, changed)
	if err != nil {
		return err
	}
	g := &guard{model: screen, log: r.e.logger(), painted: func() { close(r.painted) }, first: r.e.queries()}
	canvas, resized := r.canvas()
	p := tea.NewProgram(g, tea.WithInput(r.e.keyboard(leave)), tea.WithOutput(canvas), tea.WithColorProfile(r.colors()),
		tea.WithFilter(filter(resized)), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler())
	g.quit = p.Quit

	failed := func(p any) {
		g.fail(p)
		g.quit()
	}
	r.background(failed, func() { r.watch(screenCtx) })
	r.background(failed, func() { r.poll(screenCtx) })
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
	r.wait(&g.commands)
	if failed := g.err(); failed != nil || errors.Is(err, tea.ErrProgramPanic) {
		return r.fault()
	}
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("run the reader: %w", err)
	}
	return nil
}

// wait waits for what works behind the screen and for its commands, but not
// for ever: a name server may keep a fetch for seconds.
func (r *reader) wait(commands *underWay) {
	done := make(chan struct{})
	go func() { // ends with the last of them, or with the process
		r.behind.Wait()
		commands.wait()
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

// queries are what is asked of the terminal beyond what Bubble Tea asks. No
// answer is awaited. Under SSH it does not ask for synchronized output of
// terminals that it does not know by name, although most have it.
func (e *env) queries() []tea.Cmd {
	if e.getenv("SSH_TTY") == "" {
		return nil
	}
	return []tea.Cmd{tea.Raw(ansi.RequestModeSynchronizedOutput)}
}

// filter sees every message before the program does: a size that does not
// stand is held back, but what is drawn on has to know of it at once.
func filter(resized func(tea.WindowSizeMsg)) func(tea.Model, tea.Msg) tea.Msg {
	steady := ui.Steady{}
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			resized(size)
		}
		return steady.Filter(m, msg)
	}
}

// canvas is what the screen is drawn on: the terminal, in its own dialect,
// without what it shows already. resized is to be told every size.
func (r *reader) canvas() (to io.Writer, resized func(tea.WindowSizeMsg)) {
	f, ok := r.e.stdout.(*os.File)
	if !ok {
		return r.e.stdout, func(tea.WindowSizeMsg) {}
	}
	d, less := newDialect(f, r.display.breed), ui.NewSparing(f)
	d.visual = r.s.cfg.Reader.Direction == "visual"
	d.to = less
	return d, func(m tea.WindowSizeMsg) { less.Resize(m.Height) }
}

// colors returns how many colors are drawn. A theme that the reader has
// chosen by its name comes before NO_COLOR, as no-color.org has it.
func (r *reader) colors() colorprofile.Profile {
	return r.e.colors(r.display, r.s.cfg.Reader.Theme != "auto")
}

// title keeps the terminal's title, if sitrep is to set it, and returns what
// brings it back. (XTWINOPS; the screen leaves an empty title behind.)
func (r *reader) title() (restore func()) {
	if !r.s.cfg.Reader.Title || r.display.breed != terminalFull && r.display.breed != terminalTmux {
		return func() {}
	}
	r.e.control("\x1b[22;2t")
	return func() { r.e.control("\x1b[23;2t") }
}

// screen builds the model from the configuration.
func (r *reader) screen(ctx context.Context, changed <-chan struct{}) (tea.Model, error) {
	cfg := r.s.cfg
	table, err := keyTable(cfg)
	if err != nil {
		return nil, err
	}
	colors, _ := theme.Named(cfg.Reader.Theme)
	if r.e.noColor() && cfg.Reader.Theme == "auto" {
		colors = theme.Mono()
	}
	var model tea.Model = ui.New(ui.Options{
		Env: &pane.Env{
			Ctx: ctx, Library: r.s.db, Actions: r.actions, Now: r.e.now, Zone: time.Local, Theme: colors,
			Width: cfg.Reader.Width, ASCII: cfg.Reader.ASCII || r.display.ascii, RTL: cfg.Reader.Direction == "visual",
			Links: cfg.Reader.Links == "on" || cfg.Reader.Links == "auto" && r.display.links,
			Desks: desks(cfg), Pipes: pipes(cfg), Parse: query.ParseTyping, Doubt: r.s.doubt(),
		},
		Keys: table, Changed: changed, Progress: r.progress, Mouse: cfg.Reader.Mouse, Title: cfg.Reader.Title, Bell: cfg.Reader.Bell,
		Copy: r.display.copier(), Welcome: r.welcome, Fresh: r.place.fresh, TakenOver: r.place.lost,
	})
	if r.display.sevenBit {
		model = sevenBit{model}
	}
	if r.e.around != nil {
		model = r.e.around(model)
	}
	return model, nil
}

func pipes(cfg *config.Config) []sanitize.Clean {
	var out []sanitize.Clean
	for _, name := range slices.Sorted(maps.Keys(cfg.Reader.Pipe)) {
		out = append(out, sanitize.Line(name))
	}
	return out
}

func desks(cfg *config.Config) []pane.Desk {
	out := make([]pane.Desk, len(cfg.Desks))
	for i, d := range cfg.Desks {
		out[i] = pane.Desk{Name: sanitize.Line(d.Name), Query: sanitize.Line(d.Query), Key: d.Key, Filter: func(now time.Time) news.Filter {
			f, err := query.Parse(d.Query, now)
			if err != nil { // it was read before, when the configuration was checked
				return news.Filter{}
			}
			return f
		}}
	}
	return out
}

// watch rings the bell for what other processes write.
func (r *reader) watch(ctx context.Context) {
	if err := r.s.db.Watch(ctx, time.Second); err != nil && ctx.Err() == nil {
		r.e.logger().ErrorContext(ctx, "watch the cache", slog.Any("error", err))
	}
}

// poll tells the cache what is followed and, once the first screen is drawn,
// polls in the background if no other process does; else it waits for its
// turn.
func (r *reader) poll(ctx context.Context) {
	if err := r.s.db.SetFeeds(ctx, r.s.feeds); err != nil && ctx.Err() == nil {
		r.e.logger().ErrorContext(ctx, "set feeds", slog.Any("error", err))
	}
	select {
	case <-r.painted:
	case <-ctx.Done():
		return
	}
	turn := time.NewTicker(leaseTime / 3)
	defer turn.Stop()
	for {
		if err := r.pollWhileHeld(ctx); err != nil && ctx.Err() == nil {
			r.e.logger().ErrorContext(ctx, "poll", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

func (r *reader) pollWhileHeld(ctx context.Context) (err error) {
	polling, release, _, held, err := holdLease(ctx, r.s.db, pollerLease, r.e.pollerName("a reader"))
	if err != nil || !held {
		return err
	}
	r.actions.polling.Store(true)
	defer func() {
		r.actions.polling.Store(false)
		err = errors.Join(err, release())
	}()
	if err := r.s.prune(polling); err != nil {
		return err
	}
	return followWishes(polling, r.s.db.DB, r.poller, r.actions.wishes, func(feeds.Report) {})
}

// tellProgress passes the last state of polling on; states that nobody has
// looked at are replaced.
func (r *reader) tellProgress(p feeds.Progress) {
	next := pane.Progress{Running: p.Running, Done: p.Done, Total: p.Total, Failed: p.Failed, New: p.New, Now: p.Now}
	for {
		select {
		case r.progress <- next:
			return
		default:
		}
		select {
		case <-r.progress:
		default:
		}
	}
}

// welcome is what an empty cache says beside how polling goes: where what is
// followed is written down.
func (r *reader) welcome() []sanitize.Clean {
	path, _, err := r.e.configPath()
	if err != nil {
		return nil
	}
	verb := "is in"
	if !exists(path) {
		verb = "would go into"
	}
	return []sanitize.Clean{sanitize.Line(fmt.Sprintf("What is followed %s %s; sitrep feeds add URL writes it.", verb, r.e.homePath(path)))}
}

// newActions builds what the screen can ask for.
func (r *reader) newActions() (*actions, error) {
	dir, err := r.e.folder("STATE")
	if err != nil {
		return nil, err
	}
	return &actions{
		s: r.s, poller: r.poller, now: r.e.now, show: r.e.homePath, wishes: make(chan feeds.Wish),
		Opener: &opener.Opener{Browser: r.s.cfg.Reader.Browser, ClipFile: dir + string(os.PathSeparator) + "clip", Getenv: r.e.getenv},
	}, nil
}
