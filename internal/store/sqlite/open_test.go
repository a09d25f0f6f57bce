package sqlite_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
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

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "cache.db")
	db := open(t, path, store.Options{})
	save(t, db, arrival(radio, "a", "A", 0))
	for name, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		st, err := os.Stat(name)
		must(t, err)
		if st.Mode().Perm() != want {
			t.Errorf("%s: mode %o, want %o", filepath.Base(name), st.Mode().Perm(), want)
		}
	}
}

func TestACacheOfANewerVersionIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
	must(t, err)
	must(t, db.Close())
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	_, err = raw.ExecContext(t.Context(), `PRAGMA user_version = 99; UPDATE state SET value = 99 WHERE key = 'version'`)
	must(t, err)
	must(t, raw.Close())
	_, err = sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
	want := fmt.Sprint("cache version 99, this one knows ", lastVersion(t))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Open error = %v, want it to say %q", err, want)
	}
}

func TestAFileThatIsNoCacheIsNamedSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	must(t, os.WriteFile(path, bytes.Repeat([]byte("not a cache "), 1000), 0o600))
	_, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now})
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("Open error = %v, want store.ErrDamaged and the path", err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db := open(t, path, store.Options{})
	save(t, db, arrival(radio, "a", "A", 0, strings.Repeat("Long text of a story. ", 2000)))
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, db.Backup(t.Context(), copied))
	must(t, db.Check(t.Context()))
	data, err := os.ReadFile(copied)
	must(t, err)
	for i := 4096; i < len(data); i += 4096 { // the head of every page but the first
		copy(data[i:], bytes.Repeat([]byte{0xff}, 16))
	}
	must(t, os.WriteFile(copied, data, 0o600))
	broken, err := sqlite.Open(t.Context(), copied, store.Options{Now: newClock().now})
	if err == nil {
		err = broken.Check(t.Context())
		broken.Close()
	}
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("error = %v, want store.ErrDamaged", err)
	}
}

func TestABackupIsACompleteCopy(t *testing.T) {
	db := library(t)
	path := filepath.Join(t.TempDir(), "backup.db")
	must(t, db.Backup(t.Context(), path))
	st, err := os.Stat(path)
	must(t, err)
	diff(t, "mode", os.FileMode(0o600), st.Mode().Perm())
	if err := db.Backup(t.Context(), path); err == nil {
		t.Error("Backup over a file: no error")
	}
	c := open(t, path, store.Options{ReadOnly: true})
	diff(t, "stories", slugs(list(t, db, news.Filter{}, news.Window{})), slugs(list(t, c, news.Filter{}, news.Window{})))
	if _, err := c.Save(t.Context(), news.Batch{Feed: radio}); err == nil {
		t.Error("Save into a cache opened for reading: no error")
	}
	in, err := c.Info(t.Context())
	must(t, err)
	diff(t, "info", []any{11, 2, lastVersion(t), start, start.Add(time.Minute)}, []any{in.Stories, in.Feeds, in.Version, in.Oldest, in.Newest})
}

