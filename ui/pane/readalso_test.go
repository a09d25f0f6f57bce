package pane_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

func TestReadAlsoAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {200, 60}, {80, 5}, {40, 3}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			onStage(t, layout.ReadAlso, size[0], size[1], nil, func(s *stage) {
				s.Golden("empty")
				s.open(uitest.FloodID, news.Step{})
				s.Golden("flood")
				s.Press("G")
				s.Golden("end")
				for name, id := range map[string]news.StoryID{
					"arabic": uitest.ArabicID, "japanese": uitest.JapaneseID, "dam": uitest.DamID,
					"marks": uitest.MarksID, "teaser": uitest.TeaserID,
				} {
					s.open(id, news.Step{})
					s.Golden(name)
				}
			})
		})
	}
}

func TestReadAlsoInASCII(t *testing.T) {
	onStage(t, layout.ReadAlso, 80, 14, func(e *pane.Env) { e.ASCII = true }, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Golden("flood")
	})
}

func TestReferencesThatComeLaterAreSeenFirst(t *testing.T) {
	onStage(t, layout.ReadAlso, 60, 8, nil, func(s *stage) {
		st := &news.Story{ID: "fromfromfromfrom", Headline: sanitize.Lit("The river rises")}
		cited := []*news.Story{{ID: "citecitecitecite", Headline: sanitize.Lit("The day after")}}
		var refs []news.Reference
		for n := range 6 {
			refs = append(refs, news.Reference{N: n + 1, Title: sanitize.Line(fmt.Sprintf("Report %d", n+1)), Kind: news.RefInline})
		}
		s.Send(pane.StoryOpened{Story: st})
		s.Send(pane.StoryLoaded{Story: st, Cited: cited})
		s.Send(pane.StoryLoaded{Story: st, Cited: cited, Refs: refs})
		if got := s.Screen(); !strings.Contains(got, "Report 1") {
			t.Errorf("the first reference is out of sight:\n%s", got)
		}
		s.Press("G")
		s.Send(pane.StoryLoaded{Story: st, Cited: cited, Refs: refs[1:]})
		if got := s.Screen(); !strings.Contains(got, "The day after") {
			t.Errorf("the row that was chosen is out of sight:\n%s", got)
		}
	})
}

func TestReadAlsoUsesTheNumbersOfTheStory(t *testing.T) {
	onStage(t, layout.ReadAlso, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("6")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Ref == nil || m.Ref.To != uitest.UkraineID {
			t.Errorf("6 asked for %+v", m)
		}
		s.Press("1")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Link == nil || m.Link.URL != "https://velm.example/counts" {
			t.Errorf("1 asked for %+v", m)
		}
		s.Press("j", "enter")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Ref == nil || m.Ref.To != uitest.OldTownID {
			t.Errorf("Enter on the second row asked for %+v", m)
		}
		s.Press(";", "7", "enter")
		if m, _ := uitest.Last[pane.FollowRequested](s.Driver); m.Ref == nil || m.Ref.URL != "https://archive.example/tarn/gauges" {
			t.Errorf("; 7 asked for %+v", m)
		}
	})
}

func TestACitingStoryIsOpenedAsAStepFurther(t *testing.T) {
	onStage(t, layout.ReadAlso, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("G", "enter")
		if m, ok := uitest.Last[pane.StoryRequested](s.Driver); !ok || m.Story.ID != uitest.DamID || m.Walk != reader.Followed {
			t.Errorf("Enter opened %+v", m)
		}
	})
}

func TestTheCursorPassesOverTheHeadingAndStaysOnItsRow(t *testing.T) {
	onStage(t, layout.ReadAlso, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		pointed := func() sanitize.Clean {
			if st := s.host.Pane.(pane.Pointer).Pointed(); st != nil {
				return st.Headline
			}
			return sanitize.Clean{}
		}
		s.Press("j", "j", "j", "j", "j")
		if got, want := pointed().String(), "Third gate of the Harbor dam may open tonight"; got != want {
			t.Errorf("below the heading the cursor is on %q, want %q", got, want)
		}
		s.Press("k")
		if got, want := pointed().String(), "Ten years after the great flood, a chronicle"; got != want {
			t.Errorf("above the heading the cursor is on %q, want %q", got, want)
		}
		s.Press("k", "k")
		was := s.Content()
		l := s.read(uitest.FloodID)
		s.Send(l)
		if s.Content() != was {
			t.Error("the same references arriving again change the view")
		}
		l.Refs = append([]news.Reference{{Title: sanitize.Lit("One more"), Kind: news.RefInline, N: 9}}, l.Refs...)
		s.Send(l)
		if got, want := pointed().String(), "Міст через Оріль закрито для вантажівок"; got != want {
			t.Errorf("after one more arrived the cursor is on %q, want %q", got, want)
		}
		s.Send(s.read(uitest.DamID))
		s.sees("One more")
	})
}

