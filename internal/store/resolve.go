package store

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// citer is a story whose references are to be resolved.
type citer struct {
	seq, feed int64
	story     news.Story
}

// target is a story that a reference may lead to.
type target struct {
	seq, feed int64
	titleKey  string
	headline  string
	url       string
	lang      string
	published int64
	place     int64
	keys      []string // of all its addresses; nil: not read
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
		rows, err := sv.query(`SELECT `+refColumns+` FROM ref r WHERE r.story = ? AND r.match < 3`, c.seq)
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
func (sv *saver) settle(c *citer, r storedRef) error {
	to, tier, err := sv.find(c, r)
	if err != nil {
		return err
	}
	if to != r.to || tierMatch(tier) != r.ref.Match {
		if err := sv.exec(`UPDATE ref SET to_story = nullif(?, 0), match = ? WHERE num = ?`, to, tier, r.num); err != nil {
			return err
		}
	}
	if tier < byTitle && r.titleKey != "" {
		return sv.wantTitle(r.num, r.ref.Title.String())
	}
	return sv.unwantTitle(r.num, r.ref.Title.String())
}

// find returns the story that a reference leads to, and how sure that is.
func (sv *saver) find(c *citer, r storedRef) (to int64, tier int, err error) {
	if r.urlKey != "" {
		cs, err := claims(sv.ctx, sv, r.urlKey)
		if err != nil {
			return 0, 0, err
		}
		cs = slices.DeleteFunc(cs, func(x claim) bool { return x.seq == c.seq })
		if len(cs) > 0 {
			return best(cs, r.urlKey, c.feed).seq, byURL, nil
		}
		if leadsTo(r.urlKey, &c.story) {
			return 0, unresolved, nil // a story may name itself; that leads nowhere
		}
	}
	if r.titleKey == "" {
		return 0, unresolved, nil
	}
	exact, err := sv.targets(`WHERE s.title_key = ? ORDER BY s.place DESC LIMIT 40`, r.titleKey)
	if err != nil {
		return 0, 0, err
	}
	to, tier = pick(c, r, exact)
	if tier > unresolved {
		return to, tier, nil
	}
	near, err := sv.storiesLike(r.ref.Title.String())
	if err != nil {
		return 0, 0, err
	}
	to, tier = pick(c, r, near)
	return to, tier, nil
}

func leadsTo(key string, s *news.Story) bool { return s.URL != "" && news.URLKey(s.URL) == key }

func (sv *saver) targets(rest string, args ...any) ([]target, error) {
	rows, err := sv.query(`SELECT s.seq, s.feed, s.title_key, s.headline, s.url, s.lang, s.published_ms, s.place
		FROM story s `+rest, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (t target, err error) {
		return t, r.Scan(&t.seq, &t.feed, &t.titleKey, &t.headline, &t.url, &t.lang, &t.published, &t.place)
	})
}

// candidate is a target that a reference may mean by its title.
type candidate struct {
	target
	tier     int
	same     bool // of the same feed or site
	likeness float64
	rank     float64 // likeness, less what the time between speaks against it
}

// apart is how much better than the next the best candidate ranks if there
// is no doubt which is meant.
const apart = 0.05

// pick returns the best of the targets: by tier, then of the same feed or
// site, then by likeness and nearness in time. If another is about as good,
// it is no more than a guess.
func pick(c *citer, r storedRef, ts []target) (seq int64, tier int) {
	var cs []candidate
	for _, t := range ts {
		tier, likeness := judge(c, r, t)
		if tier > unresolved {
			cs = append(cs, candidate{t, tier, sameHouse(c, r, t), likeness, likeness - staleness(c, t)})
		}
	}
	if len(cs) == 0 {
		return 0, unresolved
	}
	slices.SortFunc(cs, func(a, b candidate) int {
		if a.same != b.same && a.tier == b.tier {
			return cmp.Compare(b2i(b.same), b2i(a.same))
		}
		return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(b.rank, a.rank), cmp.Compare(b.place, a.place))
	})
	first := cs[0]
	tier = first.tier
	for _, other := range cs[1:] {
		switch {
		case other.tier != first.tier || other.same != first.same || samePage(first.target, other.target):
		case first.rank-other.rank < apart:
			return first.seq, maybe
		case other.likeness == first.likeness:
			tier = min(tier, likely) // a title that is used again and again
		}
	}
	return first.seq, tier
}

