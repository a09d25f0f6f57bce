package ui_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// chain is a library of n long stories, each of which refers to the next and
// the last to the first.
func chain(n int) *uitest.Library {
	url := func(i int) string { return fmt.Sprintf("https://harbor.example/chain/%d", i%n) }
	var es []uitest.Entry
	for i := range n {
		e := newStory(news.StoryID(fmt.Sprintf("chain%011d", i)), fmt.Sprintf("Chapter %d of the flood", i), uitest.Start().Add(-time.Duration(i)*time.Hour))
		e.Story.URL = url(i)
		for j := range 60 {
			e.Body = append(e.Body, uitest.Para(fmt.Sprintf("Chapter %d, paragraph %d.", i, j)))
		}
		e.Whole = true
		e.References = []news.Reference{{Title: sanitize.Line(fmt.Sprintf("Chapter %d of the flood", (i+1)%n)), URL: url(i + 1), Kind: news.RefInline, Paragraph: 20, Marker: sanitize.Lit("Read also")}}
		es = append(es, e)
	}
	return uitest.NewLibrary(nil, es...)
}

// inside returns the screen without its first row and its last, which count
// steps and unread stories.
func inside(d *uitest.Driver) string { return withoutStatus(d.Screen()) }

func withoutStatus(screen string) string {
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

func TestTheTrailGoesBackToTheExactPlace(t *testing.T) {
	lib := chain(4)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter")
		var screens []string
		for i := range 3 {
			for range i + 2 {
				d.Press("pgdown")
			}
			d.Press("j")
			screens = append(screens, inside(d))
			d.Press("1")
			mustShow(t, d, fmt.Sprintf("Chapter %d, paragraph 0.", i+1))
		}
		mustShow(t, d, "4/4 ")
		for i := 2; i >= 0; i-- {
			d.Press("H")
			if got := inside(d); got != screens[i] {
				t.Errorf("back at step %d the screen is\n%s\nwant\n%s", i+1, got, screens[i])
			}
		}
		d.Press("H")
		mustShow(t, d, "This is where the trail begins.")
		d.Press("L", "backspace")
		if got := inside(d); got != screens[0] {
			t.Errorf("forward and back again the screen is\n%s\nwant\n%s", got, screens[0])
		}
		d.Press("L", "L", "L", "L")
		mustShow(t, d, "The trail goes no further.", "Chapter 3, paragraph 0.")
		d.Press("1")
		mustShow(t, d, "5/5 ", "↻ Chapter 0")
	})
}

func TestTheTrailAndThePlaceSurviveARestart(t *testing.T) {
	lib := chain(3)
	var before string
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter", "pgdown", "1", "pgdown", "pgdown", "j")
		before = inside(d)
		d.Press("Q")
		if !d.Quit() {
			t.Fatal("Q did not quit")
		}
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		if got := inside(d); got != before {
			t.Errorf("after a restart the screen is\n%s\nwant\n%s", got, before)
		}
		d.Press("H")
		mustShow(t, d, "Chapter 0, paragraph 10.")
	})
}

// TestTheScreenComesBackAsItWasLeft: after quitting, and after being killed.
func TestTheScreenComesBackAsItWasLeft(t *testing.T) {
	tests := []struct {
		name string
		keys []string
	}{
		{"in the list", []string{"j", "j", "j", "j"}},
		{"in a desk", []string{"]", "j"}},
		{"in a search", []string{"/", "g", "a", "t", "e", "enter", "j"}},
		{"in a search of a desk", []string{"]", "/", "m", "enter", "j"}},
		{"in a story", []string{"j", "enter", "space"}},
		{"in the references of a story", []string{"j", "j", "enter", "tab"}},
		{"in the list beside a story", []string{"]", "enter", "shift+tab", "j", "j"}},
	}
	for _, size := range [][2]int{{80, 24}, {160, 45}} {
		for _, tt := range tests {
			for _, end := range []string{"quit", "killed"} {
				lib := uitest.Sample()
				var before string
				drive(t, size[0], size[1], lib, &desk{}, func(d *uitest.Driver) {
					d.Press(tt.keys...)
					if end == "quit" {
						before = d.Screen()
						d.Press("Q")
						return
					}
					d.Advance(2 * time.Second)
					before = d.Screen()
				})
				drive(t, size[0], size[1], lib, &desk{}, func(d *uitest.Driver) {
					if got := inside(d); got != withoutStatus(before) {
						t.Errorf("%s, %s at %v: the screen is\n%s\nwant\n%s", tt.name, end, size, got, withoutStatus(before))
					}
				})
			}
		}
	}
}

