package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/sqlite"
)

// MoveTo copies the cache into an empty one: in the database at an address that
// begins with postgres://, or in the file sitrep.db of a folder. The copy is compared
// with the cache, which stays as it is. Nothing polls the cache meanwhile. progress is
// called with a table and how many of its rows were written.
func (a *App) MoveTo(ctx context.Context, target string, progress func(table string, rows int)) (_ store.Moved, err error) {
	_, lease, err := a.HoldPolling(ctx, "store move")
	if err != nil {
		return store.Moved{}, err
	}
	if !lease.Held {
		return store.Moved{}, fmt.Errorf("%s polls the cache; stop it first", lease.Holder)
	}
	defer func() { err = errors.Join(err, lease.Release()) }()
	to, err := a.openTarget(ctx, target)
	if err != nil {
		return store.Moved{}, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	return store.Move(ctx, a.DB, to, progress)
}

func (a *App) openTarget(ctx context.Context, target string) (*store.DB, error) {
	o := store.Options{Now: a.Now, Log: a.Log, Moving: true}
	if postgres.Is(target) {
		return postgres.Open(ctx, target, o)
	}
	path, err := filepath.Abs(filepath.Join(target, "sitrep.db"))
	if err != nil {
		return nil, err
	}
	if here, err := filepath.Abs(a.Path); err == nil && a.Database == "" && here == path {
		return nil, errors.New("that is where the cache is; name another folder, or a database (postgres://...)")
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, path, o)
}
