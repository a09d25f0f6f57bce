package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestNoHeadlineMovesWhatStandsBesideIt walks through stories with wild
// headlines: the line between the panes stays where it is.
func TestNoHeadlineMovesWhatStandsBesideIt(t *testing.T) {
	var es []uitest.Entry
	for i, title := range uitest.Wild(2, 200) {
		e := newStory(news.StoryID(fmt.Sprintf("wild%011d", i)), title, uitest.Start().Add(-time.Duration(i)*time.Minute))
		e.Story.Source = sanitize.Line(title)
		e.Body, e.Whole = []news.Block{uitest.Para(title + " and more")}, true
		es = append(es, e)
	}
	for _, size := range [][2]int{{140, 30}, {150, 40}} {
		drive(t, size[0], size[1], uitest.NewLibrary(nil, es...), &desk{}, func(d *uitest.Driver) {
			first, _, _ := strings.Cut(ansi.Strip(d.Content()), "│")
			at := ansi.StringWidthWc(first)
			for range 25 {
				d.Press("enter", "h", "8", "j")
				rows := strings.Split(ansi.Strip(d.Content()), "\n")
				for y, row := range rows[:len(rows)-1] {
					x, rest := 0, row
					for x < at && rest != "" {
						c, w := ansi.FirstGraphemeCluster(rest, ansi.WcWidth)
						x, rest = x+w, rest[len(c):]
					}
					if x != at || !strings.HasPrefix(rest, "│") {
						t.Fatalf("%dx%d: no line in column %d of row %d: %q", size[0], size[1], at, y, row)
					}
				}
				for y, x := range uitest.Columns(d.Content()) {
					if x > size[0] {
						t.Fatalf("%dx%d: row %d is %d cells wide", size[0], size[1], y, x)
					}
				}
			}
		})
	}
}
