// Package screen builds the screen of a session from its configuration, for the
// terminal of this machine and for those of a server alike.
package screen

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/config"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/terminal"
	"sitrep/ui/theme"
)

// Parts are the parts of a screen. Config, Env and Terminal are required.
type Parts struct {
	Config   *config.Config
	Env      reader.Env
	Terminal terminal.Traits
	Place    app.Place
	Changed  <-chan struct{}
	Progress <-chan reader.Progress
	Settings <-chan ui.Settings
	Reload   func()
	Replaced <-chan struct{}

	// Refuse and NoClipFile are as in ui.Options.
	Refuse     func(name string) sanitize.Clean
	NoClipFile bool
}

// New builds the model.
func New(p Parts) (tea.Model, error) {
	cfg := p.Config
	table, err := app.KeyTable(cfg)
	if err != nil {
		return nil, err
	}
	themes, err := Themes(cfg)
	if err != nil {
		return nil, err
	}
	colors := themeNamed(cfg.Reader.Theme, themes)
	if p.Terminal.NoColor && cfg.Reader.Theme == "auto" {
		colors = theme.Mono()
	}
	var model tea.Model = ui.New(ui.Options{
		Env: &pane.Env{
			Env: p.Env, Theme: colors,
			Width: cfg.Reader.Width, ASCII: cfg.Reader.ASCII || p.Terminal.ASCII, RTL: cfg.Reader.Direction == "visual",
			Times:   reader.Times(cfg.Reader.Times),
			Confirm: cfg.Reader.Confirm == "on",
			Links:   cfg.Reader.Links == "on" || cfg.Reader.Links == "auto" && p.Terminal.Links,
		},
		Keys: table, Preset: cfg.Reader.Keymap, Keymap: app.Keymap(cfg), Themes: themes, Changed: p.Changed, Progress: p.Progress, Mouse: cfg.Reader.Mouse, Title: cfg.Reader.Title, Bell: cfg.Reader.Bell,
		PreviewFrom: app.PreviewFrom(cfg.Reader.Preview, p.Terminal.Remote), HintsFrom: app.HintsFrom(cfg.Reader.Hints), Notify: ui.Notify(cfg.Alerts.Notify), Cite: reader.CiteForm(cfg.Reader.Cite),
		Copy: p.Terminal.Copier(), Secondary: p.Place.Fresh, TakenOver: p.Place.Lost, Settings: p.Settings, Reload: p.Reload, Replaced: p.Replaced,
		Refuse: p.Refuse, NoClipFile: p.NoClipFile,
	})
	if p.Terminal.SevenBit {
		model = terminal.SevenBit(model)
	}
	if p.Terminal.Family == terminal.VT {
		model = terminal.NoInsert(model)
	}
	return model, nil
}

// Colors returns how many colors are drawn. A theme that was chosen by its name comes
// before NO_COLOR, as no-color.org has it.
func Colors(cfg *config.Config, t terminal.Traits) colorprofile.Profile {
	return t.Colors(cfg.Reader.Theme != "auto")
}
