package pane_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

func TestTheStoryAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			onStage(t, layout.Story, size[0], size[1], nil, func(s *stage) {
				s.Golden("empty")
				s.open(uitest.FloodID, news.Step{})
				s.Golden("top")
				s.Press("space", "]")
				s.Golden("page")
				s.Press("G")
				s.Golden("end")
				for name, id := range map[string]news.StoryID{
					"arabic": uitest.ArabicID, "japanese": uitest.JapaneseID, "marks": uitest.MarksID,
					"ukrainian": uitest.UkraineID, "teaser": uitest.TeaserID, "bare": uitest.BareID,
				} {
					s.open(id, news.Step{})
					s.Golden(name)
				}
			})
		})
	}
}

func TestTheStoryInASCIIAndFromRightToLeft(t *testing.T) {
	onStage(t, layout.Story, 60, 30, func(e *pane.Env) { e.ASCII, e.RTL = true, true }, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Golden("flood")
		s.open(uitest.ArabicID, news.Step{})
		s.Golden("arabic")
	})
}

func TestSpaceAtTheEndIsLeftToTheScreen(t *testing.T) {
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		for range 10 {
			s.Press("space")
			if len(s.host.refused) > 0 {
				break
			}
		}
		s.sees("The next report of the gauges", "100 %")
		if len(s.host.refused) != 1 || s.host.refused[0] != keys.Continue {
			t.Errorf("refused %q, want one %q", s.host.refused, keys.Continue)
		}
	})
}

func TestLinksAreFocusedInOrderAndFollowed(t *testing.T) {
	onStage(t, layout.Story, 80, 16, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("enter")
		if s.host.told == "" {
			t.Error("Enter without a focus says nothing")
		}
		s.Press("]")
		s.sees("count>1<", "1: https://velm.example/counts")
		s.Press("]", "enter")
		s.sees(">2<", "2: in the cache: Third gate")
		if m, ok := uitest.Last[pane.FollowRequested](s.Driver); !ok || m.Ref == nil || m.Ref.To != uitest.DamID {
			t.Errorf("Enter asked for %+v", m)
		}
		s.Press("[", "1")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Link == nil || m.Link.URL != "https://velm.example/counts" {
			t.Errorf("1 asked for %+v", m)
		}
		s.Press("[")
		if s.host.told != "There is no link further up." {
			t.Errorf("before the first link: %q", s.host.told)
		}
		s.Press("9")
		if want := "There is no number 9 here; the last is 8."; s.host.told != want {
			t.Errorf("told %q, want %q", s.host.told, want)
		}
	})
}

func TestAFocusThatIsOutOfSightBeginsAnewInSight(t *testing.T) {
	onStage(t, layout.Story, 80, 12, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("]", "G", "[")
		if got := s.position().Ref; got < 6 {
			t.Errorf("[ at the end focuses %d", got)
		}
	})
}

func TestNumbersAboveNineAreTyped(t *testing.T) {
	text := "See"
	for i := range 12 {
		text += fmt.Sprintf(" [place %d](https://a.example/%d)", i+1, i+1)
	}
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		s.lib.Add(uitest.Entry{Story: news.Story{ID: "manylinks", Headline: sanitize.Lit("Many"), FirstSeen: uitest.Start()}, Body: []news.Block{uitest.Para(text)}, Whole: true})
		s.open("manylinks", news.Step{})
		s.Press(";")
		if want := "follow number 1-12 (o before it: browser, y: copy): "; s.host.label != want {
			t.Errorf("prompt %q, want %q", s.host.label, want)
		}
		s.Press("1", "2", "enter")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Link == nil || m.Link.URL != "https://a.example/12" {
			t.Errorf("asked for %+v", m.Link)
		}
		s.Press(";", "x", "enter")
		if want := `"x" is not a number.`; s.host.told != want {
			t.Errorf("told %q, want %q", s.host.told, want)
		}
		s.Press(";", "esc", "/")
		if s.host.label != "find in story: " {
			t.Errorf("after Esc the prompt is %q", s.host.label)
		}
	})
}

