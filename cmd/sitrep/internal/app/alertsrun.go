package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/opener"
)

// This file raises alerts in the background and hands them over.

// keepAlerts raises alerts once, and has those that ring handed to the program of
// the configuration, if this process runs it.
func (a *App) keepAlerts(ctx context.Context, run chan<- struct{}) {
	_, err := a.RaiseAlerts(ctx)
	if err != nil && ctx.Err() == nil {
		a.Log.ErrorContext(ctx, "raise alerts", slog.Any("error", err))
	}
	if run != nil {
		select {
		case run <- struct{}{}:
		default: // it is at it already
		}
	}
}

// runAlerts hands alerts that ring to the program of the configuration, one after
// the other, each time it is asked to, until ctx ends. A failure is shown and
// logged; the alert is not handed over again.
func (a *App) runAlerts(ctx context.Context, asked <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
		}
		if err := a.runOnce(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "run alerts", slog.Any("error", err))
			a.warn("alerts.run: %v", err)
		}
	}
}

func (a *App) runOnce(ctx context.Context) error {
	p, err := a.DB.For(ctx, "")
	if err != nil {
		return err
	}
	due, err := p.AlertsToRun(ctx, a.Now().Add(-runWithin))
	var errs []error
	for i := range due {
		text, err := present.AlertJSON(&due[i])
		if err == nil {
			_, err = opener.Pipe(ctx, a.Config.Alerts.Run, text)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", due[i].Rule, err))
		}
	}
	return errors.Join(append(errs, err)...)
}
