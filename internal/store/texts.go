package store

import "sitrep/internal/news"

// texts are the parts of statements that an engine spells, and the statements
// that have several of them. They never change.
type texts struct {
	Spelling
	engine Engine
	// locate returns the filter of a location, see Options.Locate.
	locate func(name string) news.Expr

	dropWantedWords                           string // of titles
	knownTitles, titlesWaiting, titlesLeading string // of the keys of titles those that stories or references have
	refsWaiting, refsClaimed, claims          string // of the keys of addresses: see adopt and claimsAt
}

func newTexts(e Engine) *texts {
	t := &texts{Spelling: e.Spelling(), engine: e}
	t.dropWantedWords = `DELETE FROM wanted_word WHERE ref = ? AND word` + t.InList
	t.knownTitles = `SELECT k.value FROM ` + t.List + ` k WHERE EXISTS (SELECT 1 FROM story s WHERE s.title_key = k.value AND s.seq + 0 <= ?)`
	t.titlesWaiting = `SELECT k.value FROM ` + t.List + ` k WHERE EXISTS (SELECT 1 FROM ref r WHERE r.title_key = k.value AND r.match < 3)`
	t.titlesLeading = `SELECT k.value FROM ` + t.List + ` k WHERE EXISTS (SELECT 1 FROM story o` + t.LeadingJoin + `ref r ON r.to_story = o.seq
		WHERE o.title_key = k.value AND r.match = 3)`
	const columns = `SELECT r.num, r.url_key, r.story, c.feed, coalesce(r.to_story, 0), r.match FROM `
	t.refsWaiting = columns + t.List + ` k` + t.LeadingJoin + `ref r ON r.url_key = k.value AND r.match < 4` + t.LeadingJoin + `story c ON c.seq = r.story`
	t.refsClaimed = columns + t.List + ` k` + t.LeadingJoin + `address a ON a.url_key = k.value` + t.LeadingJoin + `ref r ON r.to_story = a.story
		AND r.url_key = k.value AND r.match = 4` + t.LeadingJoin + `story c ON c.seq = r.story`
	t.claims = `SELECT k.value, t.seq, t.feed, f.id, t.full_text, t.url FROM ` + t.List + ` k` + t.LeadingJoin + `address a ON a.url_key = k.value
		` + t.LeadingJoin + `story t ON t.seq = a.story` + t.LeadingJoin + `feed f ON f.num = t.feed LIMIT ?`
	return t
}

// list returns a slice of strings or of integers as one argument.
func (t *texts) list(values any) any { return t.engine.List(values) }
