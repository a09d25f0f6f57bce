package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// reports is a library of fifty short stories, each with its number in the text; the
// fourth has an address of which only the feed's text is held.
func reports() *uitest.Library {
	var es []uitest.Entry
	for i := range 50 {
		e := newStory(news.StoryID(fmt.Sprintf("report%010d", i)), fmt.Sprintf("Report %d from the harbor", i), uitest.Start().Add(-time.Duration(i)*time.Minute))
		e.Body, e.Whole = []news.Block{uitest.Para(fmt.Sprintf("What number %d has to say.", i))}, i != 3
		es = append(es, e)
	}
	return uitest.NewLibrary(nil, es...)
}

func previewing(from int) *desk {
	return &desk{opt: func(o *ui.Options) { o.PreviewFrom = from }}
}

func (d *desk) isRead(t *testing.T, n int) bool {
	t.Helper()
	st, err := d.lib.Story(t.Context(), news.StoryID(fmt.Sprintf("report%010d", n)))
	if err != nil {
		t.Fatal(err)
	}
	return st.Read
}

// TestTheStoryFollowsTheCursorOnceItRests at the widths where both are on the screen.
func TestTheStoryFollowsTheCursorOnceItRests(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {120, 36}, {139, 40}, {140, 45}, {200, 60}} {
		k := previewing(1)
		drive(t, size[0], size[1], reports(), k, func(d *uitest.Driver) {
			d.Advance(150 * time.Millisecond)
			mustShow(t, d, "Preview", "What number 0 has to say.")
			d.Press("j")
			d.Advance(149 * time.Millisecond)
			mustShow(t, d, "What number 0 has to say.")
			d.Press("j", "j") // it begins to rest anew
			d.Advance(149 * time.Millisecond)
			mustShow(t, d, "What number 0 has to say.")
			d.Advance(time.Millisecond)
			mustShow(t, d, "What number 3 has to say.")
			d.Advance(2999 * time.Millisecond)
			for n := range 4 {
				if k.isRead(t, n) {
					t.Errorf("%v: story %d is marked read before the cursor has rested for 3 s", size, n)
				}
			}
			d.Advance(time.Millisecond)
			if !k.isRead(t, 3) || k.isRead(t, 0) {
				t.Errorf("%v: after a rest of 3 s, read: %v, %v, want the last alone", size, k.isRead(t, 0), k.isRead(t, 3))
			}
			d.Advance(time.Minute)
			if calls := k.act.Calls(); len(calls) != 0 {
				t.Errorf("%v: a preview asks the network: %v", size, calls)
			}
		})
	}
}

// TestAPreviewIsOpenedByItsFocus: then it is read, a step of the trail, and fetched.
func TestAPreviewIsOpenedByItsFocus(t *testing.T) {
	k := previewing(1)
	drive(t, 120, 36, reports(), k, func(d *uitest.Driver) {
		d.Press("j", "enter", "h") // number 1 is open
		d.Press("j", "j")
		d.Advance(time.Second)
		mustShow(t, d, "What number 3 has to say.")
		if k.isRead(t, 3) {
			t.Error("the preview is marked read")
		}
		d.Press("H")
		mustShow(t, d, "What number 1 has to say.")
		d.Press("h", "k")
		d.Advance(time.Second)
		mustShow(t, d, "What number 2 has to say.")
		d.Press("j")
		d.Advance(time.Second)
		d.Press("tab")
		mustShow(t, d, "2/2 ", "What number 3 has to say.")
		if calls := k.act.Calls(); !k.isRead(t, 3) || len(calls) != 1 || calls[0].Method != "FullText" {
			t.Errorf("opened from the preview: read %v, asked for %v", k.isRead(t, 3), calls)
		}
		d.Press("H")
		mustShow(t, d, "1/2 ", "What number 1 has to say.")
		d.Press("h")
		d.Advance(time.Second)
		mustShow(t, d, "What number 1 has to say.") // the cursor has not moved
		d.Press("j", "tab")                         // before it has rested
		mustShow(t, d, "2/2 ", "What number 4 has to say.")
	})
}

