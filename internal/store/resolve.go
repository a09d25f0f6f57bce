package store

import (
	"database/sql"
	"slices"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// addressRow is an address at which a story is known, as its key.
type addressRow struct {
	key   string
	story int64
}

// newRef is a reference that is to be written.
type newRef struct {
	by               *match.Citer
	page             bool
	n                int
	titleKey, urlKey string
	ref              news.Reference
}

var (
	insertAddresses = insertsOf(`INSERT INTO address (url_key, story) VALUES `, 2, ` ON CONFLICT DO NOTHING`)
	insertRefs      = insertsOf(`INSERT INTO ref (story, page, n, title, title_key, url, url_key, marker, kind, paragraph, score, to_story, match) VALUES `, 13, ``)
	// The columns of VALUES are called so in every engine.
	leadRefs = insertsOfNumbers(`UPDATE ref SET to_story = v.column2, match = 4 FROM (VALUES `, 2, `) v WHERE num = v.column1`)
)

// writeAddresses writes the addresses that were gathered, and notes them for
// adopt.
func (sv *saver) writeAddresses() error {
	args := make([]any, 0, 2*len(sv.addresses))
	for _, a := range sv.addresses {
		args = append(args, a.key, a.story)
		sv.freshKeys = append(sv.freshKeys, a.key)
	}
	sv.addresses = sv.addresses[:0]
	return sv.insert(insertAddresses(), args)
}

// resolveAddresses has the references lead to their stories that can be told by
// address: those that were there before, and then those that this transaction
// brings.
func (sv *saver) resolveAddresses() error {
	if err := sv.writeAddresses(); err != nil {
		return err
	}
	slices.Sort(sv.freshKeys)
	sv.freshKeys = slices.Compact(sv.freshKeys)
	if len(sv.freshKeys) > 0 {
		var some bool // references at all
		if err := sv.scan(`SELECT EXISTS (SELECT 1 FROM ref)`, nil, &some); err != nil {
			return err
		}
		if some {
			if err := sv.adopt(sv.freshKeys); err != nil {
				return err
			}
		}
	}
	return sv.writeRefs()
}

// adopt has the references to addresses lead to the story that has the best claim
// to each. The addresses are those at which stories have become known.
func (sv *saver) adopt(keys []string) error {
	type ref struct {
		num, story, feed, to int64
		key                  string
		tier                 match.Tier
	}
	var refs []ref
	var asked []string
	list := sv.sql.list(keys)
	for _, q := range [...]string{sv.sql.refsWaiting, sv.sql.refsClaimed} {
		rows, err := sv.query(q, list)
		if err != nil {
			return err
		}
		more, err := collect(rows, func(r *sql.Rows) (x ref, err error) {
			return x, r.Scan(&x.num, &x.key, &x.story, &x.feed, &x.to, &x.tier)
		})
		if err != nil {
			return err
		}
		refs = append(refs, more...)
	}
	for _, r := range refs {
		asked = append(asked, r.key)
	}
	cs, err := sv.claimsAt(asked)
	if err != nil {
		return err
	}
	var args []any
	for _, r := range refs {
		if to := bestFor(cs[r.key], r.key, r.story, r.feed); to != 0 && (to != r.to || r.tier != match.ByURL) {
			args = append(args, r.num, to)
		}
	}
	return sv.insert(leadRefs(), args)
}

// bestFor returns the story with the best claim to an address for a story of a
// feed that refers to it; 0: none but itself.
func bestFor(cs []match.Claim, key string, story, feed int64) int64 {
	switch {
	case len(cs) == 0 || len(cs) == 1 && cs[0].Seq == story:
		return 0
	case len(cs) == 1:
		return cs[0].Seq
	}
	others := make([]match.Claim, 0, len(cs))
	for _, c := range cs {
		if c.Seq != story {
			others = append(others, c)
		}
	}
	return match.Best(others, key, feed).Seq
}

// claimsAt returns the stories at addresses, see claims.
func (sv *saver) claimsAt(keys []string) (map[string][]match.Claim, error) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	out := make(map[string][]match.Claim, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	// An address has few stories, as a rule.
	most := 4*len(keys) + 1000
	rows, err := sv.query(sv.sql.claims, sv.sql.list(keys), most)
	if err != nil {
		return nil, err
	}
	n := 0
	_, err = collect(rows, func(r *sql.Rows) (key string, err error) {
		var c match.Claim
		err = r.Scan(&key, &c.Seq, &c.Feed, &c.FeedID, &c.FullText, &c.URLKey)
		c.URLKey = news.URLKey(c.URLKey)
		out[key] = append(out[key], c)
		n++
		return key, err
	})
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if n < most && len(out[key]) <= maxClaims {
			continue
		}
		if out[key], err = claims(sv.ctx, sv, key); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// writeRefs writes the references that were gathered. Those whose title is to be
// looked for become pending.
func (sv *saver) writeRefs() error {
	if len(sv.refs) == 0 {
		return nil
	}
	keys := make([]string, 0, len(sv.refs))
	for i := range sv.refs {
		if k := sv.refs[i].urlKey; k != "" {
			keys = append(keys, k)
		}
	}
	cs, err := sv.claimsAt(keys)
	if err != nil {
		return err
	}
	in := insertRefs()
	args := make([]any, 0, len(sv.refs)*in.columns)
	var titled []int64 // stories with references that have a title only
	for i := range sv.refs {
		r := &sv.refs[i]
		var to any
		tier := match.Unresolved
		if seq := bestFor(cs[r.urlKey], r.urlKey, r.by.Seq, r.by.Feed); r.urlKey != "" && seq != 0 {
			to, tier = seq, match.ByURL
		} else if r.titleKey != "" && (len(titled) == 0 || titled[len(titled)-1] != r.by.Seq) {
			titled = append(titled, r.by.Seq)
		}
		args = append(args, r.by.Seq, r.page, r.n, r.ref.Title.String(), r.titleKey, r.ref.URL, r.urlKey, r.ref.Marker.String(),
			string(r.ref.Kind), r.ref.Paragraph, r.ref.Score, to, tier)
	}
	if err := sv.insert(in, args); err != nil {
		return err
	}
	clear(sv.refs)
	sv.refs = sv.refs[:0]
	clear(sv.unwritten)
	if len(titled) == 0 {
		return nil
	}
	return sv.exec(`INSERT INTO pending_ref (ref) SELECT num FROM ref WHERE story`+sv.sql.InList+` AND match < 4 AND title_key <> '' ON CONFLICT DO NOTHING`,
		sv.sql.list(titled))
}

// leaveTitles makes the stories findable by their titles, and notes that references
// may have been waiting for them, see ResolveTitles.
func (sv *saver) leaveTitles() error {
	if err := sv.putTitles(); err != nil {
		return err
	}
	var some bool
	err := sv.scan(anyByTitle+` OR EXISTS (SELECT 1 FROM flat_start)`, nil, &some)
	if err == nil && some && sv.seq > sv.seqWas {
		err = sv.exec(`INSERT INTO pending_story (story) SELECT seq FROM story WHERE seq > ? ON CONFLICT DO NOTHING`, sv.seqWas)
	}
	if err == nil && some && len(sv.retitled) > 0 {
		err = sv.exec(`INSERT INTO pending_story (story) SELECT seq FROM story WHERE seq`+sv.sql.InList+` ON CONFLICT DO NOTHING`, sv.sql.list(sv.retitled))
	}
	return err
}
