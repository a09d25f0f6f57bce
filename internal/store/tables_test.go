package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// ofProcesses are the tables that a move leaves: leases and requests, and the index of
// words, which each engine makes of the texts.
var ofProcesses = []string{"leased", "request", "words"}

// ofEarlier are tables that SQLite has for processes of earlier versions only.
var ofEarlier = []string{"lease", "meta", "position", "undo", "wish"}

// TestEnginesAndMovesHaveTheSameTables: a migration of one engine alone, or a table that
// a move forgets, would lose what it has.
func TestEnginesAndMovesHaveTheSameTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
	must(t, err)
	must(t, db.Close())
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	defer raw.Close()
	rows, err := raw.QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words_%'`)
	must(t, err)
	defer rows.Close()
	var inSQLite []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		if !slices.Contains(ofEarlier, name) {
			inSQLite = append(inSQLite, name)
		}
	}
	must(t, rows.Err())

	files, err := filepath.Glob("postgres/schema/*.sql")
	must(t, err)
	var inPostgreSQL []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		must(t, err)
		for _, m := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`).FindAllStringSubmatch(string(text), -1) {
			inPostgreSQL = append(inPostgreSQL, m[1])
		}
	}
	if a, b := sorted(inSQLite), sorted(inPostgreSQL); a != b {
		t.Errorf("SQLite has the tables\n%s\nPostgreSQL has\n%s", a, b)
	}
	if a, b := sorted(inSQLite), sorted(append(store.MovedTables(), ofProcesses...)); a != b {
		t.Errorf("SQLite has the tables\n%s\na move knows\n%s", a, b)
	}
}

func sorted(names []string) string { return strings.Join(slices.Sorted(slices.Values(names)), " ") }