func TestWhatIsGoneIsNotComeBackTo(t *testing.T) {
	lib := uitest.Sample()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(lib.SaveSession(t.Context(), news.Session{Story: "gone", At: "gone", Desk: "No such desk", Query: "bad:x", Pane: "No such pane"}))
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "[All]", "River Tarn")
		d.Press("j", "enter")
		mustNotShow(t, d, "[All]")
	})
}

// TestAKilledReaderLosesNoMoreThanASecond: the place is saved while reading,
// not only on leaving.
func TestAKilledReaderLosesNoMoreThanASecond(t *testing.T) {
	lib := chain(2)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter", "pgdown")
		d.Advance(1e9)
		if step := lib.Positions()["chain00000000000"]; step.Top == 0 {
			t.Errorf("a second after a page down the saved place is %+v", step)
		}
	})
}

func TestNextStoryIsReadWithoutLeavingTheReader(t *testing.T) {
	drive(t, 80, 24, latin(5), &desk{}, func(d *uitest.Driver) {
		d.Press("enter", "J")
		mustShow(t, d, "Report 1 from the harbor", "The gates were opened")
		d.Press("K", "K")
		mustShow(t, d, "This is the first story of the list.")
		d.Press("space")
		mustShow(t, d, "Report 2 from the harbor")
		d.Press("n", "n")
		mustShow(t, d, "Report 4 from the harbor")
		d.Press("n")
		mustShow(t, d, "No unread story below.")
		d.Press("J")
		mustShow(t, d, "This is the last story of the list.")
		d.Press("q")
		mustShow(t, d, "5, 0 unread")
	})
}

// withRef is a library of one story with the given reference, and others.
func withRef(r news.Reference, others ...uitest.Entry) *uitest.Library {
	e := newStory("fromfromfromfrom", "The river rises", uitest.Start())
	e.Body, e.Whole = []news.Block{uitest.Para("It rises.")}, true
	e.References = []news.Reference{r}
	return uitest.NewLibrary(nil, append(others, e)...)
}

func TestAReferenceThatIsNotHeldIsFetched(t *testing.T) {
	gate := make(chan struct{})
	lib := withRef(news.Reference{Title: sanitize.Lit("How the gauges work"), URL: "https://archive.example/gauges", Kind: news.RefBlock, Paragraph: 1})
	k := &desk{}
	k.act = &uitest.Actions{Library: lib, OnFollow: func(ctx context.Context, r news.Reference) (news.StoryID, error) {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-gate:
		}
		e := newStory("fetchedfetched11", "How the gauges work", uitest.Start())
		e.Story.URL, e.Whole, e.Body = r.URL, true, []news.Block{uitest.Para("They float.")}
		lib.Add(e)
		return e.Story.ID, nil
	}}
	uitest.Run(t, uitest.Options{Model: func(ctx context.Context) tea.Model {
		gate = make(chan struct{})
		return k.screen(t, ctx, lib)
	}}, func(d *uitest.Driver) {
		d.Press("enter", "1")
		mustShow(t, d, "fetching, Esc cancels: How the gauges work")
		d.Press("esc")
		mustShow(t, d, "Cancelled.")
		d.Advance(0)
		mustShow(t, d, "It rises.")
		d.Press("1")
		close(gate)
		d.Advance(0)
		mustShow(t, d, "They float.", "2/2 ")
	})
}

func TestAFollowThatFailsSaysWhyAndStays(t *testing.T) {
	lib := withRef(news.Reference{Title: sanitize.Lit("Gone"), URL: "https://archive.example/gone", Kind: news.RefBlock, Paragraph: 1})
	k := &desk{act: &uitest.Actions{Library: lib, OnFollow: func(context.Context, news.Reference) (news.StoryID, error) {
		return "", errors.New("the server says 410 Gone")
	}}}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		d.Press("enter", "1")
		mustShow(t, d, "! Not fetched (o: browser, y: copy address): the server says 410 Gone", "It rises.")
		d.Press("o")
		mustShow(t, d, "Opened https://archive.example/gone")
		d.Press("1", "y", "1", "j", "o")
		want := []uitest.Call{
			{Method: "Browse", Arg: "https://archive.example/gone"},
			{Method: "Clip", Arg: "https://archive.example/gone"},
			{Method: "Browse", Arg: "https://harbor.example/fromfromfromfrom"},
		}
		got := slices.DeleteFunc(k.act.Calls(), func(c uitest.Call) bool { return c.Method == "Follow" })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

func TestATitleAloneIsToldToBeLookedUpAgain(t *testing.T) {
	lib := withRef(news.Reference{Title: sanitize.Lit("Ten years after"), Kind: news.RefText, Paragraph: 1})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter", "1")
		mustShow(t, d, "Not in the cache yet; it is looked up again as stories arrive.")
	})
}

