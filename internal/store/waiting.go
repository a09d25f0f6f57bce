package store

import (
	"cmp"
	"database/sql"
	"slices"

	"sitrep/internal/match"
)

// This file finds the references that may have waited for a story, by its title.

// anyByTitle reports whether there is a reference that leads to no story by its
// address. The condition on url_key, which is always true, is that of an index.
const anyByTitle = `SELECT EXISTS (SELECT 1 FROM ref WHERE match < 4 AND url_key >= '')`

// waitingFor returns the references that may lead to one of these stories by its
// title, and lead to none that is surer. Those that are pending are left out.
func (f *finder) waitingFor(seqs []int64) ([]int64, error) {
	var some bool
	if err := f.q.QueryRowContext(f.ctx, anyByTitle).Scan(&some); err != nil || !some {
		return nil, err
	}
	ts, err := candidates(f.ctx, f.q, `WHERE s.seq`+f.sql.InList+` AND s.title_key <> '' ORDER BY s.seq`, f.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	out := map[int64]bool{}
	if err := f.waitingForSame(ts, out); err != nil {
		return nil, err
	}
	var any bool
	if err := f.q.QueryRowContext(f.ctx, `SELECT EXISTS (SELECT 1 FROM wanted_word)`).Scan(&any); err != nil {
		return nil, err
	}
	if any {
		waiting := newWaiting(f)
		slices.SortStableFunc(ts, func(a, b match.Candidate) int { return cmp.Compare(a.TitleKey, b.TitleKey) })
		for rest := ts; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].TitleKey == rest[0].TitleKey {
				n++
			}
			if err := waiting.alike(rest[:n], out); err != nil {
				return nil, err
			}
			rest = rest[n:]
		}
	}
	nums := make([]int64, 0, len(out))
	for n := range out {
		nums = append(nums, n)
	}
	slices.Sort(nums)
	return nums, nil
}

// waitingForSame adds the references of the titles of stories: those that wait,
// and those that have another story of the title.
func (f *finder) waitingForSame(ts []match.Candidate, out map[int64]bool) error {
	first := map[string]int64{} // when the first of the stories of a title was published
	var keys []string
	for _, t := range ts {
		at, seen := first[t.TitleKey]
		if !seen {
			keys = append(keys, t.TitleKey)
			at = millis(t.Published)
		}
		first[t.TitleKey] = min(at, millis(t.Published))
	}
	for _, q := range [...]string{f.sql.titlesWaiting, f.sql.titlesLeading} {
		rows, err := f.q.QueryContext(f.ctx, q, f.sql.list(keys))
		if err != nil {
			return err
		}
		some, err := collect(rows, func(r *sql.Rows) (k string, err error) { return k, r.Scan(&k) })
		if err != nil {
			return err
		}
		for _, k := range some {
			from := `ref r JOIN story c ON c.seq = r.story WHERE r.title_key = ? AND r.match < 3`
			if q == f.sql.titlesLeading {
				from = `story o JOIN ref r ON r.to_story = o.seq JOIN story c ON c.seq = r.story WHERE o.title_key = ? AND r.match = 3`
			}
			at := earliest(first[k])
			nums, err := f.numbers(`SELECT r.num FROM `+from+notFuture+notPending, k, at, at)
			if err != nil {
				return err
			}
			for _, n := range nums {
				out[n] = true
			}
		}
	}
	return nil
}

// earliest returns when a story was published at the earliest that may refer to
// one of a time, in milliseconds; 0: unknown.
func earliest(published int64) int64 {
	if published == 0 {
		return 0
	}
	return published - soonest.Milliseconds()
}

// waiting finds references by titles that are nearly those of stories.
type waiting struct {
	*finder
	refs wordLists // of wanted_word: the latest references by word, in descending order
	keys map[int64]wantedTitle
	done map[string]bool // titles that were looked at
}

// wantedTitle is the title of a reference: its key, and its key words.
type wantedTitle struct {
	key     string
	sharing sharing
}

func newWaiting(f *finder) *waiting {
	return &waiting{finder: f, keys: map[int64]wantedTitle{}, done: map[string]bool{}}
}

