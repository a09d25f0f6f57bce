package pane_test

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// BenchmarkStory measures the cost of a story of n paragraphs: opening it,
// scrolling it by a line, and another width.
func BenchmarkStory(b *testing.B) {
	for _, n := range []int{20, 5000} {
		blocks := make([]news.Block, n)
		for i := range blocks {
			blocks[i] = uitest.Para(fmt.Sprintf("Paragraph %d of [the report](https://a.example/%d). ", i, i) + strings.Repeat("The water keeps rising in the lower streets. ", 7))
		}
		st := &news.Story{ID: "long", Headline: sanitize.Lit("Long"), FirstSeen: uitest.Start()}
		loaded := pane.StoryLoaded{Story: st, Body: news.Body{Origin: news.FromPage, Whole: true, Blocks: blocks}}
		var p pane.Pane
		for _, spec := range pane.All() {
			if spec.Slot == layout.Story {
				p = spec.New(&pane.Env{Env: reader.Env{Ctx: b.Context(), Now: uitest.Start}, Theme: theme.Dark(), Width: 76})
			}
		}
		p.Resize(80, 36)
		open := func() {
			p.Update(pane.StoryOpened{Story: st})
			p.Update(loaded)
			p.View()
		}
		b.Run(fmt.Sprintf("open/%d", n), func(b *testing.B) {
			for b.Loop() {
				open()
			}
		})
		b.Run(fmt.Sprintf("line/%d", n), func(b *testing.B) {
			open()
			for b.Loop() {
				p.Do(keys.Down)
				p.View()
			}
		})
		b.Run(fmt.Sprintf("again/%d", n), func(b *testing.B) {
			open()
			for b.Loop() {
				p.Update(loaded)
			}
		})
	}
}
