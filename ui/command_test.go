package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/uitest"
)

func TestANumberBeforeGGoesToThatRow(t *testing.T) {
	drive(t, 80, 24, latin(300), &desk{}, func(d *uitest.Driver) {
		for _, c := range []struct {
			keys []string
			want string
		}{
			{[]string{"1", "7", "G"}, "Report 16 "},
			{[]string{"1", "5", "0", "G"}, "Report 149 "},
			{[]string{"G", "2", "0", "G"}, "Report 19 "}, // the beginning is no longer loaded
			{[]string{"3", "g", "g"}, "Report 2 "},
			{[]string{"9", "9", "9", "9", "G"}, "Report 299 "},
			{[]string{"1", "G"}, "Report 0 "},
		} {
			d.Press(c.keys...)
			d.Press("enter")
			if got := pointed(t, d).Headline.String() + " "; !strings.HasPrefix(got, c.want) {
				t.Errorf("%v: the cursor is on %q, want %q", c.keys, got, c.want)
			}
			d.Press("q")
		}
		d.Press("1", "2", "0", "enter")
		mustShow(t, d, "Report 119 from the harbor", "The gates were opened")
	})
}

// TestTheLastRequestForARowOfTheListCounts: G and gg pressed faster than the
// cache answers.
func TestTheLastRequestForARowOfTheListCounts(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"Ggg", "Report 0 "}, {"GggG", "Report 299 "}, {"G9G", "Report 8 "}, {"200Ggg", "Report 0 "}, {"GggjJ", "Report 2 "},
	} {
		lib := latin(300)
		drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
			lib.Delay = 100 * time.Millisecond
			d.Type(c.keys)
			d.Advance(time.Second)
			if !strings.HasSuffix(c.keys, "J") {
				d.Press("enter")
			}
			d.Advance(time.Second)
			if got := pointed(t, d).Headline.String(); !strings.HasPrefix(got, c.want) {
				t.Errorf("%s: the cursor is on %q, want %q", c.keys, got, c.want)
			}
		})
	}
}

func TestAnUnfinishedChordSaysWhatCanFollow(t *testing.T) {
	drive(t, 80, 24, latin(3), &desk{}, func(d *uitest.Driver) {
		d.Press("g")
		if got := last(d); !strings.HasPrefix(got, "g … g to the beginning") {
			t.Errorf("the status row says %q", got)
		}
		d.Press("g")
		mustNotShow(t, d, "to the beginning")
	})
}

// TestEveryActionIsACommand: what keys do can be typed.
func TestEveryActionIsACommand(t *testing.T) {
	m, err := keys.New(keys.Default(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range m.Actions() {
		drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
			d.Press("enter", ":")
			d.Type(string(a.Action))
			d.Press("enter")
			if !d.Quit() && strings.Contains(last(d), "There is no command") {
				t.Errorf(":%s: %s", a.Action, last(d))
			}
		})
	}
}

// command types a line after ":".
func command(d *uitest.Driver, line string) {
	d.Press(":")
	d.Type(line)
	d.Press("enter")
}

func TestCommandsWithAnArgument(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		command(d, "search tarn")
		mustShow(t, d, "search: tarn")
		command(d, "desk haz")
		mustShow(t, d, "[Hazards]")
		command(d, "desk all")
		mustShow(t, d, "[All]")
		command(d, "4")
		d.Press("enter")
		if got := pointed(t, d).ID; got != uitest.DamID {
			t.Errorf("row 4 is %q, want %q", got, uitest.DamID)
		}
		d.Press("q", "1", "G")
		command(d, "open "+string(uitest.DamID))
		mustShow(t, d, "Third gate of the Harbor dam")
		command(d, "back")
		command(d, "open https://nowhere.example/x")
		mustShow(t, d, "Not fetched")
		d.Press("q", "g", "g", "enter")
		command(d, "find council")
		mustShow(t, d, "match 1 of")
		command(d, "follow y3")
		if got := d.Copied(); len(got) != 1 || !strings.HasPrefix(got[0], "https://harbor.example/") {
			t.Errorf("copied %q", got)
		}
		command(d, "filter old town")
		mustShow(t, d, "Evacuation of the old town")
		command(d, "follow o2")
		calls := k.act.Calls()
		if c := calls[len(calls)-1]; c.Method != "Browse" || !strings.Contains(c.Arg, "harbor.example") {
			t.Errorf("last asked for %+v, want the browser", c)
		}
	})
}

