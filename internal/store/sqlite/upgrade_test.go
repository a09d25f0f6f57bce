package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// lastVersionOfOne is the last version of a cache that was one reader's.
const lastVersionOfOne = 5

// oldCache makes a cache as the schema of an earlier version had it, by the
// migrations up to there, with n stories in three feeds. Which are read is
// told by read; every 7th has a star.
func oldCache(t testing.TB, path string, version, n int, read func(seq int) bool) {
	t.Helper()
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	raw, err := sql.Open("sqlite", path+"?_pragma=journal_mode(WAL)&_pragma=cache_size(-200000)")
	must(t, err)
	raw.SetMaxOpenConns(1)
	defer func() { must(t, raw.Close()) }()
	tx, err := raw.BeginTx(t.Context(), nil)
	must(t, err)
	run := func(q string, args ...any) {
		t.Helper()
		if _, err := tx.ExecContext(t.Context(), q, args...); err != nil {
			t.Fatalf("version %d: %.80s: %v", version, q, err)
		}
	}
	for _, f := range steps[:version] {
		text, err := os.ReadFile(f)
		must(t, err)
		run(string(text))
	}
	run(fmt.Sprintf(`PRAGMA user_version = %d`, version))
	for i, feed := range oldFeeds {
		run(`INSERT INTO feed (num, id, pos, active, name) VALUES (?, ?, ?, 1, ?)`, i+1, string(feed), i, fmt.Sprint("Feed ", i+1))
	}
	flags := make([]byte, n+1)
	for seq := 1; seq <= n; seq++ {
		flags[seq] = '0'
		if read(seq) {
			flags[seq] = '1'
		}
	}
	// Out of the order of lists, a minute apart.
	run(`WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1)
		INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms, published_day,
		updated_ms, first_ms, worded_ms, title_key, content_hash, wording_hash, read, starred)
		SELECT (?2 + i * 7919 % ?1 * 60000) * 1048576 + i, i, printf('story%011d', i), i % 3 + 1, 'Outlet', printf('g%d', i),
		printf('https://radio.velm.example/%d', i), printf('Story number %d', i), '', '', 'en', ?2 + i * 7919 % ?1 * 60000, 0, 0,
		?2 + i, ?2 + i, printf('story number %d', i), x'00', x'00', CAST(CAST(substr(?3, i, 1) AS TEXT) AS INTEGER), i % 7 = 0 FROM c`,
		n, start.UnixMilli()-1e9, flags[1:])
	run(`INSERT INTO feed_body SELECT seq, 1, '[{"k":"p","t":"The river rises."}]' FROM story`)
	if version >= 3 { // before that a trigger counts
		run(`INSERT INTO tally SELECT feed, count(*), sum(read = 0) FROM story GROUP BY feed`)
	}
	for key, value := range map[string]any{
		"seq": n, "spent": 700, "spent_since": start.UnixMilli(),
		"trail":   `{"steps":[{"story":"story00000000001","top":2,"line":1}],"at":0}`,
		"session": `{"story":"story00000000002","pane":"story","query":"flood"}`, "lines": `{"search":["flood","rain"]}`,
	} {
		run(`INSERT INTO meta VALUES (?, ?)`, key, value)
	}
	run(`UPDATE meta SET value = 41 WHERE key = 'changes'`)
	run(`INSERT INTO position VALUES (1, 'feed', 3, 2, 1), (2, 'page', 9, 0, 0)`)
	run(`INSERT INTO lease VALUES ('poller', 'sitrep poll', ?1), ('reader', 'sitrep', ?1)`, start.Add(time.Minute).UnixMilli())
	run(`INSERT INTO wish VALUES (?)`, string(radio))
	// The last two steps: a star on story 7, and stories 1 and 4 read.
	run(`INSERT INTO undo (flag, value, stories, n) VALUES ('starred', 1, x'07', 1), ('read', 1, x'0103', 2)`)
	must(t, tx.Commit())
}

var oldFeeds = []news.FeedID{radio, courier, "https://third.example/rss"}

// patterns are which stories of an old cache are read.
var patterns = map[string]func(seq int) bool{
	"few read":    func(seq int) bool { return seq == 1 || seq == 4 },
	"all read":    func(int) bool { return true },
	"all but few": func(seq int) bool { return seq%500 != 7 },
	"alternating": func(seq int) bool { return seq%2 == 0 || seq == 1 },
	"old ones":    func(seq int) bool { return seq < 400 },
}