// samePage reports whether two feeds brought one page.
func samePage(a, b target) bool { return a.url != "" && news.URLKey(a.url) == news.URLKey(b.url) }

// staleness is what the time between a story and one that it may refer to
// takes off the latter's rank. Editors point at what is a few days old rather
// than at what is older; what appeared later can only have been added.
func staleness(c *citer, t target) float64 {
	days := float64(placeAt(c.story.When())-t.place) / float64(int64(24*time.Hour/time.Millisecond)<<tieBits)
	if days < 0 {
		days *= -5
	}
	return min(days, 30) / 200
}

// sameHouse reports whether a target comes from where the reference points:
// the site it names, else the feed or site of the story that cites.
func sameHouse(c *citer, r storedRef, t target) bool {
	if r.urlKey != "" {
		return hostOf(r.urlKey) == hostOf(news.URLKey(t.url))
	}
	if c.feed != 0 && c.feed == t.feed {
		return true
	}
	h := hostOf(news.URLKey(c.story.URL))
	return h != "" && h == hostOf(news.URLKey(t.url))
}

// hostOf returns the host of an address in its canonical form.
func hostOf(key string) string {
	if i := strings.IndexAny(key, "/?"); i >= 0 {
		return key[:i]
	}
	return key
}

// judge tells how sure it is that a reference leads to a target, by titles,
// and how alike they are, 0 to 1.
func judge(c *citer, r storedRef, t target) (tier int, likeness float64) {
	if t.seq == c.seq {
		return unresolved, 0
	}
	// Nobody refers to what is published days later.
	if t.published != 0 && !c.story.Published.IsZero() && t.published > millis(c.story.Published.Add(24*time.Hour)) {
		return unresolved, 0
	}
	same := sameHouse(c, r, t)
	if t.titleKey == r.titleKey {
		return judgeSame(c, r, t, same)
	}
	tier, likeness = nearTier(r.ref.Title.String(), r.titleKey, t.headline, t.titleKey)
	if tier == unresolved && same && (opens(r.titleKey, t.titleKey) || opens(t.titleKey, r.titleKey)) {
		tier, likeness = maybe, maybeFrom // a short form of it
	}
	if tier < likely && spells(t.url, r.titleKey) {
		tier, likeness = likely, likelyFrom // the headline was another when the address was made
	}
	// Another house's story in another language is another report.
	if tier == likely && !same && otherLanguage(c.story.Lang, t.lang) {
		tier = maybe
	}
	// An address that is not the target's speaks against it, unless the
	// last part of the path, which often spells the title, is the same.
	if r.urlKey != "" && t.url != "" && tier == likely && slug(r.urlKey) != slug(news.URLKey(t.url)) {
		tier = maybe
	}
	return tier, likeness
}

// judgeSame is judge for a target whose title has the same key.
func judgeSame(c *citer, r storedRef, t target, same bool) (tier int, likeness float64) {
	likeness = 1
	if typography(r.ref.Title.String()) != typography(t.headline) {
		likeness = 0.9 // "(video)" may stand for another page
	}
	if distinctive(t.titleKey) {
		return byTitle, likeness
	}
	// "Live updates" is the title of many stories.
	const soon = 3 * 24 * time.Hour
	switch {
	case !same:
		return unresolved, 0
	case r.urlKey != "", placeAt(c.story.When().Add(-soon)) > t.place:
		return maybe, likeness
	}
	return byTitle, likeness
}

// otherLanguage reports whether two language tags, if known, name different
// languages.
func otherLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return a != "" && b != "" && a != b
}

// slug returns the last part of an address's path that looks like words.
func slug(key string) string {
	path, _, _ := strings.Cut(key, "?")
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if strings.Count(parts[i], "-") >= 2 {
			return strings.TrimSuffix(strings.TrimSuffix(parts[i], ".html"), ".htm")
		}
	}
	return key
}

