package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/ending"
	"sitrep/cmd/sitrep/internal/screen"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	uireader "sitrep/ui/reader"
	"sitrep/ui/terminal"
)

// rootCmd builds the command line. Without a subcommand it is the reader.
func rootCmd(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "sitrep",
		Short: "Follow a crisis from the terminal",
		Long: `sitrep polls the feeds that matter into a local cache and shows them in three
panes: headlines, the full text of a story, and its "Read also" links.

Without a command it opens the reader. With --plain that is a dialog of lines,
which a screen reader, a braille display, a terminal that cannot move its
cursor or a script can follow; help, typed into it, lists its commands.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 finished but some feeds failed.`,
		Args:          noCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return runReader(c.Context(), e) },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SuggestionsMinimumDistance = 2
	root.SetIn(e.stdin)
	root.SetOut(&e.help.out)
	root.SetErr(e.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if _, ok := errors.AsType[*strconv.NumError](err); ok {
			flag, _, _ := strings.Cut(err.Error(), ": strconv.")
			return usagef("%s: not a whole number (see %s --help)", flag, c.CommandPath())
		}
		return usagef("%w (see %s --help)", err, c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVar(&e.opts.ConfigFile, "config", "", "configuration `FILE` (also SITREP_CONFIG)")
	flags.StringVar(&e.opts.DataDir, "data", "", "`DIR` of the cache (also SITREP_DATA)")
	flags.StringVar(&e.opts.Person, "person", "", "read as the person of this `NAME` (also SITREP_PERSON)")
	e.plain.add(root)
	root.AddCommand(commands(e)...)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.RunE, c.Run = helpTopic, nil
		}
	}
	setHelp(e, root)
	return root
}

// reader is a running reader: the screen and what works behind it.
type reader struct {
	e        *env
	s        *app.Session
	follower *app.Follower
	actions  *app.Actions
	place    app.Place
	reloads  *reloads
	painted  chan struct{}
	terminal terminal.Traits
	keys     *terminal.Input
	typed    bool // they come from a terminal
	behind   sync.WaitGroup
}

// runReader runs the reader until it is quit or ctx ends.
func runReader(ctx context.Context, e *env) error {
	if err := checkTerminal(e); err != nil {
		return err
	}
	s, err := e.session(ctx, app.Connect)
	e.readsMany()
	if err != nil {
		return err
	}
	warnOfSecrets(e, s)
	leaving, leave := context.WithCancel(ctx)
	defer leave()
	r := &reader{e: e, s: s, painted: make(chan struct{}), reloads: newReloads(), terminal: terminal.Detect(e.opts.Getenv)}
	if r.typed = isTerminal(e.stdin); !r.typed { // a file or a pipe is expected to end
		r.keys = terminal.NewInput(e.stdin, nil)
	} else {
		r.keys = terminal.NewInput(e.stdin, leave)
	}
	if r.place = r.claimPlace(leaving, leave); leaving.Err() != nil {
		return r.place.Release()
	}
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
	return r.run(ctx, leaving, leave)
}

// checkTerminal refuses to draw where nobody could see it.
func checkTerminal(e *env) error {
	if e.inLines() || isTerminal(e.stdout) {
		e.printed = true
		return nil
	}
	return errors.New("open the reader: the output is not a terminal (sitrep list and sitrep show print stories, sitrep poll fetches them, sitrep --plain reads line by line)")
}

// run runs the screen until it is quit, or leaving ends: by a signal, which ends ctx,
// or by leave, when the terminal is gone.
func (r *reader) run(ctx, leaving context.Context, leave func()) error {
	// The screen outlives a signal for a moment, to save where the reader is.
	screenCtx, endScreen := context.WithCancel(context.WithoutCancel(ctx))
	defer endScreen()
	changed, deaf := r.s.Changed()
	defer deaf()
	progress, unheard := r.follower.Progress()
	defer unheard()
	model, err := r.screen(screenCtx, changed, progress)
	if err != nil {
		return err
	}
	g := &terminal.Guard{
		Model: model, Failed: r.logPanic, Painted: func() { close(r.painted) }, First: r.terminal.Queries(),
	}
	writer, canvas := r.canvas(leave)
	g.Busy = writer.Busy
	last := &ending.Messages{Next: writer.Filter(), Answered: r.keys.Answered}
	p := tea.NewProgram(g, tea.WithInput(r.keyboard()), tea.WithOutput(canvas), tea.WithColorProfile(screen.Colors(r.s.Config, r.terminal)),
		tea.WithFilter(last.Filter), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler())
	g.Quit, last.Send = p.Quit, p.Send
	r.keys.Send(p.Send)

	failed := func(p any) {
		g.Fail(p)
		g.Quit()
	}
	last.Background = func(f func()) { r.background(failed, f) }
	last.Watch(screenCtx, writer.Ready())
	r.background(failed, func() { r.follower.Watch(screenCtx) })
	r.background(failed, func() { r.reloads.watch(screenCtx, r.s) })
	r.background(failed, func() { r.follower.Poll(screenCtx, r.painted) })
	r.background(failed, func() { r.s.FollowPeers(screenCtx, r.painted) })
	r.background(failed, func() {
		select {
		case <-leaving.Done():
			p.Send(ui.Leave{})
			limit := time.NewTimer(saveWait)
			defer limit.Stop()
			select {
			case <-screenCtx.Done():
			case <-limit.C:
			}
		case <-screenCtx.Done():
		}
		p.Quit()
	})
	titled := r.title(writer)
	_, err = p.Run()
	titled()
	_ = writer.Flush(lastWait / 5) // a terminal that is gone is seen below
	if err != nil && !errors.Is(err, tea.ErrProgramPanic) && r.terminalGone() {
		err = nil // an end like others; it came before the screen could leave
		r.leaveLate(g)
	}
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

// fault is the message for a person after a panic.
func (r *reader) fault() error {
	return r.e.fault("the reader stopped because of a fault in sitrep: stories and marks are safe in the cache")
}

// logPanic notes a panic of the screen in the log.
func (r *reader) logPanic(p any) { logPanic(r.e.logger(), "the reader failed", p) }

// title keeps the terminal's title, if sitrep is to set it, and returns what
// brings it back. The screen leaves an empty title behind.
func (r *reader) title(w *terminal.Writer) (restore func()) {
	if !r.s.Config.Reader.Title || !r.terminal.Family.Full() {
		return func() {}
	}
	return w.KeepTitle()
}

// shared has the parts that the screen and the dialog of lines share.
func (r *reader) shared(ctx context.Context) uireader.Env {
	return uireader.Env{
		Ctx: ctx, Library: r.s.Cache, Actions: r.actions, Events: r.s, Fold: r.s.Config.Reader.Fold, BriefFirst: r.s.Config.Brief.OnStart, Now: r.s.Now, Zone: time.Local,
		Desks: r.s.Desks(), Pipes: r.s.Pipes(), Parse: query.ParseTyping, Doubt: r.s.Doubt(), Welcome: r.welcome, Watch: r.s.Watch(), Notebook: r.actions.Notebook(), MatchWarning: r.s.MatchWarning(),
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
func (r *reader) claimPlace(ctx context.Context, leave func()) app.Place {
	p, holder := r.s.ClaimPlace(ctx)
	if holder == "" || !r.agrees(ctx, leave, fmt.Sprintf("%s has this cache open.\nTake over from it, where it was left? n: begin anew beside it. [y/N] ", sanitize.Line(holder.String()))) {
		return p
	}
	return r.s.TakePlace(ctx, holder)
}
