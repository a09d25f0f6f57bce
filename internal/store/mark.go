package store

import (
	"context"
	"database/sql"
	"fmt"

	"sitrep/internal/sanitize"
)

// What is read is a watermark with exceptions: stories up to read_to are read,
// those above it are not, but for what marks say. Each list of unread stories
// passes the marks above the watermark, so there are few: where more than
// manyAbove are, one write in keptAbove moves the watermark on until keptAbove
// are left, and what is unread below gets a mark. So that no key waits for a
// million marks, a write passes moveAtOnce stories, moveFor more for each mark
// above, and as many for each mark that it made.
const (
	keptAbove  = 25
	manyAbove  = 100
	moveAtOnce = 2000
	moveFor    = 20
)

// counter is the SQL of the counter of arrivals.
const counter = `coalesce((SELECT value FROM state WHERE key = 'seq'), 0)`

// marker changes the marks of one person in one transaction.
type marker struct {
	*statements
	view  view
	now   int64
	cause cause
}

func (p *Person) marker(ctx context.Context, tx *sql.Tx) *marker {
	return &marker{statements: p.statements(ctx, tx), view: p.view, now: millis(p.o.Now())}
}

// step is the change that one step of undo takes back.
type step struct {
	num    int64
	flag   string // "read" or "starred"
	value  bool   // the new value
	seqs   []int64
	n      int           // stories that changed
	readTo sql.NullInt64 // the watermark before, if the step moved it
	spared []int64       // stories above that which were read already
}

