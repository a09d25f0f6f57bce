package ui_test

import (
	"testing"
	"time"

	"sitrep/ui/uitest"
)

// TestTheFeedsAreFilteredAndLeadToTheirStories walks from feed health to what
// a feed has brought.
func TestTheFeedsAreFilteredAndLeadToTheirStories(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("F", "j", "/")
		d.Type("quake")
		mustShow(t, d, `Feeds: 5, 1 failing; "quake": 1`, "Quake Board")
		mustNotShow(t, d, "Harbor Wire")
		d.Press("enter", "s")
		mustShow(t, d, "save is for the panes: q goes back to them.")
		d.Press("q")
		mustShow(t, d, "Harbor Wire", "Quake Board") // all of them again
		d.Press("/")
		d.Type("zeppelin")
		d.Press("enter")
		mustShow(t, d, "No feed has that in its name.")
		d.Press("enter")
		mustShow(t, d, "There is nothing to open here.")
		d.Press("esc", "/")
		d.Type("quake")
		d.Press("enter", "enter")
		mustShow(t, d, `search: feed:"https://quakes.example/alerts.atom"`, `No story matches feed:"https://quakes.example/alerts.atom"`) // whose language the test does not speak
		mustNotShow(t, d, "Harbor Wire")
	})
}

func TestANumberBeyondTheListOpensNothing(t *testing.T) {
	drive(t, 80, 24, latin(30), &desk{}, func(d *uitest.Driver) {
		d.Type("90")
		d.Press("enter")
		mustShow(t, d, "There is no number 90 here; the last is 30.", "30, 30 unread")
		d.Type("90G")
		d.Type("30")
		d.Press("enter")
		mustShow(t, d, "Report 29 from")
	})
}

// TestAListOfTheUnreadCountsWhatItShows: stories that are read stay listed.
func TestAListOfTheUnreadCountsWhatItShows(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("]", "]")
		mustShow(t, d, "[Unread]", "22, 22 unread")
		d.Press("enter", "J", "q")
		d.Advance(time.Second)
		mustShow(t, d, "22, 20 unread")
	})
}
