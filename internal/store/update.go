package store

import (
	"bytes"
	"database/sql"
	"errors"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// This file brings stories of the cache up to date with their feeds.

// held is the cached state of a story that comes again.
type held struct {
	seq, place                  int64
	story                       news.Story
	feed                        int64
	content, wording            []byte
	worded                      int64
	tried, added                bool // added: in this transaction
	reading                     int
	titleKey                    string
	feedBlocks, pageBlocks      string
	feedWhole, hasFeed, hasPage bool
}

// known returns the cached state of the arrivals; nil for those that it
// once held and dropped.
func (sv *saver) known(ids []news.StoryID) (map[news.StoryID]*held, error) {
	out := map[news.StoryID]*held{}
	if len(ids) == 0 {
		return out, nil
	}
	list := sv.sql.list(ids)
	rows, err := sv.query(`SELECT id FROM tombstone WHERE id`+sv.sql.InList, list)
	if err != nil {
		return nil, err
	}
	dropped, err := collect(rows, func(r *sql.Rows) (id news.StoryID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, err
	}
	for _, id := range dropped {
		out[id] = nil
	}
	hs, err := sv.held(`s.id`+sv.sql.InList, list)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		out[h.story.ID] = h
	}
	return out, sv.addAliases(out, list)
}

// held reads stories as the saver needs them. Their texts are read when they
// are needed, see texts.
func (sv *saver) held(where string, args ...any) ([]*held, error) {
	rows, err := sv.query(`SELECT s.seq, s.place, s.feed, s.content_hash, s.wording_hash, s.worded_ms, s.tried,
		s.title_key, s.reading, `+storyColumns+` FROM `+storyTables+` WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (*held, error) {
		h := &held{}
		s, err := scanStory(r, &h.seq, &h.place, &h.feed, &h.content, &h.wording, &h.worded, &h.tried, &h.titleKey, &h.reading)
		if s != nil {
			h.story = *s
		}
		return h, err
	})
}

// heldAs reads the story of an ID.
func (sv *saver) heldAs(id news.StoryID) (*held, error) {
	hs, err := sv.held(`s.id = ?`, string(id))
	if err != nil {
		return nil, err
	}
	if len(hs) == 0 {
		return nil, news.ErrNotFound
	}
	return hs[0], nil
}

// texts reads the texts that are held of a story.
func (sv *saver) texts(h *held) error {
	err := sv.scan(`SELECT whole, blocks FROM feed_body WHERE story = ?`, []any{h.seq}, &h.feedWhole, &h.feedBlocks)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	h.hasFeed = h.feedBlocks != ""
	err = sv.scan(`SELECT blocks FROM page_body WHERE story = ?`, []any{h.seq}, &h.pageBlocks)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	h.hasPage = h.pageBlocks != ""
	return nil
}

// best returns the best text that is held.
func (h *held) best() string {
	if h.hasPage {
		return h.pageBlocks
	}
	return h.feedBlocks
}

// update brings a story that the cache holds up to what its feed says now,
// and reports whether its words changed.
func (sv *saver) update(h *held, a *arrived) (changed bool, err error) {
	if err := sv.texts(h); err != nil {
		return false, err
	}
	s := &a.Story
	wording := wordingHash(s.Headline.Trim(), s.Summary.Trim(), a.Body)
	changed = !bytes.Equal(wording, h.wording) && !h.readOtherwise(a)
	edited := false
	if changed {
		if edited, err = h.editedBy(a); err != nil {
			return false, err
		}
		if err := sv.keepWording(h, a); err != nil {
			return false, err
		}
		h.worded = millis(sv.now)
	}
	if changed || s.Updated.After(h.story.Updated) {
		if err := sv.grew(h.seq); err != nil {
			return false, err
		}
	}
	take(&h.story, s)
	blocksNow, err := encodeBlocks(a.Body)
	if err != nil {
		return false, err
	}
	if err := errors.Join(sv.putFeedBody(h.seq, a.Whole, blocksNow), sv.dropFlat(h.seq, false), sv.putFlat(h.seq, false, a.Flat)); err != nil {
		return false, err
	}
	whole := h.feedWhole
	if len(a.Body) > 0 {
		whole = a.Whole
	}
	oldKey := h.titleKey
	h.titleKey = news.TitleKey(h.story.Headline.String())
	h.content, h.wording, h.reading = a.content, wording, max(h.reading, a.reading)
	h.story.FullText = h.hasPage || whole
	oldPlace, err := sv.rewrite(h)
	if err != nil {
		return false, err
	}
	if edited {
		if err := sv.setEdited(h.seq); err != nil {
			return false, err
		}
	}
	sv.addAddress(h.seq, s.URL)
	body := h.pageBlocks
	if !h.hasPage {
		if body = blocksNow; body == "" {
			body = h.feedBlocks
		}
	}
	blocks, err := decodeBlocks(body)
	if err != nil {
		return false, err
	}
	sv.index(h, oldPlace, news.Text(blocks))
	if h.titleKey != oldKey {
		if err := errors.Join(sv.putTitle(h.seq, hashes(h.story.Headline.String())), sv.putTitleOf(oldKey)); err != nil {
			return false, err
		}
		sv.retitled = append(sv.retitled, h.seq)
	}
	if err := sv.reviewRuled(h.seq); err != nil {
		return false, err
	}
	return changed, sv.putRefs(h, false, a.References)
}

// take copies what a feed says now over what it said; what it no longer says
// stays.
func take(s, now *news.Story) {
	if !now.Headline.IsZero() {
		s.Headline = now.Headline.Trim()
	}
	if !now.Summary.IsZero() {
		s.Summary = now.Summary.Trim()
	}
	if !now.Byline.IsZero() {
		s.Byline = now.Byline
	}
	if now.URL != "" {
		s.URL = now.URL
	}
	if now.GUID != "" {
		s.GUID = now.GUID
	}
	if now.Lang != "" {
		s.Lang = now.Lang
	}
	if !now.Published.IsZero() {
		s.Published, s.PublishedDay = now.Published, now.PublishedDay
	}
	if !now.Updated.IsZero() {
		s.Updated = now.Updated
	}
}

// keepWording keeps the present wording of a story as a revision: the text
// that is about to change, or the best one if only the headline or the
// summary changes.
func (sv *saver) keepWording(h *held, a *arrived) error {
	text := h.best()
	if h.hasFeed && len(a.Body) > 0 {
		old, err := decodeBlocks(h.feedBlocks)
		if err != nil {
			return err
		}
		none := sanitize.Clean{}
		if !bytes.Equal(wordingHash(none, none, old), wordingHash(none, none, a.Body)) {
			text = h.feedBlocks
		}
	}
	return sv.addRevision(h, text, false)
}

// addRevision keeps a wording of a story. live says that its page was growing:
// that is no edit and does not count as one.
func (sv *saver) addRevision(h *held, blocks string, live bool) error {
	if !live {
		h.story.Revisions++
	}
	return sv.exec(`INSERT INTO revision (story, n, seen_ms, headline, blocks, live, modified_ms)
		SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM revision WHERE story = ?1`,
		h.seq, h.worded, h.story.Headline.String(), blocks, live, millis(h.story.Updated))
}

// rewrite writes the row of a story and moves it if its time changed. It
// returns the place it had, or 0 if it stayed.
func (sv *saver) rewrite(h *held) (oldPlace int64, err error) {
	s := &h.story
	err = sv.exec(`UPDATE story SET guid = ?, url = ?, headline = ?, summary = ?, byline = ?, lang = ?, published_ms = ?,
		published_day = ?, updated_ms = ?, worded_ms = ?, title_key = ?, content_hash = ?, wording_hash = ?, full_text = ?,
		tried = ?, revisions = ?, reading = ? WHERE place = ?`, s.GUID, s.URL, s.Headline.String(), s.Summary.String(), s.Byline.String(), s.Lang,
		millis(s.Published), s.PublishedDay, millis(s.Updated), h.worded, h.titleKey, h.content, h.wording, s.FullText,
		h.tried, s.Revisions, h.reading, h.place)
	if err != nil || h.place>>tieBits == placeAt(s.When())>>tieBits {
		return 0, err
	}
	oldPlace = h.place
	h.place, err = sv.place(h, func(place int64) (sql.Result, error) {
		return sv.result(`UPDATE story SET place = ?1 WHERE place = ?2 AND NOT EXISTS (SELECT 1 FROM story WHERE place = ?1)`, place, oldPlace)
	})
	return oldPlace, err
}
