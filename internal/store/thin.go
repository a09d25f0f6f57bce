package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/revision"
)

// Bounds of thinning.
const (
	thinBatch = 50             // stories in a transaction
	thinEvery = 24 * time.Hour // the least between two looks at all wordings
)

// ThinRevisions drops earlier wordings that were first seen longer than keep ago and are
// not needed: of each story the first and the last earlier one stay, and those that came by
// an edit of substance. Of a page that grew, what only added to it goes as well. Stories
// that a person has starred or pinned, or that raised an alert, keep all. It returns how
// many were dropped; keep 0 drops none. It looks once a day, and not after a leap of the clock.
func (db *DB) ThinRevisions(ctx context.Context, keep time.Duration) (int, error) {
	if keep <= 0 {
		return 0, nil
	}
	if steady, err := db.clockIsSteady(ctx); err != nil || !steady {
		return 0, err
	}
	before := millis(db.o.Now().Add(-keep))
	var from int64
	err := db.now().QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'thinned'`).Scan(&from)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("thin wordings: %w", db.engine.Explain(err))
	}
	if before-from < thinEvery.Milliseconds() {
		return 0, nil
	}
	n, err := db.thin(ctx, from, before)
	if err != nil {
		return n, fmt.Errorf("thin wordings: %w", db.engine.Explain(err))
	}
	return n, nil
}

// thin thins the wordings of stories that have some which were first seen in a time.
func (db *DB) thin(ctx context.Context, from, before int64) (int, error) {
	alerted, err := db.alerted(ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for after := int64(0); ; {
		rows, err := db.now().QueryContext(ctx, `SELECT DISTINCT r.story FROM revision r JOIN story s ON s.seq = r.story
			WHERE r.seen_ms >= ? AND r.seen_ms < ? AND r.n > 1 AND r.story > ?
			AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.person IN (SELECT num FROM person) AND m.story = s.seq AND m.starred = 1)
			AND NOT EXISTS (SELECT 1 FROM remark k WHERE k.url = s.url OR k.url = 'story:' || s.id) ORDER BY r.story LIMIT ?`, from, before, after, thinBatch)
		if err != nil {
			return total, err
		}
		seqs, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
		if err != nil {
			return total, err
		}
		if len(seqs) == 0 {
			break
		}
		after = seqs[len(seqs)-1]
		n := 0
		err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			st := db.statements(ctx, tx)
			n = 0
			for _, seq := range seqs {
				dropped, err := st.thinStory(seq, before, alerted)
				if err != nil {
					return false, err
				}
				n += dropped
			}
			return n > 0, nil
		})
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO state (key, value) VALUES ('thinned', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, before)
		return false, err
	})
}

// alerted returns the stories that raised an alert.
func (db *DB) alerted(ctx context.Context) (map[string]bool, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT body FROM alert`)
	if err != nil {
		return nil, err
	}
	bodies, err := collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, body := range bodies {
		var a news.Alert
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			return nil, err
		}
		out[string(a.Story)] = true
	}
	return out, nil
}

// wording is an earlier wording of a story.
type wording struct {
	n, seen int64
	live    bool
	revision.Version
}

// thinStory drops the wordings of a story that are not needed.
func (s *statements) thinStory(seq, before int64, alerted map[string]bool) (int, error) {
	var id string
	if err := s.scan(`SELECT id FROM story WHERE seq = ?`, []any{seq}, &id); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return 0, nil
		}
		return 0, err
	}
	if alerted[id] {
		return 0, nil
	}
	rows, err := s.query(`SELECT n, seen_ms, live, headline, blocks FROM revision WHERE story = ? ORDER BY n`, seq)
	if err != nil {
		return 0, err
	}
	all, err := collect(rows, func(r *sql.Rows) (w wording, err error) {
		var headline, blocks string
		if err := r.Scan(&w.n, &w.seen, &w.live, &headline, &blocks); err != nil {
			return w, err
		}
		body, err := decodeBlocks(blocks)
		w.Version = version(headline, body)
		return w, err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	for i := 1; i < len(all)-1; i++ {
		if all[i].seen >= before || needed(&all[i-1], &all[i]) {
			continue
		}
		n++
		if err := s.exec(`DELETE FROM revision WHERE story = ? AND n = ?`, seq, all[i].n); err != nil {
			return n, err
		}
	}
	return n, nil
}

// needed reports whether a wording came by an edit of substance. Text that a page that was
// growing added to itself is none.
func needed(before, now *wording) bool {
	d := revision.Compare(before.Version, now.Version)
	if !before.live {
		return d.Substantive()
	}
	return slices.ContainsFunc(d.Classes, func(c revision.Class) bool {
		return c != revision.Addition && c != revision.Wording && c != revision.Cosmetic
	})
}