func TestAStoryIsFoundAgainWhereItWasLeft(t *testing.T) {
	for _, presses := range []string{"", "j", "j j j", "space", "space j", "G", "] ] ]"} {
		onStage(t, layout.Story, 80, 16, nil, func(s *stage) {
			s.open(uitest.FloodID, news.Step{})
			for k := range strings.FieldsSeq(presses) {
				s.Press(k)
			}
			left, was := s.position(), s.Screen()
			s.open(uitest.JapaneseID, news.Step{})
			s.open(uitest.FloodID, left)
			if got := s.Screen(); got != was {
				t.Errorf("after %q the story was left at\n%s\nand found at\n%s", presses, was, got)
			}
			if got := s.position(); got != left {
				t.Errorf("position = %+v, want %+v", got, left)
			}
		})
	}
}

func TestAnotherWidthKeepsTheParagraph(t *testing.T) {
	onStage(t, layout.Story, 80, 16, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("space", "space")
		was := s.Screen()
		block := s.position().Top
		for _, w := range []int{40, 120, 30} {
			s.Resize(w, 16)
			if got := s.position().Top; got != block {
				t.Errorf("at width %d the top is block %d, want %d", w, got, block)
			}
		}
		s.Resize(80, 7)
		s.Resize(80, 16)
		if got := s.position().Top; got != block {
			t.Errorf("back at the first size the top is block %d, want %d", got, block)
		}
		if was == "" {
			t.Error("nothing was shown")
		}
	})
}

func TestTheFullTextArrivingMovesNothing(t *testing.T) {
	feed := []news.Block{uitest.Para("First of the feed."), uitest.Para("Second, [which both](https://a.example/both) have. " + strings.Repeat("It goes on. ", 40))}
	page := append([]news.Block{uitest.Para("A line that only [the page](https://a.example/page) has."), uitest.Para("Another.")}, feed...)
	page = append(page, uitest.Para("The end. "+strings.Repeat("More. ", 200)))
	onStage(t, layout.Story, 40, 10, nil, func(s *stage) {
		s.lib.Add(uitest.Entry{Story: news.Story{ID: "grows", Headline: sanitize.Lit("Grows"), FirstSeen: uitest.Start()}, Body: feed})
		s.open("grows", news.Step{})
		s.Press("]", "G", "k", "k")
		was := s.Row(0)
		s.lib.PutPage("grows", page)
		s.Send(s.read("grows"))
		if got := s.Row(0); got != was || was == "" {
			t.Errorf("the top is %q, was %q", got, was)
		}
		if got := s.position().Top; got != 3 {
			t.Errorf("the top is block %d, want 3", got)
		}
		s.sees("2: https://a.example/both")
	})
}

func TestTheSameTextArrivingAgainChangesNoByte(t *testing.T) {
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("space", "]")
		was := s.Content()
		s.Send(s.read(uitest.FloodID))
		s.Send(pane.CacheChanged{})
		if s.Content() != was {
			t.Error("the view is another one")
		}
	})
}

func TestAStoryThatIsNotOpenAnyMoreIsIgnored(t *testing.T) {
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		late := s.read(uitest.DamID)
		s.open(uitest.FloodID, news.Step{})
		was := s.Content()
		s.Send(late)
		if s.Content() != was {
			t.Error("a late answer took the pane")
		}
	})
}

func TestXChangesBetweenFullTextAndFeedText(t *testing.T) {
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.sees("highest level since the gauge")
		s.Press("x")
		s.sees("after noon; three districts", "the feed's text; x shows the full text")
		if s.position().View != news.FromFeed {
			t.Errorf("position = %+v", s.position())
		}
		left := s.position()
		s.open(uitest.FloodID, left)
		s.sees("after noon; three districts")
		s.Press("x")
		s.sees("highest level since the gauge")
		s.open(uitest.TeaserID, news.Step{})
		s.Press("x")
		if len(s.host.refused) != 1 || s.host.refused[0] != keys.FetchText {
			t.Errorf("without a page x is left to the screen; refused %q", s.host.refused)
		}
		s.open(uitest.FloodID, news.Step{})
		s.lib.Fail(errors.New("disk on fire"))
		s.Press("x")
		if !strings.Contains(s.host.told, "disk on fire") {
			t.Errorf("told %q", s.host.told)
		}
		s.sees("highest level since the gauge")
		s.lib.Fail(nil)
	})
}

