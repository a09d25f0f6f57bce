package plain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"sitrep/ui/reader"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui/plain"
	"sitrep/ui/uitest"
)

// desk returns a desk of the sample.
func desk(name, q string) reader.Desk {
	return reader.Desk{Name: sanitize.Line(name), Query: sanitize.Line(q), Filter: func(now time.Time) news.Filter {
		f, err := query.Parse(q, now)
		if err != nil {
			panic(err)
		}
		return f
	}}
}

// options are those of a script on a library.
func options(t *testing.T, lib *uitest.Library) plain.Options {
	return plain.Options{
		Env: &reader.Env{
			Ctx: t.Context(), Library: lib, Actions: &uitest.Actions{Library: lib}, Now: uitest.Start,
			Zone: time.FixedZone("", 3600), Parse: query.ParseTyping,
			Desks: []reader.Desk{desk("Dams", "dam"), desk("Quakes", "feed:quake")},
		},
		Width: 76,
	}
}

// run has a reader obey lines and returns its output.
func run(t *testing.T, o plain.Options, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	o.In, o.Out = strings.NewReader(strings.Join(lines, "\n")+"\n"), &out
	if err := plain.New(o).Run(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// golden compares the output with a file.
func golden(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", t.Name()+".txt")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// inert checks that a text can do nothing to a terminal.
func inert(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Error("what was written is not UTF-8")
	}
	for i, r := range text {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%U at byte %d: %q", r, i, text[max(i-40, 0):min(i+40, len(text))])
		}
	}
}

func TestReading(t *testing.T) {
	golden(t, run(t, options(t, uitest.Sample()), "1", "refs", "page 6", "top", "", "b", "j", "k", "find boats", "find", "find nowhere", "where", "q"))
}

func TestWalking(t *testing.T) {
	golden(t, run(t, options(t, uitest.Sample()), "H", "open dam", "/title:gate", "1", "1", "H", "L", "t", "trail 1", "background", "background 99", "background 3", "H", "9", "q", "end", "list"))
}

func TestMarking(t *testing.T) {
	golden(t, run(t, options(t, uitest.Sample()),
		"m", "star 2", "f2", "u", "read 3", "read 3", "unread 3", "u", "u", "u", "u", "2", "star", "y", "Y", "o", "x", "r", "q", "A", "u", "R"))
}

func TestFinding(t *testing.T) {
	golden(t, run(t, options(t, uitest.Sample()),
		"desks", "desk quakes", "", "b", "desk 9", "]", "search gate", "/)", "/nothing at all of this", "end", "n", "N", "J", "K", "q", "q", "quit"))
}

func TestTheFeedsAndTheHelp(t *testing.T) {
	golden(t, run(t, options(t, uitest.Sample()), "F", "help", "help star", "help me", "st", "frobnicate", "page", "width 3"))
}

// TestNothingWrittenIsACommandToATerminal opens everything that there is,
// in all scripts, and those of a hostile publisher.
func TestNothingWrittenIsACommandToATerminal(t *testing.T) {
	lib := uitest.Sample()
	evil := "\x1b[2J\x1b]52;c;cm0gLXJm\x07 \u202egnp.exe \u009b31m \x90q\x9c"
	lib.Add(uitest.Entry{
		Story: news.Story{
			Feed: uitest.HarborWire, Source: sanitize.Line("Masked " + evil), GUID: evil, URL: "https://evil.example/\x1b[31m\u009b",
			Headline: sanitize.Line("Calm " + evil), Byline: sanitize.Line(evil), Lang: "en\x1b[5m",
			Published: uitest.Start(), FirstSeen: uitest.Start(),
		},
		Body:       []news.Block{uitest.Para("Text " + evil), {Kind: news.Pre, Text: sanitize.Text("a\tb\r\n" + evil)}},
		References: []news.Reference{{Title: sanitize.Line(evil), URL: "https://evil.example/\x1b]0;x\x07", Kind: news.RefInline}},
	})
	o := options(t, lib)
	broken := errors.New("the server said \x1b[31mno\x1b[0m")
	o.Env.Actions = &uitest.Actions{
		OnFullText:  func(context.Context, news.StoryID) error { return broken },
		OnFollow:    func(context.Context, news.Reference) (news.StoryID, error) { return "", broken },
		OnFollowURL: func(context.Context, string) (news.StoryID, error) { return "", broken },
		OnBrowse:    func(context.Context, string) error { return broken },
		OnClip:      func(context.Context, sanitize.Clean) (string, error) { return "/home/\x1b[1m/clip", nil },
		OnRefresh:   func(context.Context, []news.FeedID) error { return broken },
	}
	lines := []string{"\x1b[2Jhelp", "find \x1b[2J", "/\x1b[31m", "end", "desk \x1b[1m", "help \x1b[1m"}
	for i := range 20 {
		lines = append(lines, fmt.Sprintf("open %d", i+1), "refs", "1", "o", "y", "Y", "x", "r", "find \x1b[1mwater", "width 20", "t", "q")
	}
	text := run(t, o, lines...)
	inert(t, text)
	if !strings.Contains(text, "汐見市") || !strings.Contains(text, "الطريق الساحلي") || !strings.Contains(text, "Calm") {
		t.Error("not all of the stories were opened")
	}
	o.Fold = true
	for i, b := range []byte(run(t, o, lines...)) {
		if b < ' ' && b != '\n' || b > '~' {
			t.Fatalf("byte %#x at %d for a terminal that reads ASCII", b, i)
		}
	}
}

// TestAnyOrderOfCommandsIsAnswered types commands in random order.
func TestAnyOrderOfCommandsIsAnswered(t *testing.T) {
	words := []string{
		"", "more", "b", "j", "k", "gg", "G", "list", ".", "open", "open 7", "n", "N", "J", "K", ";", "follow 1", "1", "2", "3", "99", "0",
		"H", "L", "t", "trail 2", "background", "background 2", "m", "read", "unread 2", "f", "star 3", "unstar", "A", "u", "/gate", "/is:unread", "/nothing12", "end", "find water", "find",
		"desks", "desk 1", "desk 0", "]", "[", "F", "r", "R", "o", "y", "y 1", "Y", "x", "where", "page 5", "page 0", "width 30", "width 0", "?", "q", "search", "desk",
	}
	for seed := range uint64(40) {
		lib := uitest.Sample()
		rnd := rand.New(rand.NewPCG(seed, 1))
		var lines []string
		for range 60 {
			word := words[rnd.IntN(len(words))]
			if word == "q" && rnd.IntN(4) > 0 {
				word = "list"
			}
			lines = append(lines, word)
		}
		text := run(t, options(t, lib), lines...)
		inert(t, text)
		answers := strings.Split(text, "> ")
		for i, a := range answers[1:] {
			if line, rest, _ := strings.Cut(a, "\n"); rest == "headlines" || rest == "story" {
				t.Fatalf("seed %d: line %d, %q, has no answer", seed, i, line)
			}
		}
	}
}

func TestTheEndOfTheInputKeepsThePlace(t *testing.T) {
	lib := uitest.Sample()
	o := options(t, lib)
	o.Page = 6
	run(t, o, "/title:crests", "1", "", "")
	if was, ok := lib.Positions()[uitest.FloodID]; !ok || was.Top == 0 {
		t.Errorf("position %v, %v: want one below the beginning", was, ok)
	}
	text := run(t, o, "back")
	for _, want := range []string{"back goes to where you were: River Tarn crests", "Search for title:crests: 1 story", "From where you were; top begins at the beginning."} {
		if !strings.Contains(text, want) {
			t.Errorf("the next start does not say %q:\n%s", want, text)
		}
	}
	session, err := lib.Session(t.Context())
	if err != nil || session.Story != uitest.FloodID || session.Query != "title:crests" {
		t.Errorf("session %+v, %v", session, err)
	}
}

func TestOneThatIsNotTheFirstKeepsNothing(t *testing.T) {
	lib := uitest.Sample()
	if err := lib.SaveSession(t.Context(), news.Session{Desk: "Dams"}); err != nil {
		t.Fatal(err)
	}
	o := options(t, lib)
	o.Secondary = true
	if text := run(t, o, "1"); !strings.Contains(text, "All: ") {
		t.Errorf("it did not begin afresh:\n%s", text)
	}
	if s, err := lib.Session(t.Context()); err != nil || s != (news.Session{Desk: "Dams"}) {
		t.Errorf("session %+v, %v", s, err)
	}
}

func TestWhatArrivesIsToldOnceBeforeAPrompt(t *testing.T) {
	lib := uitest.Sample()
	changed := make(chan struct{}, 1)
	o := options(t, lib)
	o.Changed = changed
	arrive := func(ctx context.Context, url string) error {
		lib.Add(uitest.Entry{Story: news.Story{Feed: uitest.HarborWire, GUID: url, Headline: sanitize.Line("Sirens at " + url), Published: uitest.Start(), FirstSeen: uitest.Start()}})
		changed <- struct{}{}
		return nil
	}
	o.Env.Actions = &uitest.Actions{OnBrowse: arrive}
	text := run(t, o, "2", "o", "where", "where", "new", "where")
	if n := strings.Count(text, "\n1 new story has arrived; new lists what is there now.\nstory> "); n != 1 {
		t.Errorf("told %d times, want once, on a line of its own before the prompt:\n%s", n, text)
	}
	if !strings.Contains(text, "1. Sirens at ") {
		t.Errorf("new does not list it:\n%s", text)
	}
}

func TestLinesOfAnyFormAreRead(t *testing.T) {
	lib := uitest.Sample()
	text := run(t, options(t, lib), "  HELP star \r", strings.Repeat("x", 1<<17), ":where", "Wher", strings.Repeat("9", 50))
	for _, want := range []string{"\nstar [NUMBER]: stars.\n", "… is not a command; help lists them.\n", "> :where\nAll: ", "> Wher\nAll: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%.3000s", want, text)
		}
	}
}

