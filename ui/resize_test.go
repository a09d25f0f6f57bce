package ui_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui/terminal"
	"sitrep/ui/uitest"
)

// dragged runs a screen behind the filter that keeps it steady.
func dragged(t *testing.T, w, h int, f func(d *uitest.Driver)) {
	t.Helper()
	var steady terminal.Steady
	uitest.Run(t, uitest.Options{W: w, H: h, Filter: steady.Filter, Model: func(ctx context.Context) tea.Model {
		return (&desk{}).screen(t, ctx, chain(4))
	}}, f)
}

func sizes(d *uitest.Driver) (n int) {
	for _, m := range d.Seen() {
		if _, ok := m.(tea.WindowSizeMsg); ok {
			n++
		}
	}
	return n
}

// TestADraggedWindowIsDrawnOnce changes the size fifty times in fifty
// milliseconds.
func TestADraggedWindowIsDrawnOnce(t *testing.T) {
	dragged(t, 80, 24, func(d *uitest.Driver) {
		if got := sizes(d); got != 1 {
			t.Fatalf("the first size is laid out %d times, want at once", got)
		}
		d.Press("enter", "pgdown", "pgdown", "j", "1", "H") // the paragraph is not at the top of a page
		mustShow(t, d, "Chapter 0, paragraph 20.")
		for i := range 50 {
			d.Send(tea.WindowSizeMsg{Width: 81 + i, Height: 24 + i%7})
			if got := sizes(d); got != 1 {
				t.Fatalf("laid out while it is dragged: %d times", got)
			}
			d.Advance(time.Millisecond)
		}
		d.Advance(time.Second)
		if got := sizes(d); got != 2 {
			t.Errorf("after the storm it is laid out %d times, want once", got-1)
		}
	})
}

// TestASizeThatIsNoneNewIsNotDrawn sends the size that there is, and then
// one that goes away and comes back: the part that a terminal cut off is drawn again.
func TestASizeThatIsNoneNewIsNotDrawn(t *testing.T) {
	dragged(t, 80, 24, func(d *uitest.Driver) {
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.Advance(time.Second)
		if got := sizes(d); got != 1 {
			t.Errorf("the same size is laid out again")
		}
		if seen := d.Seen(); !slices.Contains(seen, tea.ClearScreen()) {
			t.Errorf("what the terminal may have cut off is not drawn again: %v", seen)
		}
		d.Send(tea.WindowSizeMsg{Width: 60, Height: 24})
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.Advance(time.Second)
		if got := sizes(d); got != 2 {
			t.Errorf("laid out %d times, want once more than at the start", got)
		}
	})
}

// TestTheLineThatIsReadStaysThroughAllSizes goes through the sizes from small
// to large and back: the reader is where they were, with the same focus.
func TestTheLineThatIsReadStaysThroughAllSizes(t *testing.T) {
	dragged(t, 80, 24, func(d *uitest.Driver) {
		d.Press("enter")
		d.Press("pgdown", "pgdown")
		top, screen := topParagraph(t, d), inside(d)
		for _, s := range [][2]int{{40, 12}, {300, 100}, {100, 30}, {150, 40}, {30, 8}, {59, 12}, {80, 24}} {
			for _, w := range []int{s[0] + 9, s[0] + 3, s[0]} {
				d.Send(tea.WindowSizeMsg{Width: w, Height: s[1]})
			}
			d.Resize(s[0], s[1])
			d.Advance(200 * time.Millisecond)
			switch got := d.Screen(); {
			case s[0] < 40:
				mustShow(t, d, "sitrep needs")
			case s[1] >= 100: // it begins further up, as the end of the story is in sight
			default:
				if now := topParagraph(t, d); now != top {
					t.Errorf("%dx%d begins with paragraph %d, want %d:\n%s", s[0], s[1], now, top, got)
				}
			}
		}
		if got := inside(d); got != screen {
			t.Errorf("back at its size the screen is\n%s\nwant\n%s", got, screen)
		}
	})
}

// topParagraph returns the number of the first paragraph on the screen.
func topParagraph(t *testing.T, d *uitest.Driver) int {
	t.Helper()
	for i := range 60 {
		if row(d, fmt.Sprintf("Chapter 0, paragraph %d.", i)) != "" {
			return i
		}
	}
	t.Fatalf("no paragraph on the screen:\n%s", d.Screen())
	return 0
}
