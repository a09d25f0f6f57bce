package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// missed is how long Watch waits for a message before it looks by itself: one may
// have been lost with a connection.
const missed = 30 * time.Second

// Replaced implements store.Engine: a database is not replaced by removing files.
func (*engine) Replaced() error { return nil }

// Watch implements store.Engine: the database tells of commits.
func (e *engine) Watch(ctx context.Context, every time.Duration, committed func()) error {
	for {
		err := e.listen(ctx, committed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.o.Log.WarnContext(ctx, "watch cache", slog.Any("error", e.Explain(err)))
		t := time.NewTimer(max(every, time.Second))
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

// listen calls committed for each message of the database, and when none came for a
// while, until the connection ends.
func (e *engine) listen(ctx context.Context, committed func()) error {
	c, err := e.alone(ctx, nil)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, `LISTEN sitrep`); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	committed() // earlier changes are reported, too
	for {
		wait, cancel := context.WithTimeout(ctx, missed)
		_, err := c.WaitForNotification(wait)
		late := wait.Err() != nil && ctx.Err() == nil
		cancel()
		if err != nil && !late {
			return err
		}
		committed()
		if late && c.IsClosed() {
			return err
		}
	}
}
