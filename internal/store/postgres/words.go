package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sitrep/internal/store"
)

// The limits of the index of words: PostgreSQL counts positions up to mostPositions
// and has lexemes of up to longestLexeme bytes, of which those of a row have a
// megabyte with their positions. Words beyond mostBytes of a text are not found.
const (
	mostPositions = 16_383
	longestLexeme = 2046
	mostBytes     = 900_000
	positionBytes = 6 // that a position takes, at most
	// apart is how many positions lie between title, summary and text, so that no
	// phrase and no two words that are near go from one to the other.
	apart = 128
)

// MatchWords implements store.Engine.
func (*engine) MatchWords(w store.Words) store.WordMatch {
	return store.WordMatch{
		Tables: `words w JOIN story s ON s.place = w.place`,
		Key:    `w.place`,
		Where:  `w.doc @@ CAST(CAST(? AS text) AS tsquery)`,
		Cond:   `s.place IN (SELECT place FROM words WHERE doc @@ CAST(CAST(? AS text) AS tsquery))`,
		Arg:    queryText(w),
	}
}

// queryText returns a demand on words as a tsquery.
func queryText(w store.Words) string {
	join := func(ws []store.Words, op string) string {
		parts := make([]string, len(ws))
		for i, w := range ws {
			parts[i] = queryText(w)
		}
		return "(" + strings.Join(parts, op) + ")"
	}
	switch w := w.(type) {
	case store.Phrase:
		return phraseText(w)
	case store.Near:
		return nearText(w)
	case store.AllOf:
		return join(w, " & ")
	case store.AnyOf:
		return join(w, " | ")
	case store.Except:
		return "(" + queryText(w.Of) + " & !" + queryText(w.Not) + ")"
	}
	return ""
}

func phraseText(p store.Phrase) string {
	parts := make([]string, len(p.Tokens))
	for i, t := range p.Tokens {
		parts[i] = lexeme(t)
		flags := ""
		if p.Prefix && i == len(p.Tokens)-1 {
			flags = "*"
		}
		if p.Title {
			flags += "A"
		}
		if flags != "" {
			parts[i] += ":" + flags
		}
	}
	return "(" + strings.Join(parts, " <-> ") + ")"
}

// nearText spells each distance out, in both orders: a tsquery has no "up to".
func nearText(n store.Near) string {
	a, b := phraseText(n.A), phraseText(n.B)
	var parts []string
	for d := 1; d <= n.Between+1; d++ {
		op := " <" + strconv.Itoa(d) + "> "
		parts = append(parts, "("+a+op+b+")", "("+b+op+a+")")
	}
	return "(" + strings.Join(parts, " | ") + ")"
}

// lexeme returns a token as it stands in tsvectors and tsqueries.
func lexeme(token string) string {
	if len(token) > longestLexeme {
		token = strings.ToValidUTF8(token[:longestLexeme], "")
	}
	if !strings.ContainsAny(token, `'\`) {
		return "'" + token + "'"
	}
	return "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(token) + "'"
}

// document returns the words of a story as a tsvector.
func document(r store.WordsRow) string {
	var b strings.Builder
	pos, size := 0, 0
	for i, text := range [...]string{r.Title, r.Summary, r.Body} {
		if i > 0 {
			pos += apart
		}
		for token := range strings.FieldsSeq(plain(text)) {
			if size += len(token) + positionBytes; size > mostBytes {
				return b.String()
			}
			pos = min(pos+1, mostPositions)
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(lexeme(token))
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(pos))
			b.WriteByte("ABC"[i])
		}
	}
	return b.String()
}

// PutWords implements store.Engine.
func (*engine) PutWords(ctx context.Context, tx store.Tx, rows []store.WordsRow) error {
	if len(rows) == 0 {
		return nil
	}
	places, docs := make([]int64, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		places[i], docs[i] = r.Place, document(r)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO words (place, doc) SELECT p, CAST(d AS tsvector)
		FROM unnest(CAST(? AS bigint[]), CAST(? AS text[])) AS t (p, d)
		ON CONFLICT (place) DO UPDATE SET doc = excluded.doc`, places, docs)
	if err != nil {
		return fmt.Errorf("index of words: %w", err)
	}
	return nil
}

// DropWords implements store.Engine.
func (*engine) DropWords(ctx context.Context, tx store.Tx, places []int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM words WHERE place = ANY(?)`, places)
	return err
}
