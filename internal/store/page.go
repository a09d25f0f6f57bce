package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// SaveFullText keeps the result of fetching a story's page. The text of the feed
// said stays beside it; byline, language and time are taken from the page if
// the feed gave none. It returns an error matching news.ErrNotFound if there
// is no such story.
func (db *DB) SaveFullText(ctx context.Context, id news.StoryID, ft news.FullText) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		h, err := sv.heldAs(id)
		if err != nil {
			return false, err
		}
		if err := sv.putPage(h, ft); err != nil {
			return false, err
		}
		return !ft.Unchanged, sv.finish()
	})
	if err != nil {
		return fmt.Errorf("save text of story %s: %w", id, err)
	}
	db.resolveTitlesOf(ctx, id)
	return nil
}

// AddPage keeps a page that was opened by its address and returns the story
// it is: the one the cache holds at that address, or a new one without a
// feed. If the page could not be fetched and no story is there, the error
// says why.
func (db *DB) AddPage(ctx context.Context, url string, ft news.FullText) (news.StoryID, error) {
	var id news.StoryID
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		h, err := sv.at(url, ft.URL)
		if err != nil {
			return false, err
		}
		switch {
		case h != nil:
			id = h.story.ID
			sv.addAddress(h.seq, url)
			err = sv.putPage(h, ft)
		case !ft.Err.IsZero():
			err = errors.New(ft.Err.String())
		case len(ft.Body) == 0:
			err = errors.New("the page has no text that could be found")
		default:
			id, err = sv.addPage(url, ft)
		}
		if err != nil {
			return false, err
		}
		return true, sv.finish()
	})
	if err != nil {
		return "", fmt.Errorf("add page %s: %w", sanitize.Line(url), err)
	}
	db.resolveTitlesOf(ctx, id)
	return id, nil
}

// at returns the story at the first of the addresses that has one of its own,
// or nil. A story of somebody else's feed that only names the address is not
// the page there: its headline is not that page's.
func (sv *saver) at(urls ...string) (*held, error) {
	for _, u := range urls {
		key := news.URLKey(u)
		if key == "" {
			continue
		}
		cs, err := claims(sv.ctx, sv, key)
		if err != nil {
			return nil, err
		}
		c := match.Best(cs, key, 0)
		if c.Rank(key, 0) != match.OwnRank {
			continue
		}
		hs, err := sv.held(`s.seq = ?`, c.Seq)
		if err != nil || len(hs) > 0 {
			return first(hs), err
		}
	}
	return nil, nil // no story is an answer, not an error
}

func first(hs []*held) *held {
	if len(hs) == 0 {
		return nil
	}
	return hs[0]
}

func (sv *saver) addPage(url string, ft news.FullText) (news.StoryID, error) {
	if ft.URL == "" {
		ft.URL = url
	}
	id, ok := news.NewStoryID("", "", ft.URL, "")
	if !ok {
		return "", errors.New("the page has no address")
	}
	a := news.Arrival{Story: news.Story{
		ID: id, URL: ft.URL, Source: ft.Site, Headline: ft.Headline, Byline: ft.Byline, Lang: ft.Lang,
		Published: ft.Published.T, PublishedDay: ft.Published.Day, Updated: ft.Modified.T,
	}}
	if a.Story.Headline.IsZero() {
		a.Story.Headline = sanitize.Line(ft.URL)
	}
	if a.Story.Source.IsZero() {
		a.Story.Source = sanitize.Line(match.Host(news.URLKey(ft.URL)))
	}
	// Whoever opens the page again wants it, dropped before or not.
	if err := sv.exec(`DELETE FROM tombstone WHERE id = ?`, string(id)); err != nil {
		return "", err
	}
	seq, err := sv.add(0, newArrived(&a), &ft)
	if err != nil {
		return "", err
	}
	sv.addAddress(seq, url)
	return id, nil
}

// putPage stores the text of a story's page, or why there is none.
func (sv *saver) putPage(h *held, ft news.FullText) error {
	h.tried = true
	if err := sv.texts(h); err != nil {
		return err
	}
	st, err := sv.pageState(h.seq)
	if err != nil {
		return err
	}
	if ft.Err.IsZero() && len(ft.Body) == 0 && (!ft.Unchanged || !h.hasPage) {
		ft.Err = sanitize.Lit("The page has no text that could be found.")
	}
	switch {
	case !ft.Err.IsZero():
		st.failed(sv.now, h.story.FirstSeen, &ft)
		err = sv.putNote(h, ft.Err)
	case ft.Unchanged:
		st.fetched(sv.now, &ft, false)
		err = sv.exec(`UPDATE page_body SET note = '' WHERE story = ?`, h.seq)
	default:
		err = sv.putText(h, ft, st)
	}
	if err != nil {
		return err
	}
	return sv.putPageState(h.seq, st)
}