// TestABackupThatIsCutOffLeavesNoFile: a killed one left a file of the name that was
// asked for, with a part of the cache or nothing in it.
func TestABackupThatIsCutOffLeavesNoFile(t *testing.T) {
	db := library(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "backup.db")
	part := filepath.Join(dir, ".backup.db.part")
	for _, left := range []string{part, part + "-journal"} { // as a kill leaves them
		must(t, os.WriteFile(left, []byte("SQLite format 3 and more"), 0o600))
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := db.Backup(ended, path); err == nil {
		t.Error("Backup that is called off: no error")
	}
	left, err := os.ReadDir(dir)
	must(t, err)
	diff(t, "left behind", 0, len(left))
	must(t, db.Backup(t.Context(), path))
	left, err = os.ReadDir(dir)
	must(t, err)
	if len(left) != 1 || left[0].Name() != "backup.db" {
		t.Errorf("the folder has %v, want the backup alone", left)
	}
	c := open(t, path, store.Options{ReadOnly: true})
	diff(t, "stories", 11, len(list(t, c, news.Filter{}, news.Window{})))
}

// TestACacheOfEachEarlierVersionIsBroughtUpToDate looks at more than the
// contract of any engine does.
func TestACacheOfEachEarlierVersionIsBroughtUpToDate(t *testing.T) {
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	for version := 1; version < len(steps); version++ {
		path := earlierCache(t, steps[:version])
		db := open(t, path, store.Options{})
		must(t, db.Check(t.Context()))
		feeds, err := db.Feeds(t.Context())
		must(t, err)
		want := []news.FeedStatus{{
			Feed: news.Feed{ID: radio, Name: line("Radio Velm"), Tags: []string{}}, State: news.FeedState{MovedTo: "https://velm.example/f"}, Items: 2,
		}}
		diff(t, fmt.Sprintf("version %d: feeds", version), want, feeds)
		diff(t, "headlines", []string{"Bridge closed in Velm", "Dam gates jam above Velm"}, headlines(list(t, db, news.Filter{}, news.Window{})))
		diff(t, "found", 2, len(list(t, db, news.Filter{Expr: news.Word{Text: "river"}}, news.Window{})))
		diff(t, "starred", 2, len(list(t, db, news.Filter{Expr: news.Is{State: news.IsStarred}}, news.Window{})))
		if version >= 3 {
			continue // has the words of titles in tables that only sitrep fills
		}
		// A story of the title that is referred to arrives: it is found.
		save(t, db, arrival(radio, "jam", "Dam gates jam above Velm, ministry says", time.Hour, "More."))
		for _, s := range list(t, db, news.Filter{Expr: news.InTitle{Text: "bridge"}}, news.Window{}) {
			refs, err := db.References(t.Context(), s.ID)
			must(t, err)
			if len(refs) != 1 || refs[0].Match == news.Unresolved {
				t.Errorf("version %d: references %+v", version, refs)
			}
		}
	}
}

func TestOpeningWaitsForNoWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	feeds := []news.Feed{{ID: radio, Name: line("Radio Velm")}}
	db := open(t, path, store.Options{})
	must(t, db.SetFeeds(t.Context(), feeds))
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	defer raw.Close()
	conn, err := raw.Conn(t.Context())
	must(t, err)
	defer conn.Close()
	_, err = conn.ExecContext(t.Context(), `BEGIN IMMEDIATE`)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // so that a failure ends
	defer cancel()
	second, err := sqlite.Open(ctx, path, store.Options{Now: newClock().now})
	if err != nil {
		t.Fatalf("Open beside a writer: %v", err)
	}
	defer second.Close()
	if err := second.SetFeeds(ctx, feeds); err != nil {
		t.Errorf("SetFeeds with nothing new beside a writer: %v", err)
	}
}

func TestAddressesThatAnotherHandWroteAreNotHandedOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db := open(t, path, store.Options{})
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: radio}}))
	a := arrival(radio, "a", "A", 0)
	a.Body = []news.Block{{Kind: news.Paragraph, Text: line("A link."), Links: []news.Link{{Start: 2, End: 6, URL: "https://velm.example/l"}}}}
	a.References = []news.Reference{ref("Other", "https://velm.example/o")}
	save(t, db, a)
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	defer raw.Close()
	for _, q := range []string{
		`UPDATE story SET url = 'javascript:alert(1)'`, `UPDATE ref SET url = 'file:///etc/hosts'`,
		`UPDATE feed SET moved_to = '-oProxyCommand=x', moving_to = 'ftp://x.example/', home = 'https://x.example/' || char(27)`,
		`UPDATE feed_body SET blocks = replace(blocks, 'https://velm.example/l', 'data:text/html,x')`,
	} {
		_, err := raw.ExecContext(t.Context(), q)
		must(t, err)
	}
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	rs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	fs, err := db.Feeds(t.Context())
	must(t, err)
	b, err := db.Body(t.Context(), a.Story.ID, "")
	must(t, err)
	st := fs[0].State
	diff(t, "addresses", []string{"", "", "", "", "https://x.example/"}, []string{s.URL, rs[0].URL, st.MovedTo, st.MovingTo, st.Home})
	diff(t, "links", 0, len(b.Blocks[0].Links))
}

func TestReadOnlyNeedsACache(t *testing.T) {
	_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "none.db"), store.Options{Now: newClock().now, ReadOnly: true})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open error = %v, want os.ErrNotExist", err)
	}
}

func TestACacheThatNobodyHasOpenCanBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder % with #odd? names", "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	save(t, db, arrival(radio, "a", "A", 0))
	must(t, db.Close())
	ro := open(t, path, store.Options{ReadOnly: true})
	diff(t, "stories", 1, len(list(t, ro, news.Filter{}, news.Window{})))
}

// openOwner opens a cache as its owner sees it, for those who close it.
func openOwner(ctx context.Context, path string) (*store.Person, error) {
	db, err := sqlite.Open(ctx, path, store.Options{Now: newClock().now})
	if err != nil {
		return nil, err
	}
	return db.For(ctx, "")
}

