package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"sitrep/internal/store"
)

// applicationID marks a file as a cache: "sitr" (https://sqlite.org/fileformat2.html,
// section 1.3.16). Caches that were last written by a sitrep of up to version
// lastUnmarked have none.
const applicationID = 0x73697472

// lastUnmarked is the last version of caches whose number is in the header only.
// Later ones have it in the table state as well, so that a damaged header is not
// taken for a newer sitrep.
const lastUnmarked = 7

// Where the header of an SQLite file has what, in bytes.
const (
	headerSize  = 100
	headerMagic = "SQLite format 3\x00"
	headerID    = 68
)

// ErrForeign is matched by the error for the database of another program.
var ErrForeign = errors.New("it is the database of another program, and is left as it is; choose another folder with --data")

// refuseForeign returns an error that matches ErrForeign if there is the database
// of another program at path. It changes nothing. What is no database at all, or
// cannot be read, is left to others.
func refuseForeign(ctx context.Context, path string) error {
	id, ok := idOf(path)
	if !ok || id == applicationID {
		return nil
	}
	tables, err := tablesOf(ctx, path)
	switch {
	case err != nil && id == 0, isOurs(tables): // damaged, or a damaged number
		return nil
	case err == nil && id == 0 && len(tables) == 0: // one that is being made
		return nil
	}
	return ErrForeign
}

// idOf returns the number of the program to which a database belongs; ok is false
// if there is none.
func idOf(path string) (id uint32, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	head := make([]byte, headerSize)
	if _, err := io.ReadFull(f, head); err != nil || string(head[:len(headerMagic)]) != headerMagic {
		return 0, false
	}
	return binary.BigEndian.Uint32(head[headerID:]), true
}

// tablesOf returns the names of the tables of a database. Nothing is made beside it.
// Tables that are only in the log of another process count if the file has none yet.
func tablesOf(ctx context.Context, path string) ([]string, error) {
	names, err := tablesAt(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	if err != nil || len(names) > 0 {
		return names, err
	}
	if st, err := os.Stat(path + "-wal"); err != nil || st.Size() == 0 {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "sitrep-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(copied+suffix, path+suffix); err != nil {
			return nil, err
		}
	}
	return tablesAt(ctx, copied, nil)
}

func tablesAt(ctx context.Context, path string, q url.Values) ([]string, error) {
	db, err := sql.Open("sqlite", fileURL(path, q))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// isOurs reports whether a database with these tables is a cache: each version has
// had them.
func isOurs(tables []string) bool {
	for _, name := range []string{"story", "feed", "tally", "feed_body", "page_body", "address", "revision", "ref", "tombstone", "words"} {
		if !slices.Contains(tables, name) {
			return false
		}
	}
	return true
}

// pageSize is the size of the pages of a cache, SQLite's own choice.
const pageSize = 4096

// repaired returns the header of a cache of so many bytes with what is the same in
// every cache, and with the number of its pages.
func repaired(head []byte, size int64) []byte {
	out := slices.Clone(head)
	copy(out, headerMagic)
	binary.BigEndian.PutUint16(out[16:], pageSize)
	copy(out[18:], []byte{2, 2, 0, 64, 32, 32})                                // WAL, no reserved space, fractions of pages
	binary.BigEndian.PutUint32(out[28:], uint32(size/pageSize))                //nolint:gosec // a number of pages has 32 bits
	copy(out[92:96], out[24:28])                                               // so that the number of pages counts
	for at, value := range map[int]uint32{32: 0, 36: 0, 44: 4, 48: 0, 56: 1} { // no free pages, format, UTF-8
		binary.BigEndian.PutUint32(out[at:], value)
	}
	return out
}

// headerIsSound reports whether a file begins as a cache does.
func headerIsSound(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, headerSize)
	_, err = io.ReadFull(f, head)
	st, serr := f.Stat()
	if err != nil || serr != nil {
		return false
	}
	fixed := repaired(head, st.Size())
	for _, part := range [][2]int{{0, 24}, {28, 32}, {44, 48}, {56, 60}} {
		if !bytes.Equal(head[part[0]:part[1]], fixed[part[0]:part[1]]) {
			return false
		}
	}
	return true
}

