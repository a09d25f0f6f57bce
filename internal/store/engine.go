package store

import (
	"context"
	"database/sql"
	"time"
)

// Engine is what differs between the databases that can hold a cache. Its
// methods may be called concurrently.
//
// The statements of this package use SQL that databases share, but for what an
// Engine gives them. Their arguments are ?N and ?, which has the number after
// the greatest one before it; an engine whose database has other arguments
// rewrites them in its connections. The schema of an engine has the tables and
// columns that the statements name.
type Engine interface {
	// Reader returns the connections that read.
	Reader() *sql.DB
	// Writer returns the connections that write: a transaction sees what those
	// before it wrote, and one that cannot go on together with another gives an
	// error that is Busy. nil: the cache was opened for reading only.
	Writer() *sql.DB
	// Close closes the connections.
	Close() error
	// Version returns the version of the cache and the last one that this
	// program knows.
	Version(ctx context.Context, q Querier) (has, knows int, err error)

	// Spelling returns the engine's SQL where none is shared.
	Spelling() Spelling
	// List returns a slice of strings or of integers as one argument, for
	// Spelling.InList and Spelling.List.
	List(values any) any

	// MatchWords returns the SQL that finds the stories that meet a demand.
	MatchWords(w Words) WordMatch
	// PutWords writes rows of the index of words, which are in the order of
	// their places, each place once.
	PutWords(ctx context.Context, tx Tx, rows []WordsRow) error
	// DropWords removes the rows at places from the index of words.
	DropWords(ctx context.Context, tx Tx, places []int64) error

	// Replaced returns an error that matches ErrReplaced if the cache that is open
	// is no longer the one that others find: its files were removed or replaced.
	Replaced() error
	// Watch calls committed when another process may have written, until ctx
	// ends, and returns the error of ctx, or that of Replaced. An engine that has
	// to look for commits does so at the interval given.
	Watch(ctx context.Context, every time.Duration, committed func()) error
	// Explain puts what people can do in front of an error of the database. The
	// error for a damaged cache matches ErrDamaged. nil gives nil.
	Explain(err error) error
	// Busy reports whether a transaction that ended with err may succeed if it
	// is begun once more.
	Busy(err error) bool

	// Filled is called when rows were written that have the numbers which the
	// database gives to others: it goes on behind them.
	Filled(ctx context.Context, tx Tx) error
	// Check reads the whole cache, see DB.Check.
	Check(ctx context.Context) error
	// Backup copies the cache, see DB.Backup.
	Backup(ctx context.Context, path string) error
	// Size returns where the cache is and how much room it takes.
	Size() (path string, bytes int64)
	// Shrink gives room that removed stories took back to the system.
	Shrink(ctx context.Context) error
	// DropCopies removes the copies from before upgrades that need not be kept
	// any longer. It writes in transactions of write, and only if there are any.
	DropCopies(ctx context.Context, now time.Time, write Write) error
}

// Spelling is an engine's SQL where none is shared.
type Spelling struct {
	// InList follows a column: the values of a list, which is one argument.
	InList string
	// List is a list as a table with one column, value; it is one argument.
	List string
	// LeadingJoin joins two tables so that the first is read first; the rows come
	// in its order.
	LeadingJoin string
	// Locked follows a query of one row: no other transaction that locks it goes
	// on before this one has ended.
	Locked string
	// Beginning returns a column as its beginnings are compared, by 200 characters
	// at most: the index on it may have no more.
	Beginning func(column string) string
}

// WordMatch is the SQL that finds stories by their words.
type WordMatch struct {
	// Tables joins the index of words, which is read first, with story s.
	Tables string
	// Key is the place of a story in the index, by which its rows can be read
	// in order.
	Key string
	// Where is the condition on Tables.
	Where string
	// Cond is the same as a condition on s alone.
	Cond string
	// Arg is the one argument of Where, and of Cond.
	Arg any
}

// WordsRow is a row of the index of words. Its texts are tokens with spaces
// between them.
type WordsRow struct {
	Place                int64
	Known                bool // there may be a row of this place
	Title, Summary, Body string
}

// Querier reads.
type Querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// Tx is a transaction that writes. The one that this package hands to an
// engine keeps statements prepared.
type Tx interface {
	Querier
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

// Write runs f in one transaction, which is rolled back if f returns an error,
// and begins it once more if another process was in the way.
type Write func(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
