package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
)

// connector makes connections that take the statements of package store.
type connector struct {
	driver.Connector
	writes bool // its transactions write: there is one at a time
}

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	pg, ok := inner.(*stdlib.Conn)
	if !ok {
		return nil, errors.New("the database driver has other connections than expected")
	}
	return &conn{Conn: pg, writes: c.writes}, nil
}

// conn is a connection that rewrites statements and arguments.
type conn struct {
	*stdlib.Conn
	writes bool
}

// lockArrivals locks the counter of arrivals, which only one transaction can at a
// time.
const lockArrivals = `SELECT value FROM state WHERE key = 'seq' FOR UPDATE`

// BeginTx implements driver.ConnBeginTx. A transaction that reads sees the cache of
// one moment; one that writes is the only one that does.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o.ReadOnly {
		o.Isolation = driver.IsolationLevel(sql.LevelRepeatableRead)
	}
	tx, err := c.Conn.BeginTx(ctx, o)
	if err != nil || o.ReadOnly || !c.writes {
		return tx, c.again(err)
	}
	if _, err := c.ExecContext(ctx, lockArrivals, nil); err != nil {
		return nil, c.again(errors.Join(err, tx.Rollback()))
	}
	return tx, nil
}

// again returns err, or if the connection has ended one that has a call without effect
// done once more on another connection.
func (c *conn) again(err error) error {
	if err != nil && c.Conn.Conn().IsClosed() {
		return driver.ErrBadConn
	}
	return err
}

// stmt is a prepared statement.
type stmt struct {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	of *conn
}

// QueryContext implements driver.StmtQueryContext. What only reads is asked again where
// the connection has ended.
func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.StmtQueryContext.QueryContext(ctx, args)
	if s.of.writes {
		return rows, err
	}
	return rows, s.of.again(err)
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	inner, err := c.Conn.PrepareContext(ctx, rewrite(q))
	if err != nil {
		return nil, c.again(err)
	}
	pg, ok := inner.(*stdlib.Stmt)
	if !ok {
		return nil, errors.New("the database driver has other statements than expected")
	}
	return &stmt{pg, pg, pg, c}, nil
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.Conn.QueryContext(ctx, rewrite(q), args)
	if c.writes {
		return rows, err
	}
	return rows, c.again(err)
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.ExecContext(ctx, rewrite(q), args)
}

// CheckNamedValue implements driver.NamedValueChecker: flags are numbers, as they
// are in every engine, and text is what PostgreSQL takes for text.
func (*conn) CheckNamedValue(v *driver.NamedValue) error {
	if is, ok := v.Value.(driver.Valuer); ok {
		value, err := is.Value()
		if err != nil {
			return err
		}
		v.Value = value
	}
	switch rv := reflect.ValueOf(v.Value); rv.Kind() { //nolint:exhaustive // the others stay as they are
	case reflect.Bool:
		v.Value = int64(0)
		if rv.Bool() {
			v.Value = int64(1)
		}
	case reflect.String:
		v.Value = plain(rv.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.Value = rv.Int()
	}
	return nil
}

// plain returns a text without what no text of PostgreSQL may have: the character
// of number 0, and bytes that are no UTF-8.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "")
}
