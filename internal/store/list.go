package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"

	"sitrep/internal/news"
)

// firstPage is how many stories a window has that does not say.
const firstPage = 100

// Stories returns a window of the stories that match, newest first.
func (db *DB) Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	ss, err := db.stories(ctx, f, w)
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", db.explain(err))
	}
	return ss, nil
}

func (db *DB) stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	feeds, err := db.feedRows(ctx, db.r)
	if err != nil {
		return nil, err
	}
	p, err := compile(f, feeds)
	if err != nil || p.limit && len(p.feeds) == 0 {
		return nil, err
	}
	total, _ := p.totalOf(feeds)
	tables, where, args := p.from(total)
	key := "s.place"
	if p.match != "" {
		key = "w.rowid"
	}
	order := "DESC"
	if w.After != nil {
		place, err := db.placeOf(ctx, *w.After)
		if err != nil {
			return nil, err
		}
		where, args = where+" AND "+key+" < ?", append(args, place)
	}
	if w.Before != nil {
		place, err := db.placeOf(ctx, *w.Before)
		if err != nil {
			return nil, err
		}
		where, args = where+" AND "+key+" > ?", append(args, place)
		if w.After == nil {
			order = "ASC"
		}
	}
	if w.UpTo > 0 {
		where, args = where+" AND s.seq <= ?", append(args, w.UpTo)
	}
	limit := w.Limit
	if limit <= 0 {
		limit = firstPage
	}
	rows, err := db.r.QueryContext(ctx, `SELECT `+storyColumns+` FROM `+tables+` WHERE `+where+
		` ORDER BY `+key+` `+order+` LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	ss, err := scanStories(rows)
	if order == "ASC" {
		slices.Reverse(ss)
	}
	return ss, err
}

// placeOf returns the place of a mark. The mark of a story that is gone is
// where it would have stood.
func (db *DB) placeOf(ctx context.Context, m news.Mark) (int64, error) {
	var place int64
	err := db.r.QueryRowContext(ctx, `SELECT place FROM story WHERE id = ?`, string(m.ID)).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return placeAt(m.When), nil
	}
	return place, err
}

// mostCounted is how many stories are counted one by one: nobody reads more,
// and a word may be in a million.
const mostCounted = 10_000

// Count sums a list up. For lists by feed, tag and unread the numbers are
// kept; of others the latest 10,000 are counted.
func (db *DB) Count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	c, err := db.count(ctx, f, upTo)
	if err != nil {
		return news.Counts{}, fmt.Errorf("count stories: %w", db.explain(err))
	}
	return c, nil
}

func (db *DB) count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	// One transaction, so that numbers which are kept and numbers which are
	// counted are of one moment.
	tx, err := db.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return news.Counts{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	feeds, err := db.feedRows(ctx, tx)
	if err != nil {
		return news.Counts{}, err
	}
	p, err := compile(f, feeds)
	if err != nil || p.limit && len(p.feeds) == 0 {
		return news.Counts{}, err
	}
	if upTo <= 0 {
		upTo = math.MaxInt64
	}
	if p.plain && p.state != news.IsStarred {
		return countKept(ctx, tx, p, feeds, upTo)
	}
	total, _ := p.totalOf(feeds)
	tables, where, args := p.from(total)
	var c news.Counts
	key := "s.place"
	if p.match != "" {
		key = "w.rowid"
	}
	err = tx.QueryRowContext(ctx, `SELECT coalesce(sum(seq <= ?), 0), coalesce(sum(seq <= ? AND read = 0), 0), coalesce(sum(seq > ?), 0), count(*) = ?
		FROM (SELECT s.seq, s.read FROM `+tables+` WHERE `+where+` ORDER BY `+key+` DESC LIMIT ?)`,
		append(append([]any{upTo, upTo, upTo, mostCounted}, args...), mostCounted)...).Scan(&c.Total, &c.Unread, &c.New, &c.More)
	return c, err
}

// countKept takes the numbers that triggers keep and counts only what has
// arrived since.
func countKept(ctx context.Context, tx *sql.Tx, p plan, feeds []feedRow, upTo int64) (news.Counts, error) {
	total, unread := p.totalOf(feeds)
	var late, lateUnread int64
	if upTo != math.MaxInt64 {
		q, args := `SELECT count(*), coalesce(sum(s.read = 0), 0) FROM story s WHERE s.seq > ?`, []any{upTo}
		if p.limit {
			q, args = q+` AND +s.feed IN (SELECT value FROM json_each(?))`, append(args, jsonList(p.feeds))
		}
		if err := tx.QueryRowContext(ctx, q, args...).Scan(&late, &lateUnread); err != nil {
			return news.Counts{}, err
		}
	}
	if p.state == news.IsUnread {
		total, late = unread, lateUnread
	}
	return news.Counts{Total: int(total - late), Unread: int(unread - lateUnread), New: int(late)}, nil
}

// Latest returns the highest Seq in the cache, 0 if it is empty.
func (db *DB) Latest(ctx context.Context) (int64, error) {
	var n int64
	if err := db.r.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM story`).Scan(&n); err != nil {
		return 0, fmt.Errorf("look up the latest story: %w", db.explain(err))
	}
	return n, nil
}
