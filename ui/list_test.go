package ui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// row returns the line of the screen that has the text, "" if there is none.
func row(d *uitest.Driver, text string) string {
	for l := range strings.SplitSeq(d.Screen(), "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

func mustShow(t *testing.T, d *uitest.Driver, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if row(d, text) == "" {
			t.Errorf("the screen does not show %q:\n%s", text, d.Screen())
		}
	}
}

func mustNotShow(t *testing.T, d *uitest.Driver, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if row(d, text) != "" {
			t.Errorf("the screen shows %q:\n%s", text, d.Screen())
		}
	}
}

func last(d *uitest.Driver) string {
	lines := strings.Split(strings.TrimRight(d.Screen(), "\n"), "\n")
	return lines[len(lines)-1]
}

func pointed(t *testing.T, d *uitest.Driver) *news.Story {
	t.Helper()
	s, ok := d.Model().(*ui.Screen)
	if !ok || s.Opened() == nil {
		t.Fatalf("nothing was opened:\n%s", d.Screen())
	}
	return s.Opened()
}

func TestArrivingStoriesWaitUntilTheyAreAskedFor(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("j", "j")
		before := d.Screen()
		arrive(k, newStory("newnewnewnewnew1", "Barge aground below the weir", k.env.Now()))
		d.Advance(0)
		mustShow(t, d, "1 new: press .")
		if got, want := d.Screen()[strings.Index(d.Screen(), "\n"):], before[strings.Index(before, "\n"):]; got != want {
			t.Errorf("the list moved. Before:\n%s\nafter:\n%s", want, got)
		}
		d.Press(".")
		mustShow(t, d, "Barge aground below the weir")
		mustNotShow(t, d, "new: press", "Nothing new")
		d.Press(".")
		mustShow(t, d, "Nothing new has arrived; R asks the feeds")
	})
}

// TestAListThatBeganEmptyFillsUntilItIsTouched: on a first start the stories
// of all feeds come within seconds, and a reader who has not pressed a key yet
// has no place to lose.
func TestAListThatBeganEmptyFillsUntilItIsTouched(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.NewLibrary(nil), k, func(d *uitest.Driver) {
		for i, title := range []string{"First report", "Second report"} {
			arrive(k, newStory(news.StoryID(fmt.Sprintf("arrives%09d", i)), title, k.env.Now().Add(time.Duration(i)*time.Minute)))
			d.Advance(0)
			mustShow(t, d, title)
		}
		mustNotShow(t, d, "new: press")
		d.Press("'") // any key: this one means nothing
		d.Press("/", "esc")
		arrive(k, newStory("arrivesarrives99", "Third report", k.env.Now().Add(time.Hour)))
		d.Advance(0)
		mustShow(t, d, "1 new: press .")
		mustNotShow(t, d, "Third report")
		// The action of the first key must not be lost when the pane has no use
		// for the key itself: the list would not hear of changes again.
		d.Press("/")
		d.Type("second")
		d.Press("enter")
		mustShow(t, d, "1 in all, 1 unread")
		d.Press("enter", "q")
		mustShow(t, d, "1 in all, 0 unread")
	})
}

// counting is a library that remembers how much it was asked for at once.
type counting struct {
	*uitest.Library
	mu   sync.Mutex
	most int
}

func (c *counting) Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	ss, err := c.Library.Stories(ctx, f, w)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.most = max(c.most, len(ss))
	return ss, err
}

