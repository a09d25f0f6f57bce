package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// claim is a story that says it is at an address. A feed may say so of any
// address, so what it says is weighed: nobody can put words in a publisher's
// mouth by naming its address.
type claim struct {
	seq      int64
	feed     int64
	feedID   string
	fullText bool
	urlKey   string // of the story's first address
}

// The ranks of claims, best first.
const (
	ownRank   = iota // the story's feed is of the address's site, or the story is the page that was opened there
	houseRank        // it is of the feed that asks
	textRank         // its page was read
	otherRank
)

// maxClaims is how many stories at one address are weighed.
const maxClaims = 50

// rank returns how much the claim to an address is worth to a story of the
// feed given; 0 for no story.
func (c claim) rank(key string, feed int64) int {
	site := sanitize.Site(hostOf(key))
	switch {
	case c.feed == 0 && c.urlKey == key, c.feed != 0 && site == sanitize.Site(hostOf(news.URLKey(c.feedID))):
		return ownRank
	case feed != 0 && c.feed == feed:
		return houseRank
	case c.fullText:
		return textRank
	}
	return otherRank
}

// best returns the best claim, the oldest of equals; the zero claim, which
// is no story, if there is none.
func best(cs []claim, key string, feed int64) claim {
	if len(cs) == 0 {
		return claim{}
	}
	return slices.MinFunc(cs, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.rank(key, feed), b.rank(key, feed)), cmp.Compare(a.seq, b.seq))
	})
}

// addresses returns where a story is known to be by what its feed says: its
// address, and its GUID if that is an address of the same site, as the short
// ones of WordPress are ("https://site/?p=123"), which pages refer to.
func addresses(s *news.Story) []string {
	out := []string{s.URL}
	if u := address(s.GUID); u != "" && s.URL != "" && sanitize.Site(hostOf(news.URLKey(u))) == sanitize.Site(hostOf(news.URLKey(s.URL))) {
		out = append(out, u)
	}
	return out
}

// contextQuerier is what claims are read with: the cache or a saver.
type contextQuerier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// claims returns the stories at an address, given as its key.
func claims(ctx context.Context, q contextQuerier, key string) ([]claim, error) {
	if key == "" {
		return nil, nil
	}
	rows, err := q.QueryContext(ctx, `SELECT t.seq, t.feed, f.id, t.full_text, t.url FROM address a JOIN story t ON t.seq = a.story
		JOIN feed f ON f.num = t.feed WHERE a.url_key = ? ORDER BY t.full_text DESC, t.seq LIMIT ?`, key, maxClaims)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (c claim, err error) {
		err = r.Scan(&c.seq, &c.feed, &c.feedID, &c.fullText, &c.urlKey)
		c.urlKey = news.URLKey(c.urlKey)
		return c, err
	})
}
