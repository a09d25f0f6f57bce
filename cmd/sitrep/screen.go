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

// canvas is what the screen is drawn on. leave is called when it can no longer be
// written to.
func (r *reader) canvas(leave func()) (*terminal.Writer, io.Writer) {
	o := terminal.Options{
		Family: r.terminal.Family, Visual: r.s.Config.Reader.Direction == "visual", Gone: leave, Frozen: r.follower.Pause,
	}
	if r.typed {
		o.Input = r.keys
	}
	w := terminal.NewWriter(r.e.stdout, o)
	if f, ok := r.e.stdout.(*os.File); ok {
		return w, w.On(f)
	}
	return w, w
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
	themes, err := themesOf(cfg)
	if err != nil {
		return nil, err
	}
	colors := themeNamed(cfg.Reader.Theme, themes)
	if r.terminal.NoColor && cfg.Reader.Theme == "auto" {
		colors = theme.Mono()
	}
	var model tea.Model = ui.New(ui.Options{
		Env: &pane.Env{
			Env: r.shared(ctx), Theme: colors,
			Width: cfg.Reader.Width, ASCII: cfg.Reader.ASCII || r.terminal.ASCII, RTL: cfg.Reader.Direction == "visual",
			Times:   uireader.Times(cfg.Reader.Times),
			Confirm: cfg.Reader.Confirm == "on",
			Links:   cfg.Reader.Links == "on" || cfg.Reader.Links == "auto" && r.terminal.Links,
		},
		Keys: table, Preset: cfg.Reader.Keymap, Keymap: app.Keymap(cfg), Themes: themes, Changed: changed, Progress: progress, Mouse: cfg.Reader.Mouse, Title: cfg.Reader.Title, Bell: cfg.Reader.Bell,
		PreviewFrom: app.PreviewFrom(cfg.Reader.Preview, r.terminal.Remote), HintsFrom: app.HintsFrom(cfg.Reader.Hints), Notify: ui.Notify(cfg.Alerts.Notify),
		Copy: r.terminal.Copier(), Secondary: r.place.Fresh, TakenOver: r.place.Lost, Settings: r.reloads.settings, Reload: r.reloads.ask, Replaced: r.follower.Replaced(),
	})
	if r.terminal.SevenBit {
		model = terminal.SevenBit(model)
	}
	if r.terminal.Family == terminal.VT {
		model = terminal.NoInsert(model)
	}
	if r.e.around != nil {
		model = r.e.around(model)
	}
	return model, nil
}

// keyboard returns what the screen reads from.
func (r *reader) keyboard() io.Reader {
	if f, ok := r.e.stdin.(*os.File); ok {
		return r.keys.Keyboard(f)
	}
	return r.keys
}