// TestAPageShowsAnotherOne: the first page key scrolls already, whatever row
// the cursor is on, and back again.
func TestAPageShowsAnotherOne(t *testing.T) {
	drive(t, 80, 24, latin(100), &desk{}, func(d *uitest.Driver) {
		d.Press("j", "j", "pgdown")
		mustShow(t, d, "Report 21 from", "Report 42 from")
		mustNotShow(t, d, "Report 20 from")
		d.Press("enter", "q")
		if got := pointed(t, d); !strings.HasPrefix(got.Headline.String(), "Report 23 ") {
			t.Errorf("the cursor is on %q, want the third row still", got.Headline)
		}
		d.Press("pgup")
		mustShow(t, d, "Report 0 from")
		d.Press("?")
		mustShow(t, d, "1/")
		d.Press("pgdown")
		mustShow(t, d, "22/")
		d.Press("?", "?")
		mustShow(t, d, "1/") // it begins anew
	})
}

func TestALongListIsReadInWindows(t *testing.T) {
	lib := latin(3000)
	c := &counting{Library: lib}
	k := &desk{opt: func(o *ui.Options) { o.Env.Library = c }}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		mustShow(t, d, "Report 0 from", "3000, 3000 unread")
		d.Press("G")
		mustShow(t, d, "Report 2999 from", "Report 2978 from")
		d.Press("k", "pgup", "pgup")
		mustShow(t, d, "Report 2956 from")
		d.Press("g", "g")
		mustShow(t, d, "Report 0 from", "Report 21 from")
		for range 30 {
			d.Press("pgdown")
		}
		mustShow(t, d, "Report 630 from")
		d.Press("pgup")
		mustShow(t, d, "Report 609 from")
		if c.most > 100 {
			t.Errorf("%d stories were read at once", c.most)
		}
		d.Type("1500j")
		mustShow(t, d, "Report 2109 from")
		d.Type("1500k")
		mustShow(t, d, "Report 609 from")
	})
}

func TestCountsAndChordsAreShownWhileTheyArePending(t *testing.T) {
	drive(t, 80, 24, latin(100), &desk{}, func(d *uitest.Driver) {
		d.Type("12g")
		if !strings.HasSuffix(strings.TrimSpace(last(d)), "12g") {
			t.Errorf("the status row does not show the pending keys: %q", last(d))
		}
		d.Press("esc")
		if !strings.HasSuffix(strings.TrimSpace(last(d)), "help") {
			t.Errorf("Esc did not cancel the chord: %q", last(d))
		}
		d.Type("30j")
		d.Press("enter")
		if got := pointed(t, d).Headline.String(); !strings.HasPrefix(got, "Report 30 ") {
			t.Errorf("30j went to %q", got)
		}
	})
}

func TestAKeyWithoutMeaningSaysSo(t *testing.T) {
	drive(t, 80, 24, latin(3), &desk{}, func(d *uitest.Driver) {
		d.Press("X")
		if want := "X does nothing here; ? shows the keys."; !strings.Contains(last(d), want) {
			t.Errorf("status row %q, want %q", last(d), want)
		}
		d.Press("j")
		mustNotShow(t, d, "does nothing")
	})
}

func TestSearchListsWhatMatchesAndEscBringsTheListBack(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Type("8j")
		before := d.Screen()
		d.Press("/")
		mustShow(t, d, "search:")
		d.Type("gate")
		d.Press("enter")
		mustShow(t, d, "search: gate", "Third gate of the Harbor dam")
		mustNotShow(t, d, "M 4.1, 12 km")
		d.Press("esc")
		if d.Screen() != before {
			t.Errorf("Esc did not restore the list. Want:\n%s\ngot:\n%s", before, d.Screen())
		}
		d.Press("/")
		d.Type("bad:x")
		d.Press("enter")
		mustShow(t, d, `! query: column 1: there is no field "bad"`, "All", "search: bad:x")
		d.Press("esc")
		d.Press("/")
		d.Type("zeppelin")
		d.Press("enter")
		mustShow(t, d, "No story matches zeppelin")
		d.Press("q")
		mustShow(t, d, "[All]")
		if d.Quit() {
			t.Error("q quit instead of leaving the search")
		}
	})
}

