package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// Where the header of an SQLite file has what, in bytes.
const (
	versionAt = 60
	programAt = 68
)

// starred makes a cache with a starred story, which no process has open.
func starred(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	a := arrival(radio, "a", "Dam gates jam", 0)
	save(t, db, a)
	must(t, db.Star(t.Context(), true, a.Story.ID))
	must(t, db.Close())
	return path
}

// patch changes four bytes of a file.
func patch(t *testing.T, path string, at int, change func(was uint32) uint32) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	binary.BigEndian.PutUint32(data[at:], change(binary.BigEndian.Uint32(data[at:])))
	must(t, os.WriteFile(path, data, 0o600))
}

// folder returns the files of a folder with their contents.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	out := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		info, err := e.Info()
		must(t, err)
		out[e.Name()] = fmt.Sprintln(info.Mode(), info.ModTime()) + string(data)
	}
	return out
}

// TestTheDatabaseOfAnotherProgramIsLeftAlone: one that was named like the cache got
// our tables.
func TestTheDatabaseOfAnotherProgramIsLeftAlone(t *testing.T) {
	for name, q := range map[string]string{
		"tables":              `CREATE TABLE precious (a); INSERT INTO precious VALUES (42)`,
		"a number":            `PRAGMA application_id = 252006674; CREATE TABLE precious (a)`,
		"a number alone":      `PRAGMA application_id = 252006674`,
		"a version":           `PRAGMA user_version = 7; CREATE TABLE story (a); CREATE TABLE feed (a)`,
		"a log":               `PRAGMA journal_mode = WAL; CREATE TABLE precious (a)`,
		"only a log":          `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE precious (a)`,
		"another number, log": `PRAGMA application_id = 7; PRAGMA journal_mode = WAL; CREATE TABLE precious (a)`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sitrep.db")
			theirs, err := sql.Open("sqlite", path)
			must(t, err)
			theirs.SetMaxOpenConns(1)
			_, err = theirs.ExecContext(t.Context(), q)
			must(t, err)
			if name != "only a log" {
				must(t, theirs.Close())
			} else {
				defer theirs.Close()
			}
			before := folder(t, filepath.Dir(path))
			for _, o := range []store.Options{{Now: newClock().now}, {Now: newClock().now, ReadOnly: true}} {
				_, err := sqlite.Open(t.Context(), path, o)
				if !errors.Is(err, sqlite.ErrForeign) || errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "another folder with --data") {
					t.Errorf("Open error = %v, want ErrForeign and the way out", err)
				}
			}
			diff(t, "the folder", before, folder(t, filepath.Dir(path)))
		})
	}
}

// TestACacheIsKnownByItsTables opens caches whose number is not that of a cache:
// those of earlier sitreps have none, and a damaged one is ours all the same.
func TestACacheIsKnownByItsTables(t *testing.T) {
	for _, id := range []uint32{0, 1, 0x73697473} {
		path := starred(t)
		patch(t, path, programAt, func(uint32) uint32 { return id })
		db, err := openOwner(t.Context(), path)
		must(t, err)
		diff(t, "stories", 1, len(list(t, db, is(news.IsStarred), news.Window{})))
		must(t, db.Close())
		data, err := os.ReadFile(path)
		must(t, err)
		diff(t, "number", "sitr", string(data[programAt:programAt+4]))
	}
	path := filepath.Join(t.TempDir(), "empty.db") // a file with nothing in it is no program's
	must(t, os.WriteFile(path, nil, 0o600))
	open(t, path, store.Options{})
}

// TestADamagedVersionIsNoNewerSitrep flips each bit of the version: one that made it
// greater was "written by a newer sitrep", without a way out, and one that made it
// less ended in an error of SQL.
func TestADamagedVersionIsNoNewerSitrep(t *testing.T) {
	whole, err := os.ReadFile(starred(t))
	must(t, err)
	for _, unmarked := range []bool{false, true} { // as sitreps of up to version 7 left it
		for bit := range 32 {
			path := filepath.Join(t.TempDir(), "cache.db")
			must(t, os.WriteFile(path, whole, 0o600))
			if unmarked {
				raw, err := sql.Open("sqlite", path)
				must(t, err)
				_, err = raw.ExecContext(t.Context(), `DELETE FROM state WHERE key = 'version'; PRAGMA application_id = 0; PRAGMA wal_checkpoint(TRUNCATE)`)
				must(t, err)
				must(t, raw.Close())
			}
			patch(t, path, versionAt, func(v uint32) uint32 { return v ^ 1<<bit })
			_, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
			if !errors.Is(err, store.ErrDamaged) || strings.Contains(err.Error(), "newer") {
				t.Fatalf("bit %d, unmarked %t: %v, want store.ErrDamaged", bit, unmarked, err)
			}
			if bit > 2 && bit < 31 {
				continue // a rescue takes its time
			}
			saved, err := sqlite.Rescue(t.Context(), path, start)
			must(t, err)
			diff(t, fmt.Sprintf("bit %d, unmarked %t: saved", bit, unmarked), []int{1, 1}, []int{saved.Stories, saved.Starred})
			db, err := openOwner(t.Context(), path)
			must(t, err)
			must(t, db.Close())
		}
	}
}

// TestADamagedVersionOfAnEarlierCacheIsRescued does the same to caches that know
// their version from the header only.
func TestADamagedVersionOfAnEarlierCacheIsRescued(t *testing.T) {
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	for version := 1; version < len(steps); version++ {
		for _, header := range []uint32{0, 1<<16 | uint32(version)} {
			path := earlierCache(t, steps[:version])
			patch(t, path, versionAt, func(uint32) uint32 { return header })
			_, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("version %d as %d: %v, want store.ErrDamaged", version, header, err)
			}
			saved, err := sqlite.Rescue(t.Context(), path, start)
			must(t, err)
			diff(t, fmt.Sprintf("version %d as %d: saved", version, header), []int{2, 2}, []int{saved.Stories, saved.Starred})
		}
	}
}

// TestAnyByteOfTheHeaderMayBeDamaged changes each byte of the header: of a cache that
// cannot be opened any more all is saved. Nothing was: the header is read first.
func TestAnyByteOfTheHeaderMayBeDamaged(t *testing.T) {
	whole, err := os.ReadFile(starred(t))
	must(t, err)
	opened := 0
	for at := range 100 {
		if at > 0 && at < 15 { // all of one word
			continue
		}
		path := filepath.Join(t.TempDir(), "cache.db")
		data := bytes.Clone(whole)
		data[at] ^= []byte{0xff, 0x02}[at%2]
		must(t, os.WriteFile(path, data, 0o600))
		db, err := openOwner(t.Context(), path)
		if err == nil {
			opened++
			diff(t, fmt.Sprintf("byte %d: stars", at), 1, len(list(t, db, is(news.IsStarred), news.Window{})))
			must(t, db.Close())
			continue
		}
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("byte %d: %v, want store.ErrDamaged", at, err)
		}
		saved, err := sqlite.Rescue(t.Context(), path, start)
		must(t, err)
		diff(t, fmt.Sprintf("byte %d: saved", at), []int{1, 1}, []int{saved.Stories, saved.Starred})
		kept, err := os.ReadFile(saved.Aside)
		must(t, err)
		diff(t, "put aside", data, kept)
		left, err := filepath.Glob(path + ".rescue*")
		must(t, err)
		diff(t, "left behind", 0, len(left))
	}
	if opened < 30 || opened > 80 {
		t.Errorf("%d caches could be opened all the same", opened)
	}
}
