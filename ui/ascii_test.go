package ui_test

import (
	"fmt"
	"testing"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// everyBlock is a library in ASCII with a story of every kind of block, and
// references of every sort.
func everyBlock() *uitest.Library {
	lit := sanitize.Line
	var es []uitest.Entry
	for i := range 40 {
		e := newStory(news.StoryID(fmt.Sprintf("ascii%010d", i)), fmt.Sprintf("Report %d on the state of the upper levee and of all that stands behind it", i), uitest.Start().Add(-time.Duration(i)*time.Hour))
		e.Story.Summary, e.Story.Byline = lit("What is known, in short."), lit("R. Porter")
		e.Story.Starred, e.Story.Read, e.Story.References = i%3 == 0, i%2 == 0, i
		e.Story.Revisions = i % 3
		e.Story.Updated = e.Story.Published.Add(time.Hour)
		e.Whole = i%4 > 0
		for _, k := range []news.BlockKind{news.Heading, news.Paragraph, news.Quote, news.ListItem, news.Caption, news.Pre} {
			b := uitest.Para("Of the kind [that is called](https://harbor.example/kind) " + string(k) + ", which goes on for more than one line of most screens, so that it is broken.")
			b.Kind, b.Level = k, 1+i%3
			e.Body = append(e.Body, b)
		}
		e.Body = append(e.Body, news.Block{Kind: news.Table, Rows: [][]sanitize.Clean{
			{lit("gauge"), lit("level in meters above the datum of the harbor, which is long")}, {lit("1"), lit("2.5")},
		}})
		for j, r := range []news.Reference{
			{URL: fmt.Sprintf("https://harbor.example/ascii%010d", (i+1)%40)}, {URL: "https://far.example/1"}, {}, {URL: "https://far.example/2", Match: news.Likely},
		} {
			r.Title, r.Kind, r.Paragraph, r.Marker = lit(fmt.Sprintf("Reference %d that is longer than fits into one row of the strip", j)), news.RefInline, j, lit("Read also")
			e.References = append(e.References, r)
		}
		es = append(es, e)
	}
	feed := news.FeedStatus{Feed: news.Feed{ID: uitest.HarborWire, Name: lit("Harbor Wire")}}
	failing := feed
	failing.Feed.ID, failing.State.Failures, failing.State.Err = "https://b.example/rss", 3, lit("no such host")
	failing.State.LastTry = uitest.Start()
	return uitest.NewLibrary([]news.FeedStatus{feed, failing}, es...)
}

// TestInASCIIAllThatIsDrawnIsASCII goes through every screen: where the text
// of others is ASCII, so is every byte.
func TestInASCIIAllThatIsDrawnIsASCII(t *testing.T) {
	for _, size := range [][2]int{{30, 8}, {40, 12}, {80, 24}, {100, 30}, {150, 50}, {300, 100}} {
		k := &desk{opt: func(o *ui.Options) { o.Env.ASCII, o.Title = true, true }}
		drive(t, size[0], size[1], everyBlock(), k, func(d *uitest.Driver) {
			look := func(after string) {
				t.Helper()
				for i, c := range []byte(d.Content()) {
					if c >= 0x80 {
						t.Fatalf("%dx%d after %s: %+q", size[0], size[1], after, d.Content()[max(i-60, 0):i+20])
					}
				}
			}
			look("the start")
			for _, keys := range [][]string{
				{"enter"},
				{"]"},
				{"]"},
				{"pgdown"},
				{"G"},
				{"/", "k", "i", "n", "d"},
				{"enter"},
				{"n"},
				{"esc"},
				{"1"},
				{"H"},
				{"1"},
				{"1"},
				{"t"},
				{"tab"},
				{"tab"},
				{"G"},
				{"q"},
				{"tab"},
				{"j"},
				{"j"},
				{"G"},
				{"z"},
				{"z"},
				{"y"},
				{"Y"},
				{"F"},
				{"j"},
				{"q"},
				{"?"},
				{"pgdown"},
				{"pgdown"},
				{"q"},
				{"q"},
				{"q"},
				{"h"},
				{"/", "l", "e", "v", "e", "e"},
				{"enter"},
				{"esc"},
				{"4", "2"},
				{"g"},
				{"esc"},
				{"m"},
				{"u"},
				{"x"},
			} {
				for _, key := range keys {
					if d.Quit() {
						return
					}
					d.Press(key)
				}
				look(fmt.Sprint(keys))
			}
			d.Send(reader.Progress{Running: true, Done: 1, Total: 3, Failed: 1, Now: sanitize.Lit("Harbor Wire")})
			look("polling")
			arrive(k, newStory("late", "Late news", uitest.Start().Add(time.Minute)))
			d.Advance(time.Second)
			look("arriving")
		})
	}
	k := &desk{opt: func(o *ui.Options) { o.Env.ASCII = true }}
	drive(t, 80, 24, uitest.NewLibrary(nil), k, func(d *uitest.Driver) {
		for i, c := range []byte(d.Content()) {
			if c >= 0x80 {
				t.Fatalf("an empty cache: %+q", d.Content()[max(i-60, 0):i+20])
			}
		}
	})
}
