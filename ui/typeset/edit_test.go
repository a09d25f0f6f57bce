package typeset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestWhatIsStruckOutStandsInBrackets(t *testing.T) {
	b := para("At least 15 people are at the gate.")
	b.Links = []news.Link{{URL: "u", Text: sanitize.Line("15 people"), Start: 9, End: 18}}
	b.Struck = []news.Struck{
		{Text: sanitize.Line("12"), At: 8}, {Text: sanitize.Line("new"), At: 30}, {Text: sanitize.Line("all"), At: 35}, {Text: sanitize.Line("beyond"), At: 99}, {Text: sanitize.Line("before"), At: -1},
	}
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Width: 200}, "At least [struck out: 12] 15 people[1] are at the [struck out: new] gate. [struck out: all]"},
		{Options{Width: 200, Words: true}, "At least (struck out: 12) 15 people[1] are at the (struck out: new) gate. (struck out: all)"},
	} {
		text := Set([]news.Block{b}, nil, tt.o)
		if diff := cmp.Diff([]string{tt.want}, lines(text)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		var linked strings.Builder
		for _, c := range text.Line(0).Cells {
			if c.Role == Link {
				linked.WriteString(c.Text)
			}
		}
		if linked.String() != "15 people" {
			t.Errorf("the link is %q", linked.String())
		}
	}
}

// A terminal that knows ASCII only showed 10⁶ as 10? or not at all.
func TestRaisedFiguresInASCII(t *testing.T) {
	b := para("3 × 10⁶ m³ of CO₂ at 10⁻⁹ or 1010₂, see 10⁶ there.")
	at := strings.LastIndex(b.Text.String(), "10⁶")
	b.Links = []news.Link{{URL: "u", Text: sanitize.Line("10⁶"), Start: at, End: at + len("10⁶")}}
	table := news.Block{Kind: news.Table, Rows: [][]sanitize.Clean{row("Verra", "10⁴"), row("Orla", "7")}}
	want := []string{"3 × 10^6 m^3 of CO2 at 10^-9 or 1010_2, see 10^6[1] there.", "", "Verra  10^4", "Orla      7"}
	if diff := cmp.Diff(want, lines(Set([]news.Block{b, table}, nil, Options{Width: 80, ASCII: true}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"3 × 10⁶ m³ of CO₂ at 10⁻⁹ or 1010₂, see 10⁶[1] there."}
	if diff := cmp.Diff(want, lines(Set([]news.Block{b}, nil, Options{Width: 80}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A run of raised digits is rewritten as one, so a link on a part of it has all
// of it.
func TestALinkOnPartOfARaisedNumber(t *testing.T) {
	b := para("10⁶⁶⁶ m")
	mid := len("10⁶")
	b.Links = []news.Link{{URL: "u", Text: sanitize.Line("⁶"), Start: mid, End: mid + len("⁶")}}
	b.Struck = []news.Struck{{Text: sanitize.Line("x"), At: mid}}
	text := Set([]news.Block{b}, nil, Options{Width: 80, ASCII: true})
	if diff := cmp.Diff([]string{"10^666 [struck out: x][1] m"}, lines(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var linked strings.Builder
	for _, c := range text.Line(0).Cells {
		if c.Role == Link {
			linked.WriteString(c.Text)
		}
	}
	if linked.String() != "^666" {
		t.Errorf("the link is %q", linked.String())
	}
}

func TestLineBreaksOfAParagraphAreKept(t *testing.T) {
	b := para("Rain on the roof\nand rain on the bay")
	if diff := cmp.Diff([]string{"Rain on the roof", "and rain on the bay"}, lines(Set([]news.Block{b}, nil, Options{Width: 40}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzEdits(f *testing.F) {
	f.Add("10⁶ m² CO₂", 2, 5, 3)
	f.Add("⁶⁶⁶", 0, 9, 3)
	f.Add("⁶⁶⁶", 3, 6, 3)
	f.Fuzz(func(t *testing.T, s string, start, end, at int) {
		b := para(s)
		b.Links = []news.Link{{URL: "u", Start: start, End: end}, {URL: "v", Start: end, End: start}}
		b.Struck = []news.Struck{{Text: sanitize.Line("x"), At: at}}
		for _, o := range []Options{{Width: 9, ASCII: true}, {Width: 30}} {
			text := Set([]news.Block{b}, nil, o)
			for _, fl := range text.flows {
				for _, m := range fl.marks {
					if m.from < 0 || m.to < m.from || m.to > len(fl.text) {
						t.Fatalf("mark %+v in %q", m, fl.text)
					}
				}
			}
			for i := range text.Lines() {
				text.Line(i)
			}
		}
	})
}
