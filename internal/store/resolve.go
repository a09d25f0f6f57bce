package store

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// citer is a story that refers to others.
type citer struct {
	seq, feed int64
	url, lang string
	published time.Time // zero: unknown
	when      time.Time // its time in lists
}

// mention is how a story refers to another: by its title, its address or both.
type mention struct {
	title    string
	titleKey string // news.TitleKey of title
	urlKey   string // news.URLKey of the address; empty: none is given
}

// candidate is a story that a mention may mean.
type candidate struct {
	seq, feed int64
	titleKey  string
	headline  string
	url, lang string
	published time.Time // zero: unknown
	when      time.Time // its time in lists
}

// target is a story that a reference may lead to.
type target struct {
	candidate
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
		if leadsTo(r.urlKey, c.url) {
			return 0, unresolved, nil // a story may name itself; that leads nowhere
		}
	}
	if r.titleKey == "" {
		return 0, unresolved, nil
	}
	exact, err := sv.candidates(`WHERE s.title_key = ? ORDER BY s.place DESC LIMIT 40`, r.titleKey)
	if err != nil {
		return 0, 0, err
	}
	to, tier = pick(c, r.mention(), exact)
	if tier > unresolved {
		return to, tier, nil
	}
	near, err := sv.storiesLike(r.ref.Title.String())
	if err != nil {
		return 0, 0, err
	}
	to, tier = pick(c, r.mention(), near)
	return to, tier, nil
}

// leadsTo reports whether the key is that of an address.
func leadsTo(key, url string) bool { return url != "" && news.URLKey(url) == key }

// candidates reads the stories that a condition finds.
func (sv *saver) candidates(rest string, args ...any) ([]candidate, error) {
	rows, err := sv.query(`SELECT s.seq, s.feed, s.title_key, s.headline, s.url, s.lang, s.published_ms, s.place
		FROM story s `+rest, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (c candidate, err error) {
		var published, place int64
		err = r.Scan(&c.seq, &c.feed, &c.titleKey, &c.headline, &c.url, &c.lang, &published, &place)
		c.published, c.when = fromMillis(published), timeOf(place)
		return c, err
	})
}

// weighed is a candidate with what speaks for it.
type weighed struct {
	candidate
	tier     int
	same     bool // of the same feed or site
	likeness float64
	rank     float64 // likeness, less what the time between speaks against it
}

// apart is how much better than the next the best candidate ranks if there
// is no doubt which is meant.
const apart = 0.05

// pick returns the best of the candidates: by tier, then of the same feed or
// site, then by likeness and nearness in time. If another is about as good,
// it is no more than a guess.
func pick(c *citer, m mention, cs []candidate) (seq int64, tier int) {
	var ws []weighed
	for _, t := range cs {
		tier, likeness := judge(c, m, t)
		if tier > unresolved {
			ws = append(ws, weighed{t, tier, sameHouse(c, m, t), likeness, likeness - staleness(c, t)})
		}
	}
	if len(ws) == 0 {
		return 0, unresolved
	}
	slices.SortFunc(ws, func(a, b weighed) int {
		if a.same != b.same && a.tier == b.tier {
			return cmp.Compare(b2i(b.same), b2i(a.same))
		}
		return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(b.rank, a.rank), b.when.Compare(a.when), cmp.Compare(b.seq, a.seq))
	})
	first := ws[0]
	tier = first.tier
	for _, other := range ws[1:] {
		switch {
		case other.tier != first.tier || other.same != first.same || samePage(first.candidate, other.candidate):
		case first.rank-other.rank < apart:
			return first.seq, maybe
		case other.likeness == first.likeness:
			tier = min(tier, likely) // a title that is used again and again
		}
	}
	return first.seq, tier
}

// samePage reports whether two feeds brought one page.
func samePage(a, b candidate) bool { return a.url != "" && news.URLKey(a.url) == news.URLKey(b.url) }

// staleness is what the time between a story and one that it may refer to
// takes off the latter's rank. Editors point at what is a few days old rather
// than at what is older; what appeared later can only have been added.
func staleness(c *citer, t candidate) float64 {
	days := float64(c.when.Sub(t.when)) / float64(24*time.Hour)
	if days < 0 {
		days *= -5
	}
	return min(days, 30) / 200
}

// sameHouse reports whether a candidate comes from where the mention points:
// the site it names, else the feed or site of the story that cites.
func sameHouse(c *citer, m mention, t candidate) bool {
	if m.urlKey != "" {
		return hostOf(m.urlKey) == hostOf(news.URLKey(t.url))
	}
	if c.feed != 0 && c.feed == t.feed {
		return true
	}
	h := hostOf(news.URLKey(c.url))
	return h != "" && h == hostOf(news.URLKey(t.url))
}

// hostOf returns the host of an address in its canonical form.
func hostOf(key string) string {
	if i := strings.IndexAny(key, "/?"); i >= 0 {
		return key[:i]
	}
	return key
}

// judge returns how sure it is that a mention means a candidate, by titles,
// and how alike they are, 0 to 1.
func judge(c *citer, m mention, t candidate) (tier int, likeness float64) {
	if t.seq == c.seq {
		return unresolved, 0
	}
	// Nobody refers to what is published days later.
	if !t.published.IsZero() && !c.published.IsZero() && t.published.After(c.published.Add(24*time.Hour)) {
		return unresolved, 0
	}
	same := sameHouse(c, m, t)
	if t.titleKey == m.titleKey {
		return judgeSame(c, m, t, same)
	}
	tier, likeness = nearTier(m.title, m.titleKey, t.headline, t.titleKey)
	if tier == unresolved && same && (opens(m.titleKey, t.titleKey) || opens(t.titleKey, m.titleKey)) {
		tier, likeness = maybe, maybeFrom // a short form of it
	}
	if tier < likely && spells(t.url, m.titleKey) {
		tier, likeness = likely, likelyFrom // the headline was another when the address was made
	}
	// Another house's story in another language is another report.
	if tier == likely && !same && otherLanguage(c.lang, t.lang) {
		tier = maybe
	}
	// An address that is not the candidate's speaks against it, unless the
	// last part of the path, which often spells the title, is the same.
	if m.urlKey != "" && t.url != "" && tier == likely && slug(m.urlKey) != slug(news.URLKey(t.url)) {
		tier = maybe
	}
	return tier, likeness
}

// judgeSame is judge for a candidate whose title has the same key.
func judgeSame(c *citer, m mention, t candidate, same bool) (tier int, likeness float64) {
	likeness = 1
	if typography(m.title) != typography(t.headline) {
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
	case m.urlKey != "", c.when.Add(-soon).After(t.when):
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
		w.ref, err = scanRef(r, &w.tier, &w.by.seq, &w.by.feed, &w.by.url, &w.by.lang, &published, &firstSeen)
		story := news.Story{Published: fromMillis(published), FirstSeen: fromMillis(firstSeen)}
		w.by.published, w.by.when = story.Published, timeOf(placeAt(story.When()))
		return w, err
	})
	if err != nil {
		return err
	}
	for _, w := range ws {
		tier, _ := judge(&w.by, w.ref.mention(), t.candidate)
		switch {
		case tier == unresolved || tier < w.tier || leadsTo(w.ref.urlKey, w.by.url):
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
	cs, err := sv.candidates(`WHERE s.seq = ?`, r.to)
	if err != nil {
		return err
	}
	if to, _ := pick(c, r.mention(), append(cs, t.candidate)); to != r.to {
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
