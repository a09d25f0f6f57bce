package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/config"
)

// TestTheDatabaseOfTheCache names a database by the configuration, by a file, and not
// at all where a folder is named for this run.
func TestTheDatabaseOfTheCache(t *testing.T) {
	dir := t.TempDir()
	secret, open := filepath.Join(dir, "url"), filepath.Join(dir, "open")
	for path, mode := range map[string]os.FileMode{secret: 0o600, open: 0o644} {
		if err := os.WriteFile(path, []byte("postgres://sitrep@db.example/velm\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		store config.Store
		data  string
		want  string
		fails string
	}{
		{},
		{store: config.Store{URL: "postgres://sitrep@db.example/tarn"}, want: "postgres://sitrep@db.example/tarn"},
		{store: config.Store{URLFile: secret}, want: "postgres://sitrep@db.example/velm"},
		{store: config.Store{URLFile: secret}, data: dir},
		{store: config.Store{URLFile: open}, fails: "chmod 600"},
		{store: config.Store{URLFile: secret, URL: "postgres:///x"}, fails: "both set"},
		{store: config.Store{URLFile: filepath.Join(dir, "none")}, fails: "store.url_file"},
	} {
		o := Options{DataDir: c.data, Getenv: func(string) string { return "" }}
		got, err := o.databaseOf(&config.Config{Store: c.store})
		if got != c.want || (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%+v with --data %q: %q, %v", c.store, c.data, got, err)
		}
	}
}