func TestAGuessIsAskedAboutOnce(t *testing.T) {
	other := newStory("otherotherother1", "The river is rising fast", uitest.Start().Add(-1e12))
	other.Body, other.Whole = []news.Block{uitest.Para("Fast indeed.")}, true
	lib := withRef(news.Reference{Title: sanitize.Lit("River rising"), Kind: news.RefText, Paragraph: 1}, other)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter")
		ref := &news.Reference{From: "fromfromfromfrom", N: 1, Title: sanitize.Lit("River rising"), To: "otherotherother1", Match: news.Maybe, Target: &other.Story}
		d.Send(pane.FollowRequested{Ref: ref})
		mustShow(t, d, "Maybe: The river is rising fast - press Enter again to open.", "It rises.")
		d.Press("j")
		d.Send(pane.FollowRequested{Ref: ref})
		mustShow(t, d, "Maybe: ")
		d.Send(pane.FollowRequested{Ref: ref})
		mustShow(t, d, "Fast indeed.")
	})
}

func TestAStoryWithoutItsTextHasItFetchedWhenItIsOpened(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"fetched", nil, "The whole article."},
		{"refused", errors.New("the page is behind a paywall"), "! The full text could not be fetched: the page is behind a paywall"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var gate chan struct{}
			e := newStory("teaserteaser1111", "Bridge closed", uitest.Start())
			e.Body = []news.Block{uitest.Para("A teaser.")}
			lib := uitest.NewLibrary(nil, e)
			k := &desk{act: &uitest.Actions{Library: lib}}
			k.act.OnFullText = func(ctx context.Context, id news.StoryID) error {
				select {
				case <-ctx.Done():
				case <-gate:
					if c.err == nil {
						lib.PutPage(id, []news.Block{uitest.Para("The whole article.")})
					}
				}
				return c.err
			}
			uitest.Run(t, uitest.Options{Model: func(ctx context.Context) tea.Model {
				gate = make(chan struct{})
				return k.screen(t, ctx, lib)
			}}, func(d *uitest.Driver) {
				d.Press("enter")
				mustShow(t, d, "A teaser.", "fetching the full text")
				close(gate)
				d.Advance(0)
				mustShow(t, d, c.want)
				mustNotShow(t, d, "fetching the full text")
				n := len(k.act.Calls())
				d.Press("q", "enter")
				if got := len(k.act.Calls()); got != n {
					t.Errorf("opening the story again fetched its page again (%d calls, before %d)", got, n)
				}
			})
		})
	}
}

// TestAPageThatHasGrownIsFetchedByWhoeverReadsIt: when its story is opened, and
// while it is open when the cache has news, at most every ten minutes. What the
// reader reads stays where it is.
func TestAPageThatHasGrownIsFetchedByWhoeverReadsIt(t *testing.T) {
	e := newStory("livelivelivelive", "Flood: the latest", uitest.Start())
	lib := uitest.NewLibrary(nil, e)
	id := e.Story.ID
	text := []news.Block{uitest.Para("The road is closed."), uitest.Para("The water rises.")}
	lib.PutLivePage(id, uitest.Start().Add(-time.Hour), true, text)
	k := &desk{act: &uitest.Actions{Library: lib}}
	fetched := 0
	fail := false
	k.act.OnFullText = func(context.Context, news.StoryID) error {
		if fetched++; fail {
			return errors.New("the server has a fault of its own")
		}
		text = append([]news.Block{uitest.Para(fmt.Sprint("Entry ", fetched, "."))}, text...)
		lib.PutLivePage(id, k.env.Now(), true, text)
		return nil
	}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		d.Press("enter")
		mustShow(t, d, "live page, as it was at Sat 14 Mar 14:30Z", "Entry 1.")
		heard := func(after time.Duration, want int) {
			t.Helper()
			d.Advance(after)
			k.bell <- struct{}{}
			d.Advance(0)
			if fetched != want {
				t.Errorf("%v later: fetched %d times, want %d", after, fetched, want)
			}
		}
		heard(9*time.Minute, 1)
		heard(time.Minute, 2)
		mustShow(t, d, "Entry 2.")
		fail = true
		heard(time.Hour, 3)
		mustShow(t, d, "Entry 2.", "! The page could not be fetched again; this is the text of before: the")
		heard(time.Minute, 3)
		lib.PutLivePage(id, k.env.Now(), false, text)
		heard(time.Hour, 3)
		d.Press("q", "enter")
		if fetched != 3 {
			t.Errorf("a page that is not due was fetched (%d times in all, want 3)", fetched)
		}
	})
}

