package store

import (
	"database/sql"
	"slices"
	"strings"

	"sitrep/internal/news"
)

// firstReading is the reading of stories that were saved before versions of it
// were kept.
const firstReading = 1

// readOtherwise reports whether an arrival differs from the story that is held
// because the same bytes are read in another way. Where nothing is known of the
// bytes that is taken to be so once.
func (h *held) readOtherwise(a *arrived) bool {
	return h.reading < a.reading && a.Bytes != news.BytesNew
}

// otherwise looks for the story that an arrival was by an earlier reading, which
// gave it another ID, and keeps the new ID as an alias of it. ok is false if the
// arrival is a story that the cache does not know. An item that was read before
// is never that: if its story cannot be found, its ID is dropped for good.
func (sv *saver) otherwise(feed int64, a *arrived, known map[news.StoryID]*held) (h *held, ok bool, err error) {
	cs, err := sv.earlier(feed, a)
	if err != nil {
		return nil, false, err
	}
	cs = slices.DeleteFunc(cs, func(c earlier) bool { return known[c.id] != nil }) // they come by their own IDs
	if c, found := pickEarlier(cs, a); found {
		hs, err := sv.held(`s.seq = ?`, c.seq)
		if err != nil || len(hs) == 0 {
			return nil, false, err
		}
		return hs[0], true, sv.join(hs[0], a, news.RuleReading)
	}
	if a.Bytes != news.BytesSeen {
		return nil, false, nil
	}
	err = sv.exec(`INSERT INTO tombstone (id, dropped_ms) VALUES (?, ?) ON CONFLICT DO NOTHING`, string(a.Story.ID), millis(sv.now))
	return nil, true, err
}

// earlier is a story by an earlier reading that an arrival may be.
type earlier struct {
	seq                 int64
	id                  news.StoryID
	guid, url, headline string
}

// earlier returns the stories by an earlier reading at the address of an
// arrival of the same feed; of one without an address, those with its
// identifier.
func (sv *saver) earlier(feed int64, a *arrived) ([]earlier, error) {
	const columns = `SELECT s.seq, s.id, s.guid, s.url, s.headline FROM `
	q, arg := columns+`story s WHERE s.feed = ? AND s.guid = ? AND s.url = '' AND s.reading < ?`, a.Story.GUID
	if key := news.URLKey(a.Story.URL); key != "" {
		q, arg = columns+`address a JOIN story s ON s.seq = a.story WHERE s.feed + 0 = ? AND a.url_key = ? AND s.reading < ?`, key
	}
	rows, err := sv.query(q, feed, arg, a.reading)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (c earlier, err error) {
		return c, r.Scan(&c.seq, &c.id, &c.guid, &c.url, &c.headline)
	})
}

// pickEarlier returns the one story that an arrival was, if there is one: with
// the same identifier, or, if its bytes were read before, with the same headline
// or alone at its address.
func pickEarlier(cs []earlier, a *arrived) (earlier, bool) {
	fragment := func(url string) string {
		_, f, _ := strings.Cut(url, "#")
		return f
	}
	s := &a.Story
	// Entries of a live blog differ by the fragment of their address.
	cs = slices.DeleteFunc(cs, func(c earlier) bool { return fragment(c.url) != fragment(s.URL) })
	sameGUID := func(c earlier) bool { return c.guid == s.GUID }
	sameTitle := func(c earlier) bool { return news.TitleKey(c.headline) == news.TitleKey(s.Headline.String()) }
	if a.isByTitle() {
		sameGUID = sameTitle
	}
	ways := []func(earlier) bool{sameGUID, func(c earlier) bool { return sameGUID(c) && sameTitle(c) }}
	if a.Bytes == news.BytesSeen && !a.isByTitle() {
		ways = append(ways, sameTitle, func(earlier) bool { return true })
	}
	for _, way := range ways {
		var found []earlier
		for _, c := range cs {
			if way(c) {
				found = append(found, c)
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return earlier{}, false
}

// addAliases adds to what is known the stories that a list of IDs names by
// their aliases.
func (sv *saver) addAliases(known map[news.StoryID]*held, ids any) error {
	rows, err := sv.query(`SELECT id, story FROM alias WHERE id`+sv.sql.InList, ids)
	if err != nil {
		return err
	}
	type alias struct {
		id  news.StoryID
		seq int64
	}
	as, err := collect(rows, func(r *sql.Rows) (a alias, err error) { return a, r.Scan(&a.id, &a.seq) })
	if err != nil {
		return err
	}
	for _, a := range as {
		hs, err := sv.held(`s.seq = ?`, a.seq)
		if err != nil {
			return err
		}
		if len(hs) > 0 {
			known[a.id] = hs[0]
		}
	}
	return nil
}