// TestASearchIsShownWhileItIsTyped: when nothing more is typed for a moment,
// and taken back by Esc.
func TestASearchIsShownWhileItIsTyped(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Type("8j")
		before := inside(d)
		d.Press("/")
		d.Type("ga")
		mustShow(t, d, "M 4.1, 12 km") // not for every letter
		d.Type("te")
		d.Advance(time.Second)
		mustShow(t, d, "search: gate", "Third gate of the Harbor dam")
		mustNotShow(t, d, "M 4.1, 12 km")
		d.Type(" bad:")
		d.Advance(time.Second)
		mustShow(t, d, "Third gate of the Harbor dam") // an unfinished query changes nothing
		d.Press("esc")
		if got := inside(d); got != before {
			t.Errorf("Esc shows\n%s\nwant\n%s", got, before)
		}
		d.Press("/")
		d.Type("gate")
		d.Press("enter", "/") // typed text replaces the earlier text
		d.Type("ferry")
		d.Advance(time.Second)
		mustShow(t, d, "Ferry between Velm")
		d.Press("esc")
		mustShow(t, d, "gate", "Third gate of the Harbor dam")
		mustNotShow(t, d, "Ferry between Velm")
		d.Press("/", "up")
		mustShow(t, d, "search: gate")
		d.Press("ctrl+u")
		d.Advance(time.Second)
		mustShow(t, d, "M 4.1, 12 km")
		d.Press("enter")
		mustShow(t, d, "[All]", "M 4.1, 12 km")
		if d.Quit() {
			t.Error("the reader was quit")
		}
	})
}

// TestEnterAfterASearchOpensWhatItFinds: Enter pressed before the results are
// here opened the story that was still under the cursor.
func TestEnterAfterASearchOpensWhatItFinds(t *testing.T) {
	lib := uitest.Sample()
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		lib.Delay = time.Second
		d.Press("/")
		d.Type("ferry")
		d.Press("enter", "enter")
		d.Advance(time.Minute)
		if got := pointed(t, d).Headline.String(); !strings.HasPrefix(got, "Ferry between Velm") {
			t.Errorf("opened %q", got)
		}
	})
}

func TestDesksAreSwitched(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("]")
		mustShow(t, d, "All [Hazards] Unread", "M 4.1, 12 km")
		mustNotShow(t, d, "River Tarn")
		d.Press("]", "]")
		mustShow(t, d, "[All] Hazards")
		d.Press("[")
		mustShow(t, d, "[Unread]")
		mustNotShow(t, d, "M 4.9, 64 km")
	})
}

func TestADeskHasAKeyOfItsOwn(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) {
		m, err := keys.New(append(keys.Default(), keys.Binding{Action: keys.ShowDesk(1), Scope: keys.Headlines, Keys: []string{"gh"}, Help: "desk Hazards"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		o.Keys = m
	}}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("g", "h")
		mustShow(t, d, "[Hazards]")
	})
}

// TestReadingKeepsAListOfUnreadStories: a row that no longer matches stays,
// or the next J would skip one.
func TestReadingKeepsAListOfUnreadStories(t *testing.T) {
	drive(t, 120, 36, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("[", "enter", "J", "J")
		if got := pointed(t, d).ID; got != uitest.JapaneseID {
			t.Errorf("after two J the open story is %s", got)
		}
		mustShow(t, d, "[Unread]", "River Tarn")
	})
}

func TestNextUnreadIsFoundBeyondTheLoadedRows(t *testing.T) {
	lib := latin(2000)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		var ids []news.StoryID
		for i := range 2000 {
			if i != 1500 {
				ids = append(ids, news.StoryID(fmt.Sprintf("latin%011d", i)))
			}
		}
		if err := lib.MarkRead(context.Background(), true, ids...); err != nil {
			t.Fatal(err)
		}
		d.Send(pane.StateChanged{})
		d.Press("n")
		mustShow(t, d, "Report 1500 from")
		d.Press("n")
		mustShow(t, d, "No unread story below.")
		d.Press("g", "g", "N")
		mustShow(t, d, "No unread story above.")
	})
}

