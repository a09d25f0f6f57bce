package typeset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// holds checks the promises about every line: it is not wider than asked
// for, says so exactly, and all lines together hold the source, but for
// white space.
func holds(t *testing.T, source string, width int, rtl bool) {
	t.Helper()
	clean := sanitize.Text(source)
	b := news.Block{Kind: news.Paragraph, Text: clean}
	if n := clean.Len(); n > 3 {
		b.Links = []news.Link{{URL: "u", Start: n / 3, End: n - n/3}}
	}
	quote := b
	quote.Kind = news.Quote
	text := Set([]news.Block{b, quote, {Kind: news.Table, Rows: [][]sanitize.Clean{{clean, clean}, {clean}}}}, nil, Options{Width: width, RTL: rtl})
	var first []Cell
	for i := range text.Lines() {
		l := text.Line(i)
		s := l.String()
		if got := ansi.StringWidthWc(s); got > width || got != l.Width() {
			t.Fatalf("width %d: line %d counts %d cells and has %d: %q", width, i, l.Width(), got, s)
		}
		if l.Flow == 0 && l.Block == 0 {
			first = append(first, l.Cells...)
		}
	}
	if strings.TrimSpace(clean.String()) == "" {
		return
	}
	slices.SortStableFunc(first, func(a, b Cell) int { return a.At - b.At })
	got := map[int]bool{}
	for _, c := range first {
		got[c.At] = true
	}
	flow := text.flows[0].text
	for at := 0; at < len(flow); {
		n, _ := cluster(flow[at:])
		if c := flow[at : at+n]; !got[at] && strings.Trim(c, " \n\u3000") != "" {
			t.Fatalf("width %d: %q at %d of %q is lost", width, c, at, flow)
		}
		at += n
	}
}

func TestNoLineIsTooWideAndNothingIsLost(t *testing.T) {
	alphabets := []string{
		"abc d-e, f.", "Жґї — «й»", "日本語、テスト。 ", "اب ج 12.5% (د)", "e\u0331n\u0303 \u0301", "👨‍👩‍👧 🇺🇦🇩🇪 ❤️☂", "นี่คือ สวัสดี", "हिन्दी नि ", "한국어 각",
		"\n \n", "x\u00a0y\u2003z\u200d\u200c", "[1]ﷺ㎞½", "אבג (דה) ABC 12",
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		var b strings.Builder
		for range rng.IntN(60) {
			letters := []rune(alphabets[rng.IntN(len(alphabets))])
			b.WriteRune(letters[rng.IntN(len(letters))])
		}
		holds(t, b.String(), 1+i%120, i%2 == 0)
	}
	for _, a := range alphabets {
		for width := 1; width <= 120; width++ {
			holds(t, strings.Repeat(a, 8), width, width%2 == 0)
		}
	}
}

func FuzzSet(f *testing.F) {
	f.Add("The River Tarn crested.", 20, false)
	f.Add("أعلنت بلدية 12.5% وادي", 7, true)
	f.Add("汐見市で川の「水位」", 3, false)
	f.Fuzz(func(t *testing.T, source string, width int, rtl bool) {
		holds(t, source, 1+(width&0x7f)%120, rtl)
	})
}

func longStory() []news.Block {
	words := strings.Fields("The River Tarn crested at 6.2 meters at the old bridge of Velm on Saturday, the highest level since the gauge was set up, and the city council told everyone below Mill Street to leave by dusk.")
	rng := rand.New(rand.NewPCG(3, 4))
	blocks := make([]news.Block, 5000)
	for i := range blocks {
		var b strings.Builder
		for range 60 {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		blocks[i] = para(strings.TrimSpace(b.String()))
		if i%10 == 0 {
			blocks[i].Links = []news.Link{{URL: fmt.Sprint("https://a.example/", i), Start: 4, End: 20}}
		}
	}
	return blocks
}

func BenchmarkSet5000Paragraphs(b *testing.B) {
	blocks := longStory()
	b.ReportAllocs()
	for b.Loop() {
		Set(blocks, nil, Options{Width: 76})
	}
}

// BenchmarkAnsiWrap5000Paragraphs is the yardstick for the one above.
func BenchmarkAnsiWrap5000Paragraphs(b *testing.B) {
	blocks := longStory()
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range blocks {
			ansi.WrapWc(p.Text.String(), 76, "")
		}
	}
}

func BenchmarkScreenOf5000Paragraphs(b *testing.B) {
	text := Set(longStory(), nil, Options{Width: 76})
	for b.Loop() {
		for i := range 60 {
			text.Line(text.Lines()/2 + i)
		}
	}
}

func BenchmarkSearch5000Paragraphs(b *testing.B) {
	text := Set(longStory(), nil, Options{Width: 76})
	for b.Loop() {
		text.Search("the old bridge")
	}
}

// BenchmarkHostile sets, shows and searches a paragraph of 10 000 links, and
// one word of a megabyte.
func BenchmarkHostile(b *testing.B) {
	links := para(strings.Repeat("link ", 10_000))
	for i := range 10_000 {
		links.Links = append(links.Links, news.Link{URL: "https://a.example/", Start: 5 * i, End: 5*i + 4})
	}
	word := para(strings.Repeat("w", 1<<20))
	pre := of(news.Pre, strings.Repeat("日", 1<<18))
	for b.Loop() {
		text := Set([]news.Block{links, word, pre}, nil, Options{Width: 76})
		for i := range 60 {
			text.Line(100 + i)
		}
		text.Line(text.Lines() - 1)
		text.Search("nowhere")
	}
}
