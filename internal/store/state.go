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

// undoSteps is how many steps of a person can be taken back.
const undoSteps = 50

// MarkRead marks stories read or unread.
func (p *Person) MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error {
	return p.mark(ctx, "read", read, ids)
}

// Star sets or takes away the star of stories.
func (p *Person) Star(ctx context.Context, starred bool, ids ...news.StoryID) error {
	return p.mark(ctx, "starred", starred, ids)
}

func (p *Person) mark(ctx context.Context, flag string, value bool, ids []news.StoryID) error {
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		m := p.marker(ctx, tx)
		seqs, err := m.set(flag, value, `s.id`+m.sql.InList, m.sql.list(ids))
		if err != nil || len(seqs) == 0 {
			return false, err
		}
		return true, m.keepStep(step{flag: flag, value: value, seqs: seqs, n: len(seqs)})
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", flag, err)
	}
	return nil
}

// MarkAllRead marks the stories that match as read, those with Seq up to
// upTo (0: all), in one step of undo. It returns how many were unread.
func (p *Person) MarkAllRead(ctx context.Context, f news.Filter, upTo int64) (int, error) {
	n := 0
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		feeds, mark, err := p.feedRows(ctx, tx)
		if err != nil {
			return false, err
		}
		plan, err := p.plan(ctx, tx, f, feeds, mark)
		if err != nil || plan.limit && len(plan.feeds) == 0 {
			return false, err
		}
		m := p.marker(ctx, tx)
		st := step{flag: "read", value: true}
		if plan.plain && !plan.limit && plan.state != news.IsStarred {
			st, err = m.moveUpTo(upTo)
		} else {
			total, _ := plan.totalOf(feeds)
			tables, _, where, args := plan.from(total)
			if upTo > 0 {
				where, args = where+" AND s.seq <= ?", append(args, upTo)
			}
			st.seqs, err = m.set(st.flag, true, `s.place IN (SELECT s.place FROM `+tables+` WHERE `+where+`)`, args...)
			st.n = len(st.seqs)
		}
		if n = st.n; err != nil || n == 0 {
			return false, err
		}
		return true, m.keepStep(st)
	})
	if err != nil {
		return 0, fmt.Errorf("mark all read: %w", err)
	}
	return n, nil
}

// Undo takes back the person's last step that is not undone yet and names what
// it was. Stories that were changed again since are left as they are.
func (p *Person) Undo(ctx context.Context) (sanitize.Clean, error) {
	said := sanitize.Clean{}
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		said = sanitize.Clean{}
		m := p.marker(ctx, tx)
		st, err := m.lastStep()
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if err := m.takeBack(st); err != nil {
			return false, err
		}
		said = stepText(st.flag, st.value, st.n)
		_, err = tx.ExecContext(ctx, `DELETE FROM undo_step WHERE step = ?`, st.num)
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
	out := []byte{}
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

// Position returns where the person was in a story; the zero Step if they
// never were there.
func (p *Person) Position(ctx context.Context, id news.StoryID) (news.Step, error) {
	s := news.Step{Story: id}
	err := p.now().QueryRowContext(ctx, `SELECT b.view, b.top, b.line, b.ref FROM bookmark b JOIN story s ON s.seq = b.story
		WHERE s.id = ? AND b.person = ?`, string(id), p.view.num).Scan(&s.View, &s.Top, &s.Line, &s.Ref)
	if errors.Is(err, sql.ErrNoRows) {
		return news.Step{}, nil
	}
	if err != nil {
		return news.Step{}, fmt.Errorf("position in story %s: %w", id, p.engine.Explain(err))
	}
	return s, nil
}

// SavePosition remembers where the person is in a story. A story that is not
// in the cache has no position.
func (p *Person) SavePosition(ctx context.Context, s news.Step) error {
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO bookmark (person, story, view, top, line, ref)
			SELECT ?, seq, ?, ?, ?, ? FROM story WHERE id = ?
			ON CONFLICT (person, story) DO UPDATE SET view = excluded.view, top = excluded.top, line = excluded.line, ref = excluded.ref`,
			p.view.num, string(s.View), s.Top, s.Line, s.Ref, string(s.Story))
		return false, err
	})
	if err != nil {
		return fmt.Errorf("save position in story %s: %w", s.Story, err)
	}
	return nil
}

// Trail returns the way the person walked.
func (p *Person) Trail(ctx context.Context) (t news.Trail, err error) {
	if err := p.note(ctx, "trail", &t); err != nil {
		return news.Trail{}, fmt.Errorf("read trail: %w", p.engine.Explain(err))
	}
	return t, nil
}

// SaveTrail remembers the way the person walked.
func (p *Person) SaveTrail(ctx context.Context, t news.Trail) error {
	if err := p.saveNote(ctx, "trail", t); err != nil {
		return fmt.Errorf("save trail: %w", err)
	}
	return nil
}

// Session returns how the person left the screen.
func (p *Person) Session(ctx context.Context) (s news.Session, err error) {
	if err := p.note(ctx, "session", &s); err != nil {
		return news.Session{}, fmt.Errorf("read session: %w", p.engine.Explain(err))
	}
	s.Desk, s.Query = sanitize.Line(s.Desk).String(), sanitize.Line(s.Query).String()
	return s, nil
}

// SaveSession remembers how the person left the screen.
func (p *Person) SaveSession(ctx context.Context, s news.Session) error {
	if err := p.saveNote(ctx, "session", s); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// Lines returns the lines typed before. They are cleaned once more:
// earlier versions kept raw text.
func (p *Person) Lines(ctx context.Context) (l news.Lines, err error) {
	if err := p.note(ctx, "lines", &l); err != nil {
		return nil, fmt.Errorf("read typed lines: %w", p.engine.Explain(err))
	}
	for _, lines := range l {
		for i, line := range lines {
			lines[i] = sanitize.Line(line).String()
		}
	}
	return l, nil
}

// SaveLines keeps the typed lines.
func (p *Person) SaveLines(ctx context.Context, l news.Lines) error {
	if err := p.saveNote(ctx, "lines", l); err != nil {
		return fmt.Errorf("save typed lines: %w", err)
	}
	return nil
}

// note reads what was kept under a key into v, which stays as it is if there
// is nothing.
func (p *Person) note(ctx context.Context, key string, v any) error {
	return p.noteIn(ctx, p.now(), key, v)
}

func (p *Person) noteIn(ctx context.Context, q Querier, key string, v any) error {
	var text string
	err := q.QueryRowContext(ctx, `SELECT value FROM note WHERE person = ? AND key = ?`, p.view.num, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

func (p *Person) saveNote(ctx context.Context, key string, v any) error {
	return p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		return false, p.saveNoteIn(ctx, tx, key, v)
	})
}

func (p *Person) saveNoteIn(ctx context.Context, tx *sql.Tx, key string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO note (person, key, value) VALUES (?, ?, ?)
		ON CONFLICT (person, key) DO UPDATE SET value = excluded.value`, p.view.num, key, string(text))
	return err
}
