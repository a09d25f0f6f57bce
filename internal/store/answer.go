package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// answerKey is before the token of a request in the owner's notes, where its answer
// stands: states are numbers.
const answerKey = "answer:"

// keepAnswers is how long an answer is kept that nobody has fetched.
const keepAnswers = time.Hour

// NewToken returns the token of a request to the process that polls, by which its
// answer is found. It is different for each process and time.
func (db *DB) NewToken(process int) string {
	return strconv.FormatInt(db.o.Now().UnixMilli(), 10) + "-" + strconv.Itoa(process)
}

// Answer keeps the answer to the request of a token.
func (db *DB) Answer(ctx context.Context, token, text string) error {
	old := answerKey + strconv.FormatInt(db.o.Now().Add(-keepAnswers).UnixMilli(), 10)
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM note WHERE person = ? AND key >= ? AND key < ?`, owner, answerKey, old); err != nil {
			return false, err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO note (person, key, value) VALUES (?, ?, ?) ON CONFLICT (person, key) DO UPDATE SET value = excluded.value`,
			owner, answerKey+token, text)
		return false, err
	})
	if err != nil {
		return fmt.Errorf("answer a request: %w", err)
	}
	return nil
}

// AnswerTo returns the answer to the request of a token; false: there is none yet.
func (db *DB) AnswerTo(ctx context.Context, token string) (text string, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT value FROM note WHERE person = ? AND key = ?`, owner, answerKey+token).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("look for an answer: %w", db.engine.Explain(err))
	}
	return text, true, nil
}