func TestMarksAreToggledAndUndone(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("f", "m")
		if got := row(d, "River Tarn"); !strings.HasPrefix(got, " ★") {
			t.Errorf("after f and m the row is %q", got)
		}
		d.Press("u", "u")
		mustShow(t, d, "Undone: ")
		if got := row(d, "River Tarn"); !strings.HasPrefix(got, "• ") {
			t.Errorf("after two undos the row is %q", got)
		}
		d.Press("A")
		mustShow(t, d, "Marked 22 as read; u takes it back.", "69, 0 unread")
		d.Press("u")
		mustShow(t, d, "69, 22 unread")
		d.Press("u")
		mustShow(t, d, "There is nothing to undo.")
	})
}

// TestALongListIsMarkedReadOnlyIfThatIsConfirmed presses A, which a cut key
// could be: it asks each time, unless all of the list can be seen.
func TestALongListIsMarkedReadOnlyIfThatIsConfirmed(t *testing.T) {
	const asks = "Mark all 69 stories of the list as read? y: yes, any other key: no"
	k := &desk{opt: func(o *ui.Options) { o.Env.Confirm = true }}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		for _, other := range []string{"j", "A", "enter", "esc", "space", "Y"} {
			d.Press("A")
			mustShow(t, d, asks, "69, 22 unread")
			d.Press(other)
			mustShow(t, d, "Nothing was changed.", "69, 22 unread")
		}
		d.Press("A")
		k.bell <- struct{}{} // something else has something to say
		d.Advance(time.Second)
		mustShow(t, d, asks)
		d.Press("y")
		mustShow(t, d, "Marked 22 as read; u takes it back.", "69, 0 unread")
		d.Press("A")
		mustNotShow(t, d, asks)    // there is nothing to mark
		d.Press("u", "enter", "A") // and from the story as well
		mustShow(t, d, asks)
		d.Together("n", "A", "y")
		mustShow(t, d, "Marked 21 as read")
		d.Press("u", "A", "Q")
		if !d.Quit() {
			t.Error("the reader does not end while it asks")
		}
	})
	drive(t, 80, 24, latin(20), k, func(d *uitest.Driver) {
		d.Press("A")
		mustShow(t, d, "Marked 20 as read; u takes it back.")
	})
}

func TestCopyingSaysWhereItWent(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		d.Press("y", "Y")
		copied := d.Copied()
		if len(copied) != 2 || copied[0] != "https://harbor.example/latin00000000000" || !strings.HasPrefix(copied[1], "[Report 0 from the harbor: gauges, gates and the next high water](<https://") {
			t.Errorf("copied %q", copied)
		}
		// All of it, over three rows, for those whose terminal took nothing.
		mustShow(t, d, "Sent to the terminal; also in ")
		if got := d.Row(-4) + d.Row(-3) + d.Row(-2); got != copied[1] {
			t.Errorf("shown is %q, want what was copied", got)
		}
		d.Press("j")
		mustNotShow(t, d, "(<https")
		if n := len(k.act.Calls()); n != 2 {
			t.Errorf("the clip file was written %d times, want 2", n)
		}
	})
}

// TestATerminalWithoutClipboardIsSentNothing copies where the terminal would
// print every byte, and a text that it would drop.
func TestATerminalWithoutClipboardIsSentNothing(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) { o.Copy = nil }}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		d.Press("y")
		mustShow(t, d, "This terminal takes no copies; kept in ")
		if got := d.Row(-2); got != "https://harbor.example/latin00000000000" {
			t.Errorf("shown is %q", got)
		}
		if n := len(k.act.Calls()); n != 1 {
			t.Errorf("the clip file was written %d times, want once", n)
		}
	})
	long := newStory("long", "A long address", uitest.Start())
	long.Story.URL = "https://harbor.example/" + strings.Repeat("x", 9<<10)
	drive(t, 80, 24, uitest.NewLibrary(nil, long), &desk{}, func(d *uitest.Driver) {
		d.Press("y")
		mustShow(t, d, "Too long for the terminal (9 kB, 8 at most); kept in ", "https://harbor.example/xxx")
		if got := d.Copied(); len(got) != 0 {
			t.Errorf("sent %d texts to the terminal, want none", len(got))
		}
	})
}

