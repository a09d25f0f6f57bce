package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// Busy implements store.Engine: another transaction was in the way, or the
// connection was lost before the commit.
func (*engine) Busy(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return false
	}
	switch pg.Code {
	case "40001", "40P01", "55P03": // serialization, deadlock, a lock that was not had in time
		return true
	}
	return false
}

// Explain implements store.Engine.
func (e *engine) Explain(err error) error {
	if err == nil {
		return nil
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		if text := sentences[pg.Code]; text != "" {
			return fmt.Errorf("%s: %w", text, err)
		}
		if text := sentences[pg.Code[:2]]; text != "" {
			return fmt.Errorf("%s: %w", text, err)
		}
		return err
	}
	if isAway(err) {
		return fmt.Errorf("the database cannot be reached; what is shown stays, and sitrep tries again: %w", hideAddress(err))
	}
	return err
}

// sentences are the errors of PostgreSQL in words for people, by code or class
// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
var sentences = map[string]string{
	"25006": "the database takes no writes: it is a standby, or was made one; name the server that does, or several hosts",
	"28":    "the database refuses this user; check the name, PGPASSFILE and the server's pg_hba.conf",
	"3D000": "there is no such database; make it with createdb",
	"42501": "the user may not do this in the database; make the user its owner",
	"53100": "the disk of the database is full; free some room and try again",
	"53200": "the database is out of memory",
	"53300": "the database has as many connections as it takes; raise max_connections, or stop some programs",
	"55P03": "another process keeps the cache locked; try again",
	"57014": "the database took too long and was interrupted",
	"57P":   "the database is stopping or starting; sitrep tries again",
	"57":    "the database is stopping or starting; sitrep tries again",
	"58":    "the server of the database has a fault; its log has more",
	"XX":    "the database is damaged, or has a fault; its log has more",
	"08":    "the connection to the database was lost; sitrep tries again",
}

// isAway reports whether the database was not reached.
func isAway(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok && !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err)
}

// hideAddress returns the cause of an error of connecting, whose own text names user
// and hosts.
func hideAddress(err error) error {
	if c, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return c.Unwrap()
	}
	return err
}
