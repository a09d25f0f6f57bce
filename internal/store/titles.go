package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// How much is looked up at a time, and written in one transaction, so that marks
// and stories that are to be saved meanwhile do not wait.
const (
	storiesAtOnce = 1000
	refsAtOnce    = 2000
	refsWritten   = 400
)

// The most references that wait for a title which a story is compared with.
const (
	mostWaiting = 100            // titles that are nearly its own
	mostAlike   = 200            // references of such titles
	soonest     = 24 * time.Hour // a story refers to nothing that is published later after it
)

// ResolveTitles looks for the stories of references by their titles. Saving finds
// stories by address only, and leaves the rest pending in the cache; it is to be
// done when a round has ended. What is pending when ctx ends, or the process,
// stays so for the next call, of any process. Until then References looks for
// what is pending itself.
func (db *DB) ResolveTitles(ctx context.Context) error {
	db.resolving.Lock()
	defer db.resolving.Unlock()
	for {
		stories, err := db.offerPending(ctx)
		if err == nil && stories == 0 {
			stories, err = db.recutPending(ctx)
		}
		if err == nil && stories == 0 {
			var refs int
			if refs, err = db.resolvePending(ctx); err == nil && refs == 0 {
				return nil
			}
		}
		if err != nil {
			return fmt.Errorf("resolve titles: %w", db.engine.Explain(err))
		}
	}
}

// offerPending looks for the references that were waiting for some of the pending
// stories, and makes them pending. It returns how many stories it looked at.
func (db *DB) offerPending(ctx context.Context) (int, error) {
	snap, end, err := db.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end() //nolint:errcheck // nothing was written
	f := newFinder(ctx, snap, db.sql)
	seqs, err := f.numbers(`SELECT story FROM pending_story ORDER BY story LIMIT ?`, storiesAtOnce)
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	nums, err := f.waitingFor(seqs)
	if err != nil {
		return 0, err
	}
	flats, err := f.flatsWaiting(seqs)
	if err != nil {
		return 0, err
	}
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv := &saver{statements: db.statements(ctx, tx)}
		if err := sv.setPending(nums); err != nil {
			return false, err
		}
		for _, n := range flats {
			err := sv.exec(`INSERT INTO pending_flat (story) SELECT seq FROM story WHERE seq = ? ON CONFLICT DO NOTHING`, n)
			if err != nil {
				return false, err
			}
		}
		return false, sv.exec(`DELETE FROM pending_story WHERE story`+sv.sql.InList, sv.sql.list(seqs))
	})
	return len(seqs), err
}

// resolveTitlesOf resolves the titles of one story's references that are pending,
// as ResolveTitles does, unless that is under way. What fails stays pending.
func (db *DB) resolveTitlesOf(ctx context.Context, id news.StoryID) {
	if !db.resolving.TryLock() {
		return
	}
	defer db.resolving.Unlock()
	_, err := db.recutSome(ctx, `SELECT p.story FROM pending_flat p JOIN story s ON s.seq = p.story WHERE s.id = ? LIMIT ?`, string(id), flatsAtOnce)
	if err != nil {
		db.o.Log.WarnContext(ctx, "cut titles again", slog.Any("error", err))
	}
	_, err = db.resolveSome(ctx, `SELECT p.ref FROM story s JOIN ref r ON r.story = s.seq JOIN pending_ref p ON p.ref = r.num
		WHERE s.id = ? ORDER BY p.ref LIMIT ?`, string(id), refsAtOnce)
	if err != nil {
		db.o.Log.WarnContext(ctx, "resolve titles", slog.Any("error", err))
	}
}

// setPending notes that references are to be looked at by their titles.
func (sv *saver) setPending(nums []int64) error {
	if len(nums) == 0 {
		return nil
	}
	return sv.exec(`INSERT INTO pending_ref (ref) SELECT num FROM ref WHERE num`+sv.sql.InList+` AND title_key <> '' ON CONFLICT DO NOTHING`, sv.sql.list(nums))
}

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

// The conditions on a reference r, which c cites: it is not pending, and a story
// of the time given, 0 for unknown, is not from its future.
const (
	notPending = ` AND NOT EXISTS (SELECT 1 FROM pending_ref p WHERE p.ref = r.num)`
	notFuture  = ` AND (CAST(? AS bigint) = 0 OR c.published_ms = 0 OR c.published_ms >= ?)`
)

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

// outcome is the story that a reference leads to by its title.
type outcome struct {
	*cited
	to   int64
	tier match.Tier
}

// outcomes looks for the stories of references, which are given by their numbers.
func (f *finder) outcomes(nums []int64) ([]outcome, error) {
	rows, err := f.q.QueryContext(f.ctx, `SELECT `+citedColumns+` FROM `+citedTables+` WHERE r.num`+f.sql.InList+`
		AND r.match < 4 AND r.title_key <> ''`, f.sql.list(nums))
	if err != nil {
		return nil, err
	}
	refs, err := collect(rows, scanCited)
	if err != nil {
		return nil, err
	}
	out := make([]outcome, len(refs))
	for i := range refs {
		o := outcome{cited: &refs[i]}
		if o.to, o.tier, err = f.find(o.cited); err != nil {
			return nil, err
		}
		out[i] = o
	}
	return out, nil
}