func TestQLeavesOneLevelAndEscNeverQuits(t *testing.T) {
	drive(t, 80, 24, latin(2), &desk{}, func(d *uitest.Driver) {
		d.Press("?", "q")
		d.Press("F", "esc", "esc", "esc")
		if d.Quit() {
			t.Fatal("Esc quit")
		}
		mustShow(t, d, "Report 0 from")
		d.Press("q")
		if !d.Quit() {
			t.Error("q at the top did not quit")
		}
	})
}

func TestCapitalQQuitsFromEverywhere(t *testing.T) {
	for _, keys := range [][]string{{"Q"}, {"?", "Q"}, {"enter", "Q"}, {"enter", "ctrl+c"}} {
		drive(t, 80, 24, latin(2), &desk{}, func(d *uitest.Driver) {
			d.Press(keys...)
			if !d.Quit() {
				t.Errorf("%v did not quit", keys)
			}
		})
	}
}

func TestPollingIsToldInTheStatusRow(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(4), k, func(d *uitest.Driver) {
		say := func(p reader.Progress) {
			t.Helper()
			k.progress <- p
			d.Advance(0)
		}
		say(reader.Progress{Running: true, Done: 3, Total: 41, Failed: 2, Now: sanitize.Lit("Harbor Wire")})
		mustNotShow(t, d, "polling") // nobody has pressed a key
		d.Press("j")
		if want := "Headlines · F!2 · polling 3/41"; !strings.Contains(last(d), want) {
			t.Errorf("status row %q, want %q", last(d), want)
		}
		say(reader.Progress{Running: true, Done: 4, Total: 41, Failed: 2, Now: sanitize.Lit("Night Desk")})
		mustShow(t, d, "polling 3/41")
		mustNotShow(t, d, ": Harbor Wire", "Night Desk")
		say(reader.Progress{Done: 41, Total: 41, Failed: 2})
		mustShow(t, d, "Headlines · F!2")
		say(reader.Progress{})
		d.Press("j")
		mustShow(t, d, "Headlines · F!2") // nothing was due: they have not been tried again
		say(reader.Progress{Running: true, Total: 9})
		say(reader.Progress{Done: 9, Total: 9})
		mustNotShow(t, d, "polling", "F!")
	})
}

func TestThePollingOfAnEmptyCacheIsTold(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.NewLibrary(nil), k, func(d *uitest.Driver) {
		for i := range 2 {
			k.progress <- reader.Progress{Running: true, Done: i, Total: 41}
			d.Advance(0)
			mustShow(t, d, fmt.Sprintf("polling %d/41", i))
		}
	})
}

