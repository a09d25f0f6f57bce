package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"sitrep/internal/store"
)

// schema holds the migrations. The file NNNN_name.sql brings a cache from version
// NNNN-1 to NNNN; a file never changes once it was released.
//
//go:embed schema/*.sql
var schema embed.FS

// schemaFiles are the names of the migrations; schemaFiles[i] leads to version i+1.
var schemaFiles = migrations()

func migrations() []string {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return names
}

// migrateLock keeps two processes from making the tables at once.
const migrateLock = 0x73697472

// ErrOlder is matched by the error for a cache that must be opened for writing first:
// it is of an older version, or not there yet. It has no text of its own.
var ErrOlder = errors.New("")

// oldest is the first version of PostgreSQL that sitrep knows.
const oldest = 150_000

// ErrStandby is matched by the error for a database that takes no writes.
var ErrStandby = errors.New("the database is a standby, which takes no writes; name the server that does, or several hosts (postgres://ONE,TWO/NAME), of which sitrep takes that one")

// refuseStandby refuses a database that takes no writes, and one that is too old or
// has another encoding.
func refuseStandby(ctx context.Context, q store.Querier) error {
	var standby bool
	var version int
	var encoding string
	err := q.QueryRowContext(ctx, `SELECT pg_is_in_recovery(), CAST(current_setting('server_version_num') AS bigint), current_setting('server_encoding')`).
		Scan(&standby, &version, &encoding)
	switch {
	case err != nil:
		return err
	case standby:
		return ErrStandby
	case version < oldest:
		return fmt.Errorf("the database server is of version %d; sitrep needs 15 or later", version/10_000)
	case encoding != "UTF8":
		return fmt.Errorf("the database has the encoding %s; make one with UTF8: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0", encoding)
	}
	return nil
}

// migrate makes the tables, or brings them up to date, in one transaction. Several
// processes may do so at once.
func migrate(ctx context.Context, w *sql.DB) error {
	v, err := currentVersion(ctx, w)
	if err != nil || v >= len(schemaFiles) {
		return errors.Join(err, tooNew(v))
	}
	c, err := w.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	// A transaction of the pool would lock a table that is not there yet.
	for _, q := range [...]string{`BEGIN`, fmt.Sprintf(`SELECT pg_advisory_xact_lock(%d)`, migrateLock)} {
		if _, err := c.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	if err = upgrade(ctx, c); err == nil {
		_, err = c.ExecContext(ctx, `COMMIT`)
	}
	if err != nil {
		_, rerr := c.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		return errors.Join(err, rerr)
	}
	return nil
}

// execQuerier is a connection in a transaction.
type execQuerier interface {
	store.Querier
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

func upgrade(ctx context.Context, c execQuerier) error {
	v, err := currentVersion(ctx, c)
	if err != nil {
		return err
	}
	for ; v < len(schemaFiles); v++ {
		text, err := schema.ReadFile(schemaFiles[v])
		if err != nil {
			return err
		}
		// Without arguments a text may have several statements.
		if _, err := c.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("bring to version %d: %w", v+1, err)
		}
		if _, err := c.ExecContext(ctx, `UPDATE state SET value = ? WHERE key = 'version'`, v+1); err != nil {
			return err
		}
	}
	return nil
}

// currentVersion returns the version of the cache; 0: there is none yet. The database
// of another program is refused.
func currentVersion(ctx context.Context, q store.Querier) (int, error) {
	var ours, taken bool
	err := q.QueryRowContext(ctx, `SELECT coalesce(obj_description(to_regclass('state'), 'pg_class') LIKE 'sitrep:%', false),
		EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(current_schema()) AND relkind IN ('r', 'p'))`).Scan(&ours, &taken)
	switch {
	case err != nil:
		return 0, err
	case !ours && taken:
		return 0, errors.New("there are tables of another program in the database, which is left as it is; make a database for sitrep alone (createdb sitrep)")
	case !ours:
		return 0, nil
	}
	return versionOf(ctx, q)
}

func versionOf(ctx context.Context, q store.Querier) (v int, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'version'`).Scan(&v)
	return v, err
}

// checkVersion refuses a cache that this program cannot read.
func checkVersion(ctx context.Context, q store.Querier) error {
	v, err := currentVersion(ctx, q)
	switch {
	case err != nil:
		return err
	case v == 0:
		return fmt.Errorf("there is no cache in the database yet; sitrep poll makes it%w", ErrOlder)
	case v < len(schemaFiles):
		return fmt.Errorf("it is of an older version; start sitrep once to bring it up to date%w", ErrOlder)
	}
	return tooNew(v)
}

func tooNew(has int) error {
	if has <= len(schemaFiles) {
		return nil
	}
	return fmt.Errorf("written by a newer sitrep (cache version %d, this one knows %d); use that sitrep, or another database", has, len(schemaFiles))
}

// Version implements store.Engine.
func (*engine) Version(ctx context.Context, q store.Querier) (has, knows int, err error) {
	has, err = versionOf(ctx, q)
	return has, len(schemaFiles), err
}
