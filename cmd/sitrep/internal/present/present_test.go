package present

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestTextOfAStoryShowsWhatItsBlocksAre(t *testing.T) {
	at := time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC)
	a := &Story{
		story: &news.Story{
			ID: "aaaa", Source: sanitize.Lit("Harbor Post"), Headline: sanitize.Lit("Levee *holds*"), URL: "https://a.example/1",
			Published: at.Truncate(24 * time.Hour), PublishedDay: true, FirstSeen: at,
		},
		body: news.Body{Note: sanitize.Lit("Only a teaser."), Blocks: []news.Block{
			{Kind: news.Heading, Level: 2, Text: sanitize.Lit("At dawn")},
			{Kind: news.Quote, Text: sanitize.Lit("The water stood high.")},
			{Kind: news.ListItem, Level: 1, N: 2, Text: sanitize.Lit("second")},
			{Kind: news.Table, Rows: [][]sanitize.Clean{{sanitize.Lit("a"), sanitize.Lit("b")}, {sanitize.Lit("1"), sanitize.Lit("2|3")}}},
		}},
	}
	a.split([]news.Reference{
		{Kind: news.RefInline, Paragraph: 1, Title: sanitize.Lit("Old town"), Marker: sanitize.Lit("Read also")},
		{Kind: news.RefBodylink, URL: "https://a.example/2"},
		{Kind: news.RefBlock, Paragraph: 9, URL: "https://a.example/3", To: "bbbb", Match: news.Maybe},
	})
	wantText := `Levee *holds*
Harbor Post
published 2026-02-16 · first seen 2026-02-16 08:00 UTC
https://a.example/1
id aaaa

## At dawn
  » Read also: Old town [1]

  | The water stood high.

  2. second

  a | b
  1 | 2|3

[Only a teaser.]

Read also
  1. Old town — in text, no address, not found
  2. https://a.example/3 — end of page, by title: maybe, gone from the
  cache, id bbbb
`
	if diff := cmp.Diff(wantText, a.Text(76)); diff != "" {
		t.Errorf("text differs (-want +got):\n%s", diff)
	}
	md := a.Markdown()
	for _, want := range []string{
		"# Levee \\*holds\\*\n", "<https://a.example/1>", "\n## At dawn\n", "\n**Read also:** Old town\n", "\n> The water stood high.\n",
		"\n2. second\n", "\n| a | b |\n|---|---|\n| 1 | 2\\|3 |\n", "2. [https://a.example/3](<https://a.example/3>)\n",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("Markdown lacks %q:\n%s", want, md)
		}
	}
	if len(a.links) != 1 || len(a.refs) != 2 {
		t.Errorf("links %v, references %v: an ordinary link is no reference", a.links, a.refs)
	}
}

// Struck-out text must not be taken for valid.
func TestStruckTextIsToldFromWhatHolds(t *testing.T) {
	a := &Story{
		story: &news.Story{ID: "aaaa", Headline: sanitize.Lit("Levee holds")},
		body: news.Body{Whole: true, Blocks: []news.Block{
			{Kind: news.Paragraph, Text: sanitize.Lit("At least 15 people\n*here*."), Struck: []news.Struck{{Text: sanitize.Lit("1_2"), At: 8}, {Text: sanitize.Lit("beyond"), At: 99}}},
			{Kind: news.ListItem, Level: 1, Text: sanitize.Lit("Stay\ninside"), Struck: []news.Struck{{Text: sanitize.Lit("Boil water"), At: 0}}},
		}},
	}
	if got, want := a.Text(76), "\nAt least [struck out: 1_2] 15 people\n*here*.\n\n  - [struck out: Boil water] Stay\n"; !strings.Contains(got, want) {
		t.Errorf("text lacks %q:\n%s", want, got)
	}
	if got, want := a.Markdown(), "\nAt least ~~1\\_2~~ 15 people\\\n\\*here\\*.\n\n- ~~Boil water~~ Stay\\\n  inside\n"; !strings.Contains(got, want) {
		t.Errorf("Markdown lacks %q:\n%s", want, got)
	}
	if got := news.Text(a.body.Blocks); strings.Contains(got, "2") {
		t.Errorf("plain text = %q", got)
	}
}

func TestColumnsAreCountedInCells(t *testing.T) {
	if got, want := Table([][]string{{"日本", "x"}, {"a", "y"}}, 0), "日本  x\na     y\n"; got != want {
		t.Errorf("table = %q, want %q", got, want)
	}
	if got := Fit("日本語", 4); got != "日… " {
		t.Errorf("fit = %q", got)
	}
}

func TestTextForPeopleSaysWhoseHostAReferenceLeadsTo(t *testing.T) {
	known := sanitize.KnownSources("https://feeds.harbor.example/rss", "https://www.theguardian.com/world/rss")
	refs := []news.Reference{
		{Title: sanitize.Lit("Gates"), URL: "https://harb0r.example/gates", Kind: news.RefInline},
		{Title: sanitize.Lit("Gauges"), URL: "https://data.harbor.example/gauges", Kind: news.RefInline},
		{Title: sanitize.Lit("World"), URL: "https://vvww.theguardlan.com/world", Kind: news.RefInline},
		{Title: sanitize.Lit("Night"), URL: "https://harb0r.example/night", Kind: news.RefInline, To: "nightnightnightn", Match: news.ByURL, Target: &news.Story{FullText: true}},
		{Title: sanitize.Lit("Day"), URL: "https://www.harbor.example/day", Kind: news.RefInline},
	}
	want := []string{
		"Gates — in text, LOOKS LIKE harbor.example, not cached: https://harb0r.example/gates\n",
		"Gauges — in text, not cached: harbor.example (https://data.harbor.example/gauges)\n",
		"World — in text, LOOKS LIKE theguardian.com, not cached: theguardlan.com (https://vvww.theguardlan.com/world)\n",
		"Night — in text, LOOKS LIKE harbor.example, cached, id nightnightnightn",
		"Day — in text, not cached: https://www.harbor.example/day\n",
	}
	root := &news.Story{ID: "rootrootrootroot", Headline: sanitize.Lit("Two sources on one flood")}
	shown := (&Story{known: known, story: root, refs: refs}).Text(200)
	chain := news.Chain{Root: root}
	for _, r := range refs {
		chain.Nodes = append(chain.Nodes, news.ChainNode{Ref: r, From: root, Depth: 1})
	}
	related := ChainText(chain, known, 200)
	for _, w := range want {
		if !strings.Contains(shown, w) {
			t.Errorf("show does not say %q:\n%s", w, shown)
		}
		if !strings.Contains(related, w) {
			t.Errorf("related does not say %q:\n%s", w, related)
		}
	}
}
