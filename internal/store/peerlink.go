package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// mostPending is how many entries without a story are looked for in one round.
const mostPending = 20_000

// peerRow is an entry of a peer with its known state, and its state at the peer now.
type peerRow struct {
	item          string
	story         int64
	known         bool
	read, starred sql.NullBool // as the peer had them last
	nowRead       sql.NullBool // as it has them now; not valid: it does not say
	nowStarred    sql.NullBool
	feed, urlKey  string
	waits         map[string]bool // the marks in the outbox, by flag
}

// LinkPeer finds the stories of entries of a peer and applies its marks on them:
// by the ID that their arrival had, else by their address in their feed, else by an
// address that one story alone has. It returns the entries whose stories are not here,
// which are looked for again with each call, and how many marks changed here.
//
// A mark that waits in the outbox wins over the peer's; else a mark that the peer
// changed since it was asked last is set here. When story and entry meet for the first
// time, a mark that the person made wins, and a star counts from both sides.
func (p *Person) LinkPeer(ctx context.Context, peer string, items []news.PeerItem) (lacking []news.PeerItem, changed int, err error) {
	err = p.withPeer(ctx, peer, "read entries of", func(m *marker, num int64) (heard bool, err error) {
		lacking, changed = nil, 0
		var rows []*peerRow
		if items == nil {
			rows, err = m.pending(num)
		} else {
			rows, err = m.rowsOf(num, items)
		}
		if err != nil {
			return false, err
		}
		if changed, err = m.apply(num, rows); err != nil {
			return false, err
		}
		for i, r := range rows {
			if r.story == 0 && items != nil {
				lacking = append(lacking, items[i])
			}
		}
		return changed > 0, nil
	})
	return lacking, changed, err
}

// pending returns entries without a story whose story has arrived.
func (m *marker) pending(peer int64) ([]*peerRow, error) {
	rows, err := m.query(`SELECT i.item, s.seq, i.read, i.starred FROM peer_item i JOIN address a ON a.url_key = i.url_key JOIN story s ON s.seq = a.story
		JOIN feed f ON f.num = s.feed WHERE i.peer = ? AND i.story = 0 AND i.url_key <> '' AND f.id = i.feed ORDER BY i.item, s.seq LIMIT ?`, peer, mostPending)
	if err != nil {
		return nil, err
	}
	all, err := collect(rows, func(r *sql.Rows) (*peerRow, error) {
		x := &peerRow{}
		err := r.Scan(&x.item, &x.story, &x.nowRead, &x.nowStarred)
		return x, err
	})
	return slices.CompactFunc(all, func(a, b *peerRow) bool { return a.item == b.item }), err
}

// rowsOf returns the known state of entries, and finds the stories of those that have
// none.
func (m *marker) rowsOf(peer int64, items []news.PeerItem) ([]*peerRow, error) {
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = it.Key
	}
	known, err := m.knownRows(peer, keys)
	if err != nil {
		return nil, err
	}
	out := make([]*peerRow, len(items))
	for i, it := range items {
		r := known[it.Key]
		if r == nil {
			r = &peerRow{item: it.Key}
		}
		r.nowRead, r.nowStarred = sql.NullBool{Bool: it.Read, Valid: true}, sql.NullBool{Bool: it.Starred, Valid: true}
		if out[i] = r; r.story == 0 {
			if r.story, err = m.storyOf(it); err != nil {
				return nil, err
			}
			r.feed, r.urlKey = string(it.Feed), news.URLKey(it.URL)
			if r.story > 0 {
				r.feed, r.urlKey = "", ""
				r.read, r.starred = sql.NullBool{}, sql.NullBool{}
			}
		}
	}
	return out, nil
}

// knownRows reads entries of a peer; nil: all of them.
func (m *marker) knownRows(peer int64, keys []string) (map[string]*peerRow, error) {
	q, args := `SELECT item, story, read, starred, feed, url_key FROM peer_item WHERE peer = ?`, []any{peer}
	if keys != nil {
		q, args = q+` AND item`+m.sql.InList, append(args, m.sql.list(keys))
	}
	rows, err := m.query(q, args...)
	if err != nil {
		return nil, err
	}
	all, err := collect(rows, func(r *sql.Rows) (*peerRow, error) {
		x := &peerRow{known: true}
		err := r.Scan(&x.item, &x.story, &x.read, &x.starred, &x.feed, &x.urlKey)
		return x, err
	})
	out := make(map[string]*peerRow, len(all))
	for _, x := range all {
		out[x.item] = x
	}
	return out, err
}

