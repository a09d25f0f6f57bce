package sqlite

import (
	"context"
	"io/fs"
	"log/slog"
	"os"

	"sitrep/internal/store"
)

// files are the files of a cache that is open, as they were then. SQLite puts all
// but the first beside it; those that are not there are nil.
type files [3]fs.FileInfo

func filesOf(path string) (out files) {
	for i, name := range withSides(path) {
		if st, err := os.Stat(name); err == nil {
			out[i] = st
		}
	}
	return out
}

// same reports whether the files are still those at path, and whether the first is,
// which has all that was brought into it. One that was emptied is another.
func (f files) same(path string) (all, first bool) {
	all = true
	for i, name := range withSides(path) {
		if f[i] == nil {
			continue
		}
		st, err := os.Stat(name)
		is := err == nil && os.SameFile(st, f[i]) && (i > 0 || st.Size() >= headerSize || f[i].Size() < headerSize)
		if i == 0 {
			first = is
		}
		all = all && is
	}
	return all, first
}

// Replaced implements store.Engine.
func (e *engine) Replaced() error {
	if all, _ := e.has.same(e.path); !all {
		return store.ErrReplaced
	}
	return nil
}

// saveLog brings what is only in a log that was removed into the file, if that is
// still there.
func (e *engine) saveLog(ctx context.Context) {
	if _, first := e.has.same(e.path); !first || e.w == nil {
		return
	}
	if _, err := e.w.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
		e.o.Log.WarnContext(ctx, "save the log of the cache", slog.Any("error", err))
	}
}
