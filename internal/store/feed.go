package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// SetFeeds says which feeds are configured, in their order. Feeds that are
// no longer keep their stories and state, but are not polled or listed.
func (db *DB) SetFeeds(ctx context.Context, feeds []news.Feed) error {
	// Most often nothing changed; that is seen without waiting for a writer.
	if before, err := configured(ctx, db.r); err == nil && sameFeeds(before, feeds) {
		return nil
	}
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		before, err := configured(ctx, tx)
		if err != nil {
			return false, err
		}
		if sameFeeds(before, feeds) {
			return false, nil
		}
		if err := db.startAgain(ctx, tx, feeds); err != nil {
			return false, err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE feed SET active = 0`); err != nil {
			return false, err
		}
		put, err := tx.PrepareContext(ctx, `INSERT INTO feed (id, pos, active, name, tags, type, every_ms, full_text, fast_lane)
			VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET pos = excluded.pos, active = 1, name = excluded.name,
			tags = excluded.tags, type = excluded.type, every_ms = excluded.every_ms, full_text = excluded.full_text,
			fast_lane = excluded.fast_lane`)
		if err != nil {
			return false, err
		}
		defer put.Close()
		for i, f := range feeds {
			tags, err := json.Marshal(f.Tags)
			if err != nil {
				return false, err
			}
			_, err = put.ExecContext(ctx, string(f.ID), i, f.Name.String(), string(tags), string(f.Type), f.Every.Milliseconds(), f.FullText, f.FastLane)
			if err != nil {
				return false, fmt.Errorf("feed %s: %w", sanitize.Line(f.ID.String()), err)
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("set feeds: %w", err)
	}
	return nil
}

// startAgain forgets why feeds that come back were given up, and where they
// had moved: whoever adds a feed again wants it tried at the address given.
// That a host asked to be left alone stays true.
func (db *DB) startAgain(ctx context.Context, tx *sql.Tx, feeds []news.Feed) error {
	ids := make([]news.FeedID, len(feeds))
	for i, f := range feeds {
		ids[i] = f.ID
	}
	_, err := tx.ExecContext(ctx, `UPDATE feed SET gone = 0, moving_to = '', moved_to = '', failures = 0, err = '', status = 0,
		next_ms = 0, why = '' WHERE active = 0 AND id`+db.sql.InList, db.sql.list(ids))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM seen WHERE feed IN (SELECT num FROM feed WHERE active = 0)`)
	return err
}

func sameFeeds(before []news.FeedStatus, now []news.Feed) bool {
	a := make([]news.Feed, len(before))
	for i, s := range before {
		a[i] = s.Feed
	}
	// Both sides marshal alike whatever their slices of tags are made of.
	return len(a) == len(now) && feedsText(a) == feedsText(now)
}

func feedsText(fs []news.Feed) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "%q %q %q %q %d %t %t\n", f.ID, f.Name, f.Tags, f.Type, f.Every.Milliseconds(), f.FullText, f.FastLane)
	}
	return b.String()
}

// Feeds returns the configured feeds in their order, with state and counts, and
// behind them those that only peers have.
func (db *DB) Feeds(ctx context.Context) ([]news.FeedStatus, error) {
	fs, err := feedList(ctx, db.r)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", db.engine.Explain(err))
	}
	return fs, nil
}

func feedList(ctx context.Context, q Querier) ([]news.FeedStatus, error) {
	return feedsBy(ctx, q, `coalesce((SELECT p.name FROM peer_feed x JOIN peer p ON p.num = x.peer WHERE x.feed = f.num AND x.polled = 0 LIMIT 1), '')`,
		`f.active = 1 OR f.num IN (SELECT feed FROM peer_feed)`)
}

// configured reads the feeds of the configuration.
func configured(ctx context.Context, q Querier) ([]news.FeedStatus, error) {
	return feedsBy(ctx, q, `''`, `f.active = 1`)
}

// feedsBy reads feeds; at is the SQL of the peer that polls them.
func feedsBy(ctx context.Context, q Querier, at, where string) ([]news.FeedStatus, error) {
	rows, err := q.QueryContext(ctx, `SELECT f.id, f.name, f.tags, f.type, f.every_ms, f.full_text, f.fast_lane, f.etag,
		f.last_modified, f.tried_ms, f.ok_ms, f.next_ms, f.held_ms, f.why, f.status, f.failures, f.err, f.pace, f.digest, f.asks, f.moving_to, f.moved_to, f.gone, f.title, f.home,
		coalesce(t.total, 0), `+at+` FROM feed f LEFT JOIN tally t ON t.feed = f.num WHERE `+where+` ORDER BY f.active DESC, f.pos, f.num`)
	if err != nil {
		return nil, err
	}
	return collect(rows, scanFeed)
}

