package store

import (
	"context"
	"fmt"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Outlines calls f with the outlines of the stories with a time from one on and before
// another (zero: there is no end), the newest first, of most stories at most. f must not keep
// the outline.
func (db *DB) Outlines(ctx context.Context, from, before time.Time, most int, f func(*news.Outline)) error {
	if err := db.outlines(ctx, from, before, most, f); err != nil {
		return fmt.Errorf("list outlines: %w", db.engine.Explain(err))
	}
	return nil
}

func (db *DB) outlines(ctx context.Context, from, before time.Time, most int, f func(*news.Outline)) error {
	q, args := `SELECT s.id, f.id, s.url, s.lang, s.headline, s.summary, s.place FROM `+storyTables+` WHERE s.place >= ?`, []any{placeAt(from)}
	if !before.IsZero() {
		q, args = q+` AND s.place < ?`, append(args, placeAt(before))
	}
	rows, err := db.now().QueryContext(ctx, q+` ORDER BY s.place DESC LIMIT ?`, append(args, most)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o news.Outline
		var headline, summary string
		var place int64
		if err := rows.Scan(&o.ID, &o.Feed, &o.URL, &o.Lang, &headline, &summary, &place); err != nil {
			return err
		}
		o.Headline, o.Summary, o.At = sanitize.Line(headline), sanitize.Text(summary), timeOf(place)
		f(&o)
	}
	return rows.Err()
}
