package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
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
		{"in_brackets", "feeds: [{url: https://a.example/f}]\n", "sitrep.yaml:1: feeds: is a list in brackets, which sitrep does not edit (write one feed a line, each after a dash)"},
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