// alike adds the references that a story may be a better match for than what they
// lead to. ts are stories of one title.
func (w *waiting) alike(ts []match.Candidate, out map[int64]bool) error {
	words := hashes(ts[0].TitleKey)
	published := millis(ts[0].Published)
	for _, t := range ts {
		published = min(published, millis(t.Published))
	}
	found := map[int64]int{}
	for _, word := range words {
		ns, err := w.wanting(word)
		if err != nil {
			return err
		}
		for _, n := range ns {
			found[n]++
		}
	}
	var nums []int64
	for n, words := range found {
		if words > 1 {
			nums = append(nums, n)
		}
	}
	keys, err := w.titlesLike(nums, words)
	if err != nil || len(keys) == 0 {
		return err
	}
	at := earliest(published)
	rows, err := w.q.QueryContext(w.ctx, `SELECT `+citedColumns+` FROM `+w.sql.List+` k`+w.sql.LeadingJoin+`ref r ON r.title_key = k.value AND r.match < 3`+w.sql.LeadingJoin+`story c ON c.seq = r.story
		WHERE true`+notFuture+notPending+` ORDER BY r.num DESC LIMIT ?`, w.sql.list(keys), at, at, mostAlike)
	if err != nil {
		return err
	}
	refs, err := collect(rows, scanCited)
	if err != nil {
		return err
	}
	for i := range refs {
		r := &refs[i]
		if out[r.num] || r.by.IsAt(r.urlKey) {
			continue
		}
		near, err := w.near(r)
		if err != nil {
			return err
		}
		for _, c := range near {
			if !slices.ContainsFunc(ts, func(t match.Candidate) bool { return c.Seq == t.Seq }) {
				continue
			}
			// Another may have had to make room for it.
			tier, _ := match.Judge(&r.by, r.mention(), c)
			if len(near) == nearBest || tier > match.Unresolved && tier >= r.tier {
				out[r.num] = true
				break
			}
		}
	}
	return nil
}

// wanting returns the latest references by a word of their titles.
func (w *waiting) wanting(word int64) ([]int64, error) {
	return w.refs.of(w.finder, `SELECT ref FROM wanted_word WHERE word = ? ORDER BY ref DESC LIMIT ?`, word)
}

// titlesLike returns the keys of those titles of references that share enough
// words with a title: at most mostWaiting, those that share most first.
func (w *waiting) titlesLike(nums, words []int64) ([]string, error) {
	if err := w.readWanted(nums); err != nil {
		return nil, err
	}
	type title struct {
		key     string
		num     int64
		letters int
	}
	var ts []title
	for _, n := range nums {
		t := w.keys[n]
		if c := t.sharing.with(words); t.key != "" && t.sharing.enough(c) {
			ts = append(ts, title{t.key, n, c.letters})
		}
	}
	slices.SortFunc(ts, func(a, b title) int { return cmp.Or(cmp.Compare(b.letters, a.letters), cmp.Compare(b.num, a.num)) })
	var keys []string
	for _, t := range ts[:min(len(ts), mostWaiting)] {
		if !slices.Contains(keys, t.key) {
			keys = append(keys, t.key)
		}
	}
	return keys, nil
}

// readWanted reads the titles of references.
func (w *waiting) readWanted(nums []int64) error {
	if len(w.keys) >= mostTitles {
		clear(w.keys)
	}
	var unknown []int64
	for _, n := range nums {
		if _, ok := w.keys[n]; !ok {
			unknown = append(unknown, n)
			w.keys[n] = wantedTitle{} // of an entry that is out of date
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rows, err := w.q.QueryContext(w.ctx, `SELECT num, title, title_key FROM ref WHERE num`+w.sql.InList, w.sql.list(unknown))
	if err != nil {
		return err
	}
	_, err = collect(rows, func(r *sql.Rows) (n int64, err error) {
		var title, key string
		err = r.Scan(&n, &title, &key)
		w.keys[n] = wantedTitle{key, sharingOf(keyOf(title))}
		return n, err
	})
	return err
}