// TestTheLatestRequestWins: answers may come in any order; the story that was
// asked for last is the one that stays.
func TestTheLatestRequestWins(t *testing.T) {
	lib := latin(3)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		lib.Delay = 1e9
		d.Press("J", "J")
		d.Advance(20e9)
		mustShow(t, d, "Report 2 from the harbor", "The gates were opened")
		lib.Delay = 0
		d.Press("q")
		if !strings.HasPrefix(row(d, "Report 1 from"), "•") {
			t.Errorf("a story that was never shown is marked read:\n%s", d.Screen())
		}
	})
}

func TestTheTrailScreenLeadsToStepsAndBackground(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("enter", "2", "t")
		mustShow(t, d, "[the way walked]", " 1  River Tarn crests", "▸ 14 Mar 11:30   2  Third gate")
		d.Press("k", "enter")
		mustShow(t, d, "1/2 ")
		d.Press("t", "tab")
		mustShow(t, d, "[background]", "↻  14 Mar 14:10", "?                        Ten years after the great flood")
		d.Press("j", "enter")
		mustShow(t, d, "Third gate of the Harbor dam may open tonight", "2/2 ")
		d.Press("t", "tab", "tab")
		mustShow(t, d, "[timeline]")
		d.Press("q", "q", "q")
		if !d.Quit() {
			t.Errorf("q three times did not lead out:\n%s", d.Screen())
		}
	})
}

func TestTheFeedScreenSaysWhyAndRefreshes(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("F")
		mustShow(t, d, "Feeds: 5, 1 failing", "Quake Board", "The server is overloaded (503).", "Next in 31m: server asked for 30m or more")
		d.Press("j", "r")
		mustShow(t, d, "Refreshed Harbor Wire.")
		want := uitest.Call{Method: "Refresh", Arg: string(uitest.HarborWire)}
		if calls := k.act.Calls(); len(calls) != 1 || calls[0] != want {
			t.Errorf("calls %+v, want %+v", calls, want)
		}
	})
}

func TestALinkIsFollowedByItsNumber(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("enter", ";")
		mustShow(t, d, "follow number 1-8 (o before it: browser, y: copy):")
		d.Press("3") // no other number begins with it
		mustShow(t, d, "2/2 ", "Evacuation of the old town: what to pack and where to go")
	})
}

func TestHelpIsSearched(t *testing.T) {
	drive(t, 80, 24, latin(1), &desk{}, func(d *uitest.Driver) {
		d.Press("?", "/")
		d.Type("star")
		d.Press("enter")
		mustShow(t, d, "star or unstar", "starred")
		mustNotShow(t, d, "half a page")
		d.Press("esc")
		mustShow(t, d, "half a page")
		d.Press("esc")
		mustShow(t, d, "Report 0 from")
	})
}

func TestRefreshAsksForTheFeedOrTheText(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		d.Press("r", "R", "enter", "r")
		var got []string
		for _, c := range k.act.Calls() {
			got = append(got, c.Method+" "+c.Arg)
		}
		want := "Refresh " + string(uitest.HarborWire) + "|Refresh |FullText latin00000000000"
		if strings.Join(got, "|") != want {
			t.Errorf("calls %q, want %q", got, want)
		}
	})
}

func TestFetchingAllReferencesShowsHowFarItIs(t *testing.T) {
	from := newStory("fromfromfromfrom", "The river rises", uitest.Start())
	from.Body, from.Whole = []news.Block{uitest.Para("It rises.")}, true
	from.References = []news.Reference{
		{Title: sanitize.Lit("A title alone"), Kind: news.RefText},
		{Title: sanitize.Lit("Far away"), URL: "https://far.example/1", Kind: news.RefInline},
		{Title: sanitize.Lit("Farther"), URL: "https://far.example/2", Kind: news.RefInline},
	}
	asked := 0
	k := &desk{act: &uitest.Actions{OnFollow: func(ctx context.Context, _ news.Reference) (news.StoryID, error) {
		asked++
		<-ctx.Done()
		return "", ctx.Err()
	}}}
	k.act.Library = uitest.NewLibrary(nil, from)
	drive(t, 80, 24, k.act.Library, k, func(d *uitest.Driver) {
		d.Press("enter", "tab", "x")
		mustShow(t, d, "fetching, Esc cancels: reference 2 of 3: Far away")
		d.Press("esc")
		d.Advance(time.Second)
		mustNotShow(t, d, "fetching")
		if asked != 1 {
			t.Errorf("%d were asked for after Esc, want 1", asked)
		}
	})
}