// TestNoPreviewWhereItWasNotAskedFor: below its width, without a story in sight, and
// while something covers the panes or is typed.
func TestNoPreviewWhereItWasNotAskedFor(t *testing.T) {
	for _, c := range []struct {
		name string
		w, h int
		from int
		keys []string
	}{
		{"switched off", 200, 60, 0, []string{"j"}},
		{"below its width", 139, 40, 140, []string{"j"}},
		{"alone on the screen", 80, 24, 1, []string{"j"}},
		{"too low", 120, 19, 1, []string{"j"}},
		{"zoomed", 160, 45, 1, []string{"z", "j"}},
		{"covered", 160, 45, 1, []string{"j", "F"}},
		{"typing", 160, 45, 1, []string{"j", ":"}},
	} {
		k := previewing(c.from)
		drive(t, c.w, c.h, reports(), k, func(d *uitest.Driver) {
			d.Press(c.keys...)
			d.Advance(10 * time.Second)
			mustNotShow(t, d, "What number")
			if k.isRead(t, 0) || k.isRead(t, 1) {
				t.Errorf("%s: a story is marked read", c.name)
			}
		})
	}
}

// TestThePreviewRestsByTheClockItIsGiven: time is a parameter.
func TestThePreviewRestsByTheClockItIsGiven(t *testing.T) {
	var asked []time.Duration
	clocks := make(chan chan time.Time, 10)
	k := &desk{opt: func(o *ui.Options) {
		o.PreviewFrom = 1
		o.After = func(d time.Duration) <-chan time.Time {
			c := make(chan time.Time, 1)
			asked = append(asked, d)
			clocks <- c
			return c
		}
	}}
	drive(t, 120, 36, reports(), k, func(d *uitest.Driver) {
		d.Advance(time.Hour)
		mustNotShow(t, d, "What number")
		c := <-clocks
		c <- time.Time{}
		d.Advance(0)
		mustShow(t, d, "What number 0 has to say.")
		if fmt.Sprint(asked) != "[150ms 3s]" {
			t.Errorf("it rests for %v", asked)
		}
	})
}

// TestWhatAPreviewCostsOnTheWire: nothing but the cursor while it moves, and a story
// once it rests.
func TestWhatAPreviewCostsOnTheWire(t *testing.T) {
	for _, c := range []struct {
		name          string
		make          func(int) *uitest.Library
		w, h          int
		move, preview int
	}{
		{"latin", english, 100, 30, 250, 3500},
		{"latin", english, 120, 36, 250, 4000},
		{"latin", english, 160, 45, 600, 4000},
		{"chinese", chinese, 120, 36, 500, 4000},
	} {
		programWith(t, c.w, c.h, c.make(200), previewing(1), func(r *run) {
			r.send(nil)
			for i := range 6 {
				r.p.Send(down())
				r.wait(100 * time.Millisecond)
				move := r.out.drain()
				r.p.Send(tea.KeyPressMsg{Code: 'j', Text: "j"})
				r.wait(100 * time.Millisecond)
				again := r.out.drain()
				r.wait(500 * time.Millisecond)
				shown := r.out.drain()
				t.Logf("%s %dx%d: %d and %d bytes for a move, %d for the preview", c.name, c.w, c.h, len(move), len(again), len(shown))
				if i == 3 {
					c.move += 60 // the cursor is at the end of the strip: the list scrolls
				}
				if len(move) > c.move || len(again) > c.move || len(shown) > c.preview || i == 0 && len(shown) < 100 {
					t.Errorf("%s %dx%d: moves cost %d and %d bytes, the preview %d; want at most %d and %d: %q", c.name, c.w, c.h, len(move), len(again), len(shown), c.move, c.preview, move)
				}
			}
		})
	}
}

