package main

import (
	"context"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/ui"
	"sitrep/ui/pane"
	uireader "sitrep/ui/reader"
	"sitrep/ui/terminal"
	"sitrep/ui/theme"
)

// framesPerSecond is how often the screen is drawn if it has changed. An
// answer to a key waits for the next frame: at the usual 60 that alone took up
// to 17 ms.
const framesPerSecond = 120

// canvas is what the screen is drawn on, with the filter that a program on it
// needs. gone is called when it can no longer be written to.
func (r *reader) canvas(gone func()) (io.Writer, func(tea.Model, tea.Msg) tea.Msg) {
	w := terminal.NewWriter(r.e.stdout, terminal.Options{
		Family: r.terminal.Family, Visual: r.s.Config.Reader.Direction == "visual", Gone: gone,
	})
	if f, ok := r.e.stdout.(*os.File); ok {
		return w.On(f), w.Filter()
	}
	return w, w.Filter()
}

// colors returns how many colors are drawn. A theme that the reader has
// chosen by its name comes before NO_COLOR, as no-color.org has it.
func (r *reader) colors() colorprofile.Profile {
	return r.terminal.Colors(r.s.Config.Reader.Theme != "auto")
}

// screen builds the model from the configuration.
func (r *reader) screen(ctx context.Context, changed <-chan struct{}, progress <-chan uireader.Progress) (tea.Model, error) {
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
		Keys: table, Changed: changed, Progress: progress, Mouse: cfg.Reader.Mouse, Title: cfg.Reader.Title, Bell: cfg.Reader.Bell,
		Copy: r.terminal.Copier(), Secondary: r.place.Fresh, TakenOver: r.place.Lost, Replaced: r.follower.Replaced(),
	})
	if r.terminal.SevenBit {
		model = terminal.SevenBit(model)
	}
	if r.e.around != nil {
		model = r.e.around(model)
	}
	return model, nil
}

// keyboard returns what the screen reads from. The end of input is watched
// only on a terminal; a file or a pipe is expected to end.
func keyboard(e *env, gone func()) io.Reader {
	f, ok := e.stdin.(*os.File)
	if !ok || !isTerminal(f) {
		return e.stdin
	}
	return terminal.Keyboard(f, gone)
}
