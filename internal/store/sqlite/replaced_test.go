package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// TestACacheThatWasReplacedKeepsNothing: a star was said to be kept, in a file that
// nobody finds any more.
func TestACacheThatWasReplacedKeepsNothing(t *testing.T) {
	for name, replace := range map[string]func(path string) error{
		"removed":         os.Remove,
		"with its folder": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", bytes.Repeat([]byte("x"), 9000), 0o600), os.Rename(path+".new", path))
		},
		"emptied":     func(path string) error { return os.Truncate(path, 0) },
		"log removed": func(path string) error { return os.Remove(path + "-wal") },
		"index of the log replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", nil, 0o600), os.Rename(path+".new", path+"-shm"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "cache.db")
			db, err := openOwner(t.Context(), path)
			must(t, err)
			a := arrival(radio, "a", "A", 0)
			save(t, db, a)
			watched := make(chan error, 1)
			must(t, replace(path))
			go func() { watched <- db.Watch(t.Context(), 1) }()
			for what, err := range map[string]error{
				"Star": db.Star(t.Context(), true, a.Story.ID), "SavePosition": db.SavePosition(t.Context(), news.Step{Story: a.Story.ID, Line: 1}),
				"Watch":         <-watched,
				"DrainRequests": func() error { _, err := db.DrainRequests(t.Context()); return err }(),
				"Save":          func() error { _, err := db.Save(t.Context(), news.Batch{Feed: radio}); return err }(),
			} {
				if !errors.Is(err, store.ErrReplaced) || errors.Is(err, store.ErrDamaged) {
					t.Errorf("%s: %v, want store.ErrReplaced", what, err)
				}
			}
			must(t, db.Close())
		})
	}
}

// TestTheLogOfANewCacheSurvivesTheOldOne closes a cache whose file was replaced while
// another process reads and writes the new one.
func TestTheLogOfANewCacheSurvivesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	old, err := openOwner(t.Context(), path)
	must(t, err)
	save(t, old, arrival(radio, "a", "A", 0))
	for _, f := range []string{path, path + "-wal", path + "-shm"} {
		must(t, os.Remove(f))
	}
	db, err := openOwner(context.Background(), path)
	must(t, err)
	b := arrival(radio, "b", "B", 0)
	save(t, db, b)
	must(t, old.Close())
	must(t, db.Star(t.Context(), true, b.Story.ID))
	must(t, db.Close())
	again := open(t, path, store.Options{})
	diff(t, "stories", []string{"b"}, slugs(list(t, again, is(news.IsStarred), news.Window{})))
	must(t, again.Check(t.Context()))
}
