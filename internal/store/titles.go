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

// The conditions on a reference r, which c cites: it is not pending, and a story
// of the time given, 0 for unknown, is not from its future.
const (
	notPending = ` AND NOT EXISTS (SELECT 1 FROM pending_ref p WHERE p.ref = r.num)`
	notFuture  = ` AND (CAST(? AS bigint) = 0 OR c.published_ms = 0 OR c.published_ms >= ?)`
)

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
