package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// saver is the work of one transaction that brings stories.
type saver struct {
	*statements
	now    time.Time
	seq    int64 // the last one given
	seqWas int64
	words  []WordsRow
	moved  []int64       // places in the index of words that stories had before
	added  map[int64]int // stories by feed
	again  *held         // stands for a story that this transaction added, should it come once more

	earlierOf map[int64]*earlierKeys // by feed; nil: nothing was looked up

	// The rows that are written at once, see finish.
	addresses []addressRow
	refs      []newRef
	unwritten map[int64]bool // stories of refs
	titles    []newTitle

	freshKeys []string // of addresses that were written
	recount   []int64  // stories whose references have to be counted
	retitled  []int64  // stories that have another headline now
	reviews   []int64  // stories whose texts have to be reviewed
	ruled     *bool    // there are rules; nil: not known yet
}

func (db *DB) newSaver(ctx context.Context, tx *sql.Tx) (*saver, error) {
	sv := &saver{statements: db.statements(ctx, tx), added: map[int64]int{}, unwritten: map[int64]bool{}, again: &held{}, now: fromMillis(db.o.Now().UnixMilli())}
	err := tx.QueryRowContext(ctx, `SELECT value FROM state WHERE key = 'seq'`+db.sql.Locked).Scan(&sv.seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	sv.seqWas = sv.seq
	return sv, nil
}

// finish writes what is cheaper to write at once: the index of words in
// ascending order, and then, with every story findable, the references with the
// stories that they lead to by address. What titles lead to is left
// pending.
func (sv *saver) finish() error {
	if sv.seq != sv.seqWas {
		if err := sv.exec(`INSERT INTO state VALUES ('seq', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, sv.seq); err != nil {
			return err
		}
	}
	for feed, n := range sv.added {
		err := sv.exec(`INSERT INTO tally (feed, total, unread) VALUES (?1, ?2, 0) ON CONFLICT (feed) DO UPDATE SET total = tally.total + ?2`, feed, n)
		if err != nil {
			return err
		}
	}
	if err := sv.putWords(); err != nil {
		return err
	}
	if err := sv.resolveAddresses(); err != nil {
		return err
	}
	if err := sv.reviewAll(); err != nil {
		return err
	}
	if err := sv.recountRefs(); err != nil {
		return err
	}
	return sv.leaveTitles()
}

// putWords writes the index of words.
func (sv *saver) putWords() error {
	if len(sv.moved) > 0 {
		if err := sv.sql.engine.DropWords(sv.ctx, sv, sv.moved); err != nil {
			return err
		}
	}
	slices.SortStableFunc(sv.words, func(a, b WordsRow) int { return cmp.Compare(a.Place, b.Place) })
	rows := sv.words[:0]
	for i, w := range sv.words {
		if i+1 < len(sv.words) && sv.words[i+1].Place == w.Place {
			continue // it changed again in the same transaction
		}
		rows = append(rows, w)
	}
	return sv.sql.engine.PutWords(sv.ctx, sv, rows)
}

// feedNum returns the number of a feed. One that the cache does not know gets
// one.
func (sv *saver) feedNum(id news.FeedID) (n int64, err error) {
	if id == "" {
		return 0, nil
	}
	err = sv.scan(`SELECT num FROM feed WHERE id = ?`, []any{string(id)}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = sv.scan(`INSERT INTO feed (id) VALUES (?) RETURNING num`, []any{string(id)}, &n)
	}
	return n, err
}

// batch saves one batch. known is what the cache held of its stories before
// the transaction, see known.
func (sv *saver) batch(b news.Batch, as []*arrived, d *document, known map[news.StoryID]*held) (news.Saved, error) {
	var saved news.Saved
	feed, err := sv.feedNum(b.Feed)
	if err != nil {
		return saved, err
	}
	if err := sv.saveState(feed, b.State); err != nil {
		return saved, err
	}
	if err := sv.saveSeen(feed, b.Seen); err != nil {
		return saved, err
	}
	if err := errors.Join(sv.saveShared(feed, d), sv.identify(feed, d, as, known)); err != nil {
		return saved, err
	}
	if saved.Warnings, err = sv.saveWarnings(feed, b.Reading, b.Warnings); err != nil {
		return saved, err
	}
	// Feeds put the newest first. Arriving last is what puts a story without
	// a time of its own at the top of the list.
	for _, a := range slices.Backward(as) {
		h, ok := known[a.Story.ID]
		if ok && h == sv.again {
			if h, err = sv.heldAs(a.Story.ID); err != nil {
				return saved, err
			}
		}
		if !ok && a.reading > firstReading {
			if h, ok, err = sv.otherwise(feed, a, known); err != nil {
				return saved, err
			}
			known[a.Story.ID] = h
		}
		switch {
		case ok && h == nil: // dropped from the cache; it stays dropped
		case !ok:
			saved.New++
			_, err = sv.add(feed, a, nil)
			known[a.Story.ID] = sv.again
		case !bytes.Equal(h.content, a.content):
			var changed bool
			if changed, err = sv.update(h, a); changed {
				saved.Updated++
			}
		case h.reading < a.reading:
			err = errors.Join(sv.exec(`UPDATE story SET reading = ? WHERE seq = ?`, a.reading, h.seq), sv.putFlat(h.seq, false, a.Flat))
		}
		if err != nil {
			return saved, fmt.Errorf("story %s: %w", a.Story.ID, err)
		}
	}
	return saved, sv.writeAddresses() // the next batch may look for them
}

// distinct returns the arrivals of a batch in the order of the feed, each
// story once and with its ID.
func distinct(b news.Batch, d *document) []*arrived {
	out := make([]*arrived, 0, len(b.Arrivals))
	for i := range b.Arrivals {
		a := b.Arrivals[i]
		s := &a.Story
		if s.ID == "" {
			id, ok := news.NewItemID(b.Feed, d.home, s.GUID, s.URL, s.Headline.String())
			if !ok {
				continue
			}
			s.ID = id
		}
		n := newArrived(&a)
		n.reading = b.Reading
		out = append(out, n)
	}
	return d.tellApart(out)
}

// add stores a story that the cache does not hold. page is set for a page
// that no feed brought.
func (sv *saver) add(feed int64, a *arrived, page *news.FullText) (int64, error) {
	s := &a.Story
	m, err := a.make()
	if err != nil {
		return 0, err
	}
	sv.seq++
	s.Seq, s.FirstSeen = sv.seq, sv.now
	h := &held{seq: sv.seq, feed: feed, story: *s, added: true, titleKey: m.titleKey, reading: max(a.reading, firstReading)}
	refs := 0
	if page == nil {
		refs = sv.addRefs(h, false, a.References)
	}
	const q = `INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms,
		published_day, updated_ms, first_ms, worded_ms, title_key, content_hash, wording_hash, full_text, reading, refs)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO NOTHING`
	now := millis(sv.now)
	h.place, err = sv.place(h, func(place int64) (sql.Result, error) {
		return sv.result(q, place, s.Seq, s.ID, feed, s.Source.String(), s.GUID, s.URL, s.Headline.String(),
			s.Summary.String(), s.Byline.String(), s.Lang, millis(s.Published), s.PublishedDay, millis(s.Updated), now, now,
			m.titleKey, a.content, m.wording, a.Whole && len(a.Body) > 0, max(a.reading, firstReading), refs)
	})
	if err != nil {
		return 0, err
	}
	sv.added[feed]++
	if err := errors.Join(sv.putFeedBody(h.seq, a.Whole, m.blocks), sv.putFlat(h.seq, false, a.Flat)); err != nil {
		return 0, err
	}
	for _, k := range m.keys {
		sv.addKey(h.seq, k)
	}
	if a.rule != "" {
		if err := sv.putRule(h.seq, s, a.rule); err != nil {
			return 0, err
		}
	}
	sv.titles = append(sv.titles, newTitle{h.seq, m.titleKey, m.titleWords})
	if page != nil {
		return h.seq, sv.putPage(h, *page)
	}
	if err := sv.reviewRuled(h.seq); err != nil {
		return 0, err
	}
	sv.words = append(sv.words, WordsRow{Place: h.place, Title: m.title, Summary: m.summary, Body: m.body})
	return h.seq, nil
}

// place gives a story its place in lists by trying put, which must do
// nothing if the place is taken.
func (sv *saver) place(h *held, put func(place int64) (sql.Result, error)) (int64, error) {
	const mask = 1<<tieBits - 1
	base := placeAt(h.story.When())
	for tie := h.seq & mask; ; tie = (tie + 1) & mask {
		res, err := put(base + tie)
		if err != nil {
			return 0, err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return base + tie, err
		}
	}
}

// index notes that the words of a story are to be written.
func (sv *saver) index(h *held, oldPlace int64, body string) {
	if oldPlace != 0 {
		sv.moved = append(sv.moved, oldPlace)
	}
	sv.words = append(sv.words, WordsRow{
		h.place, !h.added, match.Indexed(h.story.Headline.String()), match.Indexed(h.story.Summary.String()), match.Indexed(body),
	})
}

func (sv *saver) putFeedBody(seq int64, whole bool, blocks string) error {
	if blocks == "" {
		return nil
	}
	return sv.exec(`INSERT INTO feed_body (story, whole, blocks) VALUES (?, ?, ?)
		ON CONFLICT (story) DO UPDATE SET whole = excluded.whole, blocks = excluded.blocks`, seq, whole, blocks)
}

func (sv *saver) addAddress(seq int64, address string) { sv.addKey(seq, news.URLKey(address)) }

func (sv *saver) addKey(seq int64, key string) {
	if key != "" {
		sv.addresses = append(sv.addresses, addressRow{key, seq})
	}
}

func (sv *saver) saveState(feed int64, st news.FeedState) error {
	asks, err := json.Marshal(st.Asks)
	if err != nil {
		return err
	}
	return sv.exec(`UPDATE feed SET etag = ?, last_modified = ?, tried_ms = ?, ok_ms = ?, next_ms = ?, held_ms = ?, why = ?, status = ?,
		failures = ?, err = ?, pace = ?, digest = ?, asks = ?, moving_to = ?, moved_to = ?, gone = ?, title = ?, home = ? WHERE num = ?`,
		st.Validators.ETag, st.Validators.LastModified, millis(st.LastTry), millis(st.LastOK), millis(st.Next), millis(st.Held), st.Why.String(),
		st.Status, st.Failures, st.Err.String(), st.Pace, st.Digest, string(asks), st.MovingTo, st.MovedTo, st.Gone, st.Title.String(), st.Home, feed)
}

func (sv *saver) saveSeen(feed int64, sums []byte) error {
	switch {
	case sums == nil:
		return nil
	case len(sums) == 0:
		return sv.exec(`DELETE FROM seen WHERE feed = ?`, feed)
	}
	return sv.exec(`INSERT INTO seen (feed, sums) VALUES (?, ?) ON CONFLICT (feed) DO UPDATE SET sums = excluded.sums`, feed, sums)
}