func TestWrongCommandsAreExplained(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		for line, want := range map[string]string{
			"serach x":     `There is no command "serach". Is it search?`,
			"xyzzy":        `There is no command "xyzzy"; Tab completes`,
			"search bad:x": `! query: column 1: there is no field "bad"`,
			"mark all":     `mark-all-read takes nothing, but "all" follows it.`,
			"next-link":    "next-link means nothing here",
			"nex":          `"nex" could be next, next-desk`,
			"set bogus":    `There is no setting "bogus": ascii, bell`,
			"set theme x":  `There is no theme "x": auto`,
			"set width 9":  "The width of text is a number from 20 to 500.",
			"desk nope":    `There is no desk "nope": all, Hazards, Unread.`,
			"follow 3":     "No story is open",
			"find x":       "No story is open",
			"desk":         "desk takes NAME",
			"pipe x":       `There is no program "x"`,
		} {
			command(d, line)
			mustShow(t, d, want)
			if strings.Contains(d.Screen(), "! There") != strings.HasPrefix(want, "There is no ") {
				t.Errorf(":%s is told as a fault, or is not: %s", line, last(d))
			}
			d.Press("esc") // a query with a mistake stays open
		}
	})
}

func TestLinesAreCompletedAndRecalled(t *testing.T) {
	lib := uitest.Sample()
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press(":")
		d.Type("next-")
		d.Press("tab")
		mustShow(t, d, ":next-desk", "next desk (1/3)")
		d.Press("tab")
		mustShow(t, d, ":next-pane")
		d.Press("shift+tab")
		mustShow(t, d, ":next-desk")
		d.Press("esc")
		command(d, "set theme dark")
		d.Press(":")
		d.Type("set th")
		d.Press("tab", "tab", "tab")
		mustShow(t, d, ":set theme light")
		d.Press("esc", ":")
		d.Type("zzz")
		d.Press("tab")
		mustShow(t, d, ":zzz", "nothing begins so")
		d.Press("backspace")
		mustNotShow(t, d, "nothing begins so")
		d.Press("esc", "/")
		d.Type("tarn")
		d.Press("enter", "esc", "/")
		d.Type("dam")
		d.Press("enter", "esc", "/")
		d.Type("half")
		d.Press("up")
		mustShow(t, d, "search: dam")
		d.Press("up", "up")
		mustShow(t, d, "search: tarn")
		d.Press("down", "down")
		mustShow(t, d, "search: half")
		d.Press("esc", ":", "up")
		mustShow(t, d, ":set theme dark")
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("/", "up")
		mustShow(t, d, "search: dam") // of the last session
		// Another sitrep keeps a line meanwhile.
		kept, err := lib.Lines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := lib.SaveLines(t.Context(), kept.With(news.Lines{"search: ": {"elsewhere"}})); err != nil {
			t.Fatal(err)
		}
		d.Press("ctrl+u")
		d.Type("here")
		d.Press("enter")
		kept, err = lib.Lines(t.Context())
		if want := []string{"tarn", "dam", "elsewhere", "here"}; err != nil || !slices.Equal(kept["search: "], want) {
			t.Errorf("kept %v, %v; want %v", kept["search: "], err, want)
		}
	})
}

