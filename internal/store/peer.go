package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// PeerState returns what SavePeerState kept of a peer of the person.
func (p *Person) PeerState(ctx context.Context, peer string) (st news.PeerState, err error) {
	var text string
	err = p.now().QueryRowContext(ctx, `SELECT state FROM peer WHERE person = ? AND name = ?`, p.view.num, peer).Scan(&text)
	if err == nil {
		err = json.Unmarshal([]byte(text), &st)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return st, fmt.Errorf("read state of peer %s: %w", sanitize.Line(peer), p.engine.Explain(err))
	}
	st.Err = sanitize.Line(st.Err).String()
	return st, nil
}

// SavePeerState remembers how far rounds with a peer came.
func (p *Person) SavePeerState(ctx context.Context, peer string, st news.PeerState) error {
	return p.withPeer(ctx, peer, "save state of", func(m *marker, num int64) (bool, error) {
		text, err := json.Marshal(st)
		if err != nil {
			return false, err
		}
		return false, m.exec(`UPDATE peer SET state = ? WHERE num = ?`, string(text), num)
	})
}

// withPeer runs f in one transaction with the number of a peer, which is added if the
// person has none of that name.
func (p *Person) withPeer(ctx context.Context, peer, verb string, f func(m *marker, num int64) (heard bool, err error)) error {
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		m := p.marker(ctx, tx)
		var num int64
		err := m.scan(`SELECT num FROM peer WHERE person = ? AND name = ?`, []any{p.view.num, peer}, &num)
		if errors.Is(err, sql.ErrNoRows) {
			err = m.scan(`INSERT INTO peer (person, name) VALUES (?, ?) RETURNING num`, []any{p.view.num, peer}, &num)
		}
		if err != nil {
			return false, err
		}
		m.cause.peer = num
		return f(m, num)
	})
	if err != nil {
		return fmt.Errorf("%s peer %s: %w", verb, sanitize.Line(peer), err)
	}
	return nil
}

// SetPeerFeeds says which subscriptions a peer has. With news.PeerTheirs the peer polls
// them, and sitrep does not. Those that no configuration names are listed with the
// name and the folders that they have at the peer.
func (p *Person) SetPeerFeeds(ctx context.Context, peer string, who news.PeerFeeds, feeds []news.PeerFeed) error {
	return p.withPeer(ctx, peer, "set feeds of", func(m *marker, num int64) (bool, error) {
		if err := m.exec(`DELETE FROM peer_feed WHERE peer = ?`, num); err != nil {
			return false, err
		}
		for _, f := range feeds {
			tags, err := json.Marshal(f.Feed.Tags)
			if err != nil {
				return false, err
			}
			var feed int64
			err = m.scan(`INSERT INTO feed (id, pos, active, name, tags, home) VALUES (?1, 0, 0, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET
				name = CASE active WHEN 1 THEN name ELSE excluded.name END, tags = CASE active WHEN 1 THEN tags ELSE excluded.tags END,
				home = CASE home WHEN '' THEN excluded.home ELSE home END RETURNING num`,
				[]any{string(f.Feed.ID), f.Feed.Name.String(), string(tags), f.Home}, &feed)
			if err != nil {
				return false, err
			}
			if err := m.exec(`INSERT INTO peer_feed (peer, feed, polled) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, num, feed, who != news.PeerTheirs); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// KeepPeers removes the subscriptions of peers that the person has no more. Their
// stories and marks stay.
func (p *Person) KeepPeers(ctx context.Context, names []string) error {
	var gone int
	err := p.now().QueryRowContext(ctx, `SELECT count(*) FROM peer_feed WHERE peer IN (SELECT num FROM peer WHERE person = ? AND NOT name`+p.sql.InList+`)`,
		p.view.num, p.sql.list(names)).Scan(&gone)
	if err == nil && gone > 0 {
		err = p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
			_, err := tx.ExecContext(ctx, `DELETE FROM peer_feed WHERE peer IN (SELECT num FROM peer WHERE person = ? AND NOT name`+p.sql.InList+`)`,
				p.view.num, p.sql.list(names))
			return true, err
		})
	}
	if err != nil {
		return fmt.Errorf("keep peers: %w", p.engine.Explain(err))
	}
	return nil
}

// UnknownAtPeer returns those of the entries of a peer that LinkPeer was never given,
// in their order, each once.
func (p *Person) UnknownAtPeer(ctx context.Context, peer string, keys []string) ([]string, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT item FROM peer_item WHERE peer = (SELECT num FROM peer WHERE person = ? AND name = ?) AND item`+p.sql.InList,
		p.view.num, peer, p.sql.list(keys))
	var known []string
	if err == nil {
		known, err = collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	}
	if err != nil {
		return nil, fmt.Errorf("look up entries of peer %s: %w", sanitize.Line(peer), p.engine.Explain(err))
	}
	seen := make(map[string]bool, len(known))
	for _, k := range known {
		seen[k] = true
	}
	var out []string
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out, nil
}

// Waiting returns how many marks of the person a peer does not have yet.
func (p *Person) Waiting(ctx context.Context, peer string) (n int, err error) {
	err = p.now().QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE peer = (SELECT num FROM peer WHERE person = ? AND name = ?)`, p.view.num, peer).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count marks that wait: %w", p.engine.Explain(err))
	}
	return n, nil
}

// BeginSending returns up to limit marks that a peer does not have, the oldest first.
// From then on nothing is known of these marks at the peer, until EndSending, or until
// they are read from it.
func (p *Person) BeginSending(ctx context.Context, peer string, limit int) ([]news.PeerMark, error) {
	if n, err := p.Waiting(ctx, peer); err != nil || n == 0 {
		return nil, err
	}
	var out []news.PeerMark
	err := p.withPeer(ctx, peer, "send marks to", func(m *marker, num int64) (bool, error) {
		rows, err := m.query(`SELECT item, flag, value, at_ms FROM outbox WHERE peer = ? ORDER BY at_ms, item, flag LIMIT ?`, num, limit)
		if err != nil {
			return false, err
		}
		out, err = collect(rows, func(r *sql.Rows) (k news.PeerMark, err error) {
			var at int64
			err = r.Scan(&k.Key, &k.Flag, &k.Value, &at)
			k.At = fromMillis(at)
			return k, err
		})
		if err != nil {
			return false, err
		}
		for _, flag := range []news.Flag{news.FlagRead, news.FlagStarred} {
			var keys []string
			for _, k := range out {
				if k.Flag == flag {
					keys = append(keys, k.Key)
				}
			}
			if err := m.exec(`UPDATE peer_item SET `+string(flag)+` = NULL WHERE peer = ? AND item`+m.sql.InList, num, m.sql.list(keys)); err != nil {
				return false, err
			}
		}
		return false, nil
	})
	return out, err
}

// EndSending notes that a peer has marks. Those that the person changed meanwhile stay
// in the outbox.
func (p *Person) EndSending(ctx context.Context, peer string, sent []news.PeerMark) error {
	return p.withPeer(ctx, peer, "send marks to", func(m *marker, num int64) (bool, error) {
		for _, k := range sent {
			column := "read"
			if k.Flag == news.FlagStarred {
				column = "starred"
			}
			if err := m.exec(`UPDATE peer_item SET `+column+` = ? WHERE peer = ? AND item = ?`, k.Value, num, k.Key); err != nil {
				return false, err
			}
			if err := m.exec(`DELETE FROM outbox WHERE peer = ? AND item = ? AND flag = ? AND value = ?`, num, k.Key, string(k.Flag), k.Value); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}