func TestACacheThatFailsIsSaidAndSurvived(t *testing.T) {
	lib := uitest.Sample()
	o := options(t, lib)
	lib.Fail(errors.New("disk I/O error"))
	text := run(t, o, "1", "list", "n", "/dam", "desks", "F", "u", "A", "refs", "H", "t", "x")
	if n := strings.Count(text, "disk I/O error."); n < 6 {
		t.Errorf("the error is said %d times:\n%s", n, text)
	}
}

func TestTheErrorOfWritingEndsIt(t *testing.T) {
	o := options(t, uitest.Sample())
	o.In, o.Out = strings.NewReader("help\nhelp\n"), full{}
	if err := plain.New(o).Run(); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v, want that of writing", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// typist is a person at a reader, within a bubble.
type typist struct {
	in   io.WriteCloser
	mu   sync.Mutex
	out  bytes.Buffer
	done chan error
}

func (p *typist) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// enter types a line and returns the output after it.
func (p *typist) enter(t *testing.T, line string) string {
	t.Helper()
	p.mu.Lock()
	p.out.Reset()
	p.mu.Unlock()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return p.written()
}

func (p *typist) written() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func sit(o plain.Options) *typist {
	in, w := io.Pipe()
	p := &typist{in: w, done: make(chan error, 1)}
	o.In, o.Out, o.Person = in, p, true
	go func() { p.done <- plain.New(o).Run() }()
	synctest.Wait()
	return p
}

// TestAPageThatHasGrownIsFetchedWhenItsStoryIsOpened, and the reader reads of when
// the text is.
func TestAPageThatHasGrownIsFetchedWhenItsStoryIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := uitest.Sample()
		o := options(t, lib)
		o.Env.Now = uitest.Clock()
		id := news.StoryID("livelivelivelive")
		lib.Add(uitest.Entry{Story: news.Story{ID: id, URL: "https://x.example/1", Headline: sanitize.Line("Ferry live"), FirstSeen: uitest.Start()}})
		lib.PutLivePage(id, uitest.Start().Add(-time.Hour), true, []news.Block{uitest.Para("It waits.")})
		var err error
		o.Env.Actions = &uitest.Actions{OnFullText: func(context.Context, news.StoryID) error {
			if err == nil {
				lib.PutLivePage(id, uitest.Start(), true, []news.Block{uitest.Para("It sails.")})
			}
			return err
		}}
		p := sit(o)
		p.enter(t, "/title:live")
		if text := p.enter(t, "1"); !strings.Contains(text, "Live page, as it was at 14 Mar 2026 14:30 UTC.\n\nIt sails.") {
			t.Errorf("opened:\n%s", text)
		}
		err = errors.New("no answer in time")
		time.Sleep(10 * time.Minute)
		p.enter(t, "list")
		if text := p.enter(t, "1"); !strings.Contains(text, "The page could not be fetched again; this is the text of before: no answer in time.\n\nIt sails.") {
			t.Errorf("opened again:\n%s", text)
		}
		p.in.Close()
		if err := <-p.done; err != nil {
			t.Error(err)
		}
	})
}

func TestEnterEndsTheWaitingForAFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := uitest.Sample()
		o := options(t, lib)
		o.Env.Actions = &uitest.Actions{OnFullText: func(ctx context.Context, _ news.StoryID) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		p := sit(o)
		lib.Add(uitest.Entry{Story: news.Story{URL: "https://x.example/1", Headline: sanitize.Line("Ferry again"), FirstSeen: uitest.Start()}, Body: []news.Block{uitest.Para("It sails.")}})
		p.enter(t, "/title:again")
		p.enter(t, "1")
		if text := p.enter(t, ""); text != "This is what the feed carries; fetch asks for the full text.\n\nIt sails.\nEnd of the story; next opens the next unread one.\nstory> " {
			t.Errorf("not waited for:\n%s", text)
		}
		p.enter(t, "/title:islands")
		if text := p.enter(t, "1"); !strings.HasSuffix(text, "Fetching the full text from harbor.example; Enter reads what is here.\n") {
			t.Errorf("while it fetches:\n%s", text)
		}
		if text := p.enter(t, ""); !strings.Contains(text, "The last boat leaves at half past five.") {
			t.Errorf("after Enter:\n%s", text)
		}
		if text := p.enter(t, "x"); strings.Contains(text, "> ") {
			t.Errorf("it did not wait:\n%s", text)
		}
		if text := p.enter(t, "where"); text != "" {
			t.Errorf("a command instead of Enter:\n%s", text)
		}
		if text := p.enter(t, ""); !strings.Contains(text, "Not waited for.\nSearch for title:islands: ") {
			t.Errorf("Enter after a command:\n%s", text)
		}
		p.in.Close()
		if err := <-p.done; err != nil {
			t.Error(err)
		}
	})
}

func TestTheFirstStoriesAreWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := uitest.NewLibrary(nil)
		progress := make(chan reader.Progress, 1)
		o := options(t, lib)
		o.Progress = progress
		p := sit(o)
		if text := p.written(); !strings.HasSuffix(text, "\nNo stories yet. The feeds are being asked; Enter does not wait for them.\n") {
			t.Errorf("at the start:\n%s", text)
		}
		progress <- reader.Progress{Running: true, Total: 2}
		lib.Add(uitest.Entry{Story: news.Story{GUID: "a", Headline: sanitize.Line("Sirens in Velm"), Published: uitest.Start(), FirstSeen: uitest.Start()}})
		progress <- reader.Progress{Running: true, Done: 2, Total: 2}
		synctest.Wait()
		if text := p.written(); !strings.HasSuffix(text, "\n1. Sirens in Velm. just now, unread.\nThese are all.\nheadlines> ") {
			t.Errorf("when they are here:\n%s", text)
		}
		p.enter(t, "R")
		p.enter(t, "wait")
		progress <- reader.Progress{Total: 3, Done: 3, Failed: 1, New: 4}
		synctest.Wait()
		if text := p.written(); text != "3 feeds were asked, 1 failed, 4 new stories.\nheadlines> " {
			t.Errorf("after the round: %q", text)
		}
		p.enter(t, "wait")
		time.Sleep(time.Minute)
		synctest.Wait()
		if text := p.written(); !strings.HasPrefix(text, "Polling is not known to have ended") {
			t.Errorf("nobody polls: %q", text)
		}
		p.in.Close()
		<-p.done
	})
}

func TestASignalEndsItAndKeepsThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lib := uitest.Sample()
		ctx, stop := context.WithCancel(t.Context())
		o := options(t, lib)
		o.Env.Ctx, o.Page = ctx, 5
		p := sit(o)
		p.enter(t, "/title:crests")
		p.enter(t, "1")
		p.enter(t, "more")
		stop()
		if err := <-p.done; err != nil {
			t.Error(err)
		}
		if at := lib.Positions()[uitest.FloodID]; at.Top+at.Line == 0 {
			t.Errorf("position %+v", at)
		}
		p.in.Close()
	})
}

func TestOneThatIsTakenOverFromSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := make(chan struct{})
		o := options(t, uitest.Sample())
		o.TakenOver = lost
		p := sit(o)
		close(lost)
		p.enter(t, "where")
		if text := p.written(); strings.Count(text, "Another sitrep has taken over from this one") != 1 {
			t.Errorf("told:\n%s", text)
		}
		p.in.Close()
		<-p.done
	})
}

func TestACacheThatIsReplacedIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		replaced := make(chan struct{})
		o := options(t, uitest.Sample())
		o.Replaced = replaced
		p := sit(o)
		close(replaced)
		for _, want := range []int{1, 0} {
			p.enter(t, "where")
			if text := p.written(); strings.Count(text, "The cache was removed or replaced while it was open: nothing is kept any more.") != want {
				t.Errorf("told:\n%s", text)
			}
		}
		p.in.Close()
		<-p.done
	})
}

func TestAGuessIsAskedAboutOnce(t *testing.T) {
	lib := uitest.Sample()
	lib.Add(uitest.Entry{
		Story: news.Story{GUID: "g", Headline: sanitize.Line("Guesses"), FirstSeen: uitest.Start().Add(time.Hour)}, Whole: true, Body: []news.Block{uitest.Para("A text.")},
		References: []news.Reference{{Title: sanitize.Line("The third gate"), To: uitest.DamID, Match: news.Maybe, Kind: news.RefText, Paragraph: 1}},
	})
	text := run(t, options(t, lib), "/title:guesses", "1", "1", "where", "1", "1")
	if n := strings.Count(text, "Maybe it is: Third gate of the Harbor dam may open tonight. follow 1 again opens it.\n"); n != 2 {
		t.Errorf("asked %d times, want once and again after something else:\n%s", n, text)
	}
	if !strings.Contains(text, "\nThe operator of the Harbor dam will decide") {
		t.Errorf("it was not opened:\n%s", text)
	}
}

