package main

import (
	"context"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"

	"sitrep/cmd/sitrep/internal/screen"
	uireader "sitrep/ui/reader"
	"sitrep/ui/terminal"
)

// framesPerSecond is how often the screen is drawn if it has changed. An
// answer to a key waits for the next frame: at the usual 60 that alone took up
// to 17 ms.
const framesPerSecond = 120

// canvas is the writer for the screen. leave is called when it can no longer be
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

// screen builds the model from the configuration.
func (r *reader) screen(ctx context.Context, changed <-chan struct{}, progress <-chan uireader.Progress) (tea.Model, error) {
	model, err := screen.New(screen.Parts{
		Config: r.s.Config, Env: r.shared(ctx), Terminal: r.terminal, Place: r.place, Changed: changed, Progress: progress,
		Settings: r.reloads.settings, Reload: r.reloads.ask, Replaced: r.follower.Replaced(),
	})
	if err == nil && r.e.around != nil {
		model = r.e.around(model)
	}
	return model, err
}

// keyboard returns the input of the screen.
func (r *reader) keyboard() io.Reader {
	if f, ok := r.e.stdin.(*os.File); ok {
		return r.keys.Keyboard(f)
	}
	return r.keys
}
