package store

import (
	"database/sql"
	"slices"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// target is a story that a reference may lead to.
type target struct {
	match.Candidate
	keys []string // of all its addresses; nil: not read
}

// resolve finds the stories that new references lead to, and the references
// that new stories answer. Every look-up goes by an index.
func (sv *saver) resolve() error {
	var some, titles bool // references at all, and such that wait for a title
	err := sv.scan(`SELECT EXISTS (SELECT 1 FROM ref), EXISTS (SELECT 1 FROM ref WHERE match < 3 AND title_key > '')`, nil, &some, &titles)
	if err != nil || !some {
		return err
	}
	for _, t := range sv.fresh {
		if err := sv.adopt(t, titles); err != nil {
			return err
		}
	}
	for _, c := range sv.citing {
		rows, err := sv.query(`SELECT `+refColumns+` FROM ref r WHERE r.story = ? AND r.match < 3`, c.Seq)
		if err != nil {
			return err
		}
		refs, err := collect(rows, func(r *sql.Rows) (storedRef, error) { return scanRef(r) })
		if err != nil {
			return err
		}
		for _, r := range refs {
			if err := sv.settle(c, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle finds the story that a reference leads to among all that the cache
// holds, so that it is the same whichever came first. A reference that lacks
// an exact story waits for one.
func (sv *saver) settle(c *match.Citer, r storedRef) error {
	to, tier, err := sv.find(c, r)
	if err != nil {
		return err
	}
	if to != r.to || tier.Match() != r.ref.Match {
		if err := sv.exec(`UPDATE ref SET to_story = nullif(?, 0), match = ? WHERE num = ?`, to, tier, r.num); err != nil {
			return err
		}
	}
	if tier < match.ByTitle && r.titleKey != "" {
		return sv.wantTitle(r.num, r.ref.Title.String())
	}
	return sv.unwantTitle(r.num, r.ref.Title.String())
}

// find returns the story that a reference leads to, and how sure that is.
func (sv *saver) find(c *match.Citer, r storedRef) (to int64, tier match.Tier, err error) {
	if r.urlKey != "" {
		cs, err := claims(sv.ctx, sv, r.urlKey)
		if err != nil {
			return 0, 0, err
		}
		cs = slices.DeleteFunc(cs, func(x match.Claim) bool { return x.Seq == c.Seq })
		if len(cs) > 0 {
			return match.Best(cs, r.urlKey, c.Feed).Seq, match.ByURL, nil
		}
		if c.IsAt(r.urlKey) {
			return 0, match.Unresolved, nil // a story may name itself; that leads nowhere
		}
	}
	if r.titleKey == "" {
		return 0, match.Unresolved, nil
	}
	exact, err := sv.candidates(`WHERE s.title_key = ? ORDER BY s.place DESC LIMIT 40`, r.titleKey)
	if err != nil {
		return 0, 0, err
	}
	to, tier = match.Pick(c, r.mention(), exact)
	if tier > match.Unresolved {
		return to, tier, nil
	}
	near, err := sv.storiesLike(r.ref.Title.String())
	if err != nil {
		return 0, 0, err
	}
	to, tier = match.Pick(c, r.mention(), near)
	return to, tier, nil
}

// candidates reads the stories that a condition finds.
func (sv *saver) candidates(rest string, args ...any) ([]match.Candidate, error) {
	rows, err := sv.query(`SELECT s.seq, s.feed, s.title_key, s.headline, s.url, s.lang, s.published_ms, s.place
		FROM story s `+rest, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (c match.Candidate, err error) {
		var published, place int64
		err = r.Scan(&c.Seq, &c.Feed, &c.TitleKey, &c.Headline, &c.URL, &c.Lang, &published, &place)
		c.Published, c.When = fromMillis(published), timeOf(place)
		return c, err
	})
}

// adopt gives a story to the references that were waiting for it.
func (sv *saver) adopt(t target, titles bool) error {
	seq := t.Seq
	if t.keys == nil {
		rows, err := sv.query(`SELECT url_key FROM address WHERE story = ?`, seq)
		if err != nil {
			return err
		}
		if t.keys, err = collect(rows, func(r *sql.Rows) (u string, err error) { return u, r.Scan(&u) }); err != nil {
			return err
		}
	}
	// Most stories interest nobody: that is asked in one go.
	var byAddress, claimed, again, named bool
	err := sv.scan(sv.sql.interest, []any{sv.sql.list(t.keys), seq, t.TitleKey}, &byAddress, &claimed, &again, &named)
	if err != nil {
		return err
	}
	for _, u := range t.keys {
		if byAddress {
			err = sv.exec(`UPDATE ref SET to_story = ?, match = 4 WHERE url_key = ? AND match < 4 AND story <> ?`, seq, u, seq)
		}
		if err == nil && claimed {
			err = sv.takeBack(u, seq)
		}
		if err != nil {
			return err
		}
	}
	if t.TitleKey == "" {
		return nil
	}
	if again { // those that have another story of this title may mean this one
		err = sv.adoptBy(t, `JOIN story o ON o.seq = r.to_story WHERE o.title_key = ? AND r.match = 3 LIMIT 500`, t.TitleKey)
	}
	if err == nil && named {
		err = sv.adoptBy(t, `WHERE r.title_key = ? AND r.match < 3 LIMIT 500`, t.TitleKey)
	}
	if err != nil || !titles {
		return err
	}
	nums, err := sv.sharing(t.Headline, refsSharing)
	if err != nil || len(nums) == 0 {
		return err
	}
	return sv.adoptBy(t, `WHERE r.num`+sv.sql.InList+` AND r.match < 3`, sv.sql.list(nums))
}

// takeBack gives a story the references to its address that lead to others
// which only claim it.
func (sv *saver) takeBack(key string, seq int64) error {
	cs, err := claims(sv.ctx, sv, key)
	if err != nil {
		return err
	}
	own := match.Best(cs, key, 0)
	if own.Seq != seq || own.Rank(key, 0) != match.OwnRank {
		return nil
	}
	for _, c := range cs {
		if c.Rank(key, 0) == match.OwnRank {
			continue
		}
		err := sv.exec(`UPDATE ref SET to_story = ? WHERE to_story = ? AND url_key = ? AND match = 4 AND story <> ?`, seq, c.Seq, key, seq)
		if err != nil {
			return err
		}
	}
	return nil
}

// adoptBy looks again for what those references lead to which may mean a
// story that arrived, and mean nothing surer.
func (sv *saver) adoptBy(t target, rest string, arg any) error {
	rows, err := sv.query(`SELECT `+refColumns+`, r.match, c.Seq, c.Feed, c.url, c.lang, c.published_ms, c.first_ms
		FROM ref r JOIN story c ON c.Seq = r.story `+rest, arg)
	if err != nil {
		return err
	}
	type waiting struct {
		ref  storedRef
		tier match.Tier // it has
		by   match.Citer
	}
	ws, err := collect(rows, func(r *sql.Rows) (w waiting, err error) {
		var published, firstSeen int64
		w.ref, err = scanRef(r, &w.tier, &w.by.Seq, &w.by.Feed, &w.by.URL, &w.by.Lang, &published, &firstSeen)
		story := news.Story{Published: fromMillis(published), FirstSeen: fromMillis(firstSeen)}
		w.by.Published, w.by.When = story.Published, timeOf(placeAt(story.When()))
		return w, err
	})
	if err != nil {
		return err
	}
	for _, w := range ws {
		tier, _ := match.Judge(&w.by, w.ref.mention(), t.Candidate)
		switch {
		case tier == match.Unresolved || tier < w.tier || w.by.IsAt(w.ref.urlKey):
		case tier == match.Maybe:
			err = sv.guess(&w.by, w.ref, t)
		default:
			err = sv.settle(&w.by, w.ref)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// guess lets a reference which has no more than a guess lead to a target if
// that is the better one.
func (sv *saver) guess(c *match.Citer, r storedRef, t target) error {
	cs, err := sv.candidates(`WHERE s.seq = ?`, r.to)
	if err != nil {
		return err
	}
	if to, _ := match.Pick(c, r.mention(), append(cs, t.Candidate)); to != r.to {
		return sv.exec(`UPDATE ref SET to_story = ?, match = ? WHERE num = ?`, to, match.Maybe, r.num)
	}
	return nil
}
