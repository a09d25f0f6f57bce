package store

import (
	"context"
	"database/sql"

	"sitrep/internal/news"
)

// The tests of plans are outside this package, since they need an engine.

// PageQuery returns the query of a page of a list that is neither the first nor
// the last, in a cache of two large feeds.
func PageQuery(db *DB, e news.Expr) (q string, args []any, err error) {
	feeds := []feedRow{{num: 1, names: "velm", tags: []string{"a"}, total: 1e6}, {num: 2, names: "velm tarn", tags: []string{"a"}, total: 1e6}}
	p, err := compile(news.Filter{Expr: e}, viewOf(owner, db.sql), feeds)
	if err != nil {
		return "", nil, err
	}
	total, _ := p.totalOf(feeds)
	tables, key, where, args := p.from(total)
	return "SELECT " + p.view.columns + " FROM " + tables + " WHERE " + where + " AND " + key + " < ? ORDER BY " + key + " DESC LIMIT 50",
		append(args, int64(1)<<60), nil
}

// UnreadQuery returns the query of a page of the unread stories of a large
// cache with so many stories above the watermark, and with stories that are
// marked unread or without.
func UnreadQuery(db *DB, above int64, kept bool) (q string, args []any, err error) {
	p, err := compile(news.Filter{Expr: news.Is{State: news.IsUnread}}, viewOf(owner, db.sql), nil)
	if err != nil {
		return "", nil, err
	}
	after := int64(1) << 60
	q, args = p.unread(window{after: &after, order: descending, limit: 50}, 1e6, watermark{above: above, kept: kept})
	return q, args, nil
}

// MarksAbove is the query of the marks above the watermark.
const MarksAbove = marksAbove

// LacksTextQuery returns the query of LacksText.
func LacksTextQuery() (q string, args []any) { return lacksText, []any{2, 1, 100} }

// Connections returns the connections that read.
func Connections(db *DB) *sql.DB { return db.r }

// FillTitlesAgain empties the tables of the words of titles, has them filled with
// atOnce rows gathered at a time, and returns the reports.
func FillTitlesAgain(ctx context.Context, db *DB, atOnce int) (reported []int64, of int64, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		for _, table := range []string{"title_word", "wanted_word"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil {
				return false, err
			}
		}
		return false, fillTitles(ctx, tx, db.engine, atOnce, func(n, all int64) { reported, of = append(reported, n), all })
	})
	return reported, of, err
}

// ResolveAnew forgets what all references lead to and resolves them again.
func ResolveAnew(ctx context.Context, db *DB) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		for _, q := range [...]string{
			`UPDATE ref SET to_story = NULL, match = 0`, `DELETE FROM wanted_word`, `DELETE FROM pending_story`,
			`INSERT INTO pending_ref (ref) SELECT num FROM ref WHERE title_key <> '' ON CONFLICT DO NOTHING`,
		} {
			if err := sv.exec(q); err != nil {
				return false, err
			}
		}
		rows, err := sv.query(`SELECT DISTINCT url_key FROM ref WHERE url_key <> ''`)
		if err != nil {
			return false, err
		}
		keys, err := collect(rows, func(r *sql.Rows) (k string, err error) { return k, r.Scan(&k) })
		if err != nil {
			return false, err
		}
		return false, sv.adopt(keys)
	})
	if err != nil {
		return err
	}
	return db.ResolveTitles(ctx)
}

// DropOldest drops the n stories that arrived first.
func DropOldest(ctx context.Context, db *DB, n int) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		rows, err := tx.QueryContext(ctx, `SELECT seq, first_ms, place FROM story ORDER BY seq LIMIT ?`, n)
		if err != nil {
			return false, err
		}
		olds, err := collect(rows, func(r *sql.Rows) (o old, err error) { return o, r.Scan(&o.seq, &o.first, &o.place) })
		if err != nil {
			return false, err
		}
		return true, drop(db.statements(ctx, tx), olds, 1)
	})
}

// MovedTables are the names of the tables that a move copies.
func MovedTables() []string {
	names := make([]string, len(movedTables))
	for i, t := range movedTables {
		names[i] = t.name
	}
	return names
}