// storyOf returns the story of an entry; 0: it is not here.
func (m *marker) storyOf(it news.PeerItem) (int64, error) {
	rows, err := m.query(`SELECT seq, 3, headline FROM story WHERE id = ?1 UNION ALL SELECT s.seq, 3, s.headline FROM alias a JOIN story s ON s.seq = a.story WHERE a.id = ?1
		UNION ALL SELECT s.seq, CASE f.id WHEN ?3 THEN 2 ELSE 1 END, s.headline FROM address a JOIN story s ON s.seq = a.story JOIN feed f ON f.num = s.feed
		WHERE a.url_key = ?2 AND ?2 <> '' LIMIT 50`, string(it.Story), news.URLKey(it.URL), string(it.Feed))
	if err != nil {
		return 0, err
	}
	type found struct {
		seq   int64
		rank  int
		title string
	}
	all, err := collect(rows, func(r *sql.Rows) (f found, err error) { return f, r.Scan(&f.seq, &f.rank, &f.title) })
	if err != nil {
		return 0, err
	}
	title, best, elsewhere := news.TitleKey(it.Headline), found{}, 0
	for i, f := range all {
		if f.rank == 1 {
			if elsewhere++; elsewhere > 1 {
				continue
			}
		}
		// Of several at one address the one of the same title is meant.
		if f.rank == 2 && title != "" && news.TitleKey(f.title) == title {
			f.rank = 4
		}
		if i == 0 || f.rank > best.rank {
			best = f
		}
	}
	if best.rank == 1 && elsewhere > 1 {
		return 0, nil
	}
	return best.seq, nil
}

// local is how a story is marked here.
type local struct {
	read, starred bool
	meant         sql.NullBool // the person's own mark, edits apart; not valid: none
}

