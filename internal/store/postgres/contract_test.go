package postgres_test

import (
	"testing"

	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/storetest"
)

// TestContract is everything that any engine must pass, for PostgreSQL.
func TestContract(t *testing.T) {
	need(t)
	storetest.Contract(t, storetest.Engine{
		New: func(t testing.TB) storetest.Cache {
			address := emptyCache(t)
			return func(o store.Options) (*store.DB, error) { return postgres.Open(t.Context(), address, o) }
		},
	})
}