func scanFeed(r *sql.Rows) (news.FeedStatus, error) {
	var (
		s                               news.FeedStatus
		name, tags, why, errText, title string
		asks                            string
		every, tried, ok, next, held    int64
	)
	f, st := &s.Feed, &s.State
	err := r.Scan(&f.ID, &name, &tags, &f.Type, &every, &f.FullText, &f.FastLane, &st.Validators.ETag,
		&st.Validators.LastModified, &tried, &ok, &next, &held, &why, &st.Status, &st.Failures, &errText, &st.Pace, &st.Digest, &asks, &st.MovingTo, &st.MovedTo, &st.Gone, &title,
		&st.Home, &s.Items, &f.At)
	f.Name, f.Tags, f.Every = sanitize.Line(name), decodeTags(tags), time.Duration(every)*time.Millisecond
	st.LastTry, st.LastOK, st.Next, st.Held = fromMillis(tried), fromMillis(ok), fromMillis(next), fromMillis(held)
	if err == nil && asks != "" && json.Unmarshal([]byte(asks), &st.Asks) != nil {
		st.Asks = news.Asks{} // a row that another hand wrote: it asks for nothing
	}
	st.MovingTo, st.MovedTo, st.Home = address(st.MovingTo), address(st.MovedTo), address(st.Home)
	st.Why, st.Err, st.Title = sanitize.Line(why), sanitize.Line(errText), sanitize.Line(title)
	return s, err
}

func decodeTags(s string) []string {
	var tags []string
	if err := json.Unmarshal([]byte(s), &tags); err != nil {
		return nil // a row that another hand wrote: a feed without tags
	}
	return tags
}

// Seen returns the fingerprint of a feed's document for the poller; nil: none.
func (db *DB) Seen(ctx context.Context, feed news.FeedID) ([]byte, error) {
	var sums []byte
	st, err := db.sums() //nolint:sqlclosecheck // lives as long as the cache is open
	if err == nil {
		err = st.QueryRowContext(ctx, string(feed)).Scan(&sums)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read what is known of feed %s: %w", sanitize.Line(string(feed)), db.engine.Explain(err))
	}
	return sums, nil
}

// LacksText returns stories of configured feeds with FullText set whose page is
// to be fetched, newest first, at most limit: those that never were, and those
// that are due again, see PageState.
func (db *DB) LacksText(ctx context.Context, limit int) ([]*news.Story, error) {
	now := db.o.Now()
	rows, err := db.r.QueryContext(ctx, lacksText, millis(now), millis(now.Add(-againYoung)), limit)
	if err != nil {
		return nil, fmt.Errorf("list stories without text: %w", db.engine.Explain(err))
	}
	return scanStories(rows)
}

// lacksText is the query of LacksText. Pages that were due a long time ago are
// left out: nobody was here to fetch them, and their stories are old.
const lacksText = `WITH wants AS (SELECT num FROM feed WHERE active = 1 AND full_text = 1)
	SELECT ` + storyColumns + ` FROM ` + storyTables + ` WHERE s.seq IN (
		SELECT seq FROM story WHERE feed IN (SELECT num FROM wants) AND tried = 0 AND full_text = 0
		UNION ALL SELECT story FROM page_state p WHERE next_ms > ?2 AND next_ms <= ?1 AND ` + stillWanted + `
		UNION ALL SELECT story FROM page_state p WHERE tried_ms > ?1 AND next_ms > 0 AND ` + stillWanted + `)
	AND s.feed IN (SELECT num FROM wants) AND s.url <> '' ORDER BY s.place DESC LIMIT ?3`

// stillWanted leaves out pages that gave no text, but whose feed meanwhile has.
const stillWanted = `(live > 0 OR (SELECT full_text FROM story WHERE seq = p.story) = 0)`

// Published returns when the newest stories of each configured feed were
// published, at most n of each, the newest first; those of unknown time are
// left out.
func (db *DB) Published(ctx context.Context, n int) (map[news.FeedID][]time.Time, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT f.id, s.published_ms FROM feed f JOIN story s ON s.place IN
		(SELECT x.place FROM story x WHERE x.feed = f.num AND x.published_ms > 0 ORDER BY x.place DESC LIMIT ?)
		WHERE f.active = 1 ORDER BY s.place DESC`, n)
	if err != nil {
		return nil, fmt.Errorf("times of stories: %w", db.engine.Explain(err))
	}
	out := map[news.FeedID][]time.Time{}
	_, err = collect(rows, func(r *sql.Rows) (id news.FeedID, err error) {
		var ms int64
		err = r.Scan(&id, &ms)
		out[id] = append(out[id], fromMillis(ms))
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("times of stories: %w", db.engine.Explain(err))
	}
	return out, nil
}