// putText stores the text of a story's page.
func (sv *saver) putText(h *held, ft news.FullText, st *pageState) error {
	wording := wordingHash(sanitize.Clean{}, sanitize.Clean{}, ft.Body)
	changed, err := sv.otherText(h, ft, wording)
	if err != nil {
		return err
	}
	edited := false
	if changed {
		live := ft.Live || st.Live
		if !live {
			if edited, err = h.pageEditedBy(ft.Body); err != nil {
				return err
			}
		}
		if !live || st.keepsWording(sv.now) {
			if err := sv.addRevision(h, h.pageBlocks, live); err != nil {
				return err
			}
		}
		h.worded = millis(sv.now)
	}
	st.fetched(sv.now, &ft, changed)
	blocks, err := encodeBlocks(ft.Body)
	if err != nil {
		return err
	}
	err = sv.exec(`INSERT INTO page_body (story, note, paragraphs, wording_hash, blocks, bytes_hash, reading) VALUES (?, '', ?, ?, ?, ?, ?)
		ON CONFLICT (story) DO UPDATE SET note = '', paragraphs = excluded.paragraphs, wording_hash = excluded.wording_hash,
		blocks = excluded.blocks, bytes_hash = excluded.bytes_hash, reading = excluded.reading`,
		h.seq, len(ft.Body), wording, blocks, append([]byte{}, ft.Sum...), max(ft.Reading, firstReading))
	if err != nil {
		return err
	}
	first := !h.hasPage
	if first || changed {
		if err := sv.notePageArrival(h.seq); err != nil {
			return err
		}
	}
	h.pageBlocks, h.hasPage = blocks, true
	h.story.FullText = true
	fill(&h.story, ft)
	oldPlace, err := sv.rewriteKnown(h)
	if err != nil {
		return err
	}
	if edited {
		if err := sv.setEdited(h.seq); err != nil {
			return err
		}
	}
	sv.index(h, oldPlace, news.Text(ft.Body))
	sv.addPageAddress(h, ft.URL)
	if err := errors.Join(sv.dropFlat(h.seq, true), sv.putFlat(h.seq, true, ft.Flat)); err != nil {
		return err
	}
	sv.reviews = append(sv.reviews, h.seq)
	if err := sv.putRefs(h, true, ft.References); err != nil || !first {
		return err
	}
	return sv.learn(h, ft.Body, ft.References)
}

// otherText reports whether a page that was fetched before has another wording
// now.
func (sv *saver) otherText(h *held, ft news.FullText, wording []byte) (bool, error) {
	if !h.hasPage {
		return false, nil
	}
	var old, sum []byte
	var reading int
	err := sv.scan(`SELECT wording_hash, bytes_hash, reading FROM page_body WHERE story = ?`, []any{h.seq}, &old, &sum, &reading)
	// The same bytes, or those that another reading made a text of, are no other
	// wording.
	same := len(sum) > 0 && bytes.Equal(sum, ft.Sum) || reading < ft.Reading
	return err == nil && !same && !bytes.Equal(old, wording), err
}

// putNote remembers why a story has no text of its page. Text that is held
// stays as it is.
func (sv *saver) putNote(h *held, note sanitize.Clean) error {
	err := sv.exec(`INSERT INTO page_body (story, note, paragraphs, wording_hash, blocks) VALUES (?, ?, 0, ?, '')
		ON CONFLICT (story) DO UPDATE SET note = excluded.note`, h.seq, note.String(), []byte{})
	if err != nil {
		return err
	}
	return sv.exec(`UPDATE story SET tried = 1 WHERE seq = ?`, h.seq)
}

// rewriteKnown is rewrite for a story of which only what the page says
// changed; what identifies the feed's version of it is read anew for stories
// that were added in this transaction.
func (sv *saver) rewriteKnown(h *held) (oldPlace int64, err error) {
	if h.content == nil {
		err := sv.scan(`SELECT content_hash, wording_hash, worded_ms FROM story WHERE place = ?`, []any{h.place}, &h.content, &h.wording, &h.worded)
		if err != nil {
			return 0, err
		}
	}
	return sv.rewrite(h)
}

// fill takes from a page what its feed did not say.
func fill(s *news.Story, ft news.FullText) {
	if s.Byline.IsZero() {
		s.Byline = ft.Byline
	}
	if s.Lang == "" {
		s.Lang = ft.Lang
	}
	if s.Published.IsZero() {
		s.Published, s.PublishedDay = ft.Published.T, ft.Published.Day
	}
	if s.Updated.IsZero() || ft.Live && ft.Modified.T.After(s.Updated) {
		s.Updated = ft.Modified.T
	}
}

// addPageAddress notes the address a page named as its own, so that
// references to either find the story. The front page of a site is nobody's
// address: sites send there what they no longer have.
func (sv *saver) addPageAddress(h *held, address string) {
	key := news.URLKey(address)
	if strings.Contains(key, "/") {
		sv.addKey(h.seq, key)
	}
}