// set gives a flag a value for the stories that match and do not have it, and
// returns their seqs.
func (m *marker) set(flag string, value bool, where string, args ...any) ([]int64, error) {
	var q string
	switch flag {
	case "read":
		q = `INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms)
			SELECT ` + m.view.person + `, s.seq, s.place, ?, 0, ` + counter + `, ? FROM story s` + m.view.marks + ` WHERE (` + m.view.read + `) <> (? = 1) AND ` + where + `
			ON CONFLICT (person, story) DO UPDATE SET read = excluded.read, read_seq = excluded.read_seq, at_ms = excluded.at_ms RETURNING story`
	case "starred":
		q = `INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms)
			SELECT ` + m.view.person + `, s.seq, s.place, NULL, ?, 0, ? FROM story s` + m.view.marks + ` WHERE coalesce(m.starred, 0) <> ? AND ` + where + `
			ON CONFLICT (person, story) DO UPDATE SET starred = excluded.starred, at_ms = excluded.at_ms RETURNING story`
	default:
		return nil, fmt.Errorf("unknown flag %s", sanitize.Line(flag))
	}
	seqs, err := m.seqs(q, append([]any{value, m.now, value}, args...)...)
	if err == nil {
		err = m.note(flag, value, seqs)
	}
	if err != nil || len(seqs) == 0 || flag != "read" {
		return seqs, err
	}
	by := 1
	if !value {
		by = -1
	}
	err = m.exec(`INSERT INTO read_tally (person, feed, n)
		SELECT `+m.view.person+`, feed, count(*) * ? FROM story WHERE seq`+m.sql.InList+` GROUP BY feed
		ON CONFLICT (person, feed) DO UPDATE SET n = read_tally.n + excluded.n`, by, m.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	return seqs, m.moveOn(len(seqs))
}

func (m *marker) seqs(q string, args ...any) ([]int64, error) {
	rows, err := m.query(q, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
}

// marksAbove selects the stories above the watermark of the person of ?1 that are
// marked read or unread. It looks at the last 3000 marks: more may be stars alone, of
// which any number may lie above, and no key waits for them.
const marksAbove = `SELECT story FROM (SELECT story, read FROM mark WHERE person = ?1 AND story > (SELECT read_to FROM person WHERE num = ?1)
	ORDER BY story DESC LIMIT 3000) m WHERE read IS NOT NULL`

// moveOn moves the watermark on if many marks lie above it, after a write that
// made some.
func (m *marker) moveOn(made int) error {
	var above int
	if err := m.scan(`SELECT count(*) FROM (`+marksAbove+`) a`, []any{m.view.num}, &above); err != nil {
		return err
	}
	if above <= manyAbove || above/keptAbove == (above-made)/keptAbove {
		return nil
	}
	var to, from int64
	if err := m.scan(marksAbove+` ORDER BY story DESC LIMIT 1 OFFSET ?2`, []any{m.view.num, keptAbove}, &to); err != nil {
		return err
	}
	if err := m.scan(`SELECT read_to FROM person WHERE num = ?`, []any{m.view.num}, &from); err != nil {
		return err
	}
	to = min(to, from+int64(moveAtOnce+moveFor*(above+made)))
	// What is unread between the old and the new watermark stays so by a mark
	// that the person did not make.
	for _, part := range [...]string{
		`s.seq > ` + m.view.readTo + ` AND s.seq <= ?1 AND s.edited_seq <= ?1`,
		`s.edited_seq > 0 AND s.edited_seq > ` + m.view.readTo + ` AND s.edited_seq <= ?1 AND s.seq <= ` + m.view.readTo,
	} {
		err := m.exec(`INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms)
			SELECT `+m.view.person+`, s.seq, s.place, 0, 0, `+counter+`, 0 FROM story s`+m.view.marks+`
			WHERE `+part+` AND coalesce(m.read IS NULL OR m.read_seq < s.edited_seq, true) ORDER BY s.seq
			ON CONFLICT (person, story) DO UPDATE SET read = 0, read_seq = excluded.read_seq`, to)
		if err != nil {
			return err
		}
	}
	return m.exec(`UPDATE person SET read_to = ? WHERE num = ?`, to, m.view.num)
}

// moveUpTo marks all stories with seq up to upTo (0: all) read by moving the
// watermark.
func (m *marker) moveUpTo(upTo int64) (st step, err error) {
	err = m.watched(func() error {
		st, err = m.moveWatermarkUpTo(upTo)
		return err
	})
	return st, err
}

func (m *marker) moveWatermarkUpTo(upTo int64) (step, error) {
	st := step{flag: "read", value: true}
	var before, after int
	err := m.scan(`SELECT read_to, CASE CAST(?1 AS bigint) WHEN 0 THEN `+counter+` ELSE CAST(?1 AS bigint) END, `+m.view.readSum()+` FROM person WHERE num = ?2`,
		[]any{upTo, m.view.num}, &st.readTo, &upTo, &before)
	if err != nil {
		return st, err
	}
	to := max(upTo, st.readTo.Int64)
	st.spared, err = m.seqs(`SELECT story FROM mark WHERE person = ? AND story > ? AND read = 1`, m.view.num, st.readTo.Int64)
	if err != nil {
		return st, err
	}
	st.seqs, err = m.seqs(`UPDATE mark SET read = 1, read_seq = `+counter+`, at_ms = ? WHERE person = `+m.view.person+`
		AND read = 0 AND story <= ? RETURNING story`, m.now, upTo)
	if err != nil {
		return st, err
	}
	err = m.exec(`UPDATE person SET read_to = ? WHERE num = ?`, to, m.view.num)
	if err != nil {
		return st, err
	}
	// Stories up to there that were edited later are above the watermark still.
	edited, err := m.seqs(`INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms)
		SELECT `+m.view.person+`, s.seq, s.place, 1, 0, `+counter+`, ?1 FROM story s`+m.view.marks+`
		WHERE s.edited_seq > 0 AND s.edited_seq > ?2 AND s.seq <= ?3 AND NOT (`+m.view.read+`)
		ON CONFLICT (person, story) DO UPDATE SET read = 1, read_seq = excluded.read_seq, at_ms = excluded.at_ms RETURNING story`, m.now, to, upTo)
	if err != nil {
		return st, err
	}
	st.seqs = append(st.seqs, edited...)
	if err := recountRead(m.ctx, m.tx, m.view); err != nil {
		return st, err
	}
	err = m.scan(`SELECT `+m.view.readSum(), nil, &after)
	st.n = after - before
	return st, err
}

// readSum returns the SQL of how many stories the person has read.
func (v view) readSum() string {
	return `coalesce((SELECT sum(n) FROM read_tally WHERE person = ` + v.person + `), 0)`
}

// recountRead counts what a person has read: those below a low watermark, or all
// but those above a high one, whichever are fewer.
func recountRead(ctx context.Context, tx *sql.Tx, v view) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM read_tally WHERE person = `+v.person); err != nil {
		return err
	}
	var low bool
	err := tx.QueryRowContext(ctx, `SELECT read_to * 2 < `+counter+` FROM person WHERE num = `+v.person).Scan(&low)
	if err != nil {
		return err
	}
	const add = `INSERT INTO read_tally (person, feed, n) SELECT `
	marked := `SELECT s.feed FROM mark m` + v.sql.LeadingJoin + `story s ON s.seq = m.story WHERE m.person = ` + v.person + ` AND m.read_seq >= s.edited_seq AND `
	if low {
		_, err = tx.ExecContext(ctx, add+v.person+`, feed, count(*) FROM (
			SELECT s.feed FROM story s`+v.marks+` WHERE s.seq <= `+v.readTo+` AND `+v.read+`
			UNION ALL
			`+marked+`m.read = 1 AND s.seq > `+v.readTo+`) r GROUP BY feed`)
		return err
	}
	_, err = tx.ExecContext(ctx, add+v.person+`, t.feed, t.total - coalesce(u.n, 0) FROM tally t LEFT JOIN (
		SELECT feed, count(*) AS n FROM (
			SELECT s.feed FROM story s`+v.marks+` WHERE s.seq > `+v.readTo+` AND NOT `+v.seen+`
			UNION ALL
			SELECT s.feed FROM story s`+v.marks+` WHERE s.edited_seq > 0 AND s.edited_seq > `+v.readTo+` AND s.seq <= `+v.readTo+` AND NOT `+v.seen+`
			UNION ALL
			`+marked+`m.read = 0 AND NOT `+v.above+`
		) l GROUP BY feed) u ON u.feed = t.feed`)
	return err
}

// keepStep keeps a step of undo, and drops those that are too many.
func (m *marker) keepStep(st step) error {
	err := m.exec(`INSERT INTO undo_step (person, flag, value, stories, n, read_to, spared) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		m.view.num, st.flag, st.value, packSeqs(st.seqs), st.n, st.readTo, packSeqs(st.spared))
	if err != nil {
		return err
	}
	err = m.exec(`DELETE FROM undo_step WHERE person = ?1 AND step <= (SELECT step FROM undo_step WHERE person = ?1
		ORDER BY step DESC LIMIT 1 OFFSET ?2)`, m.view.num, undoSteps)
	return err
}