// locals reads how stories are marked here. Where the watermark covers a story that was
// here before the person joined, that is not their own mark.
func (m *marker) locals(seqs []int64) (map[int64]local, error) {
	rows, err := m.query(`SELECT s.seq, `+m.view.read+`, coalesce(m.starred, 0), CASE WHEN m.read IS NOT NULL AND m.at_ms > 0 AND m.read_seq >= s.edited_seq THEN m.read
		WHEN m.read IS NULL AND s.seq <= `+m.view.readTo+` AND s.first_ms >= (SELECT joined_ms FROM person WHERE num = `+m.view.person+`) THEN 1 END
		FROM story s`+m.view.marks+` WHERE s.seq`+m.sql.InList, m.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	type row struct {
		seq int64
		local
	}
	all, err := collect(rows, func(r *sql.Rows) (x row, err error) { return x, r.Scan(&x.seq, &x.read, &x.starred, &x.meant) })
	out := make(map[int64]local, len(all))
	for _, x := range all {
		out[x.seq] = x.local
	}
	return out, err
}

// waiting reads the marks of entries in the outbox.
func (m *marker) waiting(peer int64, rows map[string]*peerRow) error {
	got, err := m.query(`SELECT item, flag, value FROM outbox WHERE peer = ?`, peer)
	if err != nil {
		return err
	}
	type entry struct {
		item, flag string
		value      bool
	}
	all, err := collect(got, func(r *sql.Rows) (e entry, err error) { return e, r.Scan(&e.item, &e.flag, &e.value) })
	for _, e := range all {
		if r := rows[e.item]; r != nil {
			if r.waits == nil {
				r.waits = map[string]bool{}
			}
			r.waits[e.flag] = e.value
		}
	}
	return err
}

// change is the pending change of one flag of one story.
type change struct {
	flag  string
	value bool
}

// apply brings marks here up to those of a peer, and the known state of the peer as
// well. It returns how many marks changed here.
func (m *marker) apply(peer int64, rows []*peerRow) (changed int, err error) {
	if len(rows) == 0 {
		return 0, nil
	}
	byItem := make(map[string]*peerRow, len(rows))
	var seqs []int64
	for _, r := range rows {
		byItem[r.item] = r
		if r.story > 0 {
			seqs = append(seqs, r.story)
		}
	}
	if err := m.waiting(peer, byItem); err != nil {
		return 0, err
	}
	here, err := m.locals(seqs)
	if err != nil {
		return 0, err
	}
	set, push := map[change][]int64{}, map[change][]*peerRow{}
	for _, r := range rows {
		l, ok := here[r.story]
		for _, f := range []struct {
			flag       string
			was, now   sql.NullBool
			here       bool
			meant      sql.NullBool
			mineIfMeet bool
		}{
			{"read", r.read, r.nowRead, l.read, l.meant, l.meant.Valid},
			{"starred", r.starred, r.nowStarred, l.starred, sql.NullBool{Bool: l.starred, Valid: true}, l.starred},
		} {
			if !ok || !f.now.Valid || f.was == f.now {
				continue
			}
			c := change{f.flag, f.now.Bool}
			if _, waits := r.waits[f.flag]; waits {
				continue // it wins until it was sent
			}
			if !f.was.Valid && f.mineIfMeet {
				if f.meant.Bool != f.now.Bool {
					push[change{f.flag, f.meant.Bool}] = append(push[change{f.flag, f.meant.Bool}], r)
				}
				continue
			}
			if f.here != f.now.Bool {
				set[c] = append(set[c], r.story)
			}
		}
		if err := m.putRow(peer, r); err != nil {
			return 0, err
		}
	}
	if err := m.push(peer, push); err != nil {
		return 0, err
	}
	for _, c := range []change{{"read", false}, {"read", true}, {"starred", false}, {"starred", true}} {
		if len(set[c]) == 0 {
			continue
		}
		done, err := m.set(c.flag, c.value, `s.seq`+m.sql.InList, m.sql.list(set[c]))
		if err != nil {
			return 0, err
		}
		changed += len(done)
	}
	// What waits and the peer has by now, need not be sent.
	return changed, m.exec(`DELETE FROM outbox WHERE peer = ? AND value = (SELECT CASE outbox.flag WHEN 'read' THEN i.read ELSE i.starred END
		FROM peer_item i WHERE i.peer = outbox.peer AND i.item = outbox.item)`, peer)
}

// push puts marks that were made before story and entry met into the outbox.
func (m *marker) push(peer int64, marks map[change][]*peerRow) error {
	for c, rs := range marks {
		for _, r := range rs {
			err := m.exec(`INSERT INTO outbox (person, peer, item, story, flag, value, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				m.view.num, peer, r.item, r.story, c.flag, c.value, m.now)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// putRow keeps the state of an entry at a peer.
func (m *marker) putRow(peer int64, r *peerRow) error {
	read, starred := r.nowRead, r.nowStarred
	if !read.Valid {
		read = r.read
	}
	if !starred.Valid {
		starred = r.starred
	}
	return m.exec(`INSERT INTO peer_item (peer, item, story, feed, url_key, read, starred) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (peer, item) DO UPDATE SET
		story = excluded.story, feed = excluded.feed, url_key = excluded.url_key, quiet = CASE WHEN read = excluded.read THEN quiet ELSE 0 END,
		read = excluded.read, starred = excluded.starred`,
		peer, r.item, r.story, r.feed, r.urlKey, read, starred)
}

// ApplyPeerSets applies the sets of entries that are unread and starred at a peer. From
// the absence of an entry something follows in a whole set only. It returns how many
// marks changed here.
func (p *Person) ApplyPeerSets(ctx context.Context, peer string, sets news.PeerSets) (changed int, err error) {
	in := func(keys []string) map[string]bool {
		out := make(map[string]bool, len(keys))
		for _, k := range keys {
			out[k] = true
		}
		return out
	}
	unread, starred := in(sets.Unread), in(sets.Starred)
	err = p.withPeer(ctx, peer, "read marks of", func(m *marker, num int64) (bool, error) {
		all, err := m.knownRows(num, nil)
		if err != nil {
			return false, err
		}
		var rows []*peerRow
		for _, r := range all {
			if unread[r.item] || sets.WholeUnread {
				r.nowRead = sql.NullBool{Bool: !unread[r.item], Valid: true}
			}
			if starred[r.item] || sets.WholeStarred {
				r.nowStarred = sql.NullBool{Bool: starred[r.item], Valid: true}
			}
			if r.nowRead.Valid && r.nowRead != r.read || r.nowStarred.Valid && r.nowStarred != r.starred {
				rows = append(rows, r)
			}
		}
		slices.SortFunc(rows, func(a, b *peerRow) int { return int(a.story - b.story) })
		changed, err = m.apply(num, rows)
		return changed > 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("sync with %s: %w", sanitize.Line(peer), err)
	}
	return changed, nil
}
