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
	key := news.URLKey(a.Story.URL)
	if may, err := sv.mayBeEarlier(feed, key, a); err != nil || !may {
		return nil, err
	}
	const columns = `SELECT s.seq, s.id, s.guid, s.url, s.headline FROM `
	q, arg := columns+`story s WHERE s.feed = ? AND s.guid = ? AND s.url = '' AND s.reading < ?`, a.Story.GUID
	if key != "" {
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

// fewLookups is how many arrivals of a feed are looked up by their addresses one by one.
const fewLookups = 64

// earlierKeys are what the stories of one feed by an earlier reading can be found by:
// their addresses, and the identifiers of those without one.
type earlierKeys struct {
	lookups        int
	known          bool // the keys are
	urlKeys, guids map[string]bool
}

// mayBeEarlier reports whether there may be stories for earlier to find. Without an
// address, each search looks through all stories of the feed, and with an address that
// many have, through those; so of many arrivals, or any without an address, the keys are
// read once.
func (sv *saver) mayBeEarlier(feed int64, urlKey string, a *arrived) (bool, error) {
	k := sv.earlierOf[feed]
	if k == nil {
		k = &earlierKeys{}
		if sv.earlierOf == nil {
			sv.earlierOf = map[int64]*earlierKeys{}
		}
		sv.earlierOf[feed] = k
	}
	if k.lookups++; !k.known && urlKey != "" && k.lookups <= fewLookups {
		return true, nil
	}
	if !k.known {
		if err := sv.readEarlierKeys(feed, a.reading, k); err != nil {
			return false, err
		}
	}
	if urlKey != "" {
		return k.urlKeys[urlKey], nil
	}
	return k.guids[a.Story.GUID], nil
}

func (sv *saver) readEarlierKeys(feed int64, reading int, k *earlierKeys) error {
	rows, err := sv.query(`SELECT s.guid, s.url, coalesce(a.url_key, '') FROM story s LEFT JOIN address a ON a.story = s.seq WHERE s.feed = ? AND s.reading < ?`, feed, reading)
	if err != nil {
		return err
	}
	k.known, k.urlKeys, k.guids = true, map[string]bool{}, map[string]bool{}
	_, err = collect(rows, func(r *sql.Rows) (none struct{}, err error) {
		var guid, url, urlKey string
		if err = r.Scan(&guid, &url, &urlKey); err == nil && url == "" {
			k.guids[guid] = true
		}
		k.urlKeys[urlKey] = true
		return none, err
	})
	return err
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
