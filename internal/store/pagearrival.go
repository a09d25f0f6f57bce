package store

import (
	"context"
	"fmt"

	"sitrep/internal/news"
)

// mostPageArrivals is how many arrivals of page texts are kept.
const mostPageArrivals = 20_000

// notePageArrival notes that a page brought a text, or another one than before.
func (sv *saver) notePageArrival(seq int64) error {
	var num int64
	if err := sv.scan(`INSERT INTO page_arrival (story) VALUES (?) RETURNING num`, []any{seq}, &num); err != nil {
		return err
	}
	return sv.exec(`DELETE FROM page_arrival WHERE num <= ?`, num-mostPageArrivals)
}

// LatestPage returns the number of the last text that a page brought; 0: none did.
func (db *DB) LatestPage(ctx context.Context) (num int64, err error) {
	err = db.now().QueryRowContext(ctx, `SELECT coalesce(max(num), 0) FROM page_arrival`).Scan(&num)
	if err != nil {
		return 0, fmt.Errorf("read pages: %w", db.engine.Explain(err))
	}
	return num, nil
}

// PagesAfter returns the stories whose pages brought a text after the one of a
// number and up to that of another, each once, in the order of their own arrival,
// at most a number.
func (db *DB) PagesAfter(ctx context.Context, after, upTo int64, limit int) ([]*news.Story, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT `+storyColumns+` FROM `+storyTables+`
		WHERE s.seq IN (SELECT a.story FROM page_arrival a WHERE a.num > ? AND a.num <= ?) ORDER BY s.seq LIMIT ?`, after, upTo, limit)
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", db.engine.Explain(err))
	}
	ss, err := scanStories(rows)
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", db.engine.Explain(err))
	}
	return ss, nil
}
