package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// foldedAt runs the screen with a folded event of four stories.
func foldedAt(t *testing.T, w, h int, l look, f func(d *uitest.Driver, lib *uitest.Library, k *desk)) {
	t.Helper()
	lib, ev := uitest.Crisis()
	lib.SetClusters(news.Cluster{ID: "gates", Stories: []news.StoryID{uitest.WireID, uitest.CopyID, uitest.GatesID, uitest.InquiryID}, Outlets: 4, Origins: 2, AtLeast: true})
	k := &desk{opt: func(o *ui.Options) {
		o.Env.Events, o.Env.Theme, o.Env.ASCII, o.Env.Fold = ev, l.theme(), l.ascii, true
	}}
	drive(t, w, h, lib, k, func(d *uitest.Driver) { f(d, lib, k) })
}

// TestFolding holds the list folded and unfolded, at five sizes in three looks.
func TestFolding(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 20}, {80, 24}, {120, 36}, {160, 45}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, l := range []look{{"dark", theme.Dark, false}, {"mono", theme.Mono, false}, {"ascii", theme.Mono, true}} {
				foldedAt(t, size[0], size[1], l, func(d *uitest.Driver, _ *uitest.Library, _ *desk) {
					g := gallery{w: size[0], h: size[1], look: l}
					for range 20 {
						if strings.Contains(cursorRow(d), "injured") {
							break
						}
						d.Press("j")
					}
					g.shot(d, "folded")
					d.Press("c")
					g.shot(d, "unfolded")
				})
			}
		})
	}
}

// cursorRow returns the row of the screen that the terminal's cursor is on.
func cursorRow(d *uitest.Driver) string {
	_, y, _ := d.Cursor()
	lines := strings.Split(d.Screen(), "\n")
	if y < 0 || y >= len(lines) {
		return ""
	}
	return lines[y]
}

// toRow moves the cursor down to the row with the injured.
func toRow(t *testing.T, d *uitest.Driver) {
	t.Helper()
	const text = "28 injured"
	d.Press("g", "g")
	for range 40 {
		if strings.Contains(cursorRow(d), text) {
			return
		}
		d.Press("j")
	}
	t.Fatalf("no row with %q:\n%s", text, d.Screen())
}

// TestNothingIsHidden steps over folded stories, unfolds them, and finds each of them
// again; reading the next story goes through the event first.
func TestNothingIsHidden(t *testing.T) {
	foldedAt(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, _ *uitest.Library, _ *desk) {
		if s := d.Screen(); strings.Contains(s, "31 injured") || !strings.Contains(s, "28 injured at the Kamin") || !strings.Contains(s, "4 outlets ≥2 or.") {
			t.Errorf("folded:\n%s", s)
		}
		toRow(t, d)
		d.Press("c")
		s := d.Screen()
		for _, want := range []string{"v 28 injured", "| 31 injured", "| Dam gates jam"} {
			if !strings.Contains(s, want) {
				t.Errorf("unfolded, no %q:\n%s", want, s)
			}
		}
		if !strings.Contains(cursorRow(d), "v 28 injured") {
			t.Errorf("the cursor has moved to %q", cursorRow(d))
		}
		d.Press("j")
		if !strings.Contains(cursorRow(d), "| 31 injured") {
			t.Errorf("the row below is %q", cursorRow(d))
		}
		d.Press("c")
		if !strings.Contains(cursorRow(d), "28 injured") || strings.Contains(d.Screen(), "| 31") {
			t.Errorf("folded again:\n%s", d.Screen())
		}
		d.Press("enter", "J")
		if s := d.Screen(); !strings.Contains(s, "31 injured as dam gates jam at Kamin") {
			t.Errorf("the next story is not of the event:\n%s", s)
		}
		// A search shows each story by itself.
		d.Press("q", "/")
		d.Type("injured")
		d.Press("enter")
		if s := d.Screen(); strings.Count(s, "injured") < 4 {
			t.Errorf("searched:\n%s", s)
		}
	})
}