// TestWhatWasOnesOwnIsTheOwners makes caches of each earlier version and
// compares the owner's stories when they are brought up to date.
func TestWhatWasOnesOwnIsTheOwners(t *testing.T) {
	for version := 1; version <= lastVersionOfOne; version++ {
		for name, read := range patterns {
			t.Run(fmt.Sprint(version, " ", name), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "cache.db")
				oldCache(t, path, version, 1200, read)
				sameAsOld(t, open(t, path, store.Options{}), 1200, read)
			})
		}
	}
}

// sameAsOld compares a cache with what oldCache put into it.
func sameAsOld(t *testing.T, db *store.Person, n int, read func(seq int) bool) {
	t.Helper()
	sameMarksAsOld(t, db, n, read)
	sameNotesAsOld(t, db)
	ctx := t.Context()
	used, since, err := db.Spend(ctx, 0, time.Hour)
	must(t, err)
	diff(t, "spent", []any{int64(700), start}, []any{used, since})
	holder, ok, err := db.Lease(ctx, "poller", "another", time.Minute)
	must(t, err)
	diff(t, "the poller's lease", []any{"sitrep poll", false}, []any{holder, ok})
	holder, ok, err = db.Leases().Lease(ctx, "reader", "another", time.Minute)
	must(t, err)
	diff(t, "the reader's lease", []any{"sitrep", false}, []any{holder, ok})
	wishes, err := db.DrainRequests(ctx)
	must(t, err)
	diff(t, "wishes", []news.FeedID{radio}, wishes)
	save(t, db, arrival(radio, "new", "A new story", 0))
	got, err := db.Latest(ctx)
	must(t, err)
	diff(t, "the counter goes on", int64(n+1), got)
	for _, want := range []string{"2 stories marked read", "star on 1 story", ""} {
		said, err := db.Undo(ctx)
		must(t, err)
		diff(t, "undone", want, said.String())
	}
	for id, want := range map[news.StoryID][]bool{"story00000000001": {false, false}, "story00000000004": {false, false}, "story00000000007": {read(7), false}} {
		s, err := db.Story(ctx, id)
		must(t, err)
		diff(t, "after undo "+string(id), want, []bool{s.Read, s.Starred})
	}
}

func sameMarksAsOld(t *testing.T, db *store.Person, n int, read func(seq int) bool) {
	t.Helper()
	must(t, db.Check(t.Context()))
	unread := map[news.FeedID]int{}
	total := 0
	all := list(t, db, news.Filter{}, news.Window{Limit: n + 1})
	diff(t, "stories", n, len(all))
	for _, s := range all {
		seq, err := strconv.Atoi(s.GUID[1:])
		must(t, err)
		if s.Seq != int64(seq) || s.Read != read(seq) || s.Starred != (seq%7 == 0) || s.Headline.String() != fmt.Sprint("Story number ", seq) {
			t.Fatalf("story %d came through as %+v", seq, s)
		}
		if !s.Read {
			unread[s.Feed]++
			total++
		}
	}
	diff(t, "unread", total, len(list(t, db, is(news.IsUnread), news.Window{Limit: n + 1})))
	diff(t, "starred", n/7, len(list(t, db, is(news.IsStarred), news.Window{Limit: n + 1})))
	diff(t, "counts", news.Counts{Total: n, Unread: total}, counts(t, db, news.Filter{}))
	for _, feed := range oldFeeds {
		diff(t, "unread of "+string(feed), unread[feed], counts(t, db, news.Filter{Expr: news.InFeed{Text: string(feed)}}).Unread)
	}
}

