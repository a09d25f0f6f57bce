package store

import (
	"database/sql"
	"slices"
)

// The marks of a person enter the outbox of each peer that has their story, in the
// transaction of the mark. One that the peer is known to have leaves it again. While a
// mark is being sent nothing is known of it at the peer, so that taking it back then
// is a mark of its own.

// cause says what changed a mark.
type cause struct {
	peer int64 // the peer that it came from; 0: none
	undo bool  // a step was taken back
}

// note puts the marks of stories that have changed into the outbox.
func (m *marker) note(flag string, value bool, seqs []int64) error {
	var has bool // most people have no peer, and every key that marks comes here
	if len(seqs) == 0 {
		return nil
	}
	if err := m.scan(`SELECT EXISTS (SELECT 1 FROM peer WHERE person = ?)`, []any{m.view.num}, &has); err != nil || !has {
		return err
	}
	in, list := m.sql.InList, m.sql.list(seqs)
	quiet := ``
	if flag == "read" {
		// A story unread through an edit is so here alone: neither reading it again
		// nor taking that back is for the peer.
		switch {
		case m.cause.peer != 0: // apply has noted it
		case m.cause.undo && !value:
			quiet = ` AND i.quiet = 0`
		default:
			err := m.exec(`UPDATE peer_item SET quiet = CASE WHEN ?1 = 1 AND read = 1 AND NOT EXISTS (SELECT 1 FROM outbox o
				WHERE o.peer = peer_item.peer AND o.item = peer_item.item AND o.flag = 'read') THEN 1 ELSE 0 END
				WHERE story`+in+` AND peer IN (SELECT num FROM peer WHERE person = `+m.view.person+`)`, value, list)
			if err != nil {
				return err
			}
		}
	}
	res, err := m.result(`INSERT INTO outbox (person, peer, item, story, flag, value, at_ms)
		SELECT p.person, i.peer, i.item, i.story, ?, ?, ? FROM peer_item i JOIN peer p ON p.num = i.peer
		WHERE p.person = `+m.view.person+` AND p.num <> ? AND i.story`+in+quiet+`
		ON CONFLICT (peer, item, flag) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms`, flag, value, m.now, m.cause.peer, list)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return m.exec(`DELETE FROM outbox WHERE story`+in+` AND person = `+m.view.person+` AND flag = ? AND value = (
		SELECT CASE outbox.flag WHEN 'read' THEN i.read ELSE i.starred END FROM peer_item i WHERE i.peer = outbox.peer AND i.item = outbox.item)`, list, flag)
}

// linked returns which of the stories that the person's peers have are read.
func (m *marker) linked() (map[int64]bool, error) {
	rows, err := m.query(`SELECT i.story, ` + m.view.read + ` FROM peer p JOIN peer_item i ON i.peer = p.num JOIN story s ON s.seq = i.story` +
		m.view.marks + ` WHERE p.person = ` + m.view.person)
	if err != nil {
		return nil, err
	}
	type state struct {
		seq  int64
		read bool
	}
	all, err := collect(rows, func(r *sql.Rows) (s state, err error) { return s, r.Scan(&s.seq, &s.read) })
	out := make(map[int64]bool, len(all))
	for _, s := range all {
		out[s.seq] = s.read
	}
	return out, err
}

// watched runs a change of the watermark, and notes which stories it changed.
func (m *marker) watched(change func() error) error {
	before, err := m.linked()
	if err != nil {
		return err
	}
	if err := change(); err != nil || len(before) == 0 {
		return err
	}
	after, err := m.linked()
	if err != nil {
		return err
	}
	changed := map[bool][]int64{}
	for seq, read := range after {
		if before[seq] != read {
			changed[read] = append(changed[read], seq)
		}
	}
	for _, value := range []bool{true, false} {
		slices.Sort(changed[value])
		if err := m.note("read", value, changed[value]); err != nil {
			return err
		}
	}
	return nil
}