func TestFindInAStory(t *testing.T) {
	onStage(t, layout.Story, 80, 14, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("/")
		s.Type("GAUGE")
		s.sees("match 1 of 5: GAUGE")
		s.Press("enter", "n", "n")
		s.sees("match 3 of 5")
		s.Press("N", "N", "N")
		s.sees("match 5 of 5")
		if !strings.Contains(s.host.told, "went around") {
			t.Errorf("told %q", s.host.told)
		}
		s.Press("esc", "n")
		if len(s.host.refused) != 1 || s.host.refused[0] != keys.NextMatch {
			t.Errorf("without a search n is left to the screen; refused %q", s.host.refused)
		}
		s.Press("g", "g")
		was := s.Screen()
		s.Press("/")
		s.Type("hotline")
		s.Press("esc")
		if s.Screen() != was {
			t.Error("Esc does not take the search back")
		}
		s.Press("/")
		s.Type("nowhere")
		s.Press("enter")
		if want := `The story does not say "nowhere".`; s.host.told != want {
			t.Errorf("told %q, want %q", s.host.told, want)
		}
	})
}

func TestAClickFollowsALink(t *testing.T) {
	onStage(t, layout.Story, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("]")
		x, y, ok := s.host.Pane.(pane.WithCursor).Cursor()
		if !ok {
			t.Fatal("no cursor")
		}
		c := s.host.Pane.(pane.Clicker)
		c.Click(x, y)
		if sent := s.host.env.Outbox.Drain(); len(sent) != 1 || sent[0].(pane.FollowRequested).Link == nil {
			t.Errorf("the click sent %+v", sent)
		}
		c.Click(x, 0)
		c.Click(0, 23)
		if sent := s.host.env.Outbox.Drain(); len(sent) > 0 {
			t.Errorf("a click beside the links sent %+v", sent)
		}
		was := s.Row(5)
		c.Wheel(3)
		if got := s.Row(2); got != was {
			t.Errorf("after the wheel row 2 is %q, want %q", got, was)
		}
	})
}

// TestAnyTextFillsTheRoomExactly: whatever the letters, in every width.
func TestAnyTextFillsTheRoomExactly(t *testing.T) {
	texts := []string{
		"plain words, long-hyphenated-words-and-more https://a.example/very/long/path", "Жґї — «слова»", "日本語、テスト。「引用」",
		"اب (رقم 14) ABC 12.5%", "e\u0331n\u0303 K\u0331", "👨‍👩‍👧 🇺🇦🇩🇪 ❤☂ 🏻", "นี่คือข้อความ", "हिन्दी नि क्षेत्र", "한국어 각", " x\u0301\u0331", "[1](] ﷺ㎞½",
	}
	for _, slot := range []layout.Slot{layout.Story, layout.ReadAlso} {
		for _, rtl := range []bool{false, true} {
			onStage(t, slot, 40, 12, func(e *pane.Env) { e.RTL = rtl }, func(s *stage) {
				for i, text := range texts {
					b := uitest.Para("See [" + text + "](https://a.example/1) and " + strings.Repeat(text+" ", 9))
					list := b
					list.Kind, list.Level = news.ListItem, 3
					c := sanitize.Line(text)
					st := news.Story{ID: news.StoryID(fmt.Sprint(i)), Headline: c, Byline: c, Source: c}
					s.Send(pane.StoryOpened{Story: &st})
					s.Send(pane.StoryLoaded{
						Story: &st, Body: news.Body{Blocks: []news.Block{b, list, {Kind: news.Table, Rows: [][]sanitize.Clean{{c, c}, {c, c}}}}, Note: c},
						Refs:  []news.Reference{{Title: c, Marker: c, Kind: news.RefInline, Paragraph: 1, URL: "https://a.example/2"}},
						Cited: []*news.Story{&st},
					})
					s.Press("]")
					for w := 1; w <= 90; w += 1 + w/8 {
						s.Resize(w, 60)
						checkCells(t, s.host.Pane, [2]int{w, 60}, text)
					}
					s.Screen() // fails on what tears characters apart
				}
			})
		}
	}
}
