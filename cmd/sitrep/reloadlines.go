package main

import (
	"context"
	"reflect"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/sanitize"
	"sitrep/ui/plain"
	uireader "sitrep/ui/reader"
)

// watchLines is watch for the reader in lines.
func (l *reloads) watchLines(ctx context.Context, s *app.Session, width func(int) int) {
	s.WatchConfig(ctx, l.asked, func(r app.Reloaded) {
		select {
		case l.lines <- linesOf(&r, width):
		case <-ctx.Done():
		}
	})
}

// linesOf returns the settings of a reader in lines. width is where lines of text are
// broken if the configuration says so.
func linesOf(r *app.Reloaded, width func(int) int) plain.Settings {
	out := plain.Settings{Says: sanitize.Line(r.Says()), Bad: r.Err != nil}
	if out.Bad {
		return out
	}
	was, now := r.Was, r.Now
	out.Pipes = app.PipesOf(now)
	if out.NewDesks = !reflect.DeepEqual(was.Desks, now.Desks); out.NewDesks {
		out.Desks = app.DesksOf(now)
	}
	if was.Reader.Cite != now.Reader.Cite {
		out.Cite = uireader.CiteForm(now.Reader.Cite)
	}
	out.Width = width(now.Reader.Width)
	out.NewWidth = was.Reader.Width != now.Reader.Width
	return out
}
