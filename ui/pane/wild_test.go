package pane_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// wildTitles is how many texts are tried, and atOnce how many of them are in
// one pane.
const (
	wildTitles = 10_000
	atOnce     = 50
)

// TestNoTextMovesAColumn sets ten thousand texts in the panes that show them,
// at several sizes: every row is as wide as its pane, by the sum of its cells
// and by where a terminal's cursor stands behind it.
func TestNoTextMovesAColumn(t *testing.T) {
	titles := uitest.Wild(1, wildTitles)
	e := env(t, uitest.NewLibrary(nil))
	for n := 0; n*atOnce < len(titles); n++ {
		es := wildEntries(titles[n*atOnce : min((n+1)*atOnce, len(titles))])
		e.Library = uitest.NewLibrary(nil, es...)
		e.RTL, e.ASCII = n%3 == 1, n%3 == 2
		list, story, also := headlines(t, e), paneOf(t, e, layout.Story), paneOf(t, e, layout.ReadAlso)
		list.Focus(true)
		list.Resize(80, len(es)+1)
		run(list, list.Update(pane.CacheChanged{}))
		load := wildStory(es)
		for _, p := range []pane.Pane{story, also} {
			p.Resize(76, 200)
			run(p, p.Update(pane.StoryOpened{Story: load.Story}))
			run(p, p.Update(load))
		}
		w := []int{26, 40, 57, 80}[n%4]
		exact(t, list, w, len(es)+1)
		exact(t, story, w, 3*len(es))
		exact(t, also, w, 2*len(es)+2)
		exact(t, also, w, 5)
	}
}

func paneOf(t *testing.T, e *pane.Env, slot layout.Slot) pane.Pane {
	t.Helper()
	for _, spec := range pane.All() {
		if spec.Slot == slot && spec.Scope != keys.Overlay {
			return spec.New(e)
		}
	}
	t.Fatal("there is no such pane")
	return nil
}

func wildEntries(titles []string) []uitest.Entry {
	es := make([]uitest.Entry, len(titles))
	for i, title := range titles {
		at := uitest.Start().Add(-time.Duration(i) * time.Minute)
		c := sanitize.Line(title)
		es[i] = uitest.Entry{Story: news.Story{
			ID: news.StoryID(fmt.Sprintf("wild%012d", i)), Headline: c, Source: c, Byline: c, Published: at, FirstSeen: at, References: i % 120, Starred: i%2 == 0,
		}}
	}
	return es
}

func wildStory(es []uitest.Entry) pane.StoryLoaded {
	l := pane.StoryLoaded{Story: &es[0].Story}
	for i := range es {
		c := es[i].Story.Headline
		kind := []news.BlockKind{news.Paragraph, news.Quote, news.ListItem, news.Heading, news.Caption, news.Pre}[i%6]
		l.Body.Blocks = append(l.Body.Blocks, news.Block{Kind: kind, Text: c, Level: 1})
		l.Refs = append(l.Refs, news.Reference{Title: c, Marker: c, Kind: news.RefInline, Paragraph: i, URL: "https://a.example/2"})
		l.Cited = append(l.Cited, &es[i].Story)
	}
	l.Body.Blocks = append(l.Body.Blocks, news.Block{Kind: news.Table, Rows: [][]sanitize.Clean{{es[0].Story.Headline, es[len(es)-1].Story.Headline}}})
	return l
}

// exact fails unless a pane fills its room exactly.
func exact(t *testing.T, p pane.Pane, w, h int) {
	t.Helper()
	p.Resize(w, h)
	checkCells(t, p, [2]int{w, h}, "wild text")
	for i, x := range uitest.Columns(p.View()) {
		if x != w {
			t.Fatalf("at %dx%d: behind line %d the cursor stands in column %d: %+q", w, h, i, x, strings.Split(p.View(), "\n")[i])
		}
	}
}
