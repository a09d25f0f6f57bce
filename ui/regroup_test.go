package ui_test

import (
	"slices"
	"testing"

	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// TestStoriesAreMovedByHand: :part and :join move the story, or those selected, and undo
// takes back one after the other; after that it takes back marks, as before.
func TestStoriesAreMovedByHand(t *testing.T) {
	foldedAt(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, _ *uitest.Library, k *desk) {
		ev, ok := k.env.Events.(*uitest.Events)
		if !ok {
			t.Fatal("no events")
		}
		moved := func(want ...string) {
			t.Helper()
			if got := ev.Moved(); !slices.Equal(got, want) {
				t.Errorf("moved %q, want %q", got, want)
			}
		}
		line := func(s string) {
			d.Press(":")
			d.Type(s)
			d.Press("enter")
		}
		toRow(t, d)
		line("part")
		mustShow(t, d, "takes it back")
		line("join https://harbor.example/x")
		moved("parted "+string(uitest.InquiryID), "joined with https://harbor.example/x "+string(uitest.InquiryID))
		line("join")
		mustShow(t, d, "selects the stories of one event")
		d.Press("u", "u")
		moved("parted "+string(uitest.InquiryID), "joined with https://harbor.example/x "+string(uitest.InquiryID),
			"put back "+string(uitest.InquiryID), "put back "+string(uitest.InquiryID))
		d.Press("u")
		mustShow(t, d, "nothing to undo")
		d.Press("v", "j")
		line("join")
		if got := ev.Moved(); len(got) != 5 || len(got[4]) < 30 {
			t.Errorf("with a selection moved %q", got)
		}
	})
}

// TestTheTextsOfAFoldedRowAreFetched: x fetches the text of each story of the event that has
// none, and counts origins again.
func TestTheTextsOfAFoldedRowAreFetched(t *testing.T) {
	foldedAt(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, _ *uitest.Library, k *desk) {
		ev, ok := k.env.Events.(*uitest.Events)
		if !ok {
			t.Fatal("no events")
		}
		toRow(t, d)
		d.Press("x")
		mustShow(t, d, "Texts of the event: 1 fetched, 3 held before.")
		if got, want := ev.Moved(), []string{"recounted " + string(uitest.WireID)}; !slices.Equal(got, want) {
			t.Errorf("asked for %q, want %q", got, want)
		}
	})
}
