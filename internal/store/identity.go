package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// The most that is kept of identity.
const (
	mostShared     = 1000 // keys of a feed that identify nothing
	mostJoined     = 16   // items of a story
	mostCandidates = 200  // stories of one title that are compared
)

// The kinds of key that several items of a feed share.
const (
	sharedGUID    = "guid"
	sharedAddress = "address"
	sharedItem    = "item"
)

// shared is one key that identifies nothing by itself.
type shared struct {
	kind string
	key  news.StoryID
}

// document is the items of a batch as a whole: what they share, and what its
// feed is known to share. The zero document is of no item.
type document struct {
	feed  news.FeedID
	home  string
	known map[shared]bool // before this batch
	found []shared        // by this batch
	guids map[string]bool
	ids   map[news.StoryID]bool
	twice map[string]bool // addresses of several items
}

// documentOf looks at the items of a batch.
func (db *DB) documentOf(ctx context.Context, b *news.Batch) *document {
	d := &document{
		feed: b.Feed, home: b.State.Home, guids: make(map[string]bool, len(b.Arrivals)), ids: make(map[news.StoryID]bool, len(b.Arrivals)),
		twice: map[string]bool{},
	}
	if len(b.Arrivals) > 0 && b.Feed != "" {
		d.known = db.sharedKeys(ctx, b.Feed)
	}
	return d
}

