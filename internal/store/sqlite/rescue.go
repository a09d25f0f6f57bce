package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sitrep/internal/store"
)

// Rescued says what Rescue made of a damaged cache.
type Rescued struct {
	Aside   string // the damaged file, as it was
	Stories int    // that could be read
	Feeds   int
	Starred int
}

// The names of the files beside a cache.
const (
	suspectSuffix = ".suspect" // its presence says that damage was met
	rescueSuffix  = ".rescue"  // a cache that is being made of a damaged one
)

// rescuedTables are copied row by row, with the columns that put their rows
// in order. Everything else is computed from them. Tables with last are of
// versions up to it; the others are copied if the damaged cache has them.
var rescuedTables = []struct {
	name, key string
	last      int
}{
	{"person", "num", 0},
	{"feed", "num", 0},
	{"story", "place", 0},
	{"feed_body", "story", 0},
	{"page_body", "story", 0},
	{"page_state", "story", 0},
	{"flat", "story, page", 0},
	{"flat_start", "start, story, page", 0},
	{"pending_flat", "story", 0},
	{"site", "name", 0},
	{"furniture", "site, sum", 0},
	{"site_rule", "site, label", 0},
	{"hidden", "story, page", 0},
	{"warning", "num", 0},
	{"revision", "rowid", 0},
	{"ref", "num", 0},
	{"mark", "person, story", 0},
	{"bookmark", "person, story", 0},
	{"undo_step", "step", 0},
	{"note", "person, key", 0},
	{"peer", "num", 0},
	{"peer_feed", "peer, feed", 0},
	{"peer_item", "peer, item", 0},
	{"outbox", "peer, item, flag", 0},
	{"position", "story", personsVersion - 1},
	{"undo", "step", personsVersion - 1},
	{"address", "", 0},
	{"tombstone", "", 0},
	{"alias", "", 0},
	{"identity", "", 0},
	{"joined", "", 0},
	{"pending_ref", "ref", 0},
	{"pending_story", "story", 0},
	{"cluster", "num", 0},
	{"member", "story", 0},
	{"state", "", 0},
	{"meta", "", personsVersion - 1},
}

