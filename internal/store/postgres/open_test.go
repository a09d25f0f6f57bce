package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/storetest"
)

// TestAddressesAreRefusedWithoutASecret refuses addresses, and repeats no password.
func TestAddressesAreRefusedWithoutASecret(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://sitrep:hunter2@db.example/velm":                   "PGPASSFILE",
		"postgres://db.example/velm?password=hunter2":                 "PGPASSFILE",
		"postgres://db.example/velm?a=b&password=hunter2":             "PGPASSFILE",
		"postgres://db.example:hunter2/velm":                          "cannot be read",
		"mysql://sitrep@db.example/hunter2":                           "postgres://",
		"postgres://sitrep@127.0.0.1:1/velm?application_name=hunter2": "cannot be reached",
	} {
		_, err := postgres.Open(t.Context(), address, store.Options{Now: storetest.Start})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestDatabasesThatAreRefused opens databases that sitrep cannot use.
func TestDatabasesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		of, do string
		o      store.Options
		want   string
	}{
		"a newer sitrep":  {template, `UPDATE state SET value = 99 WHERE key = 'version'`, store.Options{}, "written by a newer sitrep (cache version 99, this one knows 4)"},
		"another program": {"template1", `CREATE TABLE story (a int)`, store.Options{}, "tables of another program"},
		"nothing to read": {"template1", `SELECT 1`, store.Options{ReadOnly: true}, "there is no cache in the database yet"},
	} {
		t.Run(name, func(t *testing.T) {
			address := newDatabase(t, c.of)
			run(t, address, c.do)
			c.o.Now = storetest.Start
			_, err := postgres.Open(t.Context(), address, c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("open: %v", err)
			}
		})
	}
}

// TestWritingBesideANewerSitrep brings a cache up to a later version while it is open.
func TestWritingBesideANewerSitrep(t *testing.T) {
	address := newDatabase(t, template)
	db, err := postgres.Open(t.Context(), address, store.Options{Now: storetest.Start})
	must(t, err)
	defer db.Close()
	run(t, address, `UPDATE state SET value = 99 WHERE key = 'version'`)
	_, err = db.Save(t.Context(), news.Batch{Feed: storetest.Radio, Arrivals: []news.Arrival{storetest.Arrival(storetest.Radio, "a", "A dam holds", 0)}})
	if !errors.Is(err, store.ErrOutdated) {
		t.Errorf("save: %v", err)
	}
}

// TestConnectionsAreMadeAgain ends all connections, as a server that starts anew does,
// between a write and the next ones.
func TestConnectionsAreMadeAgain(t *testing.T) {
	address := emptyCache(t)
	db, err := postgres.Open(t.Context(), address, store.Options{Now: storetest.Start})
	must(t, err)
	defer db.Close()
	for n := range 4 {
		slug := string(rune('a' + n))
		saved, err := db.Save(t.Context(), news.Batch{Feed: storetest.Radio, Arrivals: []news.Arrival{storetest.Arrival(storetest.Radio, slug, "A dam holds "+slug, 0)}})
		must(t, err)
		if saved.New != 1 {
			t.Errorf("%s: %+v", slug, saved)
		}
		run(t, address, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	}
	if n, err := db.Latest(t.Context()); err != nil || n != 4 {
		t.Errorf("latest: %d, %v", n, err)
	}
}

func run(t *testing.T, address, statement string) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, address)
	must(t, err)
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	must(t, err)
}