func TestWhatCannotBeFetchedCanStillBeCopied(t *testing.T) {
	o := options(t, uitest.Sample())
	act := &uitest.Actions{OnFollow: func(context.Context, news.Reference) (news.StoryID, error) {
		return "", errors.New("the server asks for a login")
	}}
	o.Env.Actions = act
	text := run(t, o, "/title:crests", "1", "7", "y", "7", "o", "y 1", "o 99", "follow", "follow x")
	if want := "Fetching it from archive.example.\nNot fetched: the server asks for a login.\nbrowse opens it in a browser, copy gives its address.\nstory> y\nhttps://archive.example/tarn/gauges\n"; !strings.Contains(text, want) {
		t.Errorf("no %q in:\n%s", want, text)
	}
	want := []uitest.Call{
		{Method: "Follow", Arg: "https://archive.example/tarn/gauges"},
		{Method: "Clip", Arg: "https://archive.example/tarn/gauges"},
		{Method: "Follow", Arg: "https://archive.example/tarn/gauges"},
		{Method: "Browse", Arg: "https://archive.example/tarn/gauges"},
		{Method: "Clip", Arg: "https://velm.example/counts"},
	}
	if diff := cmp.Diff(want, act.Calls()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestAnEmptyListSaysWhy(t *testing.T) {
	failing := news.FeedStatus{Feed: news.Feed{ID: "https://a.example/"}, State: news.FeedState{Failures: 2, Err: sanitize.Line("No such host")}}
	waiting := news.FeedStatus{Feed: news.Feed{ID: "https://b.example/"}}
	for _, tt := range []struct {
		name  string
		feeds []news.FeedStatus
		line  string
		want  string
	}{
		{"none", nil, "list", "No stories yet: there are no feeds to poll.\nWhat is followed is in the file.\n"},
		{"all_fail", []news.FeedStatus{failing}, "list", "No stories yet: no feed could be reached (1 tried). They are tried again by themselves; feeds says why they failed.\n"},
		{"some_fail", []news.FeedStatus{failing, waiting}, "list", "No stories yet: 2 feeds are followed, 1 failed. What arrives is told here.\n"},
		{"desk", nil, "desk 1", "No story on desk Dams yet: dam\n"},
		{"search", nil, "/dam", "No story matches dam; end brings the list back.\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := options(t, uitest.NewLibrary(tt.feeds))
			progress := make(chan reader.Progress, 1)
			progress <- reader.Progress{}
			o.Progress = progress
			o.Env.Welcome = func() []sanitize.Clean { return []sanitize.Clean{sanitize.Lit("What is followed is in the file.")} }
			if text := run(t, o, tt.line, "F"); !strings.Contains(text, "headlines> "+tt.line+"\n"+tt.want) {
				t.Errorf("no %q in:\n%s", tt.want, text)
			}
		})
	}
}

func TestLettersThatATerminalLacksHaveStandIns(t *testing.T) {
	lib := uitest.NewLibrary(nil, uitest.Entry{
		Story: news.Story{GUID: "a", Headline: sanitize.Line("“Señor Łuk’s Ærø–Straße” … 東京"), FirstSeen: uitest.Start()},
		Whole: true, Body: []news.Block{uitest.Para("«Où?» • Ω")},
	})
	o := options(t, lib)
	o.Fold = true
	text := run(t, o, "1")
	for _, want := range []string{"\n\"Senor luk's aero-Strasse\" ... ??\n", "\n\"Ou?\" * W\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

func TestLongLinesAreBrokenBetweenWords(t *testing.T) {
	o := options(t, uitest.Sample())
	o.Columns, o.Width = 39, 39
	text := run(t, o, "1", "refs", "help")
	for line := range strings.Lines(text) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 39 && !strings.Contains(line, "> ") {
			t.Errorf("%d characters: %q", n, line)
		}
	}
	if !strings.Contains(text, "\n1. River Tarn crests at 6.2 m as Velm\nempties its lower streets. Harbor Wire,\n") {
		t.Errorf("not broken between words:\n%s", text)
	}
}

func TestAStoryIsSavedAndHandedOn(t *testing.T) {
	o := options(t, uitest.Sample())
	act := &uitest.Actions{OnPipe: func(context.Context, string, []news.StoryID) (sanitize.Clean, error) {
		return sanitize.Lit("noted"), nil
	}}
	o.Env.Actions = act
	if text := run(t, o, "s 1", "1", "|"); !strings.Contains(text, "No program is named yet") || !strings.Contains(text, "Saved as /saved/floodharborriver.md\n") {
		t.Errorf("saved without programs:\n%s", text)
	}
	o.Env.Pipes = []sanitize.Clean{sanitize.Lit("mail"), sanitize.Lit("note")}
	if text := run(t, o, "1", "|x", "|note", "pipe mail"); !strings.Contains(text, "the names are mail, note.\n") || strings.Count(text, ": noted\n") != 2 {
		t.Errorf("handed on:\n%s", text)
	}
	want := []uitest.Call{{Method: "Save", Arg: string(uitest.FloodID)}, {Method: "Pipe", Arg: "note " + string(uitest.FloodID)}, {Method: "Pipe", Arg: "mail " + string(uitest.FloodID)}}
	if diff := cmp.Diff(want, act.Calls()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

// TestAPathAndAFormAreTyped: the abilities of s and :cite, in words.
func TestAPathAndAFormAreTyped(t *testing.T) {
	o := options(t, uitest.Sample())
	if text := run(t, o, "save 2 ~/notes", "save x y.md", "cite plain", "Y", "cite mla"); !strings.Contains(text, "Saved as ~/notes\n") || !strings.Contains(text, "Saved as x y.md\n") ||
		!strings.Contains(text, "Citations are written as plain from now on.\n") || !strings.Contains(text, ", https://") || !strings.Contains(text, `There is no form "mla" of citations`) {
		t.Errorf("saved at a path, cited in a form:\n%s", text)
	}
}
