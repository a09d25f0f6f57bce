package ui_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui/uitest"
)

func TestADeskTagOrFeedIsPickedBySomeLetters(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("'")
		mustShow(t, d, "▸ all", "22/69", "  Hazards", "tag:", "go to:")
		d.Type("hz")
		mustShow(t, d, "▸ Hazards")
		mustNotShow(t, d, "▸ all", "  Unread ")
		d.Press("enter")
		mustShow(t, d, "[Hazards]")
		d.Press("'")
		d.Type("wire harb")
		d.Press("enter")
		mustShow(t, d, `search: feed:"Harbor Wire"`)
		d.Press("esc", "'", "down", "down", "tab", "up", "enter")
		mustShow(t, d, "[Unread]")
		d.Press("'")
		d.Type("zzz")
		mustShow(t, d, "nothing of that name")
		d.Press("enter")
		mustShow(t, d, "Nothing of that name was found.", "[Unread]")
		d.Press("'", "esc")
		mustShow(t, d, "[Unread]")
	})
}

// TestAStoryIsPickedByItsHeadline: also one that is older than the listed ones.
func TestAStoryIsPickedByItsHeadline(t *testing.T) {
	lib := latin(700)
	lib.Add(newStory("oldoldoldoldold1", "Seagulls of the outer quay", uitest.Start().Add(-900*time.Hour)))
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("'", "'")
		mustShow(t, d, "story:", "11 of 500", "Harbor Wire")
		d.Type("rpt 7 harbor")
		mustShow(t, d, "▸ Report 7 from the harbor")
		d.Press("enter")
		if got := pointed(t, d); !strings.HasPrefix(got.Headline.String(), "Report 7 ") {
			t.Errorf("opened %q", got.Headline)
		}
		d.Press("'", "'")
		d.Type("seagulls quay")
		mustShow(t, d, "nothing of that name")
		d.Advance(time.Second)
		mustShow(t, d, "▸ Seagulls of the outer quay")
		d.Press("enter")
		if got := pointed(t, d).ID; got != "oldoldoldoldold1" {
			t.Errorf("opened %q", got)
		}
		d.Press("'")
		d.Type("it's")
		mustShow(t, d, "go to: it's")
	})
}

func TestCommandsAreSeenWithTheirKeys(t *testing.T) {
	drive(t, 80, 24, latin(3), &desk{}, func(d *uitest.Driver) {
		d.Press(":")
		d.Type("mark")
		mustShow(t, d, "  mark-all-read", "mark the whole list read  A")
		d.Press("tab")
		mustShow(t, d, "▸ mark-all-read")
		d.Press("ctrl+u")
		d.Type("desk h")
		mustShow(t, d, "  desk Hazards")
	})
	drive(t, 40, 12, latin(3), &desk{}, func(d *uitest.Driver) {
		d.Press(":")
		if n := strings.Count(d.Screen(), "\n"); n > 12 {
			t.Errorf("%d rows", n)
		}
		mustShow(t, d, "Report 0", "of ")
	})
}

// TestAMuteOfAFeedHoldsItsStoriesBack: from the sidebar.
func TestAMuteOfAFeedHoldsItsStoriesBack(t *testing.T) {
	lib := uitest.Sample()
	if _, err := lib.SetMute(t.Context(), news.Mute{Feed: uitest.QuakeBoard}, true); err != nil {
		t.Fatal(err)
	}
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "(61 muted)", "8, ")
		mustNotShow(t, d, "Quake Board")
	})
}
