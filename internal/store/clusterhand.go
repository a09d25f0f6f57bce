package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sitrep/internal/news"
)

// Members returns in which clusters stories are; those that are in none are left out.
func (db *DB) Members(ctx context.Context, ids []news.StoryID) ([]news.Member, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT s.id, c.id, m.how FROM story s JOIN member m ON m.story = s.seq JOIN cluster c ON c.num = m.cluster
		WHERE s.id`+db.sql.InList+` ORDER BY s.seq`, db.sql.list(ids))
	if err != nil {
		return nil, fmt.Errorf("list members of clusters: %w", db.engine.Explain(err))
	}
	out, err := collect(rows, func(r *sql.Rows) (m news.Member, err error) { return m, r.Scan(&m.Story, &m.Cluster, &m.How) })
	if err != nil {
		return nil, fmt.Errorf("list members of clusters: %w", db.engine.Explain(err))
	}
	return out, nil
}

// MoveStories puts stories into clusters, in one transaction, whoever put them where
// they are. A cluster that is not there is made; one that loses its last story goes, and
// the one into which the story went stands for it.
func (db *DB) MoveStories(ctx context.Context, moves []news.Member) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		w := clusterWriter{statements: db.statements(ctx, tx), how: news.ByHand}
		left := map[int64]string{}
		for _, m := range moves {
			if err := w.move(m, left); err != nil {
				return false, err
			}
		}
		for num, to := range left {
			if err := w.settle(num, to); err != nil {
				return false, err
			}
		}
		return len(moves) > 0, w.dropEmpty()
	})
	if err != nil {
		return fmt.Errorf("move stories: %w", err)
	}
	return nil
}

// move puts a story into a cluster. It notes in left the clusters that are another
// afterwards, with where a story went.
func (w *clusterWriter) move(m news.Member, left map[int64]string) error {
	var seq, from, to int64
	err := w.scan(`SELECT s.seq, coalesce(m.cluster, 0) FROM story s LEFT JOIN member m ON m.story = s.seq WHERE s.id = ?`, []any{string(m.Story)}, &seq, &from)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it is gone
	}
	if err != nil {
		return err
	}
	err = w.scan(`SELECT num FROM cluster WHERE id = ?`, []any{m.Cluster}, &to)
	if errors.Is(err, sql.ErrNoRows) {
		err = w.scan(`INSERT INTO cluster (id, storyline, first_ms, last_ms) VALUES (?, ?, 0, 0) RETURNING num`, []any{m.Cluster, m.Cluster}, &to)
	}
	if err != nil {
		return err
	}
	if from != 0 && from != to {
		left[from] = m.Cluster
	}
	if _, ok := left[to]; !ok {
		left[to] = m.Cluster
	}
	return w.exec(`INSERT INTO member (story, cluster, how) VALUES (?, ?, ?)
		ON CONFLICT (story) DO UPDATE SET cluster = excluded.cluster, how = excluded.how`, seq, to, string(m.How))
}

// settle brings the times of a cluster up to date, which nobody has counted since. If it
// has no story left, another stands for it.
func (w *clusterWriter) settle(num int64, to string) error {
	var n int
	var first, last int64
	err := w.scan(`SELECT count(*), coalesce(min(s.place), 0), coalesce(max(s.place), 0) FROM member m JOIN story s ON s.seq = m.story WHERE m.cluster = ?`,
		[]any{num}, &n, &first, &last)
	if err != nil {
		return err
	}
	if n == 0 {
		return w.exec(`UPDATE cluster SET into_id = ? WHERE num = ? AND id <> ?`, to, num, to)
	}
	return w.exec(`UPDATE cluster SET first_ms = ?, last_ms = ?, outlets = 0, into_id = '' WHERE num = ?`, millis(timeOf(first)), millis(timeOf(last)), num)
}