// readable returns the path of a cache with the contents of a damaged one whose
// header is not, and what removes it again. Where that cannot be made, it is the
// damaged one itself.
func readable(damaged, copied string) (path string, remove func()) {
	remove = func() {
		for _, name := range withSides(copied) {
			_ = os.Remove(name)
		}
	}
	remove()
	for i, name := range withSides(damaged)[:2] { // the index of the log is made anew
		if err := copyFile(withSides(copied)[i], name); err != nil && (i == 0 || !errors.Is(err, fs.ErrNotExist)) {
			remove()
			return damaged, func() {}
		}
	}
	f, err := os.OpenFile(copied, os.O_RDWR, 0)
	if err != nil {
		return damaged, remove
	}
	defer f.Close()
	head := make([]byte, headerSize)
	st, err := f.Stat()
	if err == nil {
		_, err = io.ReadFull(f, head)
	}
	if err == nil {
		_, err = f.WriteAt(repaired(head, st.Size()), 0)
	}
	if err != nil {
		return damaged, remove
	}
	return copied, remove
}

// versions are the version fields of a file.
type versions struct {
	header int  // 0: it is new
	noted  int  // in the table state; 0: nothing
	tables bool // it has any
	state  bool // it has the table state
}

func versionsOf(ctx context.Context, q store.Querier) (v versions, err error) {
	if v.header, err = userVersion(ctx, q); err != nil {
		return v, err
	}
	err = q.QueryRowContext(ctx, `SELECT count(*) > 0, count(*) FILTER (WHERE name = 'state') > 0 FROM sqlite_schema`).Scan(&v.tables, &v.state)
	if err != nil || !v.state {
		return v, err
	}
	err = q.QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'version'`).Scan(&v.noted)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return v, err
}

// check returns an error that matches store.ErrDamaged if the header has another
// version than the tables.
func (v versions) check() error {
	switch {
	case v.noted > 0 && v.noted != v.header:
		return v.damaged(fmt.Sprintf("a cache of version %d", v.noted))
	case v.noted == 0 && v.state && v.header > len(schemaFiles):
		return v.damaged(fmt.Sprintf("a cache of version %d or earlier", lastUnmarked))
	case v.header < 0, v.state && v.header < personsVersion, v.tables && v.header == 0:
		return v.damaged("a later one")
	case !v.state && v.header >= personsVersion:
		return v.damaged("none of that version")
	}
	return nil
}

func (v versions) damaged(tables string) error {
	return fmt.Errorf("%w: its header has version %d, but its tables are those of %s; sitrep saves what can be read when it starts again, or put a backup in its place",
		store.ErrDamaged, v.header, tables)
}

// likely returns the version of the tables as far as it can be told.
func (v versions) likely() int {
	last := len(schemaFiles)
	switch {
	case v.noted > 0 && v.noted <= last:
		return v.noted
	case !v.state && v.tables:
		last = personsVersion - 1
	}
	if v.header < 1 || v.header > last || v.state && v.header < personsVersion {
		return last
	}
	return v.header
}

// mark notes in a cache whose it is and of which version.
func mark(ctx context.Context, tx *sql.Tx, version int) error {
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil || version < personsVersion {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO state VALUES ('version', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, version)
	return err
}

// markEarlier marks a cache of this version that an earlier sitrep has made, or
// whose mark is damaged.
func markEarlier(ctx context.Context, w *sql.DB) error {
	var id int
	if err := w.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	v, err := versionsOf(ctx, w)
	if err != nil || id == applicationID && v.noted > 0 {
		return err
	}
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if v, err = versionsOf(ctx, tx); err != nil || v.header != len(schemaFiles) {
		return err // another process brought it to a later version
	}
	if err := mark(ctx, tx, v.header); err != nil {
		return err
	}
	return tx.Commit()
}
