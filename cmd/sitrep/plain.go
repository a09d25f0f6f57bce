package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/spf13/cobra"

	"sitrep/ui/plain"
	uireader "sitrep/ui/reader"
)

// plainFlags are the flags of the reader in lines.
type plainFlags struct {
	on    bool
	width int // less than 0: not given
}

func (f *plainFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVar(&f.on, "plain", false, "read line by line: for screen readers, braille, dumb terminals, scripts (also SITREP_PLAIN=1)")
	flags.IntVar(&f.width, "width", -1, "with --plain, break lines of text at `N` characters, not where the configuration says; 0: nowhere")
	flags.Lookup("width").DefValue = "0" // an unknown default is not shown
}

// textPage is how many lines of text are printed at a time for a person.
const textPage = 20

// runLines is run for the reader in lines.
func (r *reader) runLines(ctx context.Context) (err error) {
	linesCtx, end := context.WithCancel(ctx)
	defer end()
	changed, deaf := r.s.Changed()
	defer deaf()
	progress, unheard := r.follower.Progress()
	defer unheard()
	close(r.painted)
	var broken atomic.Bool
	failed := func(p any) {
		r.logPanic(p)
		broken.Store(true)
		end()
	}
	r.background(failed, func() { r.follower.Watch(linesCtx) })
	r.background(failed, func() { r.follower.Poll(linesCtx, r.painted) })
	r.background(failed, func() { r.reloads.watchLines(linesCtx, r.s, r.lineWidth) })
	r.background(failed, func() { r.s.FollowPeers(linesCtx, r.painted) })
	defer func() {
		end()
		r.wait(func() {})
		if broken.Load() {
			err = r.fault()
		}
	}()
	defer func() {
		if p := recover(); p != nil {
			failed(p)
		}
	}()
	o := r.plainOptions(linesCtx, changed, progress)
	o.Go = func(f func()) { r.background(failed, f) }
	err = plain.New(o).Run() //nolint:contextcheck // its context is in its options
	if o.Columns > 0 {
		return nil // a terminal that cannot be written to is gone: nobody is left to be told
	}
	if err != nil {
		return fmt.Errorf("run the reader: %w", err)
	}
	return nil
}

func (r *reader) plainOptions(ctx context.Context, changed <-chan struct{}, progress <-chan uireader.Progress) plain.Options {
	cfg, e := r.s.Config, r.e
	env := r.shared(ctx)
	o := plain.Options{
		Env: &env,
		In:  e.stdin, Out: e.stdout, Person: isTerminal(e.stdin), Width: r.lineWidth(cfg.Reader.Width), Cite: uireader.CiteForm(cfg.Reader.Cite),
		Fold: isTerminal(e.stdout) && !r.terminal.UTF8, Changed: changed, Progress: progress,
		Secondary: r.place.Fresh, TakenOver: r.place.Lost, Replaced: r.follower.Replaced(),
		Settings: r.reloads.lines, Reload: r.reloads.ask,
	}
	if o.Person {
		o.Page = textPage
	}
	if isTerminal(e.stdout) {
		o.Columns = max(e.columns(80)-1, 1) // some terminals begin a new line when one is full
	}
	return o
}

// lineWidth returns where lines of text are broken: where a flag says so, else at the
// width of the configuration, and no farther than the terminal reaches.
func (r *reader) lineWidth(configured int) int {
	w := r.e.plainWidth(configured)
	if w > 0 && isTerminal(r.e.stdout) {
		w = min(w, max(r.e.columns(80)-1, 1))
	}
	return w
}
