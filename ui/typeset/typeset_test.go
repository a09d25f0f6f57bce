package typeset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func para(s string) news.Block {
	return news.Block{Kind: news.Paragraph, Text: sanitize.Text(s)}
}

func of(kind news.BlockKind, s string) news.Block {
	return news.Block{Kind: kind, Text: sanitize.Text(s)}
}

// withLink makes the first occurrence of words in the block a link.
func withLink(b news.Block, words string) news.Block {
	at := strings.Index(b.Text.String(), words)
	b.Links = append(b.Links, news.Link{URL: "https://a.example/" + words, Text: sanitize.Line(words), Start: at, End: at + len(words)})
	return b
}

func row(texts ...string) []sanitize.Clean {
	var r []sanitize.Clean
	for _, s := range texts {
		r = append(r, sanitize.Line(s))
	}
	return r
}

func shown(t *Text) []string {
	var all []string
	for i := range t.Lines() {
		all = append(all, t.Line(i).String())
	}
	return all
}

func TestBlocksAreSet(t *testing.T) {
	item := func(depth, n int, s string) news.Block {
		return news.Block{Kind: news.ListItem, Text: sanitize.Text(s), Level: depth, N: n}
	}
	read := func(p int, marker, title, url string, to news.StoryID) news.Reference {
		return news.Reference{Title: sanitize.Line(title), Marker: sanitize.Line(marker), URL: url, Paragraph: p, To: to, Kind: news.RefInline}
	}
	tests := []struct {
		name   string
		opts   Options
		blocks []news.Block
		refs   []news.Reference
		want   []string
	}{
		{
			"paragraphs_break_at_spaces",
			Options{Width: 20},
			[]news.Block{para("The river crested at six meters."), para("Second.")},
			nil,
			[]string{"The river crested at", "six meters.", "", "Second."},
		},
		{
			"line_breaks_count",
			Options{Width: 20},
			[]news.Block{para("One\ntwo  three")},
			nil,
			[]string{"One", "two  three"},
		},
		{
			"long_words_are_broken",
			Options{Width: 10},
			[]news.Block{para("see https://a.example/abcdefgh now")},
			nil,
			[]string{"see", "https://a.", "example/ab", "cdefgh now"},
		},
		{
			"hyphens_may_end_a_line",
			Options{Width: 12},
			[]news.Block{para("a well-known place, -5 to 10-12")},
			nil,
			[]string{"a well-known", "place, -5 to", "10-12"},
		},
		{
			"ideographs_break_anywhere_but_before_a_stop",
			Options{Width: 10},
			[]news.Block{para("水位が上がった。学校へ「避難」")},
			nil,
			[]string{"水位が上", "がった。学", "校へ「避", "難」"},
		},
		{
			"a_stop_takes_its_word_along",
			Options{Width: 10},
			[]news.Block{para("水位が上が。学")},
			nil,
			[]string{"水位が上", "が。学"},
		},
		{
			"headings_are_set_off",
			Options{Width: 20},
			[]news.Block{para("One."), of(news.Heading, "Closed"), para("Two.")},
			nil,
			[]string{"One.", "", "Closed", "Two."},
		},
		{
			"lists_hang",
			Options{Width: 14},
			[]news.Block{para("Take:"), item(1, 0, "water for two days"), item(2, 0, "or three"), item(1, 9, "one"), item(1, 10, "ten of them all")},
			nil,
			[]string{"Take:", "", "• water for", "  two days", "  - or three", "9. one", "10. ten of", "    them all"},
		},
		{
			"quotes_have_a_bar",
			Options{Width: 14},
			[]news.Block{of(news.Quote, "We have seen high water.")},
			nil,
			[]string{"│ We have seen", "│ high water."},
		},
		{
			"ascii",
			Options{Width: 16, ASCII: true},
			[]news.Block{of(news.Quote, "Quoted"), item(1, 0, "item"), of(news.Pre, "a  b  c  d  e  f  g"), of(news.Caption, "Steps")},
			[]news.Reference{read(4, "", "Title", "u", "")},
			[]string{"| Quoted", "", "* item", "", "a  b  c  d  e  >", "", "> Steps", "", "-> Read also", "   Title [1]"},
		},
		{
			"pre_is_kept_and_cut",
			Options{Width: 12},
			[]news.Block{of(news.Pre, "Velm  94.2\nHotline  555-0142\n日本日本日本日本")},
			nil,
			[]string{"Velm  94.2", "Hotline  55…", "日本日本日…"},
		},
		{
			"links_are_numbered",
			Options{Width: 40},
			[]news.Block{withLink(withLink(para("See the count, and the map."), "the count"), "map"), withLink(para("Third."), "Third")},
			nil,
			[]string{"See the count[1], and the map[2].", "", "Third[3]."},
		},
		{
			"references_stand_in_place",
			Options{Width: 30},
			[]news.Block{withLink(para("First link."), "link"), withLink(para("Second link."), "link")},
			[]news.Reference{
				read(1, "Read also", "A title that is longer than one line", "u", "x"),
				read(2, "", "No address", "", ""),
				{Title: sanitize.Lit("From the feed"), URL: "u", Kind: news.RefFeed},
				{Title: sanitize.Lit("Ordinary"), URL: "u", Kind: news.RefBodylink},
			},
			[]string{
				"First link[1].", "", "↪ Read also  A title that is", "  longer than one line [2]", "",
				"Second link[3].", "", "↪ Read also  No address [4] ?", "↪ Read also  From the feed [5]",
			},
		},
		{
			"a_reference_may_come_first",
			Options{Width: 30},
			[]news.Block{para("Text.")},
			[]news.Reference{read(0, "Więcej", "Tytuł", "", "x")},
			[]string{"↪ Więcej  Tytuł [1]", "", "Text."},
		},
		{
			"a_table_in_columns",
			Options{Width: 30},
			[]news.Block{{Kind: news.Table, Rows: [][]sanitize.Clean{row("Gauge", "Level"), row("Upper", "4.8"), row("日本", "12"), row("Short")}}},
			nil,
			[]string{"Gauge  Level", "Upper    4.8", "日本      12", "Short"},
		},
		{
			"a_wide_table_as_records",
			Options{Width: 11},
			[]news.Block{{Kind: news.Table, Rows: [][]sanitize.Clean{row("Gauge", "Level"), row("Upper Tarn", "4.8 m"), row("Mouth", "3.9 m")}}},
			nil,
			[]string{"▪ Gauge:", "  Upper", "  Tarn", "  Level:", "  4.8 m", "", "▪ Gauge:", "  Mouth", "  Level:", "  3.9 m"},
		},
		{"nothing", Options{Width: 30}, nil, nil, nil},
		{"blank_blocks", Options{Width: 30}, []news.Block{para(""), para("x"), para(" ")}, nil, []string{"x"}},
		{"one_cell", Options{Width: 1}, []news.Block{para("a 日e\u0331")}, nil, []string{"a", "?", "e\u0331"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shown(Set(tt.blocks, tt.refs, tt.opts))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRightToLeftTextIsPutInVisualOrder(t *testing.T) {
	blocks := []news.Block{
		para("אבג (דה) 12.5% ABC, וז"),
		para("The word אבג 12 is Hebrew."),
		{Kind: news.ListItem, Text: sanitize.Text("אב"), Level: 1},
		para("123 abc"),
	}
	refs := []news.Reference{{Title: sanitize.Line("גד"), Marker: sanitize.Line("אב"), URL: "u", Paragraph: 4, Kind: news.RefInline}}
	want := []string{
		"        זו ,ABC 12.5% (הד) גבא", "", "The word 12 גבא is Hebrew.", "",
		"                          בא •", "", "123 abc", "", "                  [1] דג  בא ↩",
	}
	text := Set(blocks, refs, Options{Width: 30, RTL: true})
	if diff := cmp.Diff(want, shown(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := Set(blocks, refs, Options{Width: 30}).Line(0).String(), "אבג (דה) 12.5% ABC, וז"; got != want {
		t.Errorf("without RTL: %q, want %q", got, want)
	}
	if got := text.Line(0).Cells; got[len(got)-1].At != 0 {
		t.Errorf("the rightmost cell is byte %d of the text, want 0", got[len(got)-1].At)
	}
}

func TestLinesKnowWhatTheyCarry(t *testing.T) {
	b := withLink(withLink(para("one two three four"), "two three"), "four")
	text := Set([]news.Block{para("x"), b}, nil, Options{Width: 9})
	// x / (blank) / one two / three[1] / four[2]
	want := [][]int{nil, nil, {1}, {1}, {2}}
	for i := range text.Lines() {
		if diff := cmp.Diff(want[i], text.Line(i).Items); diff != "" {
			t.Errorf("line %d (-want +got):\n%s", i, diff)
		}
	}
	for n, want := range map[int]int{0: 0, 1: 2, 2: 4, 3: 0} {
		if got := text.LineOf(n); got != want {
			t.Errorf("LineOf(%d) = %d, want %d", n, got, want)
		}
	}
	for _, c := range text.Line(2).Cells {
		role, n := Body, 0
		if c.At >= 4 {
			role, n = Link, 1
		}
		if c.Role != role || c.N != n {
			t.Errorf("cell %q: role %d, item %d; want %d, %d", c.Text, c.Role, c.N, role, n)
		}
	}
}

func TestLinksThatDoNotFitTheTextAreLeftOut(t *testing.T) {
	b := para("Café now")
	for _, at := range [][2]int{{-1, 3}, {3, 3}, {2, 99}, {4, 5}, {5, 4}} {
		b.Links = append(b.Links, news.Link{URL: "u", Start: at[0], End: at[1]})
	}
	b.Links = append(b.Links, news.Link{URL: "u", Start: 0, End: 5})
	text := Set([]news.Block{b}, nil, Options{Width: 30})
	if got, want := text.Line(0).String(), "Café[1] now"; got != want || len(text.Items()) != 1 {
		t.Errorf("%q with %d items, want %q with 1", got, len(text.Items()), want)
	}
}

func TestAPlaceIsFoundAgain(t *testing.T) {
	var blocks []news.Block
	for i := range 12 {
		blocks = append(blocks, para(strings.Repeat(fmt.Sprintf("word%d ", i), 20+i)))
	}
	refs := []news.Reference{{Title: sanitize.Lit("T"), Paragraph: 3, Kind: news.RefInline}, {Title: sanitize.Lit("U"), Kind: news.RefInline}}
	wide := Set(blocks, refs, Options{Width: 60})
	for i := range wide.Lines() {
		block, row := wide.Position(i)
		if got := wide.LineAt(block, row); got != i && i >= wide.LineAt(0, 0) {
			t.Errorf("LineAt(Position(%d)) = %d", i, got)
		}
		if got := wide.Find(wide.Anchor(i)); got != i {
			// A blank line is the end of the one before it.
			if wide.Line(i).String() != "" || got != i-1 {
				t.Errorf("Find(Anchor(%d)) = %d", i, got)
			}
		}
		for _, width := range []int{7, 20, 59, 100} {
			other := Set(blocks, refs, Options{Width: width})
			there := other.Find(wide.Anchor(i))
			if a, b := wide.Line(i), other.Line(there); a.Flow != b.Flow {
				t.Errorf("line %d of flow %d is found at width %d in flow %d", i, a.Flow, width, b.Flow)
			}
			if got, _ := other.Position(other.LineAt(block, row)); got != block {
				t.Errorf("width %d: LineAt(%d, %d) lies in block %d", width, block, row, got)
			}
		}
	}
	for _, at := range [][2]int{{-1, 0}, {0, -5}, {99, 0}, {11, 99}, {0, 1 << 40}} {
		if got := wide.LineAt(at[0], at[1]); got < 0 || got >= wide.Lines() {
			t.Errorf("LineAt(%d, %d) = %d of %d", at[0], at[1], got, wide.Lines())
		}
	}
	empty := Set(nil, nil, Options{Width: 10})
	if got := empty.Find(Anchor{3, 2, 1}) + empty.LineAt(2, 2); got != 0 {
		t.Errorf("a place in no text is line %d", got)
	}
}

func TestSearchFindsWhatPeopleTakeForTheSame(t *testing.T) {
	blocks := []news.Block{
		withLink(para("The Café by the river, and the CAFE\nby the sea."), "Café"),
		para("Ærø and Об’їзд, \u1e34anuk\u0313 Bay, 日本語 テスト"),
	}
	refs := []news.Reference{{Title: sanitize.Lit("Café closed"), Paragraph: 2, Kind: news.RefInline}}
	text := Set(blocks, refs, Options{Width: 16})
	tests := []struct {
		query string
		want  []string
	}{
		{"cafe", []string{"Café", "CAFE", "Café"}},
		{"cafe BY the", []string{"Café[1] by the", "CAFE\nby the"}},
		{"aero", []string{"Ærø"}},
		{"æ", []string{"Æ"}},
		{"ae", []string{"Æ"}},
		{"об'їзд", []string{"Об’їзд"}},
		{"kanuk", []string{"\u1e34anuk\u0313"}},
		{"日本", []string{"日本"}},
		{"[1]", nil},
		{" ", nil},
		{"nowhere", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, m := range text.Search(tt.query) {
			rest := text.flows[m.Flow].text[m.From:]
			got = append(got, rest[:m.To-m.From])
			l := text.Line(m.Line)
			held := 0
			for _, c := range l.Cells {
				if m.Holds(l.Flow, c) {
					held++
				}
			}
			if held == 0 {
				t.Errorf("Search(%q): line %d holds nothing of the match", tt.query, m.Line)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Search(%q) (-want +got):\n%s", tt.query, diff)
		}
	}
}