// adopt gives a story to the references that were waiting for it.
func (sv *saver) adopt(t target, titles bool) error {
	seq := t.seq
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
	err := sv.scan(`WITH k AS MATERIALIZED (SELECT value AS key FROM json_each(?1))
		SELECT EXISTS (SELECT 1 FROM k CROSS JOIN ref ON url_key = key WHERE match < 4),
		EXISTS (SELECT 1 FROM k CROSS JOIN address ON url_key = key WHERE story <> ?2),
		EXISTS (SELECT 1 FROM story WHERE title_key = ?3 AND seq <> ?2),
		EXISTS (SELECT 1 FROM ref WHERE title_key = ?3 AND match < 3)`,
		[]any{jsonList(t.keys), seq, t.titleKey}, &byAddress, &claimed, &again, &named)
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
	if t.titleKey == "" {
		return nil
	}
	if again { // those that have another story of this title may mean this one
		err = sv.adoptBy(t, `JOIN story o ON o.seq = r.to_story WHERE o.title_key = ? AND r.match = 3 LIMIT 500`, t.titleKey)
	}
	if err == nil && named {
		err = sv.adoptBy(t, `WHERE r.title_key = ? AND r.match < 3 LIMIT 500`, t.titleKey)
	}
	if err != nil || !titles {
		return err
	}
	nums, err := sv.sharing(t.headline, refsSharing)
	if err != nil || len(nums) == 0 {
		return err
	}
	return sv.adoptBy(t, `WHERE r.num IN (SELECT value FROM json_each(?)) AND r.match < 3`, jsonList(nums))
}

// takeBack gives a story the references to its address that lead to others
// which only claim it.
func (sv *saver) takeBack(key string, seq int64) error {
	cs, err := claims(sv.ctx, sv, key)
	if err != nil {
		return err
	}
	own := best(cs, key, 0)
	if own.seq != seq || own.rank(key, 0) != ownRank {
		return nil
	}
	for _, c := range cs {
		if c.rank(key, 0) == ownRank {
			continue
		}
		err := sv.exec(`UPDATE ref SET to_story = ? WHERE to_story = ? AND url_key = ? AND match = 4 AND story <> ?`, seq, c.seq, key, seq)
		if err != nil {
			return err
		}
	}
	return nil
}

// adoptBy looks again for what those references lead to which may mean a
// story that arrived, and mean nothing surer.
func (sv *saver) adoptBy(t target, rest string, arg string) error {
	rows, err := sv.query(`SELECT `+refColumns+`, r.match, c.seq, c.feed, c.url, c.lang, c.published_ms, c.first_ms
		FROM ref r JOIN story c ON c.seq = r.story `+rest, arg)
	if err != nil {
		return err
	}
	type waiting struct {
		ref  storedRef
		tier int // it has
		by   citer
	}
	ws, err := collect(rows, func(r *sql.Rows) (w waiting, err error) {
		var published, firstSeen int64
		w.ref, err = scanRef(r, &w.tier, &w.by.seq, &w.by.feed, &w.by.story.URL, &w.by.story.Lang, &published, &firstSeen)
		w.by.story.Published, w.by.story.FirstSeen = fromMillis(published), fromMillis(firstSeen)
		return w, err
	})
	if err != nil {
		return err
	}
	for _, w := range ws {
		tier, _ := judge(&w.by, w.ref, t)
		switch {
		case tier == unresolved || tier < w.tier || leadsTo(w.ref.urlKey, &w.by.story):
		case tier == maybe:
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
func (sv *saver) guess(c *citer, r storedRef, t target) error {
	ts, err := sv.targets(`WHERE s.seq = ?`, r.to)
	if err != nil {
		return err
	}
	if to, _ := pick(c, r, append(ts, t)); to != r.to {
		return sv.exec(`UPDATE ref SET to_story = ?, match = ? WHERE num = ?`, to, maybe, r.num)
	}
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