// lastStep returns the last step that is not undone; sql.ErrNoRows if there
// is none.
func (m *marker) lastStep() (st step, err error) {
	var packed, spared []byte
	err = m.scan(`SELECT step, flag, value, stories, n, read_to, spared FROM undo_step WHERE person = ? ORDER BY step DESC LIMIT 1`,
		[]any{m.view.num}, &st.num, &st.flag, &st.value, &packed, &st.n, &st.readTo, &spared)
	st.seqs, st.spared = unpackSeqs(packed), unpackSeqs(spared)
	return st, err
}

// takeBack undoes a step. A watermark goes back to where it was: what it
// passed by moveOn has marks. Stories that have a mark of read now and had none
// then were marked unread and read again since.
func (m *marker) takeBack(st step) error {
	m.cause.undo = true
	if st.readTo.Valid {
		return m.watched(func() error { return m.takeWatermarkBack(st) })
	}
	_, err := m.set(st.flag, !st.value, `s.seq`+m.sql.InList, m.sql.list(st.seqs))
	if err != nil {
		return err
	}
	return m.moveOn(len(st.seqs))
}

// takeWatermarkBack undoes a step that moved the watermark. The stories that it
// names have marks since then.
func (m *marker) takeWatermarkBack(st step) error {
	err := m.exec(`UPDATE person SET read_to = ?1 WHERE num = ?2 AND read_to > ?1`, st.readTo.Int64, m.view.num)
	if err != nil {
		return err
	}
	const unread = `UPDATE mark SET read = 0, read_seq = ` + counter + `, at_ms = ? WHERE person = ? AND read = 1 AND `
	err = m.exec(unread+`story > ? AND NOT story`+m.sql.InList, m.now, m.view.num, st.readTo.Int64, m.sql.list(st.spared))
	if err != nil {
		return err
	}
	if len(st.seqs) > 0 {
		if err := m.exec(unread+`story`+m.sql.InList, m.now, m.view.num, m.sql.list(st.seqs)); err != nil {
			return err
		}
	}
	if err := m.moveOn(len(st.seqs)); err != nil {
		return err
	}
	return recountRead(m.ctx, m.tx, m.view)
}