// resolvePending looks for the stories of some of the pending references. It
// returns how many there were.
func (db *DB) resolvePending(ctx context.Context) (int, error) {
	return db.resolveSome(ctx, `SELECT ref FROM pending_ref ORDER BY ref LIMIT ?`, refsAtOnce)
}

// resolveSome looks for the stories of the pending references that a query gives in
// ascending order. It returns how many there were.
func (db *DB) resolveSome(ctx context.Context, query string, args ...any) (int, error) {
	snap, end, err := db.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end() //nolint:errcheck // nothing was written
	f := newFinder(ctx, snap, db.sql)
	nums, err := f.numbers(query, args...)
	if err != nil || len(nums) == 0 {
		return 0, err
	}
	var seen int64 // the last story that was seen
	if err := snap.QueryRowContext(ctx, `SELECT `+counter).Scan(&seen); err != nil {
		return 0, err
	}
	outcomes, err := f.outcomes(nums)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(outcomes, func(a, b outcome) int { return cmp.Compare(a.num, b.num) })
	for rest := nums; len(rest) > 0; {
		some := rest[:min(len(rest), refsWritten)]
		rest = rest[len(some):]
		n, _ := slices.BinarySearchFunc(outcomes, some[len(some)-1]+1, func(o outcome, num int64) int { return cmp.Compare(o.num, num) })
		done, err := db.writeOutcomes(ctx, seen, some, outcomes[:n])
		if err != nil || !done {
			return len(nums), err
		}
		outcomes = outcomes[n:]
	}
	return len(nums), nil
}

// writeOutcomes writes what some pending references lead to. It writes nothing, and
// reports false, if a story that came after seen is no longer pending: another
// process has offered it to the references that were waiting then, without these.
func (db *DB) writeOutcomes(ctx context.Context, seen int64, nums []int64, outcomes []outcome) (done bool, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv := &saver{statements: db.statements(ctx, tx)}
		err := sv.scan(`SELECT (SELECT count(*) FROM story WHERE seq > ?1) <= (SELECT count(*) FROM pending_story WHERE story > ?1)`, []any{seen}, &done)
		if err != nil || !done {
			return false, err
		}
		outcomes, err := sv.unchanged(nums, outcomes)
		if err != nil {
			return false, err
		}
		return sv.putOutcomes(nums, outcomes)
	})
	return done, err
}

// unchanged returns the outcomes of references that are as they were.
func (sv *saver) unchanged(nums []int64, outcomes []outcome) ([]outcome, error) {
	rows, err := sv.query(`SELECT num, story, title_key FROM ref WHERE num`+sv.sql.InList+` AND match < 4`, sv.sql.list(nums))
	if err != nil {
		return nil, err
	}
	type ref struct {
		story int64
		key   string
	}
	are := make(map[int64]ref, len(nums))
	_, err = collect(rows, func(r *sql.Rows) (n int64, err error) {
		var x ref
		err = r.Scan(&n, &x.story, &x.key)
		are[n] = x
		return n, err
	})
	var out []outcome
	for _, o := range outcomes {
		if are[o.num] == (ref{o.by.Seq, o.titleKey}) {
			out = append(out, o)
		}
	}
	return out, err
}

// putOutcomes writes what references lead to, makes those findable that go on
// waiting, and takes references off what is pending. It reports whether something
// changed.
func (sv *saver) putOutcomes(nums []int64, outcomes []outcome) (changed bool, err error) {
	var words []wordRow
	seen := map[string]bool{}
	for _, o := range outcomes {
		if o.to != o.storedRef.to || o.tier != o.cited.tier {
			changed = true
			err := sv.exec(`UPDATE ref SET to_story = nullif(CAST(?1 AS bigint), 0), match = ?2 WHERE num = ?3
				AND (?1 = 0 OR EXISTS (SELECT 1 FROM story WHERE seq = ?1))`, o.to, o.tier, o.num)
			if err != nil {
				return false, err
			}
		}
		if seen[o.titleKey] {
			continue
		}
		other, err := sv.waitsToo(o.titleKey, o.num)
		switch {
		case err != nil:
			return false, err
		case o.tier < match.ByTitle && !other:
			seen[o.titleKey] = true
			for _, w := range hashesOf(keyOf(o.ref.Title.String())) {
				words = append(words, wordRow{w, o.num})
			}
		case o.tier >= match.ByTitle && !other && o.cited.tier < match.ByTitle:
			if err := sv.unwantTitle(o.num, o.ref.Title.String()); err != nil {
				return false, err
			}
		}
	}
	if err := sv.insertWords(insertWantedWords(), words); err != nil {
		return false, err
	}
	return changed, sv.exec(`DELETE FROM pending_ref WHERE ref`+sv.sql.InList, sv.sql.list(nums))
}

// waitsToo reports whether another reference that is not pending waits for a
// title. It looks at few, and may miss one.
func (sv *saver) waitsToo(key string, num int64) (is bool, err error) {
	err = sv.scan(`SELECT EXISTS (SELECT 1 FROM (SELECT num FROM ref WHERE title_key = ? AND match < 3 LIMIT 8) r
		WHERE r.num <> ?`+notPending+`)`, []any{key, num}, &is)
	return is, err
}
