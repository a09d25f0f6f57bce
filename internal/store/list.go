package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"sitrep/internal/news"
)

// firstPage is how many stories a window has that does not say.
const firstPage = 100

// Stories returns a window of the stories that match, newest first.
func (p *Person) Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	ss, err := p.stories(ctx, f, w)
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", p.engine.Explain(err))
	}
	return ss, nil
}

func (p *Person) stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	feeds, mark, err := p.feedRows(ctx, p.now())
	if err != nil {
		return nil, err
	}
	plan, err := p.plan(ctx, p.now(), f, feeds, mark)
	if err != nil || plan.limit && len(plan.feeds) == 0 {
		return nil, err
	}
	win, err := p.windowOf(ctx, w)
	if err != nil {
		return nil, err
	}
	total, unread := plan.totalOf(feeds)
	if plan.limit && total == allStories(feeds) {
		plan.limit, plan.feeds = false, nil // no other feed has any
	}
	var q string
	var args []any
	switch byMarks := plan.state == news.IsUnread && plan.words == nil; {
	case byMarks && unread == 0:
		return nil, nil
	case byMarks && !plan.scans(total, unread):
		q, args = plan.unread(win, total, mark)
	default:
		tables, key, where, wargs := plan.from(total)
		more, margs := win.bounds(key)
		q = `SELECT ` + p.view.columns + ` FROM ` + tables + ` WHERE ` + where + more + ` ORDER BY ` + key + win.order + ` LIMIT ?`
		args = slices.Concat(wargs, margs, []any{win.limit})
	}
	rows, err := p.now().QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	ss, err := scanStories(rows)
	if win.order == ascending {
		slices.Reverse(ss)
	}
	return ss, err
}

// window is a news.Window in places.
type window struct {
	after, before *int64
	upTo          int64
	order         string
	limit         int
}

const ascending, descending = " ASC", " DESC"

func (p *Person) windowOf(ctx context.Context, w news.Window) (out window, err error) {
	out = window{upTo: w.UpTo, order: descending, limit: w.Limit}
	if out.limit <= 0 {
		out.limit = firstPage
	}
	if w.After != nil {
		if out.after, err = p.placeOf(ctx, *w.After); err != nil {
			return out, err
		}
	}
	if w.Before != nil {
		if out.before, err = p.placeOf(ctx, *w.Before); err != nil {
			return out, err
		}
		if w.After == nil {
			out.order = ascending
		}
	}
	return out, nil
}

// bounds returns the conditions of a window on a list ordered by key.
func (w window) bounds(key string) (where string, args []any) {
	if w.after != nil {
		where, args = where+" AND "+key+" < ?", append(args, *w.after)
	}
	if w.before != nil {
		where, args = where+" AND "+key+" > ?", append(args, *w.before)
	}
	if w.upTo > 0 {
		where, args = where+" AND s.seq <= ?", append(args, w.upTo)
	}
	return where, args
}

// placeOf returns the place of a mark. The mark of a story that is gone is
// where it would have stood.
func (p *Person) placeOf(ctx context.Context, m news.Mark) (*int64, error) {
	var place int64
	err := p.now().QueryRowContext(ctx, `SELECT place FROM story WHERE id = ?`, string(m.ID)).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		place, err = placeAt(m.When), nil
	}
	return &place, err
}

// unindexed, after a column, makes a sum of it, which no index is about.
const unindexed = ` + 0`

// fewAbove is up to how many stories above the watermark are gathered and
// sorted rather than walked to.
const fewAbove = 3000

// allStories returns how many stories the cache has.
func allStories(feeds []feedRow) (n int64) {
	for _, f := range feeds {
		n += f.total
	}
	return n
}

// scans reports whether a list of unread stories is better found by a scan of
// all stories of a plan: there are few, or every few steps meet one that is
// unread.
func (p plan) scans(total, unread int64) bool {
	switch {
	case !p.limit:
		return total <= fewStories && unread*4 >= total
	case len(p.feeds) == 1:
		return total <= fewStories/10 || unread*8 >= total
	}
	return total <= fewStories
}