func TestTheFirstScreenSaysWhatIsTriedAndWhatFailed(t *testing.T) {
	failing := func(id news.FeedID, name sanitize.Clean) news.FeedStatus {
		return news.FeedStatus{Feed: news.Feed{ID: id, Name: name}, State: news.FeedState{
			LastTry: uitest.Start(), Failures: 1, Err: sanitize.Lit("The name could not be looked up."),
		}}
	}
	unknown := func(id news.FeedID, host string) news.FeedStatus {
		return news.FeedStatus{Feed: news.Feed{ID: id}, State: news.FeedState{
			LastTry: uitest.Start(), Failures: 1,
			Err: sanitize.Line("No such host: " + host + ". Check the address, or whether the network is up."),
		}}
	}
	fresh := news.FeedStatus{Feed: news.Feed{ID: "https://c.example/", Name: sanitize.Lit("Coast Guard")}}
	for _, c := range []struct {
		name  string
		feeds []news.FeedStatus
		want  []string
	}{
		{"no feeds", nil, []string{"There are no feeds to poll."}},
		{"nothing tried yet", []news.FeedStatus{fresh}, []string{"Feeds about to be asked: 1."}},
		{"some failed", []news.FeedStatus{failing("https://a.example/", sanitize.Lit("Harbor Wire")), fresh}, []string{"Feeds asked: 1 of 2, 1 failed.", "Harbor Wire: The name could not be looked up."}},
		{
			"offline, all alike",
			[]news.FeedStatus{unknown("https://a.example/", "a.example"), unknown("https://b.example/f", "b.example"), failing("https://c.example/", sanitize.Lit("Coast Guard"))},
			[]string{"2 of 3 feeds: No such host.", "Coast Guard: The name could"},
		},
		{"offline", []news.FeedStatus{failing("https://a.example/", sanitize.Lit("Harbor Wire"))}, []string{"No feed could be reached (1 tried). Is there a network?", "Harbor Wire: The name"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := &desk{opt: func(o *ui.Options) {
				o.Env.Welcome = func() []sanitize.Clean {
					return []sanitize.Clean{sanitize.Lit("A configuration would go to sitrep.yaml.")}
				}
			}}
			drive(t, 80, 24, uitest.NewLibrary(c.feeds), k, func(d *uitest.Driver) {
				mustShow(t, d, append(c.want, "sitrep demo shows the reader without a network.", "A configuration would go to sitrep.yaml.")...)
				arrive(k, newStory("firstfirstfirst1", "First report", k.env.Now()))
				d.Advance(0)
				mustShow(t, d, "First report")
			})
		})
	}
}

func TestACacheThatCannotBeReadSaysSo(t *testing.T) {
	lib := latin(2)
	lib.Fail(errors.New("open cache: disk is full"))
	k := &desk{}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		mustShow(t, d, "! The cache could not be read: open cache: disk is full")
		lib.Fail(nil)
		k.bell <- struct{}{}
		d.Advance(0)
		mustShow(t, d, "Report 0 from")
		mustNotShow(t, d, "disk is full")
	})
}

func TestTheFrameIsThereBeforeTheFirstAnswer(t *testing.T) {
	lib := latin(2)
	lib.Delay = time.Second
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "Opening the cache.", "? help")
		d.Press("j", "enter", "?", "q")
		d.Advance(10 * time.Second)
		mustShow(t, d, "Report 0 from")
	})
}

func TestTheThemeFollowsTheTerminalsBackgroundWhenItAnswers(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(1), k, func(d *uitest.Driver) {
		if k.env.Theme.Name != "auto" {
			t.Fatalf("the theme is %s before the terminal has answered", k.env.Theme.Name)
		}
		before := d.Screen()
		d.Send(tea.BackgroundColorMsg{Color: white{}})
		if k.env.Theme.Name != "light" {
			t.Errorf("the theme on white is %s", k.env.Theme.Name)
		}
		if d.Screen() != before {
			t.Error("another theme moved the text")
		}
	})
}

func TestALateAnswerAboutTheBackgroundIsNotTaken(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		d.Press("j")
		d.Send(tea.BackgroundColorMsg{Color: white{}})
		if k.env.Theme.Name != "auto" {
			t.Errorf("the theme changed to %s under the reader's hands", k.env.Theme.Name)
		}
	})
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

