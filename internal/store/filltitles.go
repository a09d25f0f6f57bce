package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"sitrep/internal/news"
)

// What FillTitles does at once: how many titles it reads, how many rows of words
// it gathers before it writes them (16 bytes each), and how many it writes between two
// reports.
const (
	titlesAtOnce = 2000
	rowsAtOnce   = 4 << 20
	rowsInserted = 1024
)

// FillTitles writes the words of all titles, and the keys of titles as they are
// made today. An engine needs it for a cache of a version without them. done is
// called now and then with how much of the work is done, in titles; may be nil.
func FillTitles(ctx context.Context, tx *sql.Tx, e Engine, done func(n, of int64)) error {
	if done == nil {
		done = func(int64, int64) {}
	}
	return fillTitles(ctx, tx, e, rowsAtOnce, done)
}

// fillTitles is FillTitles with a choice of how many rows are gathered.
func fillTitles(ctx context.Context, tx *sql.Tx, e Engine, atOnce int, done func(n, of int64)) error {
	sv := &saver{statements: newStatements(ctx, tx, newTexts(e))}
	var stories, refs int64
	err := sv.scan(`SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM ref WHERE title <> '')`, nil, &stories, &refs)
	if err != nil {
		return err
	}
	fill := func(f titleFill, before int64) error {
		f.saver, f.atOnce, f.done = sv, atOnce, func(n int64) { done(before+n, stories+refs) }
		return f.run()
	}
	err = fill(titleFill{
		titles: `SELECT place, seq, headline, title_key FROM story WHERE place > ? ORDER BY place LIMIT ?`,
		rekey:  `UPDATE story SET title_key = ? WHERE seq = ?`,
		insert: insertTitleWords(),
	}, 0)
	if err != nil {
		return err
	}
	return fill(titleFill{
		titles: `SELECT num, num, title, title_key FROM ref WHERE title <> '' AND num > ? ORDER BY num LIMIT ?`,
		rekey:  `UPDATE ref SET title_key = ? WHERE num = ?`,
		insert: insertWantedWords(), key: keyWords,
	}, stories)
}

// titleFill writes the words of the titles of one table.
type titleFill struct {
	*saver
	titles string // the query of the titles after a place: place, number, title and its key
	rekey  string // sets the key of the title with a number
	insert *inserts
	key    int // how many words of a title are kept, the longest; 0: all
	atOnce int
	done   func(n int64)

	rows  []wordRow
	read  int64 // titles read
	wrote int64 // titles whose words are written
}

func (f *titleFill) run() error {
	for after := int64(math.MinInt64); ; {
		ts, err := f.next(&after)
		if err != nil {
			return err
		}
		if len(ts) == 0 {
			return f.flush()
		}
		for _, t := range ts {
			if k := news.TitleKey(t.title); k != t.key {
				if err := f.exec(f.rekey, k, t.n); err != nil {
					return err
				}
			}
			ws := hashes(t.title)
			if f.key > 0 {
				ws = ws[:min(len(ws), f.key)]
			}
			for _, w := range ws {
				f.rows = append(f.rows, wordRow{w, t.n})
			}
		}
		f.read += int64(len(ts))
		f.done((f.wrote + f.read) / 2)
		if len(f.rows) >= f.atOnce {
			if err := f.flush(); err != nil {
				return err
			}
		}
	}
}

// next returns the titles that follow the place after, which it moves on.
func (f *titleFill) next(after *int64) ([]titled, error) {
	rows, err := f.query(f.titles, *after, titlesAtOnce)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (t titled, err error) { return t, r.Scan(after, &t.n, &t.title, &t.key) })
}

// flush writes the rows gathered in the order of their key, so that each page of
// the table is written once and not once for each of its rows.
func (f *titleFill) flush() error {
	slices.SortFunc(f.rows, func(a, b wordRow) int { return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.n, b.n)) })
	f.rows = slices.Compact(f.rows)
	args := make([]any, 0, 2*rowsInserted)
	for at := 0; at < len(f.rows); {
		n := min(rowsInserted, len(f.rows)-at)
		args = args[:0]
		for _, r := range f.rows[at : at+n] {
			args = append(args, r.word, r.n)
		}
		if err := f.saver.insert(f.insert, args); err != nil {
			return err
		}
		at += n
		part := (f.read - f.wrote) * int64(at) / int64(len(f.rows))
		f.done((f.wrote + f.read + part) / 2)
	}
	f.wrote, f.rows = f.read, f.rows[:0]
	return nil
}