// TestAPreviewIsNoPlaceToComeBackTo: the list comes back with its cursor, and the trail
// with the opened story.
func TestAPreviewIsNoPlaceToComeBackTo(t *testing.T) {
	lib := reports()
	drive(t, 120, 36, lib, previewing(1), func(d *uitest.Driver) {
		d.Press("j", "enter", "h", "j", "j")
		d.Advance(2 * time.Second)
		mustShow(t, d, "What number 3 has to say.")
		d.Press("Q")
	})
	drive(t, 120, 36, lib, previewing(1), func(d *uitest.Driver) {
		d.Advance(2 * time.Second)
		mustShow(t, d, "Preview", "What number 3 has to say.")
		d.Press("H")
		mustShow(t, d, "What number 1 has to say.")
		mustNotShow(t, d, "Preview")
	})
	if trail, err := lib.Trail(t.Context()); err != nil || len(trail.Steps) != 1 {
		t.Errorf("the trail has %d steps (%v), want the one story that was opened", len(trail.Steps), err)
	}
}

// TestWhatAPersonMarksUnreadStaysSo although the cursor rests on it: the rest that had
// begun made it read again.
func TestWhatAPersonMarksUnreadStaysSo(t *testing.T) {
	k := previewing(1)
	drive(t, 120, 36, reports(), k, func(d *uitest.Driver) {
		d.Advance(time.Second)
		d.Press("m", "m")
		d.Advance(time.Minute)
		if k.isRead(t, 0) {
			t.Error("a story that was marked unread is read after a minute under the cursor")
		}
		d.Press("j")
		d.Advance(time.Second)
		d.Press("k")
		d.Advance(time.Minute)
		if !k.isRead(t, 0) {
			t.Error("a story to which the cursor came back is not read after a minute")
		}
	})
}

// TestAKeyBeginsTheRestAnew: the end of a rest that had begun long before a key could
// mark a story read just as the key was pressed.
func TestAKeyBeginsTheRestAnew(t *testing.T) {
	for _, key := range []string{"esc", "f", "5", "z z"} {
		k := previewing(1)
		drive(t, 120, 36, reports(), k, func(d *uitest.Driver) {
			d.Advance(150*time.Millisecond + 2900*time.Millisecond)
			d.Press(strings.Fields(key)...)
			d.Advance(2900 * time.Millisecond)
			if k.isRead(t, 0) {
				t.Errorf("%s: read %v after it", key, 2900*time.Millisecond)
			}
			d.Advance(time.Second)
			if !k.isRead(t, 0) {
				t.Errorf("%s: unread after a rest of more than 3 s", key)
			}
		})
	}
}

// TestAMarkThatMeetsTheEndOfTheRest is for the screen the person saw: pressed for an unread
// story as the rest marked it read, the key made it unread again.
func TestAMarkThatMeetsTheEndOfTheRest(t *testing.T) {
	for _, c := range []struct {
		name  string
		after time.Duration // the rest has marked it
		keys  []string
		read  bool
	}{
		{"at once", 0, []string{"m"}, true},
		{"before a person can have seen it", 900 * time.Millisecond, []string{"m"}, true},
		{"later", 1100 * time.Millisecond, []string{"m"}, false},
		{"twice", 0, []string{"m", "m"}, false},
		{"with its neighbors", 0, []string{"2", "m"}, true},
		{"selected", 0, []string{"v", "m"}, true},
		{"with its neighbors, later", 1100 * time.Millisecond, []string{"2", "m"}, false},
	} {
		k := previewing(1)
		drive(t, 120, 36, reports(), k, func(d *uitest.Driver) {
			d.Advance(150 * time.Millisecond) // it is shown
			d.Advance(3 * time.Second)
			if !k.isRead(t, 0) {
				t.Fatalf("%s: unread after a rest of 3 s", c.name)
			}
			d.Advance(c.after)
			d.Press(c.keys...)
			d.Advance(time.Minute)
			if k.isRead(t, 0) != c.read {
				t.Errorf("%s: read %v, want %v", c.name, k.isRead(t, 0), c.read)
			}
		})
	}
}
