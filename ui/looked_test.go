package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// later is a desk whose clock is ahead of the one of the sample by so much.
func later(by time.Duration) *desk {
	return &desk{opt: func(o *ui.Options) {
		now := o.Env.Now
		o.Env.Now = func() time.Time { return now().Add(by) }
	}}
}

// sessions reads a cache twice, two hours apart; three stories come between.
func sessions(t *testing.T, first func(d *uitest.Driver), second func(d *uitest.Driver)) {
	t.Helper()
	cache := latin(100)
	drive(t, 80, 24, cache, &desk{}, first)
	for i, ago := range []time.Duration{70, 50, 20} {
		cache.Add(newStory(news.StoryID(fmt.Sprintf("between%09d", i)), "Came between, "+string('A'+rune(i)), uitest.Start().Add(2*time.Hour-ago*time.Minute)))
	}
	drive(t, 80, 24, cache, later(2*time.Hour), second)
}

// TestARuleStandsWhereOneLookedLast: nothing showed which stories had come since.
func TestARuleStandsWhereOneLookedLast(t *testing.T) {
	at := "── you looked last at " + uitest.Start().Add(10*time.Minute).Format("15:04") + " ──"
	for _, quit := range []string{"q", "Q"} {
		sessions(t, func(d *uitest.Driver) {
			mustNotShow(t, d, "you looked last")
			d.Advance(10 * time.Minute)
			d.Press(quit)
		}, func(d *uitest.Driver) {
			mustShow(t, d, at)
			lines := strings.Split(d.Screen(), "\n")
			if !strings.Contains(lines[3], "Came between, A") || !strings.Contains(lines[4], "you looked last") || !strings.Contains(lines[5], "Report 0 ") {
				t.Errorf("the rule does not stand below what came since:\n%s", d.Screen())
			}
			d.Press("G", ",")
			mustShow(t, d, at, "3/103,")
			d.Press("enter", "q", ".")
			mustShow(t, d, at, "1/103,") // it stays while one reads
			d.Press("]", "[")
			mustShow(t, d, at)
		})
	}
}

// TestASignalDoesNotMoveTheRule, nor does a program that is killed.
func TestASignalDoesNotMoveTheRule(t *testing.T) {
	sessions(t, func(d *uitest.Driver) {
		d.Advance(10 * time.Minute)
		d.Send(ui.Leave{})
	}, func(d *uitest.Driver) {
		mustNotShow(t, d, "you looked last")
		d.Press(",")
		mustShow(t, d, "You have not left this list before")
	})
}

// TestEachDeskHasARule: one who looked at a desk has not looked at the others.
func TestEachDeskHasARule(t *testing.T) {
	sessions(t, func(d *uitest.Driver) {
		d.Press("]", "]")
		d.Advance(10 * time.Minute)
		d.Press("q")
	}, func(d *uitest.Driver) {
		mustShow(t, d, "14:40") // the desk that was shown comes back
		d.Press("]")
		mustShow(t, d, "you looked last at 14:30") // all stories, which were left at once
		d.Press("/")
		d.Type("Report")
		d.Press("enter")
		mustNotShow(t, d, "you looked last") // nothing of it came since
		d.Press("G", ",")
		mustShow(t, d, "1/100", "Nothing has come since you looked last")
	})
}

// TestTheRuleIsMovedAfterAPause: stories that came while nobody pressed a key are above it.
func TestTheRuleIsMovedAfterAPause(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(100), k, func(d *uitest.Driver) {
		d.Advance(time.Minute)
		d.Press("j", "k")
		d.Advance(20 * time.Minute)
		d.Press("j", "k")
		d.Advance(29 * time.Minute)
		d.Press("k")
		mustNotShow(t, d, "you looked last")
		d.Advance(15 * time.Minute)
		arrive(k, newStory("newnewnewnewnew1", "Barge aground below the weir", k.env.Now()))
		d.Advance(16 * time.Minute)
		d.Press("k")
		d.Press(".")
		mustShow(t, d, "── you looked last at 15:20 ──")
		if l := strings.Split(d.Screen(), "\n"); !strings.Contains(l[1], "Barge aground") || !strings.Contains(l[2], "you looked last") {
			t.Errorf("the rule does not stand below what came:\n%s", d.Screen())
		}
	})
}

// TestWhatCameUnseenIsAboveTheRule: a story that had come, but was not shown when one
// left, has not been looked at.
func TestWhatCameUnseenIsAboveTheRule(t *testing.T) {
	k := &desk{}
	cache := latin(50)
	drive(t, 80, 24, cache, k, func(d *uitest.Driver) {
		d.Advance(10 * time.Minute)
		arrive(k, newStory("newnewnewnewnew1", "Barge aground below the weir", k.env.Now()))
		d.Advance(20 * time.Minute)
		mustShow(t, d, "1 new")
		d.Press("Q")
	})
	drive(t, 80, 24, cache, later(2*time.Hour), func(d *uitest.Driver) {
		if l := strings.Split(d.Screen(), "\n"); !strings.Contains(l[1], "Barge aground") || !strings.Contains(l[2], "you looked last") {
			t.Errorf("the rule does not stand below what was not shown:\n%s", d.Screen())
		}
	})
}

// TestDaysAreSetApart: the list did not show where one day ends.
func TestDaysAreSetApart(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "── Fri 13 Mar ──", "── Thu 12 Mar ──")
		lines := strings.Split(d.Screen(), "\n")
		if strings.HasPrefix(lines[len(lines)-2], "──") {
			t.Errorf("a heading stands without its row:\n%s", d.Screen())
		}
		for range 80 {
			d.Press("j")
			_, y, _ := d.Cursor()
			l := strings.Split(d.Screen(), "\n")
			if strings.HasPrefix(l[y], "──") || strings.HasPrefix(l[22], "──") {
				t.Fatalf("the cursor is on line %d:\n%s", y, d.Screen())
			}
		}
	})
}

// TestWhatCameSinceIsListedAnewWhenTheRuleMoves: after a pause an open since:last went on
// listing the stories since the earlier rule.
func TestWhatCameSinceIsListedAnewWhenTheRuleMoves(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) {
		o.Env.Parse = func(string, time.Time) (news.Filter, error) { return news.Filter{Expr: news.SinceLast{}}, nil }
	}}
	drive(t, 80, 24, latin(20), k, func(d *uitest.Driver) {
		d.Press("/")
		d.Type("since:last")
		d.Press("enter")
		mustShow(t, d, "search: since:last", "20 in all") // nobody has looked before
		d.Advance(31 * time.Minute)
		arrive(k, newStory("newnewnewnewnew1", "Barge aground below the weir", k.env.Now()))
		d.Press("j")
		d.Advance(0)
		mustShow(t, d, "search: since:last", "1/1 in all", "Barge aground")
		mustNotShow(t, d, "Report 3 ")
		d.Press("esc")
		mustShow(t, d, "1/20,", "1 new")
	})
}
