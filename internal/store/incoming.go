package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// arrived is a story as a feed brought it, with what can be worked out about
// it before a transaction begins: there is only one at a time, but more than
// one processor.
type arrived struct {
	*news.Arrival
	content []byte            // hash of all that the feed says
	made    *made             // nil: not made yet
	reading int               // version of the reading that made it; 0: unknown
	rule    news.IdentityRule // by which it has its ID; empty: its GUID, address or title alone
}

// made has the rows of a story that the cache does not have yet.
type made struct {
	wording              []byte
	blocks               string
	titleKey             string
	titleWords           []int64  // hashes of words
	keys                 []string // of its addresses
	title, summary, body string   // as they are indexed
}

func newArrived(a *news.Arrival) *arrived {
	s := &a.Story
	s.Headline, s.Summary = s.Headline.Trim(), s.Summary.Trim()
	return &arrived{Arrival: a, content: contentHash(a)}
}

// make works out the rows of the story.
func (a *arrived) make() (*made, error) {
	if a.made != nil {
		return a.made, nil
	}
	s := &a.Story
	blocks, err := encodeBlocks(a.Body)
	if err != nil {
		return nil, err
	}
	m := &made{
		wording: wordingHash(s.Headline, s.Summary, a.Body), blocks: blocks,
		titleKey: news.TitleKey(s.Headline.String()), titleWords: hashes(s.Headline.String()),
		title: match.Indexed(s.Headline.String()), summary: match.Indexed(s.Summary.String()), body: match.Indexed(news.Text(a.Body)),
	}
	for _, u := range match.Addresses(s) {
		if k := news.URLKey(u); k != "" {
			m.keys = append(m.keys, k)
		}
	}
	a.made = m
	return m, nil
}

// makingAtOnce is for how many batches at a time stories are made: each asks the
// cache by a connection of its own, which keeps pages in memory.
const makingAtOnce = 2

// arrivals returns the stories of a batch in the order of the feed, each once
// and with its ID. Those that the cache holds as they are by the same reading
// are left out; those that it seems not to hold are made.
func (db *DB) arrivals(ctx context.Context, b news.Batch) ([]*arrived, *document) {
	db.making <- struct{}{}
	defer func() { <-db.making }()
	d := db.documentOf(ctx, &b)
	as := distinct(b, d)
	held := db.contentHeld(ctx, as)
	return slices.DeleteFunc(as, func(a *arrived) bool {
		h, known := held[a.Story.ID]
		if !known {
			// What cannot be made now fails again where it can be told.
			_, _ = a.make()
		}
		return bytes.Equal(h.content, a.content) && h.reading >= a.reading
	}), d
}

// heldContent is the hash of all that the feed of a story said, and the version
// of the reading that made it.
type heldContent struct {
	id      news.StoryID
	content []byte
	reading int
}

// contentHeld returns the cached state of a batch's stories. If that cannot be told now, the transaction will.
func (db *DB) contentHeld(ctx context.Context, as []*arrived) map[news.StoryID]heldContent {
	out := make(map[news.StoryID]heldContent, len(as))
	if len(as) == 0 {
		return out
	}
	holds, err := db.holds() //nolint:sqlclosecheck // lives as long as the cache is open
	if err != nil {
		return out
	}
	ids := db.sql.list(idsOf(as))
	rows, err := holds.QueryContext(ctx, ids, ids)
	if err != nil {
		return out
	}
	held, err := collect(rows, func(r *sql.Rows) (h heldContent, err error) { return h, r.Scan(&h.id, &h.content, &h.reading) })
	if err != nil {
		return out
	}
	for _, h := range held {
		out[h.id] = h
	}
	return out
}

func idsOf(as []*arrived) []news.StoryID {
	ids := make([]news.StoryID, len(as))
	for i, a := range as {
		ids[i] = a.Story.ID
	}
	return ids
}
