package sqlite

import (
	"context"
	"fmt"
	"strings"

	"sitrep/internal/store"
)

// MatchWords implements store.Engine.
func (*engine) MatchWords(w store.Words) store.WordMatch {
	return store.WordMatch{
		Tables: `words w CROSS JOIN story s ON s.place = w.rowid`,
		Key:    `w.rowid`,
		Where:  `words MATCH ?`,
		Cond:   `s.place IN (SELECT rowid FROM words WHERE words MATCH ?)`,
		Arg:    ftsText(w),
	}
}

// ftsText returns a demand on words as an FTS5 expression.
func ftsText(w store.Words) string {
	join := func(ws []store.Words, op string) string {
		parts := make([]string, len(ws))
		for i, w := range ws {
			parts[i] = ftsText(w)
		}
		return "(" + strings.Join(parts, op) + ")"
	}
	switch w := w.(type) {
	case store.Phrase:
		// Tokens consist of letters, digits and marks: nothing needs escaping.
		m := `("`
		if w.Title {
			m = `(title : "`
		}
		m += strings.Join(w.Tokens, " ") + `"`
		if w.Prefix {
			m += " *"
		}
		return m + ")"
	case store.Near:
		return fmt.Sprintf(`(NEAR(%s %s, %d))`, nearPhrase(w.A), nearPhrase(w.B), w.Between)
	case store.AllOf:
		return join(w, " AND ")
	case store.AnyOf:
		return join(w, " OR ")
	case store.Except:
		return "(" + ftsText(w.Of) + " NOT " + ftsText(w.Not) + ")"
	}
	return ""
}

// nearPhrase returns a phrase as a part of NEAR.
func nearPhrase(p store.Phrase) string {
	s := `"` + strings.Join(p.Tokens, " ") + `"`
	if p.Prefix {
		s += " *"
	}
	return s
}

// PutWords implements store.Engine. FTS5 begins another segment wherever rows do not
// come in the order of their numbers.
func (*engine) PutWords(ctx context.Context, tx store.Tx, rows []store.WordsRow) error {
	for _, r := range rows {
		q := `INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)`
		if r.Known {
			q = `INSERT OR REPLACE INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)`
		}
		if _, err := tx.ExecContext(ctx, q, r.Place, r.Title, r.Summary, r.Body); err != nil {
			return err
		}
	}
	return nil
}

// DropWords implements store.Engine.
func (e *engine) DropWords(ctx context.Context, tx store.Tx, places []int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM words WHERE rowid IN (SELECT value FROM json_each(?))`, e.List(places))
	return err
}
