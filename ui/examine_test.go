package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// examined runs the screen over the crisis at a size, in a look.
func examined(t *testing.T, w, h int, l look, f func(d *uitest.Driver, ev *uitest.Events)) {
	t.Helper()
	lib, ev := uitest.Crisis()
	k := &desk{opt: func(o *ui.Options) {
		o.Env.Events, o.Env.Theme, o.Env.ASCII = ev, l.theme(), l.ascii
	}}
	drive(t, w, h, lib, k, func(d *uitest.Driver) { f(d, ev) })
}

// TestExamining holds what changed, who says so and what has moved, at four sizes
// in three looks.
func TestExamining(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {160, 45}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, l := range []look{{"dark", theme.Dark, false}, {"mono", theme.Mono, false}, {"ascii", theme.Mono, true}} {
				examined(t, size[0], size[1], l, func(d *uitest.Driver, _ *uitest.Events) {
					g := gallery{w: size[0], h: size[1], look: l}
					d.Press("B")
					g.shot(d, "brief")
					d.Press("j", "d")
					g.shot(d, "changes")
					d.Press("x")
					g.shot(d, "spelling")
					d.Press("D")
					g.shot(d, "sidebyside")
					d.Press("q", "k", "c")
					g.shot(d, "outlets")
					d.Press("e")
					g.shot(d, "evidence")
				})
			}
		})
	}
}

// TestTheLookMovesOnlyWhenItIsSaid: reading the brief keeps the look, i moves it to
// where the brief ended, B shows what was there before it.
func TestTheLookMovesOnlyWhenItIsSaid(t *testing.T) {
	examined(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, ev *uitest.Events) {
		d.Press("B", "j", "q")
		if n := len(ev.Looks()); n > 0 {
			t.Errorf("leaving the brief moved the look %d times", n)
		}
		d.Press("B", "i")
		want := []news.Look{{At: uitest.Start(), Seq: 9}}
		if got := ev.Looks(); !slices.EqualFunc(got, want, func(a, b news.Look) bool { return a.At.Equal(b.At) && a.Seq == b.Seq }) {
			t.Errorf("looks are %v, want %v", got, want)
		}
		if s := d.Screen(); !strings.Contains(s, "Seen: the next brief begins here.") {
			t.Errorf("nothing is said of it:\n%s", s)
		}
		d.Press("B")
		if s := d.Screen(); !strings.Contains(s, "the look before") {
			t.Errorf("B in the brief does not go back to the look before:\n%s", s)
		}
		d.Press("B")
		if s := d.Screen(); strings.Contains(s, "the look before") {
			t.Errorf("B again does not come back:\n%s", s)
		}
	})
}

// TestLeavingGoesBackWhereOneCameFrom: from the brief into changes, from there to
// the outlets, and back step by step.
func TestLeavingGoesBackWhereOneCameFrom(t *testing.T) {
	examined(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, _ *uitest.Events) {
		d.Press("B", "j", "d", "c")
		for _, want := range []string{"Vesna Radio", "Changes: Water in Dolyna not safe", "Brief", "All"} {
			if s := d.Screen(); !strings.Contains(strings.SplitN(s, "\n", 3)[0]+strings.SplitN(s, "\n", 3)[1], want) && !strings.Contains(s, want) {
				t.Errorf("%q is not there:\n%s", want, s)
			}
			d.Press("q")
		}
	})
}

// TestAChangeIsToldByMoreThanColor looks for the marks in the look without color.
func TestAChangeIsToldByMoreThanColor(t *testing.T) {
	examined(t, 80, 24, look{"ascii", theme.Mono, true}, func(d *uitest.Driver, _ *uitest.Events) {
		d.Press("B", "j", "d")
		s := d.Screen()
		for _, want := range []string{"SILENT", "{+not+}", "[-Sunday.-]", "{+Tuesday.+}", "negation", "number", "1 sentence unchanged"} {
			if !strings.Contains(s, want) {
				t.Errorf("no %q:\n%s", want, s)
			}
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r > 126 }); i >= 0 {
			t.Errorf("beyond ASCII: %q", ansi.Cut(s[i:], 0, 10))
		}
	})
}

// TestNothingToCompareIsSaid: a story of one wording, and no story at all.
func TestNothingToCompareIsSaid(t *testing.T) {
	examined(t, 80, 24, look{"mono", theme.Mono, false}, func(d *uitest.Driver, _ *uitest.Events) {
		d.Press("B", "c", "G", "d")
		if s := d.Screen(); !strings.Contains(s, "one version of this story") {
			t.Errorf("one wording:\n%s", s)
		}
		d.Press("q", "q", "q", "?", "d")
		if s := d.Screen(); !strings.Contains(s, "No story is open") {
			t.Errorf("over the help:\n%s", s)
		}
	})
}
