package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// mostRemarks is how many remarks a cache keeps.
const mostRemarks = 10_000

// Remarks returns the person's pins, and the notes and judgements of all, in the
// order of their times.
func (p *Person) Remarks(ctx context.Context) ([]news.Remark, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT r.body, r.author, h.name FROM remark r JOIN person h ON h.num = r.person
		WHERE r.kind <> 'pin' OR r.person = ? ORDER BY r.at_ms, r.kind, r.url, r.num`, p.view.num)
	if err == nil {
		var out []news.Remark
		if out, err = collect(rows, scanRemark); err == nil {
			return out, nil
		}
	}
	return nil, fmt.Errorf("list notes: %w", p.engine.Explain(err))
}

func scanRemark(r *sql.Rows) (m news.Remark, err error) {
	var body, author, name string
	if err := r.Scan(&body, &author, &name); err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return m, err
	}
	if author == "" && m.Author.IsZero() {
		m.Author = sanitize.Line(name)
	}
	return m, nil
}

// AddRemarks keeps remarks that are not there yet: one pin of a story for a person,
// one note of a text by an author, one judgement of an author and a time. It
// returns those that were added.
func (p *Person) AddRemarks(ctx context.Context, all ...news.Remark) ([]news.Remark, error) {
	var added []news.Remark
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		added = added[:0:0]
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM remark`).Scan(&n); err != nil {
			return false, err
		}
		for _, m := range all {
			known, err := p.hasRemark(ctx, tx, &m)
			if err != nil {
				return false, err
			}
			if known {
				continue
			}
			if n++; n > mostRemarks {
				return false, fmt.Errorf("%w pins and notes: %d at most", ErrTooMany, mostRemarks)
			}
			body, err := json.Marshal(&m)
			if err != nil {
				return false, err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO remark (person, kind, url, at_ms, author, body) VALUES (?, ?, ?, ?, ?, ?)`,
				p.view.num, string(m.Kind), m.URL, millis(m.At), m.Author.String(), string(body)); err != nil {
				return false, err
			}
			added = append(added, m)
		}
		return len(added) > 0, nil
	})
	if err != nil {
		return nil, fmt.Errorf("save notes: %w", err)
	}
	return added, nil
}

// hasRemark reports whether a remark is there already.
func (p *Person) hasRemark(ctx context.Context, tx *sql.Tx, m *news.Remark) (bool, error) {
	author := m.Author.String()
	if author == p.name {
		author = ""
	}
	rows, err := tx.QueryContext(ctx, `SELECT r.body, r.author, h.name FROM remark r JOIN person h ON h.num = r.person
		WHERE r.url = ? AND r.kind = ? AND (r.kind <> 'pin' OR r.person = ?)`, m.URL, string(m.Kind), p.view.num)
	if err != nil {
		return false, err
	}
	have, err := collect(rows, scanRemark)
	if err != nil {
		return false, err
	}
	for _, h := range have {
		sameAuthor := h.Author == m.Author || author == "" && h.Author.String() == p.name
		switch {
		case m.Kind == news.RemarkPin,
			m.Kind == news.RemarkNote && h.Text == m.Text && sameAuthor,
			m.Kind == news.RemarkStatus && h.Text == m.Text && sameAuthor && h.At.Equal(m.At):
			return true, nil
		}
	}
	return false, nil
}

// Unpin removes the person's pin of a story, by its address, and reports whether
// there was one.
func (p *Person) Unpin(ctx context.Context, url string) (was bool, err error) {
	err = p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		res, err := tx.ExecContext(ctx, `DELETE FROM remark WHERE kind = 'pin' AND url = ? AND person = ?`, url, p.view.num)
		if err != nil {
			return false, err
		}
		n, err := res.RowsAffected()
		was = n > 0
		return was, err
	})
	if err != nil {
		return false, fmt.Errorf("unpin: %w", err)
	}
	return was, nil
}
