package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sitrep/internal/news"
)

// mostMerges bounds how many IDs that are no more are followed.
const mostMerges = 50

// Clusters returns the clusters with a story at or after a time, by age.
func (db *DB) Clusters(ctx context.Context, since time.Time) ([]news.Cluster, error) {
	out, err := clustersOf(ctx, db.now(), `c.last_ms >= ?`, millis(since))
	if err != nil {
		return nil, fmt.Errorf("list clusters: %w", db.engine.Explain(err))
	}
	return out, nil
}

// ClustersOf returns the clusters that stories are in, by age.
func (db *DB) ClustersOf(ctx context.Context, ids []news.StoryID) ([]news.Cluster, error) {
	out, err := clustersOf(ctx, db.now(), `c.num IN (SELECT k.cluster FROM story o JOIN member k ON k.story = o.seq WHERE o.id`+db.sql.InList+`)`, db.sql.list(ids))
	if err != nil {
		return nil, fmt.Errorf("list clusters: %w", db.engine.Explain(err))
	}
	return out, nil
}

// ClusterCounts returns how many clusters with a story at or after a time have
// several stories, and whether every story since then is in a cluster.
func (db *DB) ClusterCounts(ctx context.Context, since time.Time) (several int, whole bool, err error) {
	err = db.now().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM (SELECT 1 FROM cluster c JOIN member m ON m.cluster = c.num
		WHERE c.last_ms >= ? GROUP BY c.num HAVING count(*) > 1) x),
		NOT EXISTS (SELECT 1 FROM story s LEFT JOIN member m ON m.story = s.seq WHERE s.place >= ? AND m.story IS NULL)`,
		millis(since), placeAt(since)).Scan(&several, &whole)
	if err != nil {
		return 0, false, fmt.Errorf("count clusters: %w", db.engine.Explain(err))
	}
	return several, whole, nil
}

// SeqBefore returns the Seq of the last story that was first seen before a
// time, 0 if there is none.
func (db *DB) SeqBefore(ctx context.Context, t time.Time) (seq int64, err error) {
	err = db.now().QueryRowContext(ctx, `SELECT seq FROM story WHERE first_ms < ? ORDER BY first_ms DESC, seq DESC LIMIT 1`, millis(t)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find what was first seen: %w", db.engine.Explain(err))
	}
	return seq, nil
}

// Cluster returns the cluster with an ID, or the one that stands for it. The
// error matches news.ErrNotFound if there is none.
func (db *DB) Cluster(ctx context.Context, id string) (news.Cluster, error) {
	at := id
	for range mostMerges {
		var into string
		err := db.now().QueryRowContext(ctx, `SELECT into_id FROM cluster WHERE id = ?`, at).Scan(&into)
		if err != nil {
			return news.Cluster{}, db.notFound("cluster "+id, err)
		}
		if into == "" {
			break
		}
		at = into
	}
	found, err := clustersOf(ctx, db.now(), `c.id = ?`, at)
	if err != nil || len(found) == 0 {
		return news.Cluster{}, db.notFound("cluster "+id, errors.Join(err, sql.ErrNoRows))
	}
	return found[0], nil
}

// clustersOf reads clusters with their members.
func clustersOf(ctx context.Context, q Querier, where string, args ...any) ([]news.Cluster, error) {
	rows, err := q.QueryContext(ctx, `SELECT c.num, c.id, c.storyline, c.first_ms, c.last_ms, c.outlets, c.origins, c.at_least, s.id, m.how FROM cluster c
		JOIN member m ON m.cluster = c.num JOIN story s ON s.seq = m.story WHERE `+where+` ORDER BY c.num, s.seq`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Cluster
	last := int64(-1)
	for rows.Next() {
		var num, first, end int64
		var c news.Cluster
		var story news.StoryID
		var how news.MemberHow
		if err := rows.Scan(&num, &c.ID, &c.Storyline, &first, &end, &c.Outlets, &c.Origins, &c.AtLeast, &story, &how); err != nil {
			return nil, err
		}
		if num != last {
			c.First, c.Last = fromMillis(first), fromMillis(end)
			out, last = append(out, c), num
		}
		at := &out[len(out)-1]
		at.Stories = append(at.Stories, story)
		if how == news.ByHand {
			at.ByHand = append(at.ByHand, story)
		}
	}
	return out, rows.Err()
}

// SaveClusters puts stories into clusters, in one transaction: readers see
// all of it or nothing. Stories that a person moved stay where they are,
// unless c.How is news.ByHand. Stories that the cache does not have are left
// out. Clusters that lose their last story go.
func (db *DB) SaveClusters(ctx context.Context, c news.Clustering) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		w := clusterWriter{statements: db.statements(ctx, tx), how: c.How}
		for i := range c.Clusters {
			if err := w.put(&c.Clusters[i]); err != nil {
				return false, err
			}
		}
		for from, to := range c.Merged {
			if err := w.merge(from, to); err != nil {
				return false, err
			}
		}
		if c.How == news.Attached { // none loses a story
			return w.changed, nil
		}
		return w.changed, w.dropEmpty()
	})
	if err != nil {
		return fmt.Errorf("save clusters: %w", err)
	}
	return nil
}

// clusterWriter writes clusters.
type clusterWriter struct {
	*statements
	how     news.MemberHow
	changed bool // something that readers see
}

// put writes a cluster and its members.
func (w *clusterWriter) put(c *news.Cluster) error {
	var num, first, last int64
	var line, into string
	err := w.scan(`SELECT num, storyline, first_ms, last_ms, into_id FROM cluster WHERE id = ?`, []any{c.ID}, &num, &line, &first, &last, &into)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = w.scan(`INSERT INTO cluster (id, storyline, first_ms, last_ms) VALUES (?, ?, ?, ?) RETURNING num`,
			[]any{c.ID, c.Storyline, millis(c.First), millis(c.Last)}, &num)
		w.changed = true
	case err == nil && (line != c.Storyline || first != millis(c.First) || last != millis(c.Last) || into != ""):
		err = w.exec(`UPDATE cluster SET storyline = ?, first_ms = ?, last_ms = ?, into_id = '' WHERE num = ?`, c.Storyline, millis(c.First), millis(c.Last), num)
		w.changed = true
	}
	if err != nil {
		return err
	}
	for _, id := range c.Stories {
		if err := w.join(id, num); err != nil {
			return err
		}
	}
	return w.count(num, c)
}

// count keeps how many report the event, if somebody has counted.
func (w *clusterWriter) count(num int64, c *news.Cluster) error {
	if c.Outlets == 0 {
		return nil
	}
	var outlets, origins int
	var atLeast bool
	if err := w.scan(`SELECT outlets, origins, at_least FROM cluster WHERE num = ?`, []any{num}, &outlets, &origins, &atLeast); err != nil {
		return err
	}
	if outlets == c.Outlets && origins == c.Origins && atLeast == c.AtLeast {
		return nil
	}
	w.changed = true
	return w.exec(`UPDATE cluster SET outlets = ?, origins = ?, at_least = ? WHERE num = ?`, c.Outlets, c.Origins, c.AtLeast, num)
}

// join puts a story into a cluster.
func (w *clusterWriter) join(id news.StoryID, cluster int64) error {
	var seq, now int64
	var how news.MemberHow
	err := w.scan(`SELECT s.seq, coalesce(m.cluster, 0), coalesce(m.how, '') FROM story s LEFT JOIN member m ON m.story = s.seq WHERE s.id = ?`,
		[]any{string(id)}, &seq, &now, &how)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil // it is gone
	case err != nil:
		return err
	case how == news.ByHand && w.how != news.ByHand, now == cluster && (w.how != news.ByHand || how == news.ByHand):
		return nil
	}
	w.changed = true
	return w.exec(`INSERT INTO member (story, cluster, how) VALUES (?, ?, ?)
		ON CONFLICT (story) DO UPDATE SET cluster = excluded.cluster, how = excluded.how`, seq, cluster, string(w.how))
}

// merge notes that one cluster stands for another.
func (w *clusterWriter) merge(from, to string) error {
	if from == to {
		return nil
	}
	if err := w.exec(`UPDATE cluster SET into_id = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM member WHERE cluster = num)`, to, from); err != nil {
		return err
	}
	return w.exec(`UPDATE cluster SET into_id = ? WHERE into_id = ? AND id <> ?`, to, from, to)
}

// dropEmpty removes the clusters that have no story and nothing to stand for
// them.
func (w *clusterWriter) dropEmpty() error {
	return w.exec(`DELETE FROM cluster WHERE into_id = '' AND NOT EXISTS (SELECT 1 FROM member WHERE cluster = num)`)
}

// ArrivedAfter returns the stories that arrived after another, by their Seq,
// in this order, at most a number. They have nobody's marks.
func (db *DB) ArrivedAfter(ctx context.Context, seq int64, limit int) ([]*news.Story, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT `+storyColumns+` FROM `+storyTables+` WHERE s.seq > ? ORDER BY s.seq LIMIT ?`, seq, limit)
	if err != nil {
		return nil, fmt.Errorf("list arrivals: %w", db.engine.Explain(err))
	}
	ss, err := scanStories(rows)
	if err != nil {
		return nil, fmt.Errorf("list arrivals: %w", db.engine.Explain(err))
	}
	return ss, nil
}