func TestPanesAreMadeWiderAndRemembered(t *testing.T) {
	lib := uitest.Sample()
	bar := func(d *uitest.Driver) int {
		before, _, _ := strings.Cut(d.Row(0), "│")
		return len([]rune(before))
	}
	var was int
	drive(t, 160, 45, lib, &desk{}, func(d *uitest.Driver) {
		was = bar(d)
		d.Press(">", ">")
		if got := bar(d); got != was+8 {
			t.Errorf("the headlines take %d columns, want %d", got, was+8)
		}
		d.Press("=")
		if got := bar(d); got != was {
			t.Errorf("by default the headlines take %d columns, want %d", got, was)
		}
		d.Press("<")
		d.Advance(2e9)
	})
	drive(t, 160, 45, lib, &desk{}, func(d *uitest.Driver) {
		if got := bar(d); got != was-4 {
			t.Errorf("come back, the headlines take %d columns, want %d", got, was-4)
		}
	})
	heading := func(d *uitest.Driver) int {
		return slices.IndexFunc(strings.Split(d.Screen(), "\n"), func(l string) bool {
			return strings.Contains(l, "─ Story ─") || strings.Contains(l, "▸ Story ━")
		})
	}
	drive(t, 120, 36, uitest.Sample(), &desk{}, func(d *uitest.Driver) { // the headlines above the story
		d.Press("enter", "h")
		was = heading(d)
		d.Press(">", ">")
		if got := heading(d); got != was+2 {
			t.Errorf("the headlines take %d rows, want %d", got, was+2)
		}
		d.Press("tab", ">", "q")
		if got := heading(d); got != was+1 {
			t.Errorf("when the story has taken a row the headlines take %d, want %d", got, was+1)
		}
	})
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press(">")
		mustShow(t, d, "There is no room to give or take here.")
	})
}

func TestTheMouseIsSwitchedOnByACommand(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		command(d, "set mouse")
		mustShow(t, d, "Set for now; in the configuration it is reader: {mouse: true}.")
		click := tea.MouseClickMsg{X: 30, Y: 4, Button: tea.MouseLeft}
		d.Send(click)
		d.Send(click)
		if got := pointed(t, d).ID; got != uitest.DamID {
			t.Errorf("two clicks opened %q", got)
		}
		d.Press("q")
		command(d, "set nomouse")
		d.Send(tea.MouseClickMsg{X: 30, Y: 1, Button: tea.MouseLeft})
		d.Press("enter")
		if got := pointed(t, d).ID; got != uitest.DamID {
			t.Errorf("the mouse works though it was switched off: %q", got)
		}
	})
}

func TestASettingIsTurnedOnAndOffInTheWordsThatPeopleUse(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		for _, c := range []struct {
			line string
			on   bool
		}{
			{"set ascii", true},
			{"set noascii", false},
			{"set ascii on", true},
			{"set ascii off", false},
			{"set ascii=true", true},
			{"set ascii = no", false},
			{"set ascii yes", true},
			{"set ascii=false", false},
		} {
			command(d, c.line)
			mustShow(t, d, "Set for now")
			if k.env.ASCII != c.on {
				t.Errorf(":%s left ascii %v", c.line, k.env.ASCII)
			}
		}
		for _, line := range []string{"set ascii maybe", "set noascii on", "set no"} {
			command(d, line)
			mustShow(t, d, "! There is no ")
		}
	})
}

func TestAStoryIsSavedAndHandedOn(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) { o.Env.Pipes = []sanitize.Clean{sanitize.Lit("mail"), sanitize.Lit("note")} }}
	k.act = &uitest.Actions{OnPipe: func(_ context.Context, name string, _ []news.StoryID) (sanitize.Clean, error) {
		if name == "mail" {
			return sanitize.Clean{}, errors.New("mail: exit status 1: no such user")
		}
		return sanitize.Line("3 lines noted"), nil
	}}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("s", "enter")
		mustShow(t, d, "Saved as /saved/floodharborriver.md")
		d.Press("|")
		mustShow(t, d, "pipe to mail, note:")
		d.Press("n", "tab", "enter")
		mustShow(t, d, "note: 3 lines noted")
		command(d, "pipe mail")
		mustShow(t, d, "The program did not take it: mail: exit status 1")
	})
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("|")
		mustShow(t, d, "No program is named yet")
	})
}

// TestLettersFindACommand where none begins so, and its arguments.
func TestLettersFindACommand(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		for _, c := range []struct{ typed, want string }{
			{"tgrd", ":toggle-read"},
			{"mkall", ":mark-all-read"},
			{"set thsol", ":set theme solarized"},
			{"cite bt", ":cite bibtex"},
			{"sea", ":search"}, // one begins so: that comes first
		} {
			d.Press(":")
			d.Type(c.typed)
			d.Press("tab")
			if row := d.Row(23); !strings.HasPrefix(row, c.want) {
				t.Errorf("%s Tab: %q, want %q", c.typed, row, c.want)
			}
			d.Press("esc")
		}
		d.Press(":")
		d.Type("zzq")
		d.Press("tab")
		mustShow(t, d, "nothing begins so")
	})
}
