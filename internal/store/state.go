package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// undoSteps is how many steps can be taken back.
const undoSteps = 50

// MarkRead marks stories read or unread.
func (db *DB) MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error {
	return db.mark(ctx, "read", read, ids)
}

// Star sets or takes away the star of stories.
func (db *DB) Star(ctx context.Context, starred bool, ids ...news.StoryID) error {
	return db.mark(ctx, "starred", starred, ids)
}

func (db *DB) mark(ctx context.Context, flag string, value bool, ids []news.StoryID) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		n, err := setFlag(ctx, tx, flag, value, `id IN (SELECT value FROM json_each(?))`, jsonList(ids))
		return n > 0, err
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", flag, err)
	}
	return nil
}

// MarkAllRead marks the stories that match as read, those with Seq up to
// upTo (0: all), in one step of undo. It returns how many were unread.
func (db *DB) MarkAllRead(ctx context.Context, f news.Filter, upTo int64) (int, error) {
	n := 0
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		feeds, err := db.feedRows(ctx, tx)
		if err != nil {
			return false, err
		}
		p, err := compile(f, feeds)
		if err != nil || p.limit && len(p.feeds) == 0 {
			return false, err
		}
		total, _ := p.totalOf(feeds)
		tables, where, args := p.from(total)
		if upTo > 0 {
			where, args = where+" AND s.seq <= ?", append(args, upTo)
		}
		n, err = setFlag(ctx, tx, "read", true, `place IN (SELECT s.place FROM `+tables+` WHERE `+where+` AND s.read = 0)`, args...)
		return n > 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("mark all read: %w", err)
	}
	return n, nil
}

// setFlag sets a flag of the stories for which it is not set so yet, and
// notes which those were for undo. flag is a column of story.
func setFlag(ctx context.Context, tx *sql.Tx, flag string, value bool, where string, args ...any) (int, error) {
	rows, err := tx.QueryContext(ctx, `UPDATE story SET `+flag+` = ? WHERE `+flag+` <> ? AND `+where+` RETURNING seq`,
		append([]any{value, value}, args...)...)
	if err != nil {
		return 0, err
	}
	seqs, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO undo (flag, value, stories, n) VALUES (?, ?, ?, ?)`, flag, value, packSeqs(seqs), len(seqs))
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM undo WHERE step <= (SELECT max(step) FROM undo) - ?`, undoSteps)
	return len(seqs), err
}

// Undo takes back the last step that is not undone yet and says what it was.
// Stories that were changed again since are left as they are.
func (db *DB) Undo(ctx context.Context) (sanitize.Clean, error) {
	said := sanitize.Clean{}
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		said = sanitize.Clean{}
		var (
			step   int64
			flag   string
			value  bool
			packed []byte
			n      int
		)
		err := tx.QueryRowContext(ctx, `SELECT step, flag, value, stories, n FROM undo ORDER BY step DESC LIMIT 1`).
			Scan(&step, &flag, &value, &packed, &n)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if flag != "read" && flag != "starred" {
			return false, fmt.Errorf("step %d: unknown flag %s", step, sanitize.Line(flag))
		}
		_, err = tx.ExecContext(ctx, `UPDATE story SET `+flag+` = ? WHERE `+flag+` = ? AND seq IN (SELECT value FROM json_each(?))`,
			!value, value, jsonList(unpackSeqs(packed)))
		if err != nil {
			return false, err
		}
		said = stepText(flag, value, n)
		_, err = tx.ExecContext(ctx, `DELETE FROM undo WHERE step = ?`, step)
		return true, err
	})
	if err != nil {
		return sanitize.Clean{}, fmt.Errorf("undo: %w", err)
	}
	return said, nil
}

func stepText(flag string, value bool, n int) sanitize.Clean {
	stories := "1 story"
	if n != 1 {
		stories = fmt.Sprintf("%d stories", n)
	}
	switch {
	case flag == "starred" && value:
		return sanitize.Line("star on " + stories)
	case flag == "starred":
		return sanitize.Line("star off " + stories)
	case value:
		return sanitize.Line(stories + " marked read")
	}
	return sanitize.Line(stories + " marked unread")
}

