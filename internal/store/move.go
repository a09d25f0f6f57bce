package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// ErrMoving is matched by the error for a cache into which another was not moved
// whole yet.
var ErrMoving = errors.New("another cache was not moved into this one whole; run sitrep store move again")

// movingKey is of the state that a cache has while another is moved into it: the
// place up to which stories are in its index of words.
const movingKey = "moving"

// movedAtOnce is how many rows of a table are read, and written in a transaction.
const movedAtOnce = 500

// movedTable is a table that is copied as it is.
type movedTable struct {
	name  string
	key   []string // the columns in whose order its rows are copied
	where string   // which rows; empty: all
	some  bool     // an empty cache has some of its rows, which are written over
	bytes []string // columns of bytes that always have a value
}

// movedTables are the tables of a cache, each behind those that it refers to. Leases
// and requests are of processes, and stay.
var movedTables = []movedTable{
	{name: "feed", key: []string{"num"}, some: true},
	{name: "person", key: []string{"num"}, some: true},
	{name: "state", key: []string{"key"}, where: `key IN ('seq', 'changes', 'spent', 'spent_since', 'day', 'leapt')`, some: true},
	{name: "story", key: []string{"seq"}, bytes: []string{"content_hash", "wording_hash"}},
	{name: "tally", key: []string{"feed"}},
	{name: "feed_body", key: []string{"story"}},
	{name: "page_body", key: []string{"story"}, bytes: []string{"wording_hash", "bytes_hash"}},
	{name: "page_state", key: []string{"story"}},
	{name: "address", key: []string{"story", "url_key"}},
	{name: "revision", key: []string{"story", "n"}},
	{name: "ref", key: []string{"num"}},
	{name: "title_word", key: []string{"word", "story"}},
	{name: "wanted_word", key: []string{"word", "ref"}},
	{name: "pending_ref", key: []string{"ref"}},
	{name: "pending_story", key: []string{"story"}},
	{name: "pending_flat", key: []string{"story"}},
	{name: "tombstone", key: []string{"id"}},
	{name: "alias", key: []string{"id"}},
	{name: "identity", key: []string{"feed", "kind", "key"}},
	{name: "joined", key: []string{"story", "id"}},
	{name: "mark", key: []string{"person", "story"}},
	{name: "read_tally", key: []string{"person", "feed"}},
	{name: "bookmark", key: []string{"person", "story"}},
	{name: "undo_step", key: []string{"step"}, bytes: []string{"stories"}},
	{name: "note", key: []string{"person", "key"}},
	{name: "seen", key: []string{"feed"}, bytes: []string{"sums"}},
	{name: "cluster", key: []string{"num"}},
	{name: "member", key: []string{"story"}},
	{name: "term_count", key: []string{"day"}, bytes: []string{"body"}},
	{name: "warning", key: []string{"num"}, bytes: []string{"sum", "ident"}},
	{name: "flat", key: []string{"story", "page"}},
	{name: "flat_start", key: []string{"start", "story", "page"}},
	{name: "rule", key: []string{"num"}},
	{name: "alert", key: []string{"num"}},
	{name: "site", key: []string{"name"}},
	{name: "furniture", key: []string{"site", "sum"}},
	{name: "site_rule", key: []string{"site", "label"}},
	{name: "hidden", key: []string{"story", "page"}},
	{name: "remark", key: []string{"num"}},
	{name: "page_arrival", key: []string{"num"}},
	{name: "peer", key: []string{"num"}},
	{name: "peer_feed", key: []string{"peer", "feed"}},
	{name: "peer_item", key: []string{"peer", "item"}},
	{name: "outbox", key: []string{"peer", "item", "flag"}},
}

// Moved is what Move did.
type Moved struct {
	Stories, Rows, Tables int
	Resumed               bool   // an earlier call was cut off
	Sum                   string // of all rows, the same in both caches
}

// Move copies the whole of a cache into an empty one, of any engine, which was opened
// with Options.Moving, and compares the number and the sums of the rows of each
// table. The cache is read as it is at one moment. Cut off, it is gone on with by the
// next call. progress is called with the name of a table and how many of its rows
// were written; nil: nobody is.
func Move(ctx context.Context, from, to *DB, progress func(table string, rows int)) (Moved, error) {
	m, err := move(ctx, from, to, progress)
	if err != nil {
		return m, fmt.Errorf("move cache: %w", err)
	}
	return m, nil
}

