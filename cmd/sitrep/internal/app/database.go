package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"sitrep/internal/config"
	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
)

// longestURL is how many bytes the file of store.url_file may have.
const longestURL = 4096

// errPeersNeedFile is the error of sync where a database keeps the cache.
var errPeersNeedFile = errors.New("sync works with a cache in a file only; empty store.url, or take sync out of the configuration")

// databaseOf returns the address of the database that keeps the cache; empty: a file
// does. A folder that is named for this run comes first.
func (o Options) databaseOf(cfg *config.Config) (string, error) {
	switch {
	case o.DataDir != "" || o.Getenv("SITREP_DATA") != "":
		return "", nil
	case cfg.Store.URL != "" && cfg.Store.URLFile != "":
		return "", errors.New("store.url and store.url_file are both set; leave one empty")
	case cfg.Store.URLFile == "":
		return cfg.Store.URL, nil
	}
	text, err := readSecret(cfg.Store.URLFile)
	if err != nil {
		return "", fmt.Errorf("store.url_file: %w", err)
	}
	return text, nil
}

// readSecret returns the one line of a file that only its owner can read.
func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", err
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("%s can be read by others (chmod 600 %s)", path, path)
	}
	b, err := io.ReadAll(io.LimitReader(f, longestURL))
	return strings.TrimSpace(string(b)), err
}

// openDatabase opens the cache in a database.
func (a *App) openDatabase(ctx context.Context, o store.Options) error {
	db, err := postgres.Open(ctx, a.Database, o)
	if err != nil {
		return err
	}
	a.DB = db
	a.onClose(db.Close)
	return nil
}

// readDatabase opens the cache in a database for reading. One that is not there yet,
// or is of an older version, is opened for writing, as is one that lacks the person.
func (a *App) readDatabase(ctx context.Context, o store.Options) error {
	o.ReadOnly = true
	err := a.openDatabase(ctx, o)
	if errors.Is(err, postgres.ErrOlder) && !a.asIs {
		return a.openCache(ctx)
	}
	if err != nil {
		return err
	}
	if _, err := a.DB.For(ctx, a.person()); errors.Is(err, store.ErrNoPerson) {
		return a.openCache(ctx)
	}
	return nil
}
