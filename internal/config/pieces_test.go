package config

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// TestAListInPiecesIsTheListAsAWhole reads files of every layout in both ways:
// values, lines and problems are the same.
func TestAListInPiecesIsTheListAsAWhole(t *testing.T) {
	entries := []string{
		"- url: https://a%d.example/f\n", "- url: https://a%d.example/f # aye\n  name: A\n", "- {url: https://a%d.example/f, tags: [x, y]}\n",
		"-\n  url: https://a%d.example/f\n", "- name: >\n    folded\n    text\n  url: https://a%d.example/f\n", "- name: \"two\n    lines\"\n  url: https://a%d.example/f\n",
		"- url: https://a%d.example/f\n  tags:\n  - x\n  - y\n", "\n# above\n- url: https://a%d.example/f\n\n", "- url: https://a%d.example/f\n  # below\n",
		"- url: https://a%d.example/f\n  interval: 5s\n", "- https://a%d.example/f\n", "- url: gopher://a%d.example/\n  nam: x\n", "-\n", "- url: https://same.example/f\n",
		"- url: https://a%d.example/f\n  url: https://b.example/f\n", "- &x\n  url: https://a%d.example/f\n", "- *x\n", "- - url: https://a%d.example/f\n", "- [a]\n",
		"- name: \"open\n- url: https://a%d.example/f\"\n", "- url: 'https://a%d.example/f\n", " - url: https://a%d.example/f\n", "\t- url: https://a%d.example/f\n", "x: 1\n", "---\n",
	}
	heads := []string{"packs: []\n", "", "# mine\n\npacks: [hazards]\n", "desks:\n  - {name: Floods, query: flood}\n", "packs: |\n  feeds:\n", "feeds: []\n"}
	keys := []string{"feeds:\n", "feeds: # all of them\n", "feeds:\n# first\n\n", "feeds: \n", "\"feeds\":\n", "feeds: !!seq\n", "x: \"\nfeeds:\n"}
	tails := []string{"", "poll:\n  timeout: 9s\n", "# the end\n", "poll: {timeout: 30}\n", "feeds:\n- url: https://c.example/f\n", "...\n", "nope: 1"}
	rnd := rand.New(rand.NewPCG(15, 16))
	pick := func(from []string) string { return from[rnd.IntN(len(from))] }
	pieces, clean := 0, 0
	for range 6000 {
		var b strings.Builder
		b.WriteString(pick(heads))
		b.WriteString(pick(keys))
		indent := pick([]string{"", "  ", "    "})
		usual := 9
		if rnd.IntN(2) == 0 {
			usual = len(entries)
		}
		for i := range 2 + rnd.IntN(9) {
			entry := entries[rnd.IntN(usual)]
			if strings.Contains(entry, "%d") {
				entry = fmt.Sprintf(entry, i)
			}
			for line := range strings.Lines(entry) {
				b.WriteString(indent + line)
			}
		}
		b.WriteString(pick(tails))
		src := b.String()
		if rnd.IntN(5) == 0 {
			src = strings.ReplaceAll(src, "\n", "\r\n")
		}
		got, gotErr, inPieces := readIn(src, 2, 2)
		want, wantErr, _ := readIn(src, math.MaxInt, 2)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nin pieces: %+v\n%v\nas a whole: %+v\n%v", src, got, gotErr, want, wantErr)
		}
		if inPieces {
			pieces++
		}
		if inPieces && gotErr == nil {
			clean++
		}
	}
	if pieces < 500 || clean < 200 {
		t.Errorf("%d files were read in pieces, %d of them without a problem: too few to say anything", pieces, clean)
	}
}

// readIn is read with other bounds.
func readIn(src string, long, size int) (c *Config, err error, inPieces bool) {
	d := newDecoder("c.yaml")
	d.long, d.size = long, size
	c, ok := d.read([]byte(src))
	if !ok {
		d = newDecoder("c.yaml")
		d.long = math.MaxInt
		c, _ = d.read([]byte(src))
	}
	return c, d.err(), d.pieces != nil
}

// manyFeeds is a configuration with n feeds.
func manyFeeds(n int) []byte {
	var b strings.Builder
	b.WriteString("feeds:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - url: http://h%d.example/feed\n", i)
	}
	return []byte(b.String())
}

// TestManyFeedsHaveTheirLines reads as many feeds as a file may have.
func TestManyFeedsHaveTheirLines(t *testing.T) {
	c, err := Parse("c.yaml", manyFeeds(100_000))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Feeds) != 100_000 || c.lines["feeds[99999].url"] != 100_001 {
		t.Errorf("%d feeds, the last on line %d", len(c.Feeds), c.lines["feeds[99999].url"])
	}
}

// BenchmarkManyFeeds reads a long list. As one tree it took 500 MB, and the program
// spent its time on collecting garbage, to stay within its limit.
func BenchmarkManyFeeds(b *testing.B) {
	src := manyFeeds(100_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("c.yaml", src); err != nil {
			b.Fatal(err)
		}
	}
}
