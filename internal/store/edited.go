package store

import (
	"sitrep/internal/news"
	"sitrep/internal/revision"
)

// This file finds edits of substance: of figures, names, negations and the like. Such
// a story is unread again. What changes because we read the same bytes in another way
// is no edit; the callers see to that.

// version is a wording of a story.
func version(headline string, blocks []news.Block) revision.Version {
	v := revision.Version{Headline: headline, Paragraphs: make([]string, 0, len(blocks))}
	for i := range blocks {
		if text := blocks[i].PlainText(); text != "" {
			v.Paragraphs = append(v.Paragraphs, text)
		}
	}
	return v
}

// editedBy reports whether what a feed says now is another thing than what is held:
// in the headline, in the text if both have one, else in the summary. The texts of h
// must have been read.
func (h *held) editedBy(a *arrived) (bool, error) {
	s := &a.Story
	before, after := version(h.story.Headline.String(), nil), version(s.Headline.Trim().String(), nil)
	if s.Headline.IsZero() {
		after.Headline = before.Headline
	}
	switch {
	case h.hasFeed && len(a.Body) > 0:
		old, err := decodeBlocks(h.feedBlocks)
		if err != nil {
			return false, err
		}
		before.Paragraphs, after.Paragraphs = version("", old).Paragraphs, version("", a.Body).Paragraphs
	case !h.hasFeed && len(a.Body) == 0 && !h.story.Summary.IsZero() && !s.Summary.IsZero():
		before.Paragraphs, after.Paragraphs = []string{h.story.Summary.String()}, []string{s.Summary.Trim().String()}
	}
	d := revision.Compare(before, after)
	return d.Substantive(), nil
}

// pageEditedBy reports whether the text of a page is another thing than the one held.
func (h *held) pageEditedBy(now []news.Block) (bool, error) {
	old, err := decodeBlocks(h.pageBlocks)
	if err != nil {
		return false, err
	}
	d := revision.Compare(version("", old), version("", now))
	return d.Substantive(), nil
}

// setEdited notes that a story was edited in substance now. It counts as an arrival, so
// that marks which were made before are older.
func (sv *saver) setEdited(seq int64) error {
	sv.seq++
	return sv.exec(`UPDATE story SET edited_seq = ? WHERE seq = ?`, sv.seq, seq)
}
