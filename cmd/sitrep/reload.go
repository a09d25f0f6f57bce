package main

import (
	"context"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/screen"
	"sitrep/ui"
	"sitrep/ui/plain"
)

// reloads brings the screen configurations that were read again.
type reloads struct {
	settings chan ui.Settings
	lines    chan plain.Settings // to a reader in lines
	asked    chan struct{}
}

func newReloads() *reloads {
	return &reloads{settings: make(chan ui.Settings, 1), lines: make(chan plain.Settings, 1), asked: make(chan struct{}, 1)}
}

// ask has the configuration read again.
func (l *reloads) ask() {
	select {
	case l.asked <- struct{}{}:
	default: // it was asked already
	}
}

// watch watches the configuration until ctx ends.
func (l *reloads) watch(ctx context.Context, s *app.Session) {
	s.WatchConfig(ctx, l.asked, func(r app.Reloaded) {
		select {
		case l.settings <- screen.Settings(&r):
		case <-ctx.Done():
		}
	})
}