func TestReferencesAreFiltered(t *testing.T) {
	onStage(t, layout.ReadAlso, 80, 24, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.Press("/")
		s.Type("GAUGES")
		s.Press("enter")
		if got := s.Row(0); got != ">[7]   How the gauges of the Tarn work" {
			t.Errorf("filtered: %q", got)
		}
		s.Press("/")
		s.Type("x")
		s.sees("No reference matches the filter.")
		s.Press("esc")
		s.sees("Cited by")
		s.Press("esc", "x")
		if fmt.Sprint(s.host.refused) != fmt.Sprint([]keys.Action{keys.Cancel, keys.FetchText}) {
			t.Errorf("refused %q", s.host.refused)
		}
	})
}

func TestHowAReferenceWasFoundIsSaid(t *testing.T) {
	st := news.Story{ID: "citing", Headline: sanitize.Lit("Citing"), Published: uitest.Start(), FirstSeen: uitest.Start(), FullText: true}
	older := func(hours int, day bool) *news.Story {
		s := st
		s.Published = st.Published.Add(-1 * hour(hours))
		s.FirstSeen = s.Published.Add(hour(1))
		s.PublishedDay, s.FullText = day, !day
		return &s
	}
	unknown := st
	unknown.Published = time.Time{}
	ref := func(title string, kind news.RefKind, m news.Match, target *news.Story) news.Reference {
		r := news.Reference{Title: sanitize.Line(title), Kind: kind, Match: m, Target: target}
		if target != nil {
			r.To = target.ID
		}
		return r
	}
	refs := []news.Reference{
		ref("A", news.RefInline, news.ByURL, older(30, false)),
		ref("B", news.RefBlock, news.ByTitle, older(80, true)),
		ref("C", news.RefFeed, news.Likely, older(-3, false)),
		ref("D", news.RefJSONLD, news.Maybe, &unknown),
		ref("E", news.RefText, news.Unresolved, nil),
		ref("F", news.RefBodylink, news.ByURL, older(1, false)),
	}
	for i := range refs {
		refs[i].N, refs[i].Paragraph = i+1, 1
	}
	onStage(t, layout.ReadAlso, 100, 14, nil, func(s *stage) {
		s.Send(pane.StoryOpened{Story: &st})
		s.Send(pane.StoryLoaded{Story: &st, Refs: refs})
		s.Golden("found")
		for _, want := range []string{
			" in text · 13 Mar 08:30Z · cached",
			" end of page, by title: exact · 11 Mar · teaser cached",
			" feed, by title: very likely · 14 Mar 17:30Z · cached",
			" page data, by title: maybe · ",
			" in text · no address, not found",
		} {
			s.sees(want)
			s.Press("j")
		}
	})
}

// TestAHeadlineHasAllTheRoomBesideTheStory: in the columns of 160 a reference had two
// lines, of which the first cut its headline at 29 cells.
func TestAHeadlineHasAllTheRoomBesideTheStory(t *testing.T) {
	onStage(t, layout.ReadAlso, 33, 30, nil, func(s *stage) {
		s.open(uitest.FloodID, news.Step{})
		s.sees("−3d Evacuation of the old", "      town: what to pack and", "      where to go")
		if strings.Contains(s.Screen(), "in text") && !strings.Contains(s.Row(-1)+s.Row(-2)+s.Row(-3), "in text") {
			t.Errorf("how a reference was found stands beside more than the one in focus:\n%s", s.Screen())
		}
		for _, want := range []int{0, 2, 5, 7, 9} {
			if at := strings.IndexByte(column(s.Screen()), '>'); at != want {
				t.Errorf("the cursor is on row %d, want %d:\n%s", at, want, s.Screen())
			}
			s.Press("j")
		}
	})
}

// column returns the first character of each row; a blank if there is none.
func column(screen string) string {
	var b strings.Builder
	for l := range strings.Lines(screen) {
		b.WriteByte((strings.TrimRight(l, "\n") + " ")[0])
	}
	return b.String()
}