// sharedKeys returns what identifies nothing in a feed. What cannot be read now
// is taken for nothing: the transaction fails too then.
func (db *DB) sharedKeys(ctx context.Context, feed news.FeedID) map[shared]bool {
	q, err := db.shares() //nolint:sqlclosecheck // lives as long as the cache is open
	if err != nil {
		return nil
	}
	rows, err := q.QueryContext(ctx, string(feed))
	if err != nil {
		return nil
	}
	keys, err := collect(rows, scanShared)
	if err != nil || len(keys) == 0 {
		return nil
	}
	out := make(map[shared]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out
}

func scanShared(r *sql.Rows) (k shared, err error) { return k, r.Scan(&k.kind, &k.key) }

// note takes note of a key that several items share.
func (d *document) note(kind string, key news.StoryID) {
	k := shared{kind, key}
	if !d.known[k] && !slices.Contains(d.found, k) {
		d.found = append(d.found, k)
	}
}

func (d *document) isShared(kind string, key news.StoryID) bool {
	k := shared{kind, key}
	return d.known[k] || slices.Contains(d.found, k)
}

// tellApart gives items that would have the same ID IDs of their own, and
// returns each story once, in the order of the feed.
func (d *document) tellApart(as []*arrived) []*arrived {
	d.withoutSharedGUIDs(as)
	d.refine(as, news.RuleTitle)
	d.refine(as, news.RuleDate)
	seen := make(map[string]news.StoryID, len(as))
	return slices.DeleteFunc(as, func(a *arrived) bool {
		s := &a.Story
		if d.ids[s.ID] {
			return true
		}
		d.ids[s.ID] = true
		if s.GUID != "" {
			d.guids[s.GUID] = true
		}
		if s.URL == "" {
			return false
		}
		if first, is := seen[s.URL]; !is {
			seen[s.URL] = s.ID
		} else if first != s.ID && !d.twice[s.URL] {
			d.twice[s.URL] = true
			if key, ok := news.NewStoryID(d.feed, "", s.URL, ""); ok && news.Identifies(s.URL, d.home) {
				d.note(sharedAddress, key)
			}
		}
		return false
	})
}

// withoutSharedGUIDs gives items whose GUID others with another address bear the
// ID of their address.
func (d *document) withoutSharedGUIDs(as []*arrived) {
	first := make(map[string]string, len(as))
	for _, a := range as {
		s := &a.Story
		if s.GUID == "" || s.URL == "" {
			continue
		}
		address, seen := first[s.GUID]
		switch {
		case !seen:
			first[s.GUID] = s.URL
		case address != s.URL && news.URLKey(address) != news.URLKey(s.URL) && news.Identifies(address, d.home) && news.Identifies(s.URL, d.home):
			if key, ok := news.NewStoryID(d.feed, s.GUID, "", ""); ok && news.Identifies(s.GUID, d.home) {
				d.note(sharedGUID, key)
			}
		}
	}
	if len(d.known) == 0 && len(d.found) == 0 {
		return
	}
	for _, a := range as {
		s := &a.Story
		if !d.isShared(sharedGUID, s.ID) {
			if key, ok := news.NewStoryID(d.feed, s.GUID, "", ""); ok && d.isShared(sharedGUID, key) {
				a.rule = news.RuleAddress
			}
			continue
		}
		if id, ok := news.NewItemID(d.feed, d.home, "", s.URL, s.Headline.String()); ok {
			s.ID, a.rule = id, news.RuleAddress
		}
	}
}

// refine takes title or date into the IDs of items that would share one.
func (d *document) refine(as []*arrived, by news.IdentityRule) {
	first := make(map[news.StoryID]*arrived, len(as))
	for _, a := range as {
		switch b := first[a.Story.ID]; {
		case b == nil:
			first[a.Story.ID] = a
		case !d.isShared(sharedItem, a.Story.ID) && match.Differ(b.item(d), a.item(d)):
			d.note(sharedItem, a.Story.ID)
		}
	}
	if len(d.known) == 0 && len(d.found) == 0 {
		return
	}
	for _, a := range as {
		s := &a.Story
		if !d.isShared(sharedItem, s.ID) {
			continue
		}
		value := news.TitleKey(s.Headline.String())
		if by == news.RuleDate {
			value = strconv.FormatInt(millis(s.Published), 10)
		}
		s.ID, a.rule = news.NewSharedID(s.ID, by, value), by
	}
}

// item returns the identity of an arrival.
func (a *arrived) item(d *document) match.Item {
	s := &a.Story
	key := ""
	if a.made != nil {
		key = a.made.titleKey
	}
	it := itemOf(d, s, key, func() string {
		return match.Typography(s.Summary.String()) + "\n" + match.Typography(news.Text(a.Body))
	})
	if a.isByTitle() {
		it.GUID, it.Identity = "", false
	}
	return it
}

// isByTitle reports whether nothing but its title and date identifies an item.
func (a *arrived) isByTitle() bool { return a.rule == news.RuleTitle || a.rule == news.RuleDate }

// itemOf returns the identity of a story.
func itemOf(d *document, s *news.Story, titleKey string, text func() string) match.Item {
	it := match.Item{
		GUID: s.GUID, Address: s.URL, Title: titleKey, Date: s.Published, Day: s.PublishedDay, Identity: news.Identifies(s.URL, d.home),
		Text: func() string { return strings.TrimSpace(text()) },
	}
	if it.Title == "" {
		it.Title = news.TitleKey(s.Headline.String())
	}
	if !news.Identifies(s.GUID, d.home) {
		it.GUID = ""
	}
	if it.Identity && d.twice[s.URL] {
		it.Identity = false
	}
	if len(d.known) == 0 && len(d.found) == 0 {
		return it
	}
	if key, ok := news.NewStoryID(d.feed, "", s.URL, ""); ok && d.isShared(sharedAddress, key) {
		it.Identity = false
	}
	if key, ok := news.NewStoryID(d.feed, it.GUID, "", ""); ok && (d.isShared(sharedGUID, key) || d.isShared(sharedItem, key)) {
		it.GUID = ""
	}
	return it
}

// candidate is a story that an arrival may be.
type candidate struct {
	*held
	item match.Item
	text string
	read bool // text is
	used bool // it is an item of this document
	// crowded: the cache has other stories of the feed at this address.
	crowded bool
}

// newItem is an arrival of an ID that the cache does not know.
type newItem struct {
	*arrived
	item match.Item
}

// identify looks for the stories that items of unknown IDs are, and makes their
// IDs aliases of those.
func (sv *saver) identify(feed int64, d *document, as []*arrived, known map[news.StoryID]*held) error {
	if feed == 0 {
		return nil
	}
	var unknown []newItem
	for _, a := range as {
		if _, ok := known[a.Story.ID]; ok {
			continue
		}
		it := a.item(d)
		if a.rule == "" && it.GUID == "" && !it.Identity {
			a.rule = news.RuleTitle
		}
		unknown = append(unknown, newItem{a, it})
	}
	if len(unknown) == 0 {
		return nil
	}
	cs, err := sv.storiesOf(feed, d, unknown, known)
	if err != nil || len(cs) == 0 {
		return err
	}
	// Those that are the same in every respect come first.
	for _, alike := range [...]bool{true, false} {
		for _, a := range unknown {
			if _, ok := known[a.Story.ID]; ok {
				continue
			}
			for _, c := range cs {
				if c.used || alike && (c.item.Title != a.item.Title || !c.item.Date.Equal(a.item.Date)) {
					continue
				}
				rule, ok := match.SameStory(c.item, a.item.At(!c.crowded))
				if !ok {
					continue
				}
				c.used = true
				known[a.Story.ID] = c.held
				if err := sv.join(c.held, a.arrived, rule); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// storiesOf returns the stories of a feed that items may be: those at their
// addresses, or of their titles where the address identifies nothing.
func (sv *saver) storiesOf(feed int64, d *document, unknown []newItem, known map[news.StoryID]*held) ([]*candidate, error) {
	var keys, titles, ids []string
	for _, a := range unknown {
		it := a.item
		if it.Identity {
			keys = append(keys, news.URLKey(it.Address))
		} else if it.Title != "" {
			titles = append(titles, it.Title)
		}
		if a.rule != "" || it.GUID == "" {
			if id, ok := news.NewStoryID(d.feed, a.Story.GUID, a.Story.URL, a.Story.Headline.String()); ok && id != a.Story.ID {
				ids = append(ids, string(id))
			}
		}
	}
	var hs []*held
	in := sv.sql.InList
	for _, q := range []struct {
		where string
		of    []string
	}{
		{`+s.feed = ? AND s.seq IN (SELECT story FROM address WHERE url_key` + in + `)`, keys},
		{`+s.feed = ? AND s.title_key` + in + ` ORDER BY s.place DESC LIMIT ` + strconv.Itoa(mostCandidates), titles},
		{`+s.feed = ? AND s.id` + in, ids},
	} {
		if len(q.of) == 0 {
			continue
		}
		more, err := sv.held(q.where, feed, sv.sql.list(q.of))
		if err != nil {
			return nil, err
		}
		hs = append(hs, more...)
	}
	bySeq := map[int64]*held{}
	if len(hs) > 0 {
		for _, h := range known {
			if h != nil {
				bySeq[h.seq] = h
			}
		}
	}
	var out []*candidate
	for _, h := range hs {
		if slices.ContainsFunc(out, func(c *candidate) bool { return c.seq == h.seq }) {
			continue
		}
		c := &candidate{held: h}
		if have := bySeq[h.seq]; have != nil {
			c.held, c.used = have, true // it comes by an ID of its own
		}
		c.item = itemOf(d, &c.story, "", func() string { return sv.textOf(c) })
		c.item.Present = d.ids[c.story.ID] || c.item.GUID != "" && d.guids[c.item.GUID]
		for _, o := range out {
			if o.item.Identity && match.SameAddress(o.item.Address, c.item.Address) && !match.IsCounter(o.item.GUID, c.item.GUID, c.item.Address, false) {
				o.crowded, c.crowded = true, true
			}
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b *candidate) int { return cmp.Compare(b.seq, a.seq) })
	return out, nil
}

// textOf returns the words of a story as its feed gave them last; what cannot be
// read counts as none.
func (sv *saver) textOf(c *candidate) string {
	if c.read {
		return c.text
	}
	c.read = true
	if err := sv.texts(c.held); err != nil {
		return ""
	}
	blocks, err := decodeBlocks(c.feedBlocks)
	if err != nil {
		return ""
	}
	c.text = match.Typography(c.story.Summary.String()) + "\n" + match.Typography(news.Text(blocks))
	return c.text
}

// join makes an arrival an item of a story, by a rule. Of the items of a story
// the last mostJoined are kept.
func (sv *saver) join(h *held, a *arrived, rule news.IdentityRule) error {
	s := &a.Story
	if s.ID != h.story.ID {
		if err := sv.exec(`INSERT INTO alias (id, story) VALUES (?, ?) ON CONFLICT DO NOTHING`, string(s.ID), h.seq); err != nil {
			return err
		}
	}
	if rule == news.RuleTitle || rule == news.RuleAddress {
		rule = cmp.Or(a.rule, rule)
	}
	first := h.story
	if err := sv.putRuleAt(h.seq, &first, plainRule(&first), millis(first.FirstSeen)); err != nil {
		return err
	}
	if err := sv.putRule(h.seq, s, rule); err != nil {
		return err
	}
	rows, err := sv.query(`SELECT id FROM joined WHERE story = ? AND id <> ? ORDER BY at_ms DESC, id`, h.seq, string(h.story.ID))
	if err != nil {
		return err
	}
	ids, err := collect(rows, func(r *sql.Rows) (id news.StoryID, err error) { return id, r.Scan(&id) })
	if err != nil || len(ids) <= mostJoined {
		return err
	}
	old := sv.sql.list(ids[mostJoined:])
	if err := sv.exec(`DELETE FROM alias WHERE story = ? AND id`+sv.sql.InList, h.seq, old); err != nil {
		return err
	}
	return sv.exec(`DELETE FROM joined WHERE story = ? AND id`+sv.sql.InList, h.seq, old)
}

func (sv *saver) putRule(story int64, s *news.Story, rule news.IdentityRule) error {
	return sv.putRuleAt(story, s, rule, millis(sv.now))
}

func (sv *saver) putRuleAt(story int64, s *news.Story, rule news.IdentityRule, at int64) error {
	return sv.exec(`INSERT INTO joined (story, id, rule, guid, url, at_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		story, string(s.ID), string(rule), s.GUID, s.URL, at)
}

// saveShared keeps what a document showed to identify nothing. Of a feed the
// last mostShared keys are kept.
func (sv *saver) saveShared(feed int64, d *document) error {
	if d == nil || len(d.found) == 0 || feed == 0 {
		return nil
	}
	put := func(k shared) error {
		return sv.exec(`INSERT INTO identity (feed, kind, key, at_ms) VALUES (?, ?, ?, ?)
			ON CONFLICT (feed, kind, key) DO UPDATE SET at_ms = excluded.at_ms`, feed, k.kind, string(k.key), millis(sv.now))
	}
	for _, k := range d.found {
		if err := put(k); err != nil {
			return err
		}
	}
	rows, err := sv.query(`SELECT kind, key FROM identity WHERE feed = ? ORDER BY at_ms DESC, kind, key`, feed)
	if err != nil {
		return err
	}
	keys, err := collect(rows, scanShared)
	if err != nil {
		return err
	}
	for _, k := range keys[min(mostShared, len(keys)):] {
		if err := sv.exec(`DELETE FROM identity WHERE feed = ? AND kind = ? AND key = ?`, feed, k.kind, string(k.key)); err != nil {
			return err
		}
	}
	return nil
}
