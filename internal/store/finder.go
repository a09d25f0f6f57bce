package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// The most that a finder looks at and keeps.
const (
	mostSame    = 40      // stories of one title
	mostSharing = 200     // stories whose titles share words with one
	mostWeighed = 100     // stories whose titles are looked at, where lists of words are not whole
	mostListed  = 1 << 20 // entries of lists of words
	mostTitles  = 50_000  // titles with their stories
	mostLike    = 1000    // titles with the stories that share words with them
)

// finder looks for the stories that titles mean, as the cache is at one moment.
// It keeps the lists it has read, so many titles cost less than each alone.
type finder struct {
	ctx context.Context //nolint:containedctx // lives as long as the one call it serves
	q   Querier
	sql *texts

	lists  wordLists                    // of title_word: the latest stories by word, in descending order
	titles map[int64]titleOf            // of stories
	like   map[string]like              // by title
	same   map[string][]match.Candidate // stories by the key of their title, the latest first, one more than mostSame
}

func newFinder(ctx context.Context, q Querier, t *texts) *finder {
	return &finder{ctx: ctx, q: q, sql: t, titles: map[int64]titleOf{}, like: map[string]like{}, same: map[string][]match.Candidate{}}
}

// like are the stories that share enough words with a title, and the letters of
// those words, those with most first.
type like struct {
	seqs    []int64
	letters []int
}

// titleOf is the title of a story: its key, and the hashes of its words.
type titleOf struct {
	key   string
	words []int64
}

// cited is a reference that waits for a title, and the story that cites.
type cited struct {
	storedRef
	tier match.Tier // that it has
	by   match.Citer
}

const (
	citedColumns = refColumns + `, r.match, c.seq, c.feed, c.url, c.lang, c.published_ms, c.first_ms`
	citedTables  = `ref r JOIN story c ON c.seq = r.story `
)

func scanCited(r *sql.Rows) (w cited, err error) {
	var published, firstSeen int64
	w.storedRef, err = scanRef(r, &w.tier, &w.by.Seq, &w.by.Feed, &w.by.URL, &w.by.Lang, &published, &firstSeen)
	story := news.Story{Published: fromMillis(published), FirstSeen: fromMillis(firstSeen)}
	w.by.Published, w.by.When = story.Published, timeOf(placeAt(story.When()))
	return w, err
}

// find returns the story that a reference leads to by its title, and how sure
// that is.
func (f *finder) find(w *cited) (to int64, tier match.Tier, err error) {
	if w.titleKey == "" || w.by.IsAt(w.urlKey) { // a story may name itself; that leads nowhere
		return 0, match.Unresolved, nil
	}
	exact, err := f.ofTitle(w.titleKey)
	if err == nil && len(exact) > mostSame {
		exact, err = f.before(&w.by, w.titleKey, mostSame)
	}
	if err != nil {
		return 0, 0, err
	}
	to, tier = match.Pick(&w.by, w.mention(), exact)
	if tier > match.Unresolved {
		return to, tier, nil
	}
	near, err := f.near(w)
	if err != nil {
		return 0, 0, err
	}
	to, tier = match.Pick(&w.by, w.mention(), near)
	return to, tier, nil
}

// ofTitle returns the latest stories whose titles have a key, one more than
// mostSame at most.
func (f *finder) ofTitle(key string) ([]match.Candidate, error) {
	if cs, ok := f.same[key]; ok {
		return cs, nil
	}
	cs, err := candidates(f.ctx, f.q, `WHERE s.title_key = ? ORDER BY s.place DESC LIMIT ?`, key, mostSame+1)
	if err != nil {
		return nil, err
	}
	if len(f.same) >= mostTitles {
		clear(f.same)
	}
	f.same[key] = cs
	return cs, nil
}

// before returns, of a title that many stories have, those that a story may refer
// to: the latest that are not from its future.
func (f *finder) before(by *match.Citer, key string, most int) ([]match.Candidate, error) {
	return candidates(f.ctx, f.q, `WHERE s.title_key = ? AND s.place < ? ORDER BY s.place DESC LIMIT ?`, key, placeAt(by.When.Add(soonest)), most)
}

// near returns the stories whose headlines may be nearly the title of a reference,
// at most nearBest: those that share most letters first, of equals those nearest in
// time to the story that cites. What is from the future of that story is left out.
func (f *finder) near(w *cited) ([]match.Candidate, error) {
	title := w.ref.Title.String()
	like, known := f.like[title]
	if !known {
		var err error
		if like, err = f.sharing(title); err != nil {
			return nil, err
		}
		if len(f.like) >= mostLike {
			clear(f.like)
		}
		f.like[title] = like
	}
	if err := f.readTitles(like.seqs); err != nil || len(like.seqs) == 0 {
		return nil, err
	}
	type found struct {
		match.Candidate
		letters int
		apart   time.Duration
	}
	var all []found
	seen := make(map[string]bool, len(like.seqs))
	for i, n := range like.seqs {
		key := f.titles[n].key
		if key == "" || seen[key] {
			continue
		}
		if len(all) >= nearBest && like.letters[i] < all[nearBest-1].letters {
			break
		}
		seen[key] = true
		cs, err := f.ofTitle(key)
		if err == nil && len(cs) > mostSame {
			cs, err = f.before(&w.by, key, nearBest)
		}
		if err != nil {
			return nil, err
		}
		for _, c := range cs {
			if match.InTime(&w.by, &c) && c.Seq != w.by.Seq {
				all = append(all, found{c, like.letters[i], w.by.When.Sub(c.When).Abs()})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.letters, a.letters), cmp.Compare(a.apart, b.apart), cmp.Compare(b.Seq, a.Seq))
	})
	out := make([]match.Candidate, min(len(all), nearBest))
	for i := range out {
		out[i] = all[i].Candidate
	}
	return out, nil
}