// EditedSince returns the stories first seen at or after first whose present
// wording was first seen at or after since, and which had another before, in
// the order of arrival, at most a number. They have nobody's marks.
func (db *DB) EditedSince(ctx context.Context, since, first time.Time, limit int) ([]*news.Story, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT `+storyColumns+` FROM `+storyTables+`
		WHERE s.first_ms >= ? AND s.worded_ms >= ? AND s.revisions > 0 ORDER BY s.seq LIMIT ?`, millis(first), millis(since), limit)
	if err != nil {
		return nil, fmt.Errorf("list edited stories: %w", db.engine.Explain(err))
	}
	ss, err := scanStories(rows)
	if err != nil {
		return nil, fmt.Errorf("list edited stories: %w", db.engine.Explain(err))
	}
	return ss, nil
}

// WordedAt returns when the present wording of a story was first seen.
func (db *DB) WordedAt(ctx context.Context, id news.StoryID) (time.Time, error) {
	var first, worded int64
	err := db.now().QueryRowContext(ctx, `SELECT first_ms, worded_ms FROM story WHERE id = ?`, string(id)).Scan(&first, &worded)
	if err != nil {
		return time.Time{}, db.notFound("story "+string(id), err)
	}
	return fromMillis(max(first, worded)), nil
}

// TermCounts returns what SaveTermCounts kept last, and for which day; nil:
// nothing.
func (db *DB) TermCounts(ctx context.Context) (day string, body []byte, err error) {
	err = db.now().QueryRowContext(ctx, `SELECT day, body FROM term_count ORDER BY day DESC LIMIT 1`).Scan(&day, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("read counts of terms: %w", db.engine.Explain(err))
	}
	return day, body, nil
}

// SaveTermCounts keeps the counts of terms of a day, in place of those of
// other days.
func (db *DB) SaveTermCounts(ctx context.Context, day string, body []byte) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		st := db.statements(ctx, tx)
		if err := st.exec(`DELETE FROM term_count`); err != nil {
			return false, err
		}
		return false, st.exec(`INSERT INTO term_count (day, body) VALUES (?, ?)`, day, body)
	})
	if err != nil {
		return fmt.Errorf("save counts of terms: %w", err)
	}
	return nil
}

// Look returns up to where the person has seen what arrived; the zero Look:
// nowhere yet.
func (p *Person) Look(ctx context.Context) (l news.Look, err error) {
	if err := p.note(ctx, "look", &l); err != nil {
		return news.Look{}, fmt.Errorf("read look: %w", p.engine.Explain(err))
	}
	return l, nil
}

// SaveLook sets up to where the person has seen what arrived. The look before
// is kept in it, but none before that.
func (p *Person) SaveLook(ctx context.Context, l news.Look) error {
	if l.Before != nil {
		l.Before = &news.Look{At: l.Before.At, Seq: l.Before.Seq}
	}
	if err := p.saveNote(ctx, "look", l); err != nil {
		return fmt.Errorf("save look: %w", err)
	}
	return nil
}