func TestTheMouseWorksOnlyWhenItIsSwitchedOn(t *testing.T) {
	for _, on := range []bool{false, true} {
		k := &desk{opt: func(o *ui.Options) { o.Mouse = on }}
		drive(t, 80, 24, latin(50), k, func(d *uitest.Driver) {
			click := tea.MouseClickMsg{X: 30, Y: 4, Button: tea.MouseLeft}
			d.Send(click)
			d.Send(click)
			st := k.model.Opened()
			if (st != nil) != on || on && !strings.HasPrefix(st.Headline.String(), "Report 3 ") {
				t.Errorf("mouse %v: opened %v", on, st)
			}
			d.Press("q")
			before := d.Screen()
			if d.Quit() {
				return // nothing was open: q quit
			}
			for range 10 {
				d.Send(tea.MouseWheelMsg{X: 30, Y: 4, Button: tea.MouseWheelDown})
			}
			if d.Screen() == before {
				t.Error("the wheel did not scroll the list")
			}
		})
	}
}

func TestTooSmallAScreenAsksForMore(t *testing.T) {
	drive(t, 30, 8, latin(1), &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "sitrep needs 40 columns and 10")
		d.Resize(40, 10)
		mustShow(t, d, "Report 0 from")
	})
}

// TestASearchIsOfTheWholeCache: a search searched only the desk that was open,
// and the bar did not name it.
func TestASearchIsOfTheWholeCache(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("]")
		mustShow(t, d, "[Hazards]")
		d.Press("/")
		d.Type("gate")
		d.Advance(time.Second)
		mustShow(t, d, "Third gate of the Harbor dam")
		if want := " in all · 0 in Hazards, Tab changes it"; !strings.Contains(last(d), want) {
			t.Errorf("the line of the search is %q, want %q in it", last(d), want)
		}
		d.Press("tab")
		mustShow(t, d, "search in Hazards: gate", "0 in Hazards · ")
		mustNotShow(t, d, "Third gate of the Harbor dam")
		d.Press("tab", "enter")
		mustShow(t, d, "search: gate", " in all · 0 in Hazards", "Third gate of the Harbor dam")
		d.Press("esc")
		mustShow(t, d, "[Hazards]")
		d.Press(":")
		d.Type("search gate")
		d.Press("enter")
		mustShow(t, d, "search: gate", "Third gate of the Harbor dam")
	})
}

// TestBackGoesThroughWhatListsOpened: J, n and Enter in the list threw the trail away.
func TestBackGoesThroughWhatListsOpened(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("enter")
		first := pointed(t, d).ID
		d.Press("J")
		second := pointed(t, d).ID
		d.Press("J", "q", "j", "enter")
		d.Press("H", "H")
		if got := pointed(t, d).ID; got != second {
			t.Errorf("two steps back is %s, want %s", got, second)
		}
		d.Press("H")
		if got := pointed(t, d).ID; got != first {
			t.Errorf("three steps back is %s, want %s", got, first)
		}
		d.Press("n") // from the middle: the steps ahead are dropped
		d.Press("L")
		mustShow(t, d, "The trail goes no further.")
		d.Press("t")
		mustShow(t, d, "Left when you went another way")
	})
}

// TestTheStatusRowLeavesOutWhatMattersLeast: at 40 columns it was cut inside the
// words that say what to do.
func TestTheStatusRowLeavesOutWhatMattersLeast(t *testing.T) {
	k := &desk{}
	drive(t, 40, 12, latin(4), k, func(d *uitest.Driver) {
		d.Press("enter")
		arrive(k, newStory("newnewnewnewnew1", "Barge aground below the weir", k.env.Now()))
		k.progress <- reader.Progress{Running: true, Done: 3, Total: 41, Failed: 2, Now: sanitize.Lit("Harbor Wire")}
		d.Advance(0)
		d.Press("j")
		if got, want := strings.TrimSpace(last(d)), "1 new: press . · All: •3 · F!2"; !strings.HasPrefix(got, want) {
			t.Errorf("status row %q, want it to begin with %q", got, want)
		}
	})
}

