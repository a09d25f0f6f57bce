package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sitrep/internal/news"
)

// Bounds for official messages.
const (
	keepWarnings     = 7 * 24 * time.Hour // after one is over
	maxFeedWarnings  = 20_000             // of one feed
	maxWarningsBytes = 32 << 20           // of one feed
	maxWarningsRead  = 100_000            // of all feeds
	sumSize          = 16
)

// saveWarnings keeps official messages of a feed and returns how many are new.
// A message is known by all that it states. If a newer reading makes another
// message of the same one, it keeps the time at which it was first seen.
func (sv *saver) saveWarnings(feed int64, reading int, ws []news.WarningUntil) (added int, err error) {
	if len(ws) == 0 {
		return 0, nil
	}
	earlier := map[string]int64{} // when messages of an earlier reading were first seen
	for i := range ws {
		if sv.now.Sub(ws[i].Over) > keepWarnings {
			continue
		}
		isNew, err := sv.saveWarning(feed, reading, &ws[i], earlier)
		if err != nil {
			return added, fmt.Errorf("warning: %w", err)
		}
		if isNew {
			added++
		}
	}
	return added, sv.pruneWarnings(feed)
}

func (sv *saver) saveWarning(feed int64, reading int, u *news.WarningUntil, earlier map[string]int64) (isNew bool, err error) {
	w := &u.Warning
	message, err := json.Marshal(w)
	if err != nil {
		return false, err
	}
	sum, ident := sha256.Sum256(message), identOf(w)
	res, err := sv.result(`UPDATE warning SET reading = ?3 WHERE feed = ?1 AND sum = ?2 AND reading < ?3`, feed, sum[:sumSize], reading)
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return false, err
	}
	first, known := earlier[string(ident)]
	if !known {
		var was sql.NullInt64
		if err := sv.scan(`SELECT min(first_ms) FROM warning WHERE feed = ? AND ident = ? AND reading < ?`, []any{feed, ident, reading}, &was); err != nil {
			return false, err
		}
		if first, known = was.Int64, was.Valid; known {
			earlier[string(ident)] = first
			if err := sv.exec(`DELETE FROM warning WHERE feed = ? AND ident = ? AND reading < ?`, feed, ident, reading); err != nil {
				return false, err
			}
		}
	}
	if !known {
		first = sv.now.UnixMilli()
	}
	link := ""
	if w.Index {
		link = w.Link
	}
	res, err = sv.result(`INSERT INTO warning (feed, sum, ident, reading, first_ms, sent_ms, over_ms, link, size, message, whole)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
			CASE WHEN ?8 <> '' AND EXISTS (SELECT 1 FROM warning o WHERE o.feed = ?1 AND o.link = ?8 AND o.link <> '' AND o.sent_ms = ?6 AND o.whole = 1) THEN 1 ELSE 0 END)
		ON CONFLICT (feed, sum) DO NOTHING`,
		feed, sum[:sumSize], ident, reading, first, millis(w.Sent), millis(u.Over), link, len(message), string(message))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0 && !known, err
}

// identOf returns the sum of what names a message, whatever else is read of it.
func identOf(w *news.Warning) []byte {
	h := sha256.New()
	for _, s := range []string{w.Sender, w.ID, strconv.FormatInt(w.Sent.UnixMilli(), 10), strconv.FormatBool(w.Index)} {
		fmt.Fprintf(h, "%d %s\n", len(s), s)
	}
	return h.Sum(nil)[:sumSize]
}

// pruneWarnings drops messages that have been over for long, and the oldest of
// a feed that brings more than is kept.
func (sv *saver) pruneWarnings(feed int64) error {
	return errors.Join(
		sv.exec(`DELETE FROM warning WHERE over_ms < ?`, sv.now.Add(-keepWarnings).UnixMilli()),
		sv.exec(`DELETE FROM warning WHERE num IN (SELECT num FROM (
			SELECT num, sum(size) OVER (ORDER BY num DESC) AS bytes, row_number() OVER (ORDER BY num DESC) AS n FROM warning WHERE feed = ?
			) AS w WHERE bytes > ? OR n > ?)`, feed, maxWarningsBytes, maxFeedWarnings),
	)
}

// Warnings returns the official messages of the feeds that are polled, in the
// order in which they were first seen, at most 100,000, the newest. Entries of lists
// whose whole message was fetched are left out. Messages are kept for seven days
// after they are over.
func (db *DB) Warnings(ctx context.Context) ([]news.WarningSeen, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT num, id, first_ms, tries, next_ms, message FROM (
		SELECT w.num, f.id, w.first_ms, w.tries, w.next_ms, w.message FROM warning w JOIN feed f ON f.num = w.feed
		WHERE w.whole = 0 AND f.active = 1 ORDER BY w.num DESC LIMIT ?) AS w ORDER BY first_ms, num`, maxWarningsRead)
	if err != nil {
		return nil, fmt.Errorf("read warnings: %w", db.engine.Explain(err))
	}
	out, err := collect(rows, scanWarning)
	if err != nil {
		return nil, fmt.Errorf("read warnings: %w", db.engine.Explain(err))
	}
	return out, nil
}

func scanWarning(r *sql.Rows) (w news.WarningSeen, err error) {
	var first, next int64
	var feed, message string
	if err := r.Scan(&w.Num, &feed, &first, &w.Tries, &next, &message); err != nil {
		return w, err
	}
	err = json.Unmarshal([]byte(message), &w.Warning)
	w.Feed, w.Seen, w.Next = news.FeedID(feed), fromMillis(first), fromMillis(next)
	return w, err
}

// SaveWarningLink keeps what became of fetching the message that an entry of a
// list leads to. num is that of the entry; one that is gone is no error.
func (db *DB) SaveWarningLink(ctx context.Context, num int64, l news.WarningLink) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		var feed, sent int64
		var link string
		err = sv.scan(`SELECT feed, link, sent_ms FROM warning WHERE num = ?`, []any{num}, &feed, &link, &sent)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		// Entries for the areas of one message share it.
		whole := 0
		if len(l.Warnings) > 0 {
			whole = 1
		}
		next := millis(l.Next)
		if l.Next.IsZero() {
			next = neverMillis
		}
		err = sv.exec(`UPDATE warning SET tries = tries + 1, next_ms = ?, whole = ? WHERE feed = ? AND link = ? AND link <> '' AND sent_ms = ?`, next, whole, feed, link, sent)
		if err != nil {
			return false, err
		}
		_, err = sv.saveWarnings(feed, l.Reading, l.Warnings)
		return true, err
	})
	if err != nil {
		return fmt.Errorf("save linked warning: %w", err)
	}
	return nil
}

// neverMillis is a time that does not come.
const neverMillis = 1 << 53
