package sqlite_test

import (
	"path/filepath"
	"testing"

	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// TestContract is everything that any engine must pass, for SQLite.
func TestContract(t *testing.T) {
	storetest.Contract(t, storetest.Engine{
		New: func(t testing.TB) storetest.Cache {
			path := filepath.Join(t.TempDir(), "cache.db")
			return func(o store.Options) (*store.DB, error) { return sqlite.Open(t.Context(), path, o) }
		},
		Earlier: earlierCaches,
	})
}