// TestAWrongQueryStaysToBeCorrected: the line was closed, and the query gone.
func TestAWrongQueryStaysToBeCorrected(t *testing.T) {
	for _, c := range []struct{ open, typed, fixed string }{
		{"/", "bad:x", "search: x"},
		{":", "search bad:x", ":search x"},
	} {
		drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
			d.Press(c.open)
			d.Type(c.typed)
			d.Press("enter")
			mustShow(t, d, "! query: column 1: there is no field")
			d.Press("delete", "delete", "delete", "delete") // the cursor is at the mistake
			if !strings.HasPrefix(last(d), c.fixed) {
				t.Errorf("the line is %q, want %q", last(d), c.fixed)
			}
			mustNotShow(t, d, "no field")
		})
	}
}

// TestANumberBeforeAMarkMarksSeveral: it was ignored without a word.
func TestANumberBeforeAMarkMarksSeveral(t *testing.T) {
	drive(t, 80, 24, latin(9), &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "9, 9 unread")
		d.Press("j", "3", "m")
		mustShow(t, d, "9, 6 unread", "3 stories are read now; u takes it back.")
		d.Press("u")
		mustShow(t, d, "9, 9 unread")
		d.Press("2", "f")
		mustShow(t, d, "2 stories are starred now")
		d.Press("4", "z")
		mustShow(t, d, "A number means nothing before z.")
	})
}

// TestOnlyUnreadStoriesAreListed: by one key, on and off, with search and desk kept.
func TestOnlyUnreadStoriesAreListed(t *testing.T) {
	drive(t, 80, 24, latin(9), &desk{}, func(d *uitest.Driver) {
		d.Press("4", "m", "U")
		mustShow(t, d, "(unread only)", "5, 5 unread")
		d.Press("U")
		mustShow(t, d, "9, 5 unread")
		mustNotShow(t, d, "(unread only)")
		d.Press("/")
		d.Type("report")
		d.Press("enter", "U")
		mustShow(t, d, "search: report (unread only)", "5 in all")
		d.Press("/", "backspace") // takes the last one away
		mustShow(t, d, "search: report ", "9 in all")
		d.Press("U", ":")
		d.Type("clear")
		d.Press("enter")
		mustShow(t, d, "[All]", "9, 5 unread")
		d.Press(":")
		d.Type("clear")
		d.Press("enter")
		mustShow(t, d, "Nothing narrows the list.")
	})
}

// TestWhatNarrowsIsTakenAwayOneByOne: the last first, by Backspace on an empty line; or by
// name.
func TestWhatNarrowsIsTakenAwayOneByOne(t *testing.T) {
	open := func(d *uitest.Driver, first, then string) {
		d.Press("]")
		for _, key := range []string{first, then} {
			if d.Press(key); key == "/" {
				d.Type("the")
				d.Press("enter")
			}
		}
	}
	for _, c := range []struct{ first, then, left string }{
		{"/", "U", "search: the "},
		{"U", "/", "(unread only)"},
	} {
		drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
			open(d, c.first, c.then)
			mustShow(t, d, "search: the (unread only)")
			d.Press("/", "backspace")
			mustShow(t, d, c.left)
			mustNotShow(t, d, "search: the (unread only)")
			d.Press("/", "backspace")
			mustNotShow(t, d, "search:", "unread only", "[All]")
			d.Press("/", "backspace")
			mustShow(t, d, "[All]")
			d.Press("/", "backspace")
			mustShow(t, d, "Nothing narrows the list.")
		})
	}
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		clear := func(what string) {
			d.Press(":")
			d.Type("clear " + what)
			d.Press("enter")
		}
		open(d, "/", "U")
		clear("search")
		mustShow(t, d, "(unread only)")
		mustNotShow(t, d, "search:", "[All]")
		clear("search")
		mustShow(t, d, `"search" does not narrow the list: unread, desk.`)
		clear("desk")
		mustShow(t, d, "[All]", "(unread only)")
		clear("unread")
		mustNotShow(t, d, "(unread only)")
		clear("unread")
		mustShow(t, d, "Nothing narrows the list.")
	})
}