func sameNotesAsOld(t *testing.T, db *store.Person) {
	t.Helper()
	ctx := t.Context()
	one, two := news.StoryID("story00000000001"), news.StoryID("story00000000002")
	for id, want := range map[news.StoryID]news.Step{
		one: {Story: one, View: news.FromFeed, Top: 3, Line: 2, Ref: 1}, two: {Story: two, View: news.FromPage, Top: 9},
	} {
		at, err := db.Position(ctx, id)
		must(t, err)
		diff(t, "position", want, at)
	}
	trail, err := db.Trail(ctx)
	must(t, err)
	diff(t, "trail", news.Trail{Steps: []news.Step{{Story: one, Top: 2, Line: 1}}}, trail)
	session, err := db.Session(ctx)
	must(t, err)
	diff(t, "session", news.Session{Story: two, Pane: "story", Query: "flood"}, session)
	lines, err := db.Lines(ctx)
	must(t, err)
	diff(t, "lines", news.Lines{"search": {"flood", "rain"}}, lines)
}

// TestACopyIsMadeBeforeAnUpgradeAndKeptForAMonth looks at the copy: it is the
// cache as it was, only its owner can read it, and pruning removes it.
func TestACopyIsMadeBeforeAnUpgradeAndKeptForAMonth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	oldCache(t, path, 5, 3000, patterns["alternating"])
	var told []store.Upgrade
	c := newClock()
	db := open(t, path, store.Options{Now: c.now, Upgrade: func(u store.Upgrade) { told = append(told, u) }})
	copied := fmt.Sprint(path, ".before-", lastVersion(t))
	st, err := os.Stat(copied)
	must(t, err)
	diff(t, "mode", fs.FileMode(0o600), st.Mode().Perm())
	last := told[len(told)-1]
	diff(t, "told at last", store.Upgrade{From: 5, To: lastVersion(t), Copy: copied, Percent: 100}, last)
	for i, u := range told[1:] {
		if was := told[i]; u.Copying == was.Copying && u.Percent <= was.Percent || u.Copying && !was.Copying {
			t.Errorf("told %+v after %+v", u, was)
		}
	}
	raw, err := sql.Open("sqlite", copied)
	must(t, err)
	var version, read int
	must(t, raw.QueryRowContext(t.Context(), `PRAGMA user_version`).Scan(&version))
	must(t, raw.QueryRowContext(t.Context(), `SELECT sum(read) FROM story`).Scan(&read))
	must(t, raw.Close())
	diff(t, "the copy", []int{5, 1501}, []int{version, read})
	for _, left := range []string{".part", ".part-journal"} {
		if _, err := os.Stat(copied + left); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was left: %v", left, err)
		}
	}
	exists := func(want bool) {
		t.Helper()
		_, err := os.Stat(copied)
		diff(t, "the copy is there", want, err == nil)
	}
	c.Advance(30*24*time.Hour - time.Millisecond)
	_, err = db.Prune(t.Context(), 0, true)
	must(t, err)
	exists(true)
	c.Advance(time.Millisecond)
	_, err = db.Prune(t.Context(), 0, true)
	must(t, err)
	exists(false)
	_, err = db.Prune(t.Context(), 0, true)
	must(t, err)
}

// TestAnUpgradeReportsEachStep: the percents of the upgrade ascend from 0 to 100
// from every earlier version, and no step of it passes most of them in silence.
func TestAnUpgradeReportsEachStep(t *testing.T) {
	for version := 1; version <= lastVersionOfOne; version++ {
		for _, read := range []string{"all read", "alternating"} {
			path := filepath.Join(t.TempDir(), "cache.db")
			oldCache(t, path, version, 20_000, patterns[read])
			var percents []int
			open(t, path, store.Options{Upgrade: func(u store.Upgrade) {
				if !u.Copying {
					percents = append(percents, u.Percent)
				}
			}})
			for i, p := range percents[1:] {
				if was := percents[i]; p <= was || p > was+25 {
					t.Errorf("version %d, %s: %d %% after %d %%", version, read, p, was)
				}
			}
			diff(t, fmt.Sprintf("version %d, %s: first and last", version, read), []int{0, 100}, []int{percents[0], percents[len(percents)-1]})
		}
	}
}

// TestWithoutRoomForACopyTheUpgradeSaysSo: it goes on without one.
func TestWithoutRoomForACopyTheUpgradeSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	oldCache(t, path, 5, 1200, patterns["alternating"])
	var last store.Upgrade
	db := open(t, path, store.Options{
		Upgrade: func(u store.Upgrade) { last = u }, Free: func(string) (int64, bool) { return 5 << 20, true },
	})
	if last.Copy != "" || last.NoCopy == nil || !strings.Contains(last.NoCopy.Error(), "the disk has 5 MB free") {
		t.Errorf("told %+v, want no copy for want of room", last)
	}
	if found, err := filepath.Glob(path + ".before*"); err != nil || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
	sameAsOld(t, db, 1200, patterns["alternating"])
}