// watermark is what the query for unread stories depends on. It may be older
// than what the query then sees: marks made since hold beside it.
type watermark struct {
	readTo int64
	above  int64 // stories above it, at most
	kept   bool  // there are stories that are marked unread
	edited bool  // there are stories that were edited above it
}

// unread returns the query of the unread stories of a plan: those above the
// watermark that are not marked read, and those at or below it that are marked
// unread, which lie in an index of their own.
func (p plan) unread(w window, total int64, m watermark) (q string, args []any) {
	v := p.view
	const above = later + ` > ?`
	if m.above > fewAbove && !m.kept {
		where, args := p.within(w, total, "s.place", above+` AND NOT `+v.seen, m.readTo)
		return `SELECT ` + v.columns + ` FROM ` + v.tables + ` WHERE ` + where + ` ORDER BY s.place` + w.order + ` LIMIT ?`, append(args, w.limit)
	}
	var parts []string
	part := func(tables, key, cond string, cargs ...any) {
		where, more := p.within(w, total, key, cond, cargs...)
		parts = append(parts, `SELECT * FROM (SELECT `+strings.TrimSuffix(key, unindexed)+` AS place FROM `+tables+` WHERE `+where+` ORDER BY `+key+w.order+` LIMIT ?) p`)
		args = append(append(args, more...), w.limit)
	}
	// Marks cannot be older than an edit if there was none: then the index on
	// seq knows enough, and no row of a story is read to find the page.
	seen := v.seen
	if !m.edited {
		seen = `coalesce(m.read = 1, false)`
	}
	switch {
	case m.above > fewAbove: // most of them are new, and stand where the walk begins
		part(`story s`+v.marks, `s.place`, above+` AND NOT `+v.seen, m.readTo)
	case m.above > 0: // without the index they are not walked to
		part(`story s`+v.marks, `s.place`+unindexed, `s.seq > ? AND NOT `+seen, m.readTo)
	}
	if m.edited && m.above <= fewAbove {
		part(`story s`+v.marks, `s.place`+unindexed, `s.edited_seq > 0 AND s.edited_seq > ? AND s.seq <= ? AND NOT `+seen, m.readTo, m.readTo)
	}
	mine := `m.person = ` + v.person + ` AND m.read = 0 AND `
	switch {
	case m.kept && !m.edited && !p.limit && len(p.conds) == 0 && w.upTo == 0:
		part(`mark m`, `m.place`, mine+`m.story <= ?`, m.readTo)
	case m.kept:
		part(`mark m`+v.sql.LeadingJoin+`story s ON s.place = m.place`, `m.place`, mine+`m.read_seq >= s.edited_seq AND NOT `+above, m.readTo)
	}
	if len(parts) == 0 {
		parts = []string{`SELECT 0 AS place WHERE false`}
	}
	// Ordered before the rows of the stories are read, since those are long.
	return `SELECT ` + v.columns + ` FROM (SELECT place FROM (` + strings.Join(parts, ` UNION ALL `) + `) a ORDER BY place` + w.order + ` LIMIT ?) u` +
		v.sql.LeadingJoin + `story s ON s.place = u.place JOIN feed f ON f.num = s.feed` + v.marks, append(args, w.limit)
}

// within returns a condition together with those of a plan and of a window on
// a list ordered by key.
func (p plan) within(w window, total int64, key, cond string, cargs ...any) (where string, args []any) {
	more, margs := p.rest(key, total)
	bounds, bargs := w.bounds(key)
	return cond + more + bounds, slices.Concat(cargs, margs, bargs)
}

// mostCounted is how many stories are counted one by one: nobody reads more,
// and a word may be in a million.
const mostCounted = 10_000

