package store

import (
	"context"
	"database/sql"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// Rebuild writes what follows from the other rows of a cache: the counts of what
// each person has read, the words and addresses of all stories, the words and
// keys of all titles. An engine needs it after a rescue, when its tables for
// these are empty.
func Rebuild(ctx context.Context, tx *sql.Tx, e Engine) error {
	st := newStatements(ctx, tx, newTexts(e))
	if err := recountAll(st); err != nil {
		return err
	}
	if err := reindex(st); err != nil {
		return err
	}
	return FillTitles(ctx, tx, e, nil)
}

// recountAll counts the stories that each person has read.
func recountAll(st *statements) error {
	rows, err := st.query(`SELECT num FROM person`)
	if err != nil {
		return err
	}
	persons, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
	if err != nil {
		return err
	}
	for _, num := range persons {
		m := &marker{statements: st, view: viewOf(num, st.sql)}
		if err := m.moveOn(0); err != nil {
			return err
		}
		if err := recountRead(st.ctx, st.tx, m.view); err != nil {
			return err
		}
	}
	return nil
}

// reindex writes the index of words and the addresses of all stories.
func reindex(st *statements) error {
	sv := &saver{statements: st}
	for after := int64(-1 << 63); ; {
		hs, err := sv.held(`s.place > ? ORDER BY s.place LIMIT 500`, after)
		if err != nil || len(hs) == 0 {
			return err
		}
		words := make([]WordsRow, 0, len(hs))
		for _, h := range hs {
			after = h.place
			if err := sv.texts(h); err != nil {
				return err
			}
			blocks, err := decodeBlocks(h.best())
			if err != nil {
				blocks = nil // a text that cannot be read is no text
			}
			words = append(words, WordsRow{
				Place: h.place, Title: match.Indexed(h.story.Headline.String()), Summary: match.Indexed(h.story.Summary.String()), Body: match.Indexed(news.Text(blocks)),
			})
			for _, u := range match.Addresses(&h.story) {
				sv.addAddress(h.seq, u)
			}
		}
		if err := sv.writeAddresses(); err != nil {
			return err
		}
		sv.freshKeys = nil
		if err := st.sql.engine.PutWords(st.ctx, st, words); err != nil {
			return err
		}
	}
}