func move(ctx context.Context, from, to *DB, progress func(table string, rows int)) (out Moved, err error) {
	if out.Resumed, err = to.beginMove(ctx); err != nil {
		return out, err
	}
	snap, end, err := from.begin(ctx)
	if err != nil {
		return out, from.engine.Explain(err)
	}
	defer end() //nolint:errcheck // it only read
	all := sha256.New()
	for _, t := range movedTables {
		mv := &mover{ctx: ctx, from: snap, to: to, movedTable: t}
		if err := mv.copy(progress); err != nil {
			return out, fmt.Errorf("table %s: %w", t.name, err)
		}
		rows, sum, err := mv.compare()
		if err != nil {
			return out, fmt.Errorf("table %s: %w", t.name, err)
		}
		out.Rows, out.Tables = out.Rows+rows, out.Tables+1
		if t.name == "story" {
			out.Stories = rows
		}
		fmt.Fprintf(all, "%s %d %x\n", t.name, rows, sum)
	}
	out.Sum = hex.EncodeToString(all.Sum(nil)[:8])
	if err := to.moveWords(ctx, progress); err != nil {
		return out, fmt.Errorf("index of words: %w", err)
	}
	return out, to.endMove(ctx)
}

// beginMove refuses a cache that has something in it, and notes that another is moved
// into it. It reports whether that was so already.
func (db *DB) beginMove(ctx context.Context) (again bool, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		var used bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM state WHERE key = ?),
			EXISTS (SELECT 1 FROM story) OR EXISTS (SELECT 1 FROM mark) OR EXISTS (SELECT 1 FROM note)`, movingKey).Scan(&again, &used)
		switch {
		case err != nil || again:
			return false, err
		case used:
			return false, errors.New("there are stories in the cache already; choose an empty one")
		}
		// Numbers of feeds that a start has written are not those of the other.
		for _, q := range [...]string{`DELETE FROM feed WHERE num <> 0`, `DELETE FROM person WHERE num <> 1`} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return false, err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO state VALUES (?, -1)`, movingKey)
		return false, err
	})
	return again, err
}

