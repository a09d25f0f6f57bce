package sqlite

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Watch implements store.Engine.
func (e *engine) Watch(ctx context.Context, every time.Duration, committed func()) error {
	conn, err := e.r.Conn(ctx)
	if err != nil {
		return fmt.Errorf("watch cache: %w", err)
	}
	defer conn.Close()
	var last int64
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := e.Replaced(); err != nil {
			e.saveLog(ctx)
			return err
		}
		// data_version is a counter in shared memory; only when it moves is
		// the file read.
		var v int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			e.o.Log.WarnContext(ctx, "watch cache", slog.Any("error", err))
		} else if v != last {
			last = v
			committed()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
