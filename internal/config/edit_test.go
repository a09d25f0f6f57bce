package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const listed = `# mine
packs: [hazards] # few

feeds: # all of them
  # the first
  - url: https://a.example/f # aye
    name: A

  # the second
  - url: https://b.example/f
    tags: [x]
  # the end

poll:
  timeout: 9s
`

func TestAddFeedsKeepsTheRestAsItIs(t *testing.T) {
	added := Feed{URL: "https://c.example/f?x=1", Name: `C "the" sea: news`, Tags: []string{"coast"}, Interval: 2 * time.Hour, FullText: true, Type: "sitemap"}
	const entry = `  - url: https://c.example/f?x=1
    name: "C \"the\" sea: news"
    tags: [coast]
    interval: 2h
    fulltext: true
    type: sitemap
`
	tests := []struct{ name, src, want string }{
		{"at_the_end_of_the_list", listed, `# mine
packs: [hazards] # few

feeds: # all of them
  # the first
  - url: https://a.example/f # aye
    name: A

  # the second
  - url: https://b.example/f
    tags: [x]
` + entry + `  # the end

poll:
  timeout: 9s
`},
		{"no_list", "poll: {timeout: 9s}", "poll: {timeout: 9s}\n\nfeeds:\n" + entry},
		{"empty_list", "feeds: [] # none yet\npacks: []\n", "feeds: # none yet\n" + entry + "packs: []\n"},
		{"null_list_with_examples", "feeds:\n#  - url: x\ndesks:\n", "feeds:\n" + entry + "#  - url: x\ndesks:\n"},
		{"no_line_end", "feeds:\n  - url: https://a.example/f", "feeds:\n  - url: https://a.example/f\n" + entry},
		{"comments_only", "# only this\n", "# only this\n\nfeeds:\n" + entry},
		{"new_file", "", "# sitrep: what is followed. All keys, with their defaults: config.example.yaml\n\n" +
			"packs: [world, ukraine, humanitarian, hazards, health]\n\nfeeds:\n" + entry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := AddFeeds("sitrep.yaml", []byte(tt.src), added)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("source differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddFeedsFollowsTheLayoutOfTheList(t *testing.T) {
	got, err := AddFeeds("f", []byte("feeds:\r\n- url: https://a.example/f\r\npacks: []\r\n"), Feed{URL: "https://b.example/f", Name: "B"})
	if err != nil {
		t.Fatal(err)
	}
	want := "feeds:\r\n- url: https://a.example/f\r\n- url: https://b.example/f\r\n  name: \"B\"\r\npacks: []\r\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("source differs (-want +got):\n%s", diff)
	}
}

func TestEditsThatCannotBeMadeAreRefused(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"in_brackets", "feeds: [{url: https://a.example/f}]\n", "sitrep.yaml:1: feeds: is a list in brackets, which sitrep does not edit (write one entry a line, each after a dash)"},
		{"listed_already", "feeds:\n  - url: https://c.example/f\n", "edit the list of feeds: sitrep.yaml:3: feeds[1].url: https://c.example/f is already there as feeds[0] (remove one of them)"},
		{"broken", "feed: 1\n", "sitrep.yaml:1: feed: unknown key (did you mean feeds?)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := AddFeeds("sitrep.yaml", []byte(tt.src), Feed{URL: "https://c.example/f"})
			if err == nil || err.Error() != tt.want {
				t.Errorf("error = %v\nwant    %s", err, tt.want)
			}
		})
	}
}

func TestRemoveFeedTakesOnlyItsOwnLines(t *testing.T) {
	got, err := RemoveFeed("f", []byte(listed), "https://a.example/f")
	if err != nil {
		t.Fatal(err)
	}
	want := "# mine\npacks: [hazards] # few\n\nfeeds: # all of them\n  # the first\n\n  # the second\n  - url: https://b.example/f\n    tags: [x]\n  # the end\n\npoll:\n  timeout: 9s\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("source differs (-want +got):\n%s", diff)
	}
	got, err = RemoveFeed("f", got, "https://b.example/f")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := Parse("f", got); err != nil || len(c.Feeds) != 0 {
		t.Errorf("after removing both: %v\n%s", err, got)
	}
	if _, err := RemoveFeed("f", got, "https://b.example/f"); !errors.Is(err, ErrNoFeed) {
		t.Errorf("removing a feed that is not there: %v, want ErrNoFeed", err)
	}
}

func TestWriteReplacesTheFileForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.yaml")
	for _, src := range []string{"packs: []\n", "packs: [world]\n"} {
		if err := Write(path, []byte(src)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != src {
			t.Errorf("file holds %q, %v; want %q", got, err, src)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v, %v; want the one file", entries, err)
	}
	if runtime.GOOS == "windows" {
		return // modes mean something else there
	}
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(p)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("mode of %s = %v, %v; want %o", p, info.Mode().Perm(), err, want)
		}
	}
}

func TestWriteFollowsASymbolicLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "dotfiles.yaml"), filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(real, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("packs: []\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(real); err != nil || string(got) != "packs: []\n" {
		t.Errorf("the file behind the link holds %q, %v", got, err)
	}
}

func TestEditsOfSeveralProcessesAllCount(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.yaml")
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			err := Edit(t.Context(), path, time.Now, func(src []byte) ([]byte, error) {
				return AddFeeds(path, src, Feed{URL: fmt.Sprintf("https://f%d.example/rss", i)})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	c, err := Load(path, nothing)
	if err != nil || len(c.Feeds) != 12 {
		t.Errorf("Load = %d feeds, %v, want 12", len(c.Feeds), err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestALockIsWaitedForUnlessItsProcessDied: the file of a lock that is left behind
// locks nothing.
func TestALockIsWaitedForUnlessItsProcessDied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	begin, asked := time.Now(), 0
	soon := func() time.Time { asked++; return begin.Add(time.Duration(asked) * time.Second) }
	change := func([]byte) ([]byte, error) { return []byte("packs: []\n"), nil }
	held, err := tryLock(path + ".lock")
	if err != nil || held == nil {
		t.Fatalf("tryLock = %v, %v", held, err)
	}
	err = Edit(t.Context(), path, soon, change)
	if err == nil || !strings.Contains(err.Error(), "another process is editing it") {
		t.Errorf("Edit of a locked file: %v", err)
	}
	backwards := func() time.Time { asked++; return begin.Add(-time.Duration(asked) * time.Hour) }
	if err := Edit(t.Context(), path, backwards, change); err == nil {
		t.Error("Edit of a locked file while the clock is set back: no error")
	}
	release(held, path+".lock")
	if err := os.WriteFile(path+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Edit(t.Context(), path, time.Now, change); err != nil {
		t.Errorf("Edit with the lock of a dead process: %v", err)
	}
	if src, err := os.ReadFile(path); err != nil || string(src) != "packs: []\n" {
		t.Errorf("file = %q, %v", src, err)
	}
}

// TestALockThatIsLeftBehindIsTakenOverByOne has many find the lock of a process that
// died. Two of them both removed it, the second that of the first, and one change
// was lost.
func TestALockThatIsLeftBehindIsTakenOverByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml.lock")
	for range 50 {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		var inside, most atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				unlock, err := lock(t.Context(), path, time.Now)
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				runtime.Gosched()
				inside.Add(-1)
				unlock()
			})
		}
		group.Wait()
		if n := most.Load(); n != 1 {
			t.Fatalf("%d have the lock at once", n)
		}
	}
}

func TestWriteFollowsALinkToAFileThatIsNotThereYet(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // links need rights there
	}
	dir := t.TempDir()
	link := filepath.Join(dir, "config.yaml")
	if err := os.Symlink("dotfiles/sitrep.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("packs: []\n")); err != nil {
		t.Fatal(err)
	}
	if src, err := os.ReadFile(filepath.Join(dir, "dotfiles", "sitrep.yaml")); err != nil || string(src) != "packs: []\n" {
		t.Errorf("target = %q, %v", src, err)
	}
	if to, err := os.Readlink(link); err != nil || to != "dotfiles/sitrep.yaml" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if err := Write(loop, nil); err == nil {
		t.Error("Write through a link to itself: no error")
	}
}

func TestAByteOrderMarkIsNoMistake(t *testing.T) {
	const marked = "\ufefffeeds:\n  - url: https://a.example/f\n"
	c, err := Parse("x.yaml", []byte(marked))
	if err != nil || len(c.Feeds) != 1 {
		t.Fatalf("Parse = %v, %v", c, err)
	}
	out, err := AddFeeds("x.yaml", []byte(marked), Feed{URL: "https://b.example/f"})
	if want := "feeds:\n  - url: https://a.example/f\n  - url: https://b.example/f\n"; err != nil || string(out) != want {
		t.Errorf("AddFeeds = %q, %v, want %q", out, err, want)
	}
	if out, err = RemoveFeed("x.yaml", []byte(marked), "https://a.example/f"); err != nil {
		t.Errorf("RemoveFeed = %q, %v", out, err)
	}
}

// TestAnEditDoesNotOutgrowTheFile adds a feed to a file that is as large as one
// may be: the file could not be read again.
func TestAnEditDoesNotOutgrowTheFile(t *testing.T) {
	var list strings.Builder
	list.WriteString("packs: []\nfeeds:\n")
	for i := 0; list.Len() < maxFile-1200; i++ {
		fmt.Fprintf(&list, "  - url: https://a.example/%d # %s\n", i, strings.Repeat("x", 1000))
	}
	src := list.String()
	if _, err := Parse("c.yaml", []byte(src)); err != nil {
		t.Fatal(err)
	}
	if _, err := AddFeeds("c.yaml", []byte(src), Feed{URL: "https://a.example/" + strings.Repeat("f", 1000)}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("AddFeeds = %v, want that the file is too large", err)
	}
}