// endMove makes the cache one like any other.
func (db *DB) endMove(ctx context.Context) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		if err := db.engine.Filled(ctx, tx); err != nil {
			return false, err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM state WHERE key = ?`, movingKey)
		return true, err
	})
}

// mover copies one table.
type mover struct {
	ctx  context.Context //nolint:containedctx // lives as long as the one call it serves
	from Querier
	to   *DB
	movedTable
	columns []string // that both caches have
	keys    []int    // which of them are the key
}

// copy copies the rows that are not there yet.
func (mv *mover) copy(progress func(table string, rows int)) error {
	if err := mv.findColumns(); err != nil {
		return err
	}
	var after []any
	if !mv.some {
		last, err := mv.page(mv.to.now(), nil, ` DESC`, 1)
		if err != nil {
			return err
		}
		if len(last) == 1 {
			after = mv.keyOf(last[0])
		}
	}
	put := mv.put()
	for done := 0; ; {
		rows, err := mv.page(mv.from, after, ``, movedAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		args := make([]any, 0, len(rows)*len(mv.columns))
		for _, row := range rows {
			args = append(args, mv.values(row)...)
		}
		err = mv.to.write(mv.ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			return false, mv.to.statements(ctx, tx).insert(put, args)
		})
		if err != nil {
			return err
		}
		after = mv.keyOf(rows[len(rows)-1])
		if done += len(rows); progress != nil {
			progress(mv.name, done)
		}
	}
}

// findColumns finds the columns that the table has in both caches: an engine may have
// some that no longer count.
func (mv *mover) findColumns() error {
	names := func(q Querier) ([]string, error) {
		rows, err := q.QueryContext(mv.ctx, `SELECT * FROM `+mv.name+` WHERE false`)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		out, err := rows.Columns()
		return out, cmp.Or(err, rows.Err())
	}
	ours, err := names(mv.from)
	if err != nil {
		return err
	}
	theirs, err := names(mv.to.now())
	if err != nil {
		return err
	}
	mv.columns = slices.DeleteFunc(ours, func(c string) bool { return !slices.Contains(theirs, c) })
	slices.Sort(mv.columns)
	for _, k := range mv.key {
		i := slices.Index(mv.columns, k)
		if i < 0 {
			return fmt.Errorf("it has no column %s", k)
		}
		mv.keys = append(mv.keys, i)
	}
	return nil
}

// page reads rows behind a key, in its order; nil: from the first on.
func (mv *mover) page(q Querier, after []any, order string, limit int) ([][]any, error) {
	keys := strings.Join(mv.key, ", ")
	where := cmp.Or(mv.where, `true`)
	if after != nil {
		where += ` AND (` + keys + `) > (?` + strings.Repeat(`, ?`, len(mv.key)-1) + `)`
	}
	text := `SELECT ` + strings.Join(mv.columns, ", ") + ` FROM ` + mv.name + ` WHERE ` + where +
		` ORDER BY ` + strings.Join(mv.key, order+`, `) + order + ` LIMIT ` + strconv.Itoa(limit)
	rows, err := q.QueryContext(mv.ctx, text, after...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) ([]any, error) {
		row, into := make([]any, len(mv.columns)), make([]any, len(mv.columns))
		for i := range row {
			into[i] = &row[i]
		}
		return row, r.Scan(into...)
	})
}

func (mv *mover) keyOf(row []any) []any {
	key := make([]any, len(mv.keys))
	for i, k := range mv.keys {
		key[i] = row[k]
	}
	return key
}

// values returns a row as it is written: some drivers read empty bytes as none.
func (mv *mover) values(row []any) []any {
	for i, v := range row {
		if b, ok := v.([]byte); ok && len(b) == 0 {
			row[i] = nil
		}
	}
	for _, name := range mv.bytes {
		if i := slices.Index(mv.columns, name); i >= 0 && row[i] == nil {
			row[i] = []byte{}
		}
	}
	return row
}

// put returns the statement that writes rows.
func (mv *mover) put() *inserts {
	end := ``
	if mv.some {
		var sets []string
		for _, c := range mv.columns {
			if !slices.Contains(mv.key, c) {
				sets = append(sets, c+` = excluded.`+c)
			}
		}
		end = ` ON CONFLICT (` + strings.Join(mv.key, ", ") + `) DO UPDATE SET ` + strings.Join(sets, ", ")
	}
	return insertsOf(`INSERT INTO `+mv.name+` (`+strings.Join(mv.columns, ", ")+`) VALUES `, len(mv.columns), end)()
}

// compare returns an error if the rows of the table differ, else how many there are
// and their sum.
func (mv *mover) compare() (rows int, sum []byte, err error) {
	theirs, sum, err := mv.sum(mv.from)
	if err != nil {
		return 0, nil, err
	}
	ours, copied, err := mv.sum(mv.to.now())
	switch {
	case err != nil:
		return 0, nil, err
	case ours != theirs:
		return 0, nil, fmt.Errorf("%d rows became %d; the cache has changed since the move began: empty the other one and begin anew", theirs, ours)
	case string(sum) != string(copied):
		return 0, nil, errors.New("its rows differ; the cache has changed since the move began: empty the other one and begin anew")
	}
	return ours, sum, nil
}

func (mv *mover) sum(q Querier) (n int, sum []byte, err error) {
	h := sha256.New()
	var after []any
	for {
		rows, err := mv.page(q, after, ``, movedAtOnce)
		if err != nil {
			return 0, nil, err
		}
		if len(rows) == 0 {
			return n, h.Sum(nil), nil
		}
		for _, row := range rows {
			n++
			for _, v := range mv.values(row) {
				addValue(h, v)
			}
		}
		after = mv.keyOf(rows[len(rows)-1])
	}
}

// addValue adds a value to a sum, which is the same for a value that one driver has as text and
// another as bytes.
func addValue(h hash.Hash, v any) {
	switch v := v.(type) {
	case nil:
		h.Write([]byte{0})
	case string:
		fmt.Fprintf(h, "t%d:%s", len(v), v)
	case []byte:
		fmt.Fprintf(h, "t%d:", len(v))
		h.Write(v)
	case float64:
		fmt.Fprintf(h, "f%x", v)
	default:
		fmt.Fprintf(h, "%v;", v)
	}
}

// moveWords writes the index of words of the stories that lack it.
func (db *DB) moveWords(ctx context.Context, progress func(table string, rows int)) error {
	for done := 0; ; {
		n := 0
		err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			sv := &saver{statements: db.statements(ctx, tx)}
			var after int64
			if err := sv.scan(`SELECT value FROM state WHERE key = ?`, []any{movingKey}, &after); err != nil {
				return false, err
			}
			words, err := sv.wordsBehind(after)
			if n = len(words); err != nil || n == 0 {
				return false, err
			}
			if err := db.engine.PutWords(ctx, sv, words); err != nil {
				return false, err
			}
			return false, sv.exec(`UPDATE state SET value = ? WHERE key = ?`, words[n-1].Place, movingKey)
		})
		if err != nil || n == 0 {
			return err
		}
		if done += n; progress != nil {
			progress("words", done)
		}
	}
}

// wordsBehind returns the rows of the index of words of the stories behind a place, of
// so many that fit in a transaction.
func (sv *saver) wordsBehind(after int64) ([]WordsRow, error) {
	hs, err := sv.held(`s.place > ? ORDER BY s.place LIMIT `+strconv.Itoa(movedAtOnce), after)
	if err != nil {
		return nil, err
	}
	words := make([]WordsRow, 0, len(hs))
	for _, h := range hs {
		if err := sv.texts(h); err != nil {
			return nil, err
		}
		blocks, err := decodeBlocks(h.best())
		if err != nil {
			blocks = nil // a text that cannot be read is no text
		}
		words = append(words, WordsRow{
			Place: h.place, Title: match.Indexed(h.story.Headline.String()), Summary: match.Indexed(h.story.Summary.String()), Body: match.Indexed(news.Text(blocks)),
		})
	}
	return words, nil
}