// readTitles reads the titles of stories.
func (f *finder) readTitles(seqs []int64) error {
	if len(f.titles) >= mostTitles {
		clear(f.titles)
	}
	var unknown []int64
	for _, n := range seqs {
		if _, ok := f.titles[n]; !ok {
			unknown = append(unknown, n)
			f.titles[n] = titleOf{} // of an entry that is out of date
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rows, err := f.q.QueryContext(f.ctx, `SELECT seq, title_key FROM story WHERE seq`+f.sql.InList, f.sql.list(unknown))
	if err != nil {
		return err
	}
	_, err = collect(rows, func(r *sql.Rows) (n int64, err error) {
		var key string
		err = r.Scan(&n, &key)
		f.titles[n] = titleOf{key, hashes(key)}
		return n, err
	})
	return err
}

// list returns the latest stories by a word, in descending order.
func (f *finder) list(word int64) ([]int64, error) {
	return f.lists.of(f, `SELECT story FROM title_word WHERE word = ? ORDER BY story DESC LIMIT ?`, word)
}

// wordLists keeps lists of numbers by word, up to mostListed numbers in all.
type wordLists struct {
	lists map[int64][]int64
	n     int // numbers in lists
}

// of returns the list of a word, which it reads with q if it does not have it.
func (l *wordLists) of(f *finder, q string, word int64) ([]int64, error) {
	if ns, ok := l.lists[word]; ok {
		return ns, nil
	}
	ns, err := f.numbers(q, word, lookAt)
	if err != nil {
		return nil, err
	}
	if l.n += len(ns); l.n > mostListed || l.lists == nil {
		l.lists, l.n = map[int64][]int64{}, len(ns)
	}
	l.lists[word] = ns
	return ns, nil
}

func (f *finder) numbers(q string, args ...any) ([]int64, error) {
	rows, err := f.q.QueryContext(f.ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
}

// common counts the words that an entry has in common with a title.
type common struct{ words, letters int }

// sharing returns the stories that share enough words with a title, each with the
// letters in common, those with most first. Rare words come first; when what is left
// of the words would not be enough, no other story is looked at, and the frequent
// ones only tell more of those that are known.
func (f *finder) sharing(title string) (like, error) {
	key := sharingOf(keyOf(title))
	type list struct {
		letters int
		ns      []int64
	}
	lists := make([]list, 0, len(key.words))
	for w, letters := range key.words {
		ns, err := f.list(w)
		if err != nil {
			return like{}, err
		}
		lists = append(lists, list{letters, ns})
	}
	slices.SortFunc(lists, func(a, b list) int {
		return cmp.Or(cmp.Compare(len(a.ns), len(b.ns)), cmp.Compare(b.letters, a.letters))
	})
	found := map[int64]common{}
	left := common{len(lists), key.letters}
	whole := true
	for _, l := range lists {
		whole = whole && len(l.ns) < lookAt
		more := key.enough(left)
		for _, n := range l.ns {
			if s, known := found[n]; known || more {
				found[n] = common{s.words + 1, s.letters + l.letters}
			}
		}
		left = common{left.words - 1, left.letters - l.letters}
	}
	if !whole {
		var err error
		if found, err = f.weigh(found, key); err != nil {
			return like{}, err
		}
	}
	out := like{seqs: best(found, key, mostSharing)}
	out.letters = make([]int, len(out.seqs))
	for i, n := range out.seqs {
		out.letters[i] = found[n].letters
	}
	return out, nil
}

// weigh counts again what stories share with a title by their own titles, since a
// list that is not whole may lack them.
func (f *finder) weigh(found map[int64]common, key sharing) (map[int64]common, error) {
	seqs := best(found, sharing{}, mostWeighed)
	if err := f.readTitles(seqs); err != nil {
		return nil, err
	}
	out := make(map[int64]common, len(seqs))
	for _, n := range seqs {
		out[n] = key.with(f.titles[n].words)
	}
	return out, nil
}

// best returns of what was found the entries that share enough, at most so many:
// those with most letters in common first, the latest of equals. For the zero
// sharing anything is enough.
func best(found map[int64]common, key sharing, most int) []int64 {
	var out []int64
	for n, s := range found {
		if key.letters == 0 || key.enough(s) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int64) int {
		return cmp.Or(cmp.Compare(found[b].letters, found[a].letters), cmp.Compare(b, a))
	})
	return out[:min(len(out), most)]
}

// candidates reads the stories that a condition finds.
func candidates(ctx context.Context, q Querier, rest string, args ...any) ([]match.Candidate, error) {
	rows, err := q.QueryContext(ctx, `SELECT s.seq, s.feed, s.title_key, s.headline, s.url, s.lang, s.published_ms, s.place
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