func TestFetchingAllReferencesCountsThem(t *testing.T) {
	held := newStory("heldheldheld1111", "Held", uitest.Start().Add(-time.Hour))
	held.Body, held.Whole = []news.Block{uitest.Para("Here.")}, true
	from := newStory("fromfromfromfrom", "The river rises", uitest.Start())
	from.Body, from.Whole = []news.Block{uitest.Para("It rises.")}, true
	from.References = []news.Reference{
		{Title: sanitize.Lit("Held"), URL: held.Story.URL, Kind: news.RefInline},
		{Title: sanitize.Lit("Far away"), URL: "https://far.example/1", Kind: news.RefInline},
		{Title: sanitize.Lit("Broken"), URL: "https://far.example/2", Kind: news.RefInline},
		{Title: sanitize.Lit("A title alone"), Kind: news.RefText},
	}
	lib := uitest.NewLibrary(nil, held, from)
	k := &desk{act: &uitest.Actions{Library: lib, OnFollow: func(_ context.Context, r news.Reference) (news.StoryID, error) {
		if r.URL == "https://far.example/2" {
			return "", errors.New("no answer")
		}
		return "farfarfarfarfar1", nil
	}}}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		d.Press("enter", "tab", "x")
		mustShow(t, d, "References: 1 fetched, 1 held before, 1 failed, 1 without address.")
		d.Press("j", "f")
		mustShow(t, d, "It is not in the cache: Enter fetches it.")
		d.Press("y")
		if got := d.Copied(); len(got) != 1 || got[0] != "https://far.example/1" {
			t.Errorf("copied %q", got)
		}
	})
}

func TestOnlyOneScreenKeepsItsPlace(t *testing.T) {
	lib := uitest.Sample()
	var gone chan struct{}
	k := &desk{opt: func(o *ui.Options) {
		gone = make(chan struct{}) // here, in the bubble of the test
		o.TakenOver = gone
	}}
	drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
		d.Press("j", "j", "enter")
		d.Advance(2 * time.Second)
		kept, err := lib.Session(t.Context())
		if err != nil || kept.Story == "" {
			t.Fatalf("kept %+v, %v", kept, err)
		}
		close(gone)
		d.Advance(time.Second)
		mustShow(t, d, "Another sitrep has taken over")
		d.Press("q", "j", "j")
		d.Advance(2 * time.Second)
		d.Press("Q")
		if now, err := lib.Session(t.Context()); err != nil || now != kept {
			t.Errorf("the place is %+v, %v; want %+v", now, err, kept)
		}
	})
	fresh := &desk{opt: func(o *ui.Options) { o.Secondary = true }}
	drive(t, 80, 24, lib, fresh, func(d *uitest.Driver) {
		mustShow(t, d, "[All]", "goes back to where you were")
	})
}

// TestACacheThatIsReplacedIsSaidOnce: later marks are kept nowhere.
func TestACacheThatIsReplacedIsSaidOnce(t *testing.T) {
	var replaced chan struct{}
	k := &desk{opt: func(o *ui.Options) {
		replaced = make(chan struct{}) // here, in the bubble of the test
		o.Replaced = replaced
	}}
	drive(t, 120, 30, uitest.Sample(), k, func(d *uitest.Driver) {
		close(replaced)
		d.Advance(time.Second)
		mustShow(t, d, "The cache was removed or replaced while it was open")
		d.Press("j")
		mustNotShow(t, d, "removed or replaced")
	})
}

// TestAnEndBeforeTheLastSessionIsReadKeepsIt ends a screen in the moment after
// its start: it shows nothing yet that could replace the last session.
func TestAnEndBeforeTheLastSessionIsReadKeepsIt(t *testing.T) {
	lib := chain(2)
	was := news.Session{Desk: "Hazards", Pane: "story"}
	if err := lib.SaveSession(t.Context(), was); err != nil {
		t.Fatal(err)
	}
	screen := (&desk{}).screen(t, t.Context(), lib)
	screen.Init()
	_, cmd := screen.Update(ui.Leave{})
	if _, ok := cmd().(tea.QuitMsg); !ok {
		t.Fatal("the screen does not end")
	}
	got, err := lib.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(was, got); diff != "" {
		t.Errorf("the session (-want +got):\n%s", diff)
	}
}
