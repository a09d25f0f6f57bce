package main

import (
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestTextForPeopleSaysWhoseHostAReferenceLeadsTo(t *testing.T) {
	known := knownSources([]news.Feed{{ID: "https://feeds.harbor.example/rss"}})
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
	shown := (&shown{known: known, story: root, refs: refs}).text(200)
	chain := news.Chain{Root: root}
	for _, r := range refs {
		chain.Nodes = append(chain.Nodes, news.ChainNode{Ref: r, From: root, Depth: 1})
	}
	related := chainText(chain, known, 200)
	for _, w := range want {
		if !strings.Contains(shown, w) {
			t.Errorf("show does not say %q:\n%s", w, shown)
		}
		if !strings.Contains(related, w) {
			t.Errorf("related does not say %q:\n%s", w, related)
		}
	}
}