// TestAnUpgradeThatIsCutOffBeginsAgain kills a process that upgrades, at
// moments spread over the copy and the upgrade.
func TestAnUpgradeThatIsCutOffBeginsAgain(t *testing.T) {
	exe, err := os.Executable()
	must(t, err)
	path := filepath.Join(t.TempDir(), "cache.db")
	const n = 20_000
	oldCache(t, path, 5, n, patterns["alternating"])
	random := rand.New(rand.NewPCG(3, 3))
	for round := range 20 {
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), childPath+"="+path, childRole+"=upgrade")
		out, err := cmd.StdoutPipe()
		must(t, err)
		in, err := cmd.StdinPipe()
		must(t, err)
		must(t, cmd.Start())
		told := bufio.NewScanner(out)
		for range 1 + random.IntN(45) {
			if !told.Scan() {
				t.Fatalf("round %d: the upgrade ended", round)
			}
			_, err := fmt.Fprintln(in) // on to the next percent
			must(t, err)
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		raw, err := sql.Open("sqlite", path)
		must(t, err)
		var version, marks int
		must(t, raw.QueryRowContext(t.Context(), `PRAGMA user_version`).Scan(&version))
		must(t, raw.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE name IN ('person', 'mark')`).Scan(&marks))
		must(t, raw.Close())
		diff(t, fmt.Sprintf("round %d: version and tables of the next", round), []int{5, 0}, []int{version, marks})
	}
	sameAsOld(t, open(t, path, store.Options{}), n, patterns["alternating"])
}

// upgradeSlowly is the process that TestAnUpgradeThatIsCutOffBeginsAgain
// kills. It tells each percent and goes on when it gets a line.
func upgradeSlowly(path string) {
	in := bufio.NewScanner(os.Stdin)
	_, err := sqlite.Open(context.Background(), path, store.Options{Now: newClock().now, Upgrade: func(u store.Upgrade) {
		fmt.Println(u.Percent)
		in.Scan()
	}})
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestAProcessOfAnEarlierVersionIsToldBeforeItWrites runs the statements with
// which version 5 began its writes on a cache that was brought up to date.
func TestAProcessOfAnEarlierVersionIsToldBeforeItWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	oldCache(t, path, 5, 1200, patterns["alternating"])
	early, err := sql.Open("sqlite", path)
	must(t, err)
	defer early.Close()
	conn, err := early.Conn(t.Context()) // it has read the schema of version 5
	must(t, err)
	defer conn.Close()
	var n int
	must(t, conn.QueryRowContext(t.Context(), `SELECT count(*) FROM story WHERE read = 0`).Scan(&n))
	db := open(t, path, store.Options{})
	const sentence = "a newer sitrep has brought this cache up to date; quit and start sitrep again"
	for name, q := range map[string]string{
		"mark read":      `UPDATE story SET read = 1 WHERE read <> 1 AND id IN (SELECT value FROM json_each('["story00000000003"]')) RETURNING seq`,
		"star":           `UPDATE story SET starred = 1 WHERE starred <> 1 AND id IN (SELECT value FROM json_each('["story00000000003"]')) RETURNING seq`,
		"position":       `INSERT INTO position (story, view, top, line, ref) SELECT seq, '', 1, 1, 1 FROM story WHERE id = 'story00000000003' ON CONFLICT (story) DO UPDATE SET view = excluded.view`,
		"trail":          `INSERT INTO meta VALUES ('trail', '{}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
		"what changed":   `UPDATE meta SET value = value + 1 WHERE key = 'changes' RETURNING value`,
		"seq":            `INSERT INTO meta VALUES ('seq', 1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
		"lease":          `INSERT INTO lease (name, owner, until_ms) VALUES ('poller', 'x', 9) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner WHERE lease.owner = excluded.owner`,
		"refresh":        `INSERT INTO wish (feed) SELECT value FROM json_each('[""]') WHERE true ON CONFLICT DO NOTHING`,
		"a step to undo": `INSERT INTO undo (flag, value, stories, n) VALUES ('read', 1, x'01', 1)`,
	} {
		_, err := conn.ExecContext(t.Context(), q)
		if err == nil || !strings.Contains(err.Error(), sentence) {
			t.Errorf("%s: error %v, want it to say %q", name, err, sentence)
		}
	}
	// Its screen goes on.
	for name, q := range map[string]string{
		"a list": `SELECT s.id, s.read, s.starred FROM story s JOIN feed f ON f.num = s.feed WHERE s.read = 0 ORDER BY s.place DESC LIMIT 50`,
		"counts": `SELECT f.num, f.id, f.name, f.title, f.tags, coalesce(t.total, 0), coalesce(t.unread, 0) FROM feed f LEFT JOIN tally t ON t.feed = f.num`,
		"undo":   `SELECT step, flag, value, stories, n FROM undo ORDER BY step DESC LIMIT 1`,
		"wishes": `SELECT EXISTS (SELECT 1 FROM wish)`,
	} {
		var n int
		if err := conn.QueryRowContext(t.Context(), `SELECT count(*) FROM (`+q+`)`).Scan(&n); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	sameAsOld(t, db, 1200, patterns["alternating"])
}

// TestACacheThatANewerSitrepUpgradedIsNotWrittenTo: what an upgrade by a later
// version looks like to a process that has the cache open.
func TestACacheThatANewerSitrepUpgradedIsNotWrittenTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db := open(t, path, store.Options{})
	a := arrival(radio, "a", "A", 0)
	save(t, db, a)
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	_, err = raw.ExecContext(t.Context(), `PRAGMA user_version = 99`)
	must(t, err)
	must(t, raw.Close())
	for name, do := range map[string]func() error{
		"save":     func() error { _, err := db.Save(t.Context(), news.Batch{Feed: radio}); return err },
		"mark":     func() error { return db.MarkRead(t.Context(), true, a.Story.ID) },
		"position": func() error { return db.SavePosition(t.Context(), news.Step{Story: a.Story.ID}) },
		"lease":    func() error { _, _, err := db.Lease(t.Context(), "poller", "x", time.Minute); return err },
		"person":   func() error { _, err := db.AddPerson(t.Context(), "mira"); return err },
	} {
		if err := do(); !errors.Is(err, store.ErrOutdated) || !strings.Contains(err.Error(), "quit and start sitrep again") {
			t.Errorf("%s: error %v, want store.ErrOutdated", name, err)
		}
	}
	diff(t, "reading goes on", 1, len(list(t, db, news.Filter{}, news.Window{})))
}

// brought saves arrivals as a reading of a version made them.
func brought(t *testing.T, db *store.Person, reading int, bytes news.Bytes, as ...news.Arrival) news.Saved {
	t.Helper()
	for i := range as {
		as[i].Bytes = bytes
	}
	got, err := db.Save(t.Context(), news.Batch{Feed: radio, Reading: reading, Arrivals: as})
	must(t, err)
	return got
}

// TestACacheOfThePreviousReleaseIsReadOnceMoreInSilence: its stories have no
// version of a reading.
func TestACacheOfThePreviousReleaseIsReadOnceMoreInSilence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	oldCache(t, path, lastVersionOfOne, 1200, patterns["all read"])
	db := open(t, path, store.Options{})
	var as []news.Arrival
	for _, s := range list(t, db, news.Filter{Expr: news.InFeed{Text: "radio"}}, news.Window{Limit: 2000}) {
		a := news.Arrival{Story: *s, Body: paras("The river rises, read in another way.")}
		a.Story.Headline = line(s.Headline.String() + ", read in another way")
		as = append(as, a)
	}
	diff(t, "saved", news.Saved{}, brought(t, db, 2, news.BytesUnknown, as...))
	diff(t, "stories, none unread", news.Counts{Total: 1200}, counts(t, db, news.Filter{}))
	diff(t, "read in another way", 400, len(list(t, db, news.Filter{Expr: news.Phrase{Text: "read in another way"}}, news.Window{Limit: 2000})))
	for i := range as {
		as[i].Body = paras("It fell.")
	}
	diff(t, "edited", news.Saved{Updated: 400}, brought(t, db, 2, news.BytesUnknown, as...))
}