// Count sums a list up. For lists by feed, tag and unread the numbers are
// kept; of others the latest 10,000 are counted.
func (p *Person) Count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	c, err := p.count(ctx, f, upTo)
	if err != nil {
		return news.Counts{}, fmt.Errorf("count stories: %w", p.engine.Explain(err))
	}
	return c, nil
}

func (p *Person) count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	q := p.now()
	if upTo > 0 {
		// One transaction, so that numbers which are kept and numbers which
		// are counted are of one moment.
		tx, end, err := p.begin(ctx)
		if err != nil {
			return news.Counts{}, err
		}
		defer end() //nolint:errcheck // it only read
		q = tx
	}
	feeds, mark, err := p.feedRows(ctx, q)
	if err != nil {
		return news.Counts{}, err
	}
	plan, err := p.plan(ctx, q, f, feeds, mark)
	if err != nil || plan.limit && len(plan.feeds) == 0 {
		return news.Counts{}, err
	}
	if upTo <= 0 {
		upTo = math.MaxInt64
	}
	if plan.plain && plan.state != news.IsStarred {
		return countKept(ctx, q, plan, feeds, upTo)
	}
	total, _ := plan.totalOf(feeds)
	tables, key, where, args := plan.from(total)
	var c news.Counts
	err = q.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE seq <= ?), count(*) FILTER (WHERE seq <= ? AND NOT read), count(*) FILTER (WHERE seq > ?), count(*) = ?
		FROM (SELECT s.seq, `+p.view.read+` AS read FROM `+tables+` WHERE `+where+` ORDER BY `+key+` DESC LIMIT ?) l`,
		append(append([]any{upTo, upTo, upTo, mostCounted}, args...), mostCounted)...).Scan(&c.Total, &c.Unread, &c.New, &c.More)
	return c, err
}

// Above returns how many stories that match, with Seq up to upTo (0: all), stand
// before a place in the list. Of more than 10,000 it reports so many, and more.
func (p *Person) Above(ctx context.Context, f news.Filter, at news.Mark, upTo int64) (n int, more bool, err error) {
	if n, err = p.countAbove(ctx, f, at, upTo); err != nil {
		return 0, false, fmt.Errorf("count stories: %w", p.engine.Explain(err))
	}
	return n, n == mostCounted, nil
}

func (p *Person) countAbove(ctx context.Context, f news.Filter, at news.Mark, upTo int64) (n int, err error) {
	feeds, mark, err := p.feedRows(ctx, p.now())
	if err != nil {
		return 0, err
	}
	plan, err := p.plan(ctx, p.now(), f, feeds, mark)
	if err != nil || plan.limit && len(plan.feeds) == 0 {
		return 0, err
	}
	win, err := p.windowOf(ctx, news.Window{Before: &at, UpTo: upTo})
	if err != nil {
		return 0, err
	}
	total, _ := plan.totalOf(feeds)
	tables, key, where, args := plan.from(total)
	more, margs := win.bounds(key)
	err = p.now().QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+tables+` WHERE `+where+more+` LIMIT ?) l`,
		slices.Concat(args, margs, []any{mostCounted})...).Scan(&n)
	return n, err
}

// countKept takes the numbers that are kept and counts only what has arrived
// since.
func countKept(ctx context.Context, q Querier, p plan, feeds []feedRow, upTo int64) (news.Counts, error) {
	total, unread := p.totalOf(feeds)
	var late, lateUnread int64
	if upTo != math.MaxInt64 {
		text, args := `SELECT count(*), count(*) FILTER (WHERE NOT (`+p.view.read+`)) FROM story s`+p.view.marks+` WHERE s.seq > ?`, []any{upTo}
		if p.limit {
			text, args = text+` AND s.feed`+unindexed+p.view.sql.InList, append(args, p.view.sql.list(p.feeds))
		}
		if err := q.QueryRowContext(ctx, text, args...).Scan(&late, &lateUnread); err != nil {
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
		return 0, fmt.Errorf("look up the latest story: %w", db.engine.Explain(err))
	}
	return n, nil
}
