package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"sitrep/internal/store"
)

// readers is how many connections read beside the one that writes.
const readers = 4

// The time limits of the database itself: a read and a write that take too long, a wait
// for another writer, and a transaction whose process does nothing any more. In
// milliseconds, as PostgreSQL has them.
var (
	readLimits = map[string]string{
		"statement_timeout": "15000", "default_transaction_read_only": "on", "jit": "off",
		// Rare and frequent words need different plans.
		"plan_cache_mode": "force_custom_plan",
	}
	writeLimits = map[string]string{
		"statement_timeout": "60000", "lock_timeout": "5000", "idle_in_transaction_session_timeout": "30000", "jit": "off",
	}
)

// connectWithin is how long a connection may take to be made, unless the address has
// connect_timeout.
const connectWithin = 5 * time.Second

// engine is a cache in a database of PostgreSQL.
type engine struct {
	name string // of the database, as people are shown it
	cfg  *pgx.ConnConfig
	o    store.Options
	w    *sql.DB // one connection; nil if read only
	r    *sql.DB
}

// Is reports whether the address of a cache is that of a database of PostgreSQL.
func Is(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Open opens the cache in the database at an address, postgres://HOST/NAME, making
// its tables if need be. The address has no password: those are in the file of
// PGPASSFILE. Of several hosts the one is taken that takes writes. A cache of a newer
// version, the database of another program and a standby are refused.
func Open(ctx context.Context, address string, o store.Options) (*store.DB, error) {
	e, err := openEngine(ctx, address, o)
	if err != nil {
		return nil, err
	}
	db, err := store.New(ctx, e, e.o)
	if err != nil {
		_ = e.Close() // the error that matters is known
		return nil, fmt.Errorf("open cache %s: %w", e.name, e.Explain(err))
	}
	return db, nil
}

func openEngine(ctx context.Context, address string, o store.Options) (*engine, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	cfg, err := parse(address)
	if err != nil {
		return nil, err
	}
	e := &engine{name: nameOf(cfg), cfg: cfg, o: o}
	if err := e.open(ctx); err != nil {
		_ = e.Close() // the error that matters is known
		return nil, fmt.Errorf("open cache %s: %w", e.name, e.Explain(err))
	}
	return e, nil
}

// parse reads an address. Errors name no part of it: it may hold a secret that stands
// there by mistake.
func parse(address string) (*pgx.ConnConfig, error) {
	if !Is(address) {
		return nil, errors.New("the address of the cache must begin with postgres://")
	}
	if hasPassword(address) {
		return nil, errors.New("the address of the cache holds a password: write it to a file of mode 0600 and name that in PGPASSFILE (HOST:PORT:DATABASE:USER:PASSWORD)")
	}
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the cache cannot be read; it is postgres://USER@HOST:PORT/DATABASE")
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectWithin
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "sitrep"
	}
	if len(cfg.Fallbacks) > 0 && cfg.ValidateConnect == nil && hasSeveralHosts(cfg) {
		cfg.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return cfg, nil
}

// hasPassword reports whether an address has a password.
func hasPassword(address string) bool {
	_, rest, _ := strings.Cut(address, "://")
	authority, more, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 && strings.Contains(authority[:at], ":") {
		return true
	}
	_, query, _ := strings.Cut(more, "?")
	return strings.HasPrefix(query, "password=") || strings.Contains(query, "&password=")
}

// hasSeveralHosts reports whether an address names more than one server: without TLS
// as a fallback the same one comes twice.
func hasSeveralHosts(cfg *pgx.ConnConfig) bool {
	for _, f := range cfg.Fallbacks {
		if f.Host != cfg.Host || f.Port != cfg.Port {
			return true
		}
	}
	return false
}

// nameOf returns how a database is shown: without a user.
func nameOf(cfg *pgx.ConnConfig) string {
	host := cfg.Host
	if strings.HasPrefix(host, "/") {
		return "postgres:///" + cfg.Database
	}
	return "postgres://" + host + "/" + cfg.Database
}

func (e *engine) open(ctx context.Context) error {
	if !e.o.ReadOnly {
		e.w = e.pool(writeLimits, true, 1)
		if err := refuseStandby(ctx, e.w); err != nil {
			return err
		}
		if err := migrate(ctx, e.w); err != nil {
			return err
		}
	}
	e.r = e.pool(readLimits, false, readers)
	return checkVersion(ctx, e.r)
}

// pool returns connections with limits.
func (e *engine) pool(limits map[string]string, writes bool, most int) *sql.DB {
	cfg := e.cfg.Copy()
	for key, value := range limits {
		if _, given := cfg.RuntimeParams[key]; !given {
			cfg.RuntimeParams[key] = value
		}
	}
	db := sql.OpenDB(connector{stdlib.GetConnector(*cfg), writes})
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db
}

// Reader implements store.Engine.
func (e *engine) Reader() *sql.DB { return e.r }

// Writer implements store.Engine.
func (e *engine) Writer() *sql.DB { return e.w }

// Close implements store.Engine.
func (e *engine) Close() error {
	var errs []error
	for _, d := range []*sql.DB{e.r, e.w} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// alone returns one connection with limits, but those of time, for work on the whole
// of the cache.
func (e *engine) alone(ctx context.Context, limits map[string]string) (*pgx.Conn, error) {
	cfg := e.cfg.Copy()
	maps.Copy(cfg.RuntimeParams, limits)
	cfg.RuntimeParams["statement_timeout"] = "0"
	return pgx.ConnectConfig(ctx, cfg)
}