// childPath, if set, makes the test binary a process that saves until it is
// killed; see TestKillingASaverLosesNothingSaved.
const (
	childPath = "SITREP_TEST_SAVE_INTO"
	childRole = "SITREP_TEST_ROLE"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		switch os.Getenv(childRole) {
		case "mark":
			markForEver(path)
		case "upgrade":
			upgradeSlowly(path)
		}
		saveForEver(path)
	}
	os.Exit(m.Run())
}

// saveForEver saves batches of five stories and says how many it has saved.
func saveForEver(path string) {
	ctx := context.Background()
	db, err := openOwner(ctx, path)
	var have news.Counts
	if err == nil {
		have, err = db.Count(ctx, news.Filter{}, 0)
	}
	for n := have.Total / 5; err == nil; n++ {
		var as []news.Arrival
		for k := range 5 {
			as = append(as, arrival(radio, fmt.Sprintf("s%d-%d", n, k), fmt.Sprintf("Story %d of round %d", k, n), time.Hour, "Some text."))
		}
		if _, err = db.Save(ctx, news.Batch{Feed: radio, Arrivals: as}); err == nil {
			fmt.Println(n + 1)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// markForEver reads stories from the latest on, and says which it has marked
// read.
func markForEver(path string) {
	ctx := context.Background()
	db, err := openOwner(ctx, path)
	for err == nil {
		var ss []*news.Story
		ss, err = db.Stories(ctx, news.Filter{Expr: news.Is{State: news.IsUnread}}, news.Window{Limit: 20})
		for _, s := range ss {
			if err == nil {
				err = db.MarkRead(ctx, true, s.ID)
			}
			if err == nil {
				err = db.SavePosition(ctx, news.Step{Story: s.ID, Line: 3})
			}
			if err == nil {
				fmt.Println(s.ID)
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// kills is how often TestKillingLosesNothing kills: a few times, or as the
// environment says.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv("SITREP_KILLS"), "8"))
	must(t, err)
	return n
}

// TestKillingLosesNothing kills a process that saves and one that reads, at
// random moments: acknowledged writes are there, and the cache is sound.
func TestKillingLosesNothing(t *testing.T) {
	exe, err := os.Executable()
	must(t, err)
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: radio}}))
	must(t, db.Close())
	random := rand.New(rand.NewPCG(1, 1))
	for round := range kills(t) {
		start := func(role string) (*exec.Cmd, *bufio.Scanner) {
			cmd := exec.CommandContext(t.Context(), exe)
			cmd.Env = append(os.Environ(), childPath+"="+path, childRole+"="+role)
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			return cmd, bufio.NewScanner(out)
		}
		saver, saved := start("save")
		reader, marked := start("mark")
		done := 0
		for range 1 + random.IntN(12) {
			if !saved.Scan() {
				t.Fatalf("round %d: the saver ended", round)
			}
			done, err = strconv.Atoi(saved.Text())
			must(t, err)
		}
		var read []news.StoryID
		for range random.IntN(12) {
			if !marked.Scan() {
				t.Fatalf("round %d: the reader ended", round)
			}
			read = append(read, news.StoryID(marked.Text()))
		}
		for _, c := range []*exec.Cmd{saver, reader} {
			must(t, c.Process.Kill())
		}
		for saved.Scan() { // the output before the end counts
			done, err = strconv.Atoi(saved.Text())
			must(t, err)
		}
		for marked.Scan() {
			if id := marked.Text(); len(id) == 16 { // said to its end
				read = append(read, news.StoryID(id))
			}
		}
		saver.Wait()
		reader.Wait()
		afterKill(t, path, round, done, read)
	}
}

func afterKill(t *testing.T, path string, round, batches int, read []news.StoryID) {
	t.Helper()
	db, err := openOwner(t.Context(), path)
	must(t, err)
	defer db.Close()
	must(t, db.Check(t.Context()))
	c, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	found, err := db.Count(t.Context(), news.Filter{Expr: news.Word{Text: "round"}}, 0)
	must(t, err)
	if c.Total < 5*batches || c.Total%5 != 0 || !found.More && found.Total != c.Total {
		t.Errorf("round %d: %d stories, %d found by words, after %d batches of 5", round, c.Total, found.Total, batches)
	}
	for _, id := range read {
		s, err := db.Story(t.Context(), id)
		must(t, err)
		at, err := db.Position(t.Context(), id)
		must(t, err)
		if !s.Read || at.Line != 3 {
			t.Errorf("round %d: the mark of story %s is lost", round, id)
		}
	}
}