// TestMarkingAFoldedRowMarksItsStories marks all of an event in one step, which one undo
// takes back.
func TestMarkingAFoldedRowMarksItsStories(t *testing.T) {
	foldedAt(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, lib *uitest.Library, _ *desk) {
		unread := func() int {
			ss, err := lib.StoriesByID(t.Context(), uitest.WireID, uitest.CopyID, uitest.GatesID, uitest.InquiryID)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, s := range ss {
				if !s.Read {
					n++
				}
			}
			return n
		}
		toRow(t, d)
		d.Press("m")
		if n := unread(); n != 0 {
			t.Errorf("%d of 4 are unread after m", n)
		}
		d.Press("u")
		if n := unread(); n != 4 {
			t.Errorf("%d of 4 are unread after u", n)
		}
		// Once the newest is read, the row shows the newest that is not.
		d.Press("enter", "q")
		if s := cursorRow(d); !strings.Contains(s, "31 injured") {
			t.Errorf("after the newest was read the row shows %q", s)
		}
	})
}

// TestWhatComesLaterIsCountedOnTheRow: a story that joins the event stays out of the
// list until it is drawn anew, and nothing moves.
func TestWhatComesLaterIsCountedOnTheRow(t *testing.T) {
	foldedAt(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, lib *uitest.Library, k *desk) {
		toRow(t, d)
		before := d.Screen()
		st := newStory("gateslater000001", "40 injured at Kamin", k.env.Now())
		st.Story.Source = sanitize.Lit("Post")
		lib.Add(st)
		lib.SetClusters(news.Cluster{
			ID: "gates", Stories: []news.StoryID{uitest.WireID, uitest.CopyID, uitest.GatesID, uitest.InquiryID, "gateslater000001"}, Outlets: 5, Origins: 3,
		})
		k.bell <- struct{}{}
		d.Advance(time.Second)
		after := d.Screen()
		if !strings.Contains(cursorRow(d), "+1 4 outlets") {
			t.Errorf("the row is %q", cursorRow(d))
		}
		for i, l := range strings.Split(before, "\n")[1:22] {
			if now := strings.Split(after, "\n")[1:22][i]; now != l && !strings.Contains(now, "28 injured") {
				t.Errorf("row %d was %q and is %q", i, l, now)
			}
		}
		d.Press(".")
		if s := d.Screen(); !strings.Contains(s, "40 injured") || strings.Contains(s, "28 injured") || !strings.Contains(s, "5 outlets 3 or.") {
			t.Errorf("drawn anew:\n%s", s)
		}
	})
}

// TestALongFoldedListIsSteppedThrough: six hundred stories, folded by six and mixed,
// row by row, page by page, from both ends.
func TestALongFoldedListIsSteppedThrough(t *testing.T) {
	const events, each = 100, 6
	lib := uitest.NewLibrary(nil)
	clusters := make([]news.Cluster, events)
	for i := range events * each {
		e := i % events
		id := news.StoryID(fmt.Sprintf("event%03dstory%03d", e, i/events))
		st := newStory(id, fmt.Sprintf("Event %03d, part %d", e, i/events), uitest.Start().Add(-time.Duration(i/events*3+e*20)*time.Minute))
		lib.Add(st)
		clusters[e].ID = fmt.Sprintf("event-%03d", e)
		clusters[e].Stories = append(clusters[e].Stories, id)
	}
	lib.SetClusters(clusters...)
	k := &desk{opt: func(o *ui.Options) { o.Env.Fold, o.Env.Desks = true, nil }}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		for e := range events {
			if want := fmt.Sprintf("Event %03d, part 0", e); !strings.Contains(cursorRow(d), want) {
				t.Fatalf("row %d is %q, want %s:\n%s", e, cursorRow(d), want, d.Screen())
			}
			d.Press("j")
		}
		d.Press("k", "k")
		if want := "Event 097, part 0"; !strings.Contains(cursorRow(d), want) {
			t.Errorf("two rows up is %q, want %s", cursorRow(d), want)
		}
		d.Press("g", "g")
		for range 8 {
			d.Press("pgdown")
		}
		if got := strings.Count(d.Screen(), "part 0"); got != 22 {
			t.Errorf("%d rows at the end, want 22:\n%s", got, d.Screen())
		}
		d.Press("g", "g", "c", "G", "g", "g")
		if s := d.Row(1); !strings.Contains(s, "v Event 000") {
			t.Errorf("after the way to the end and back the first row is %q", s)
		}
		d.Press("G")
		if !strings.Contains(cursorRow(d), "Event 099") {
			t.Errorf("the last row is %q", cursorRow(d))
		}
	})
}
