package ui_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/uitest"
)

// presets gives the screen all presets of keys.
func presets(o *ui.Options) {
	o.Keymap = func(name string) (*keys.Map, error) {
		bs, _ := keys.Preset(name)
		return keys.New(bs, nil)
	}
}

// TestSetChangesEverySettingOfTheReader: only four of them could be set.
func TestSetChangesEverySettingOfTheReader(t *testing.T) {
	k := &desk{}
	k.opt = presets
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		for _, line := range []string{
			"ascii true", "bell on", "confirm off", "direction visual", "hyperlinks on", "keymap vim", "mouse yes", "theme mono",
			"times relative", "title", "width 60", "reader.times both",
		} {
			command(d, "set "+line)
			mustShow(t, d, "Set for now; in the configuration it is reader: {")
			command(d, "redraw")
		}
		if e := k.env; !e.ASCII || e.Confirm || !e.RTL || !e.Links || e.Theme.Name != "mono" || e.Times != "both" || e.Width != 60 {
			t.Errorf("not all of it was set: %+v", e)
		}
		if !strings.HasPrefix(d.Model().View().WindowTitle, "sitrep") {
			t.Error("the title of the terminal is not set")
		}
		for line, want := range map[string]string{
			"browser firefox": "browser is changed in the configuration",
			"keymap ed":       `There is no keymap "ed": sitrep, newsboat, vim, emacs`,
			"times":           "times takes a value: clock, relative, both",
		} {
			command(d, "set "+line)
			mustShow(t, d, want)
		}
	})
}

// TestAnotherKeymapHoldsAtOnce: the keys and every hint are those of the new one.
func TestAnotherKeymapHoldsAtOnce(t *testing.T) {
	k := &desk{opt: presets}
	drive(t, 80, 24, latin(30), k, func(d *uitest.Driver) {
		d.Press("l")
		mustShow(t, d, "No story is open")
		command(d, "set keymap newsboat")
		d.Press("l")
		mustShow(t, d, "(unread only)")
	})
}

// TestTimesAreWrittenAsOneWants: only the age was, and a headline from last night
// looked as old as one from two days ago.
func TestTimesAreWrittenAsOneWants(t *testing.T) {
	at := func(id string, ago time.Duration, unknown bool) uitest.Entry {
		s := news.Story{ID: news.StoryID(id), Headline: sanitize.Line("Story " + id), Published: uitest.Start().Add(-ago), FirstSeen: uitest.Start().Add(-ago)}
		if unknown {
			s.Published = time.Time{}
		}
		return uitest.Entry{Story: s}
	}
	lib := uitest.NewLibrary(nil, at("a000000000000000", 20*time.Minute, false), at("b000000000000000", 9*time.Hour, true),
		at("c000000000000000", 38*time.Hour, false), at("d000000000000000", 60*time.Hour, true), at("e000000000000000", 400*24*time.Hour, false))
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		for _, c := range []struct {
			set  string
			rows []string
		}{
			{"", []string{" 14:10 ", " ?05:30 ", " 13 Mar ", " ?12Mar ", " Feb'25 "}},
			{"times relative", []string{" 20m ", " ?9h ", " 1d ", " ?2d ", " Feb25 "}},
			{"times both", []string{" 14:10 20m ", " ?05:30  9h ", " 13 Mar  1d ", " ?12Mar  2d ", " Feb'25 "}},
			{"times clock", []string{" 14:10 "}},
		} {
			if c.set != "" {
				command(d, "set "+c.set)
			}
			for i, want := range c.rows {
				if l := row(d, "Story "+string("abcde"[i])+"0"); !strings.Contains(l, want) {
					t.Errorf("%q: the row is %q, want %q in it", c.set, l, want)
				}
			}
		}
	})
}

// TestTheHeaderTellsAgeAndClockInOneRow: it took two rows, and gave no age.
func TestTheHeaderTellsAgeAndClockInOneRow(t *testing.T) {
	zone := time.FixedZone("EET", 2*3600)
	start := uitest.Start()
	lib := uitest.NewLibrary(nil, uitest.Entry{Story: news.Story{
		ID: "a000000000000000", Headline: sanitize.Lit("Gates opened"), Published: start.Add(-70 * time.Minute), Updated: start.Add(-40 * time.Minute),
		FirstSeen: start.Add(-15 * time.Minute),
	}})
	k := &desk{opt: func(o *ui.Options) { o.Env.Zone = zone }}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		d.Press("enter")
		mustShow(t, d, "1 h ago, Sat 14 Mar 15:20 EET (13:20Z) · updated +30 min · seen +55 min")
		d.Advance(2 * time.Hour)
		mustShow(t, d, "1 h ago, ") // until a key is pressed
		d.Press("j")
		mustShow(t, d, "3 h ago, ")
	})
}

// TestCompletionListsEachWordOnce: a name that is a command and an action came twice,
// and only one candidate could be seen.
func TestCompletionListsEachWordOnce(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press(":")
		d.Type("se")
		d.Press("tab")
		n := 0
		for l := range strings.SplitSeq(d.Screen(), "\n") {
			if strings.Contains(l, "search ") && !strings.HasPrefix(l, ":") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("search is listed %d times:\n%s", n, d.Screen())
		}
	})
}
