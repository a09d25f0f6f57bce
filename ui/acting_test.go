package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// asked returns the last thing that was asked for.
func (d *desk) asked() uitest.Call {
	calls := d.act.Calls()
	if len(calls) == 0 {
		return uitest.Call{}
	}
	return calls[len(calls)-1]
}

func TestFeedsTagsAndDesksAreWrittenFromTheScreen(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("a")
		mustShow(t, d, "add feed:")
		d.Type("https://tarn.example/rss")
		d.Press("enter")
		mustShow(t, d, "AddFeed https://tarn.example/rss.")
		command(d, "add https://velm.example/")
		if got := k.asked(); got != (uitest.Call{Method: "AddFeed", Arg: "https://velm.example/"}) {
			t.Errorf("asked for %+v", got)
		}
		command(d, "tag floods")
		if got := k.asked(); got != (uitest.Call{Method: "TagFeed", Arg: string(uitest.HarborWire) + " floods"}) {
			t.Errorf("asked for %+v", got)
		}
		command(d, "tag -floods")
		if got := k.asked(); got != (uitest.Call{Method: "TagFeed", Arg: string(uitest.HarborWire) + " -floods"}) {
			t.Errorf("asked for %+v", got)
		}
		command(d, "desk save Everything")
		mustShow(t, d, "All stories are listed: there is no query to keep as a desk.")
		d.Press("]", "/")
		d.Type("tarn")
		d.Press("tab", "enter", "U")
		command(d, "desk save Tarn tonight")
		if got := k.asked(); got != (uitest.Call{Method: "SaveDesk", Arg: "Tarn tonight: tag:hazards tarn is:unread"}) {
			t.Errorf("asked for %+v", got)
		}
		command(d, "desk tarn")
		mustShow(t, d, "[Tarn tonight]")
	})
	k = &desk{}
	k.act = &uitest.Actions{OnChange: func(context.Context, string, string) (sanitize.Clean, error) {
		return sanitize.Clean{}, errors.New("config.yaml:3: feeds: is a list in brackets")
	}}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		command(d, "add https://velm.example/")
		mustShow(t, d, "The feed was not added: config.yaml:3: feeds: is a list in brackets")
		d.Press("a", "esc")
		if n := len(k.act.Calls()); n != 1 {
			t.Errorf("%d calls, want 1: Esc adds nothing", n)
		}
	})
}

// TestWhatIsMutedIsCountedNeverSilent: the heading says how many stories are kept out.
func TestWhatIsMutedIsCountedNeverSilent(t *testing.T) {
	lib := uitest.Sample()
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "69, 22 unread", "Third gate of the Harbor dam")
		command(d, "mute gate for 3d")
		mustShow(t, d, `Stories with "gate" in the headline are muted until 17 Mar 14:30; unmute`, "(1 muted)", "68, 21 unread")
		mustNotShow(t, d, "Third gate of the Harbor dam")
		d.Press("/")
		d.Type("gate")
		d.Press("enter")
		mustShow(t, d, "(1 muted)")
		d.Press("esc")
		command(d, "mute M 2.1")
		mustShow(t, d, "muted)")
		command(d, "mute")
		mustShow(t, d, "Muted: gate until 17 Mar 14:30, M 2.1.")
		command(d, "unmute M 2.1")
		mustShow(t, d, "are listed again.", "(1 muted)")
		d.Press("/", "backspace")
		mustShow(t, d, "(mutes off)", "Third gate of the Harbor dam")
		command(d, "mute x for 1h")
		mustShow(t, d, "muted)")
		mustNotShow(t, d, "(mutes off)")
		for _, line := range []string{"mute for 3d", `mute ""`} {
			command(d, line)
			mustShow(t, d, "There is no word to mute")
		}
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) { // in the next session
		mustShow(t, d, "(1 muted)", "68, 21 unread")
		mustNotShow(t, d, "Third gate of the Harbor dam")
	})
}

func TestWhatTheStatusRowSaidIsKept(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		command(d, "messages")
		mustShow(t, d, "Messages, the latest first", "Nothing has been said yet.")
		d.Press("q", "m")
		d.Advance(time.Minute)
		d.Press("4", "z", "j")
		command(d, "messages")
		mustShow(t, d, "14:30:00  Marked read.", "14:31:00  A number means nothing before z.")
	})
}
