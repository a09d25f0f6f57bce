package typeset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func lines(t *Text) []string {
	var all []string
	for i := range t.Lines() {
		all = append(all, t.Line(i).String())
	}
	return all
}

func TestWordsStandForOrnaments(t *testing.T) {
	block := func(k news.BlockKind, s string) news.Block { return news.Block{Kind: k, Text: sanitize.Text(s)} }
	table := news.Block{Kind: news.Table, Rows: [][]sanitize.Clean{
		{sanitize.Line("Town"), sanitize.Line("Level")}, {sanitize.Line("Velm"), sanitize.Line("6.2 m")}, {sanitize.Line("Oresk"), sanitize.Line("4.8 m")},
	}}
	blocks := []news.Block{
		block(news.Heading, "Closed"), block(news.ListItem, "The bridge"), block(news.Quote, "It came fast."), table,
		block(news.Caption, "The quay"), block(news.Pre, "A line that is by far too long to fit"),
	}
	refs := []news.Reference{
		{N: 1, Title: sanitize.Line("The dam"), URL: "u", Kind: news.RefInline, Paragraph: 2},
		{N: 2, Title: sanitize.Line("Long ago"), Marker: sanitize.Line("More"), Kind: news.RefText, Paragraph: 6},
	}
	want := []string{
		"Heading: Closed", "", "- The bridge", "", "Read also: The dam [1]", "", "Quote: It came fast.", "",
		"Row 1: Town: Velm; Level:", "6.2 m", "Row 2: Town: Oresk; Level:", "4.8 m", "Caption: The quay", "",
		"A line that is by far too", "long to fit", "", "More: Long ago [2] (not", "found yet)",
	}
	if diff := cmp.Diff(want, lines(Set(blocks, refs, Options{Width: 26, ASCII: true, Words: true}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	one := Set(blocks, refs, Options{Width: 1 << 20, ASCII: true, Words: true})
	if got := len(lines(one)); got != 15 {
		t.Errorf("without a width it has %d lines, want one for each paragraph, row and blank:\n%s", got, strings.Join(lines(one), "\n"))
	}
}