// Rescue makes a sound cache of the readable parts of the damaged one at path,
// which nobody may have open, and puts the damaged file aside, next to it. If
// it fails, the damaged cache is still where it was. It may take minutes.
func Rescue(ctx context.Context, path string, now time.Time) (Rescued, error) {
	out := Rescued{Aside: path + ".damaged-" + now.UTC().Format("20060102T150405Z")}
	fresh := path + rescueSuffix
	for _, f := range withSides(fresh) {
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, fmt.Errorf("rescue cache: %w", err)
		}
	}
	from, remove := path, func() {}
	if !headerIsSound(path) {
		from, remove = readable(path, path+rescueSuffix+"-source")
	}
	err := remake(ctx, from, fresh)
	remove()
	if err != nil {
		return out, fmt.Errorf("rescue cache: %w", err)
	}
	e, err := openEngine(ctx, fresh, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		return out, fmt.Errorf("rescue cache: %w", err)
	}
	err = e.r.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM feed WHERE active = 1),
		(SELECT count(DISTINCT story) FROM mark WHERE starred = 1)`).Scan(&out.Stories, &out.Feeds, &out.Starred)
	if err = errors.Join(err, e.Close()); err != nil {
		return out, fmt.Errorf("rescue cache: %w", err)
	}
	// The damaged file goes first: if only this much happens, Open finds the
	// new one under its other name.
	for i, f := range withSides(path) {
		if err := renameIfThere(f, withSides(out.Aside)[i]); err != nil {
			return out, fmt.Errorf("rescue cache: %w", err)
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		return out, fmt.Errorf("rescue cache: %w", err)
	}
	flushFolder(filepath.Dir(path))
	return out, removeIfThere(path + suspectSuffix)
}

// withSides returns the names of a cache's file and of those that SQLite puts
// beside it.
func withSides(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// finishRescue ends a rescue that was broken off between its last two steps.
func finishRescue(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || strings.HasSuffix(path, rescueSuffix) {
		return nil
	}
	asides, err := os.ReadDir(dirOf(path))
	if err != nil {
		return nil // no folder yet: no rescue either
	}
	for _, a := range slices.Backward(asides) { // the latest
		aside := dirOf(path) + a.Name()
		if !strings.HasPrefix(aside, path+".damaged-") || strings.HasSuffix(aside, "-wal") || strings.HasSuffix(aside, "-shm") {
			continue
		}
		// The log of one cache must never lie beside another.
		return errors.Join(
			renameIfThere(path+"-wal", aside+"-wal"), renameIfThere(path+"-shm", aside+"-shm"), renameIfThere(path+rescueSuffix, path),
		)
	}
	return nil
}

func renameIfThere(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func dirOf(path string) string { return path[:strings.LastIndexAny(path, `/\`)+1] }

// remake makes a cache of the readable parts of a damaged one: first one of the
// same version, which is then brought up to date like any other.
func remake(ctx context.Context, damaged, fresh string) (err error) {
	from, err := sql.Open("sqlite", dsn(damaged, true))
	if err != nil {
		return err
	}
	defer from.Close()
	from.SetMaxOpenConns(1)
	version := len(schemaFiles)
	if v, err := versionsOf(ctx, from); err == nil {
		version = v.likely()
	}
	if _, err := prepareFile(fresh, false); err != nil {
		return err
	}
	to, err := sql.Open("sqlite", dsn(fresh, false, "auto_vacuum(2)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	to.SetMaxOpenConns(1)
	if err := migrate(ctx, to, version, nil); err != nil {
		return err
	}
	if err := fillFrom(ctx, from, to, version); err != nil {
		return err
	}
	if err := migrate(ctx, to, len(schemaFiles), nil); err != nil {
		return err
	}
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := makeWhole(ctx, tx); err != nil {
		return err
	}
	if err := mark(ctx, tx, len(schemaFiles)); err != nil {
		return err
	}
	return tx.Commit()
}

// fillFrom copies the readable parts of a damaged cache into an empty one of
// the same version.
func fillFrom(ctx context.Context, from, w *sql.DB, version int) error {
	// On one connection without foreign keys: rows come in the order in
	// which they can be read.
	to, err := w.Conn(ctx)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := to.ExecContext(ctx, `PRAGMA foreign_keys = 0`); err != nil {
		return err
	}
	for _, t := range rescuedTables {
		if t.last > 0 && version > t.last {
			continue
		}
		if err := copyTable(ctx, from, to, t.name, t.key); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if version < personsVersion { // which counts by it
		_, err = to.ExecContext(ctx, `DELETE FROM tally; INSERT INTO tally SELECT feed, count(*), sum(read = 0) FROM story GROUP BY feed`)
	}
	return err
}

// copyTable copies the rows of a table from its beginning to where it cannot
// be read, and from its end back to there. Damage costs the rows that it is
// in; only a failure to write is an error.
func copyTable(ctx context.Context, from *sql.DB, to *sql.Conn, table, key string) error {
	columns, err := commonColumns(ctx, from, to, table)
	if err != nil || len(columns) == 0 {
		return err
	}
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], values[i] = c.name, "?"
		if c.empty {
			values[i] = "coalesce(?, x'')"
		}
	}
	list := strings.Join(names, ", ")
	put := `INSERT OR IGNORE INTO ` + table + ` (` + list + `) VALUES (` + strings.Join(values, ", ") + `)`
	switch table {
	case "meta", "state", "feed", "person":
		put = strings.Replace(put, "IGNORE", "REPLACE", 1) // an empty cache has some already
	}
	ways := []string{``}
	if key != "" {
		ways = []string{` ORDER BY ` + key, ` ORDER BY ` + key + ` DESC`}
	}
	for _, order := range ways {
		whole, err := copyRows(ctx, from, to, `SELECT `+list+` FROM `+table+order, put, len(columns))
		if err != nil || whole {
			return err
		}
	}
	return nil
}

// column is a column of a table. empty: a value that is read as none is an empty
// one there, since the driver reads empty bytes so and the column has a value
// always.
type column struct {
	name  string
	empty bool
}

// commonColumns returns the columns that a table has in both caches: a
// damaged one may be of an older version.
func commonColumns(ctx context.Context, from *sql.DB, to *sql.Conn, table string) ([]column, error) {
	const q = `SELECT name, type = 'BLOB' AND "notnull" FROM pragma_table_info(?)`
	scan := func(r *sql.Rows) (c column, err error) { return c, r.Scan(&c.name, &c.empty) }
	rows, err := to.QueryContext(ctx, q, table)
	if err != nil {
		return nil, err
	}
	ours, err := collect(rows, scan)
	if err != nil {
		return nil, err
	}
	rows, err = from.QueryContext(ctx, q, table)
	if err != nil {
		return nil, ctx.Err() // nothing can be read
	}
	theirs, err := collect(rows, scan)
	if err != nil {
		return nil, ctx.Err()
	}
	return slices.DeleteFunc(ours, func(c column) bool {
		return !slices.ContainsFunc(theirs, func(t column) bool { return t.name == c.name })
	}), nil
}

// copyBatch is how many rows are written in one transaction.
const copyBatch = 1000

// copyRows copies rows until there are no more, and reports true, or until
// they cannot be read.
func copyRows(ctx context.Context, from *sql.DB, to *sql.Conn, get, put string, columns int) (whole bool, err error) {
	rows, err := from.QueryContext(ctx, get)
	if err != nil {
		return false, ctx.Err()
	}
	defer rows.Close()
	row := make([]any, columns)
	into := make([]any, columns)
	for i := range row {
		into[i] = &row[i]
	}
	for more := true; more; {
		tx, err := to.BeginTx(ctx, nil)
		if err != nil {
			return false, err
		}
		st, err := tx.PrepareContext(ctx, put) //nolint:sqlclosecheck // closed with its transaction
		for n := 0; err == nil && n < copyBatch; n++ {
			if more = rows.Next(); !more {
				break
			}
			if rows.Scan(into...) != nil {
				continue // this one is lost
			}
			_, err = st.ExecContext(ctx, row...)
			if isConstraint(err) {
				err = nil // a row that no sound cache has
			}
		}
		if err != nil {
			return false, errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return false, err
		}
	}
	return rows.Err() == nil, ctx.Err()
}

// makeWhole makes a sound cache of the rows that could be copied: what refers
// to nothing goes, and what is worked out from others is worked out.
func makeWhole(ctx context.Context, tx *sql.Tx) error {
	for _, q := range []string{
		`INSERT OR IGNORE INTO feed (num, id) VALUES (0, '')`,
		`UPDATE story SET feed = 0 WHERE feed NOT IN (SELECT num FROM feed)`,
		`DELETE FROM feed_body WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM page_body WHERE story NOT IN (SELECT seq FROM story)`,
		// A text that is lost cannot be asked about.
		`UPDATE page_state SET etag = '', last_modified = ''`,
		`DELETE FROM page_state WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM flat WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM flat_start WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM furniture WHERE site NOT IN (SELECT name FROM site)`,
		`DELETE FROM hidden WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM pending_flat WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM warning WHERE feed NOT IN (SELECT num FROM feed) OR NOT json_valid(message)`,
		`DELETE FROM revision WHERE story NOT IN (SELECT seq FROM story)`,
		// Of a text that lay in several pages a part may be lost; its feed
		// brings it again.
		`UPDATE story SET content_hash = x'' WHERE seq IN (SELECT story FROM feed_body WHERE NOT json_valid(blocks))`,
		`DELETE FROM feed_body WHERE NOT json_valid(blocks)`,
		`DELETE FROM page_body WHERE blocks <> '' AND NOT json_valid(blocks)`,
		`UPDATE revision SET blocks = '' WHERE blocks <> '' AND NOT json_valid(blocks)`,
		`INSERT OR IGNORE INTO person (num, name, role) VALUES (1, '', 'owner')`,
		`DELETE FROM mark WHERE story NOT IN (SELECT seq FROM story) OR person NOT IN (SELECT num FROM person)`,
		`UPDATE mark SET place = (SELECT place FROM story WHERE seq = mark.story)`,
		`DELETE FROM bookmark WHERE story NOT IN (SELECT seq FROM story) OR person NOT IN (SELECT num FROM person)`,
		`DELETE FROM undo_step WHERE person NOT IN (SELECT num FROM person)`,
		`DELETE FROM note WHERE person NOT IN (SELECT num FROM person)`,
		`DELETE FROM address WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM alias WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM joined WHERE story NOT IN (SELECT seq FROM story)`,
		`DELETE FROM identity WHERE feed NOT IN (SELECT num FROM feed)`,
		`DELETE FROM member WHERE story NOT IN (SELECT seq FROM story) OR cluster NOT IN (SELECT num FROM cluster)`,
		`DELETE FROM ref WHERE story NOT IN (SELECT seq FROM story)`,
		`UPDATE ref SET to_story = NULL, match = 0 WHERE to_story NOT IN (SELECT seq FROM story)`,
		`UPDATE story SET refs = (SELECT count(*) FROM ref WHERE ref.story = story.seq AND ref.hidden = 0)`,
		`UPDATE story SET revisions = (SELECT count(*) FROM revision WHERE revision.story = story.seq AND live = 0)`,
		`UPDATE story SET full_text = 1 WHERE seq IN (SELECT story FROM page_body WHERE paragraphs > 0)`,
		`DELETE FROM tally`,
		`INSERT INTO tally (feed, total, unread) SELECT feed, count(*), 0 FROM story GROUP BY feed`,
		`INSERT INTO state VALUES ('seq', (SELECT coalesce(max(seq), 0) FROM story)) ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)`,
		// A feed whose stories may be lost is read as a whole.
		`UPDATE feed SET etag = '', last_modified = '', digest = ''`,
		`DELETE FROM leased`,
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%.60s: %w", q, err)
		}
	}
	return store.Rebuild(ctx, tx, &engine{})
}