// packSeqs writes seqs as differences, so that a step over a million stories
// is a megabyte or two.
func packSeqs(seqs []int64) []byte {
	slices.Sort(seqs)
	var out []byte
	last := int64(0)
	for _, s := range seqs {
		out = binary.AppendUvarint(out, uint64(s-last)) // ascending
		last = s
	}
	return out
}

func unpackSeqs(b []byte) []int64 {
	var out []int64
	last := int64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return out
		}
		last += int64(d) // written by packSeqs
		out, b = append(out, last), b[n:]
	}
	return out
}

// Position returns where the reader was in a story; the zero Step if they
// never were there.
func (db *DB) Position(ctx context.Context, id news.StoryID) (news.Step, error) {
	s := news.Step{Story: id}
	err := db.r.QueryRowContext(ctx, `SELECT p.view, p.top, p.line, p.ref FROM position p JOIN story s ON s.seq = p.story
		WHERE s.id = ?`, string(id)).Scan(&s.View, &s.Top, &s.Line, &s.Ref)
	if errors.Is(err, sql.ErrNoRows) {
		return news.Step{}, nil
	}
	if err != nil {
		return news.Step{}, fmt.Errorf("position in story %s: %w", id, db.explain(err))
	}
	return s, nil
}

// SavePosition remembers where the reader is in a story. A story that is not
// in the cache has no position.
func (db *DB) SavePosition(ctx context.Context, s news.Step) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO position (story, view, top, line, ref)
			SELECT seq, ?, ?, ?, ? FROM story WHERE id = ?
			ON CONFLICT (story) DO UPDATE SET view = excluded.view, top = excluded.top, line = excluded.line, ref = excluded.ref`,
			string(s.View), s.Top, s.Line, s.Ref, string(s.Story))
		return false, err
	})
	if err != nil {
		return fmt.Errorf("save position in story %s: %w", s.Story, err)
	}
	return nil
}

// Trail returns the way the reader walked.
func (db *DB) Trail(ctx context.Context) (t news.Trail, err error) {
	if err := db.note(ctx, "trail", &t); err != nil {
		return news.Trail{}, fmt.Errorf("read trail: %w", db.explain(err))
	}
	return t, nil
}

// SaveTrail remembers the way the reader walked.
func (db *DB) SaveTrail(ctx context.Context, t news.Trail) error {
	if err := db.saveNote(ctx, "trail", t); err != nil {
		return fmt.Errorf("save trail: %w", err)
	}
	return nil
}

// Session returns how the reader left the screen.
func (db *DB) Session(ctx context.Context) (s news.Session, err error) {
	if err := db.note(ctx, "session", &s); err != nil {
		return news.Session{}, fmt.Errorf("read session: %w", db.explain(err))
	}
	s.Desk, s.Query = sanitize.Line(s.Desk).String(), sanitize.Line(s.Query).String()
	return s, nil
}

// SaveSession remembers how the reader left the screen.
func (db *DB) SaveSession(ctx context.Context, s news.Session) error {
	if err := db.saveNote(ctx, "session", s); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// Lines returns what the reader typed before. They are cleaned once more:
// earlier versions kept what came.
func (db *DB) Lines(ctx context.Context) (l news.Lines, err error) {
	if err := db.note(ctx, "lines", &l); err != nil {
		return nil, fmt.Errorf("read typed lines: %w", db.explain(err))
	}
	for _, lines := range l {
		for i, line := range lines {
			lines[i] = sanitize.Line(line).String()
		}
	}
	return l, nil
}

// SaveLines remembers what the reader typed.
func (db *DB) SaveLines(ctx context.Context, l news.Lines) error {
	if err := db.saveNote(ctx, "lines", l); err != nil {
		return fmt.Errorf("save typed lines: %w", err)
	}
	return nil
}

// note reads what was kept under a key into v, which stays as it is if there
// is nothing.
func (db *DB) note(ctx context.Context, key string, v any) error {
	var text string
	err := db.r.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

func (db *DB) saveNote(ctx context.Context, key string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, string(text))
		return false, err
	})
}
