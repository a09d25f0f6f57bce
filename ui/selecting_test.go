package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// TestASelectionIsMarkedStarredSavedCitedAndPiped: several stories in one step.
func TestASelectionIsMarkedStarredSavedCitedAndPiped(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) { o.Env.Pipes = []sanitize.Clean{sanitize.Lit("note")} }}
	drive(t, 80, 24, latin(9), k, func(d *uitest.Driver) {
		d.Press("j", "v", "j", "j")
		mustShow(t, d, "(3 selected)")
		if got := strings.Count(d.Screen(), "+Harbor"); got != 3 {
			t.Errorf("%d rows have the sign of a selection, want 3:\n%s", got, d.Screen())
		}
		d.Press("m")
		mustShow(t, d, "3 stories are read now; u takes it back.", "9, 6 unread")
		mustNotShow(t, d, "selected")
		d.Press("v", "k", "f")
		mustShow(t, d, "2 stories are starred now")
		d.Press("v", "j", "Y")
		if got := d.Copied(); len(got) != 1 || strings.Count(got[0], "\n") != 1 || !strings.HasPrefix(got[0], "- [Report 2 from") {
			t.Errorf("copied %q", got)
		}
		d.Press("v", "k", "s")
		mustShow(t, d, "save 2 stories in: /saved/")
		d.Press("enter")
		mustShow(t, d, "Saved 2 stories in /saved/")
		d.Press("V", "|")
		calls := k.act.Calls()
		if got, want := calls[len(calls)-1], (uitest.Call{Method: "Pipe", Arg: "note latin00000000000 latin00000000001 latin00000000002"}); got != want {
			t.Errorf("asked for %+v, want %+v", got, want)
		}
		d.Press("V")
		mustShow(t, d, "(3 selected)")
		d.Press("esc")
		mustNotShow(t, d, "selected")
	})
}

// TestASelectionReachesBeyondTheRowsThatAreLoaded: the list holds only a part of the
// cache.
func TestASelectionReachesBeyondTheRowsThatAreLoaded(t *testing.T) {
	for _, keys := range [][]string{{"G", "V"}, {"v", "G"}, {"G", "v", "g", "g"}} {
		drive(t, 80, 24, latin(300), &desk{}, func(d *uitest.Driver) {
			d.Press(keys...)
			mustShow(t, d, "selected)")
			d.Press("m")
			mustShow(t, d, "300 stories are read now", "300, 0 unread")
		})
	}
	drive(t, 80, 24, latin(1200), &desk{}, func(d *uitest.Driver) {
		d.Press("G", "V", "m")
		mustShow(t, d, "Nothing was done: more than 1000 stories are selected")
	})
}

// TestTheFormOfCitationsIsSet: Y copied title and address alone.
func TestTheFormOfCitationsIsSet(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("Y")
		command(d, "cite ris")
		mustShow(t, d, "Citations are written as ris from now on.")
		d.Press("Y")
		mustShow(t, d, "TY  - NEWS", "ER  -")
		command(d, "cite mla")
		mustShow(t, d, `There is no form "mla" of citations: markdown, plain, ris, bibtex.`)
		copied := d.Copied()
		want := "Night desk, [River Tarn crests at 6.2 m as Velm empties its lower streets](<https://harbor.example/floodharborriver>), *Harbor Wire*, 2026-03-14 14:10 UTC (retrieved "
		if len(copied) != 2 || !strings.HasPrefix(copied[0], want) || !strings.HasPrefix(copied[1], "TY  - NEWS\n") {
			t.Errorf("copied %q, want first %q", copied, want)
		}
	})
}

// TestAStoryIsSavedAtAPath: s saved without a question, and :w took no path.
func TestAStoryIsSavedAtAPath(t *testing.T) {
	k := &desk{}
	k.act = &uitest.Actions{OnSave: func(_ context.Context, path string, _ []news.StoryID) (string, error) {
		if path == "/full/a.md" {
			return "", fmt.Errorf("%s exists already; choose another name", path)
		}
		return path, nil
	}}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Together("s", "ctrl+u", "~", "/", "n", "enter") // faster than the proposal comes
		mustShow(t, d, "Saved as ~/n")
		command(d, "w /tmp/flood notes.md")
		mustShow(t, d, "Saved as /tmp/flood notes.md")
		command(d, "w /full/a.md")
		mustShow(t, d, "The story could not be saved: /full/a.md exists already; choose another")
		d.Press("s", "esc")
		if n := len(k.act.Calls()); n != 3 {
			t.Errorf("%d calls, want 3: Esc saves nothing", n)
		}
	})
}
