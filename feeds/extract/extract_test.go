package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"sitrep/feeds/readalso"
	"sitrep/internal/news"
)

var update = flag.Bool("update", os.Getenv("UPDATE_GOLDEN") != "", "rewrite the golden files")

func newExtractor(t testing.TB) *Extractor {
	t.Helper()
	m, err := matcher()
	if err != nil {
		t.Fatal(err)
	}
	return New(m)
}

// matcher reads the languages once for all tests: that takes longer than most pages.
var matcher = sync.OnceValues(readalso.New)

// TestPagesBecomeWhatTheirGoldenFilesSay extracts from every page in
// testdata and compares all of the result.
func TestPagesBecomeWhatTheirGoldenFilesSay(t *testing.T) {
	x := newExtractor(t)
	pages, err := filepath.Glob(filepath.Join("testdata", "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages in testdata: %v, %v", pages, err)
	}
	for _, name := range pages {
		t.Run(filepath.Base(name), func(t *testing.T) {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p, err := x.Page(t.Context(), body, "text/html", "https://harbour.example/news/2031/03/04/river-42.html")
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, p)
			for i := range p.References {
				p.References[i].Score = 0 // readalso's own tests weigh it
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			if err := enc.Encode(p); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".html") + ".json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("page (-want +got):\n%s", diff)
			}
		})
	}
}

// checkPage holds a page to what every page promises.
func checkPage(t *testing.T, p *Page) {
	t.Helper()
	for i, b := range p.Blocks {
		s := b.PlainText()
		if strings.TrimSpace(s) == "" || strings.Contains(s, "\n\n") {
			t.Errorf("block %d is blank or has a blank line: %q", i, s)
		}
		for _, l := range b.Links {
			if l.Start < 0 || l.End > b.Text.Len() || l.Start >= l.End || b.Text.Slice(l.Start, l.End) != l.Text {
				t.Errorf("block %d: link %+v does not lie in %q", i, l, b.Text)
			}
		}
	}
	for i, r := range p.References {
		if r.N != i+1 || r.Paragraph < 0 || r.Paragraph > len(p.Blocks) {
			t.Errorf("reference %d: N %d, paragraph %d of %d", i, r.N, r.Paragraph, len(p.Blocks))
		}
		if r.Score <= 0 || r.Score > 1 {
			t.Errorf("reference %d: score %v", i, r.Score)
		}
		if r.Title.IsZero() && r.URL == "" {
			t.Errorf("reference %d has neither title nor address", i)
		}
	}
}

// article wraps paragraphs in a page that looks like an article.
func article(inner string) []byte {
	return []byte(`<!doctype html><html lang="en"><head><title>Bridge closed after flood</title></head><body><article><h1>Bridge closed after flood</h1>` +
		`<p>The old bridge over the Verra was closed on Monday evening, after the flood had washed out two of its piers, the road office said.</p>` +
		inner +
		`<p>Engineers will look at the foundations as soon as the water falls, which may take until the end of the week, the office added.</p>` +
		`</article></body></html>`)
}

func TestReferencesKeepTheirPlaceAndLeaveNothingBehind(t *testing.T) {
	x := newExtractor(t)
	long := "Buses take the long way round by the northern dam, and the ferry runs every half hour between six and ten."
	for _, tt := range []struct {
		name, inner string
		want        int
	}{
		{"paragraph of its own", `<p>` + long + `</p><p><b>Read also: <a href="/dam.html">The northern dam holds for now</a></b></p><p>` + long + `</p>`, 2},
		{"between line breaks", `<div>` + long + `<br><br><b>Read also:</b> <a href="/dam.html">The northern dam holds for now</a><br><br>` + long + `</div>`, 2},
		{"box between the paragraphs", `<p>` + long + `</p><div class="related"><span>Read also</span><a href="/dam.html">The northern dam holds for now</a></div><p>` + long + `</p>`, 2},
		{"right after the first paragraph", `<p>Read also: <a href="/dam.html">The northern dam holds for now</a></p><p>` + long + `</p>`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := x.Page(t.Context(), article(tt.inner), "", "https://verra.example/a-1.html")
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, p)
			if len(p.References) != 1 {
				t.Fatalf("references = %+v, want one", p.References)
			}
			r := p.References[0]
			if r.URL != "https://verra.example/dam.html" || r.Title.String() != "The northern dam holds for now" || r.Paragraph != tt.want {
				t.Errorf("reference = %q %s after %d, want after %d", r.Title, r.URL, r.Paragraph, tt.want)
			}
			if s := news.Text(p.Blocks); strings.Contains(s, "Read also") || strings.Contains(s, "dam holds") {
				t.Errorf("the line still stands in the text:\n%s", s)
			}
		})
	}
}

func TestBadInputIsRefused(t *testing.T) {
	x := newExtractor(t)
	for _, tt := range []struct {
		name, body, contentType, want string
	}{
		{"PDF", "%PDF-1.7\n1 0 obj", "", "a PDF document"},
		{"image", "\x89PNG\r\n\x1a\n0000", "", "a PNG image"},
		{"image by header", "not really", "image/webp", "a file of type image/webp"},
		{"zeros", strings.Repeat("\x00", 30_000_000), "", "a binary file"},
		{"too long", strings.Repeat("word ", 2_200_000), "", "more than 10 MiB"},
		{"controls", strings.Repeat("\x01\x02abc", 100), "text/plain", "a binary file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := x.Page(t.Context(), []byte(tt.body), tt.contentType, "")
			u, ok := errors.AsType[*UnsupportedError](err)
			if !ok || u.What != tt.want {
				t.Errorf("error = %v, want unsupported: %s", err, tt.want)
			}
		})
	}
	for _, body := range []string{"", " \n\t", "\xef\xbb\xbf", "<html><body></body></html>", "<html><body><nav><a href='https://verra.example/'>Home</a></nav></body></html>"} {
		if _, err := x.Page(t.Context(), []byte(body), "", ""); !errors.Is(err, ErrNoText) {
			t.Errorf("Page(%q) error = %v, want ErrNoText", body, err)
		}
	}
}

func TestEndedContextStopsExtraction(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newExtractor(t).Page(ctx, article(""), "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}

func TestDeepNestingIsAnErrorNotAHang(t *testing.T) {
	body := "<html><body>" + strings.Repeat("<div>", 60_000) + "text"
	if _, err := newExtractor(t).Page(t.Context(), []byte(body), "", ""); err == nil {
		t.Error("60,000 nested elements gave no error")
	}
}

func TestCharsetsAreTold(t *testing.T) {
	x := newExtractor(t)
	sentence := "Річка піднялася на два метри за ніч, повідомила служба води, і школи закриті до понеділка."
	cyrillic := func(s string) string {
		out, err := charmap.Windows1251.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	utf16 := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, r := range s {
			b = append(b, byte(r), byte(r>>8))
		}
		return string(b)
	}
	page := func(meta string) string {
		return "<html><head>" + meta + "<title>Т</title></head><body><article><p>" + sentence + "</p><p>" + sentence + "</p></article></body></html>"
	}
	for _, tt := range []struct{ name, body, contentType string }{
		{"UTF-8", page(""), ""},
		{"UTF-8 that says otherwise", page(`<meta charset="windows-1251">`), "text/html; charset=iso-8859-1"},
		{"windows-1251 by meta", cyrillic(page(`<meta charset="windows-1251">`)), ""},
		{"windows-1251 by header", cyrillic(page("")), "text/html; charset=windows-1251"},
		{"windows-1251 undeclared", cyrillic(sentence), ""},
		{"windows-1251 late meta", cyrillic(page("<!--" + strings.Repeat("x", 2000) + `--><meta charset="windows-1251">`)), ""},
		{"UTF-16 page", utf16(page("")), ""},
		{"UTF-16 text", utf16(sentence), ""},
		{"UTF-8 text with a mark", "\xef\xbb\xbf" + sentence, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := x.Page(t.Context(), []byte(tt.body), tt.contentType, "")
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Blocks[0].Text.String(); got != sentence {
				t.Errorf("text = %q", got)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	x := newExtractor(t)
	wrapped := "The river rose by two metres overnight, the water board of the lower\nvalley said on Tuesday, and people on the left bank were told to leave\nbefore the evening. Beds for six hundred stand in the school on the hill,\nand more are on their way.\n\nSchools stay closed until Monday."
	for _, tt := range []struct {
		name, text, title string
		paragraphs        []string
		refs              []string
		places            []int
	}{
		{"each line is a paragraph", "One line of text.\nAnother line of it.", "", []string{"One line of text.", "Another line of it."}, nil, nil},
		{"title before a blank line", "River rises again\n\nFirst paragraph here.\n", "River rises again", []string{"First paragraph here."}, nil, nil},
		{"no title with a full stop", "It rained.\n\nThen it stopped.", "", []string{"It rained.", "Then it stopped."}, nil, nil},
		{"no title without a blank line", "River rises again\nFirst paragraph here.", "", []string{"River rises again", "First paragraph here."}, nil, nil},
		{
			"hard-wrapped", wrapped, "",
			[]string{strings.ReplaceAll(wrapped[:strings.Index(wrapped, "\n\n")], "\n", " "), "Schools stay closed until Monday."},
			nil, nil,
		},
		{
			"references in place", "Body one is here.\nRead also: Three killed, ministry says – what we know\nBody two is here.\nRead also: Title of another story", "",
			[]string{"Body one is here.", "Body two is here."},
			[]string{"Three killed, ministry says – what we know", "Title of another story"},
			[]int{1, 2},
		},
		{
			"hostile characters", "A title\x1b]0;owned\x07 \u202eevil\r\n\r\nText\x1b[31m here.", "A title evil",
			[]string{"Text here."},
			nil, nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := x.Plain([]byte(tt.text), "")
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, p)
			var paragraphs, refs []string
			var places []int
			for _, b := range p.Blocks {
				paragraphs = append(paragraphs, b.Text.String())
			}
			for _, r := range p.References {
				refs, places = append(refs, r.Title.String()), append(places, r.Paragraph)
				if r.Kind != news.RefText {
					t.Errorf("kind = %s, want text", r.Kind)
				}
			}
			if diff := cmp.Diff(tt.paragraphs, paragraphs); diff != "" {
				t.Errorf("paragraphs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.refs, refs); diff != "" {
				t.Errorf("references (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.places, places); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
			if p.Title.String() != tt.title {
				t.Errorf("title = %q, want %q", p.Title, tt.title)
			}
		})
	}
}

func TestFragment(t *testing.T) {
	x := newExtractor(t)
	blocks, refs, _ := x.Fragment(`<p>The ferry <a href="/timetable-2031.html">runs again</a>.</p><ol start="3"><li>Bring water<li>Bring papers</ol><p>Read also: <a href="/dam.html?utm_source=rss">The northern dam holds for now</a></p><blockquote><p>We wait.</p></blockquote>`, "https://verra.example/a.html")
	got, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"k":"p","t":"The ferry runs again.","a":[{"u":"https://verra.example/timetable-2031.html","t":"runs again","s":10,"e":20}]},` +
		`{"k":"li","t":"Bring water","l":1,"n":3},{"k":"li","t":"Bring papers","l":1,"n":4},{"k":"quote","t":"We wait."}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if len(refs) != 1 || refs[0].URL != "https://verra.example/dam.html" || refs[0].Paragraph != 3 {
		t.Errorf("references = %+v", refs)
	}
	blocks, _, _ = x.Fragment("Only words &amp; no tags.", "")
	if len(blocks) != 1 || blocks[0].Text.String() != "Only words & no tags." {
		t.Errorf("plain fragment = %+v", blocks)
	}
}

func TestBlocks(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"white space and nesting", "<p> a <b>b\n<i>c</i></b>d </p>", `[{"k":"p","t":"a b cd"}]`},
		{"line breaks", "<div>one<br><br>two<br>three</div>", `[{"k":"p","t":"one"},{"k":"p","t":"two\nthree"}]`},
		{"nested list", "<ul><li>a<ul><li>b</ul><li>c</ul>", `[{"k":"li","t":"a","l":1},{"k":"li","t":"b","l":2},{"k":"li","t":"c","l":1}]`},
		{"pre", "<pre>x  y\n\n z</pre>", `[{"k":"pre","t":"x  y\n z"}]`},
		{"data table", "<table><tr><th>Place<th>Level<tr><td>Verra<td>4 m</table>", `[{"k":"table","r":[["Place","Level"],["Verra","4 m"]]}]`},
		{"layout table", "<table><tr><td>Only text</table>", `[{"k":"p","t":"Only text"}]`},
		{"caption", "<figure><img alt='not this'><figcaption>The pier</figcaption></figure>", `[{"k":"caption","t":"The pier"}]`},
		{"hidden and scripts", "<p>a<span hidden>b</span><span style='display: none'>c</span><script>d()</script></p>", `[{"k":"p","t":"a"}]`},
		{"unsafe links", `<p><a href="javascript:x()">a</a> <a href="#top">b</a> <a href="data:,x">c</a></p>`, `[{"k":"p","t":"a b c"}]`},
		{"link beside dropped characters", "<p>\u202ex\u202c <a href='/n'>e\u0301t\u00e9</a></p>", `[{"k":"p","t":"x été","a":[{"u":"https://verra.example/n","t":"été","s":2,"e":7}]}]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(blocksOf(doc, "https://verra.example/").blocks)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEntitiesLeftInATextAreDecoded: a text about mark-up keeps its own.
func TestEntitiesLeftInATextAreDecoded(t *testing.T) {
	for src, want := range map[string]string{
		"The river&nbsp;fell &amp; the&nbspbridges opened.": "The river fell & the bridges opened.",
		"In HTML, <b>x</b> &amp; y is written so.":          "In HTML, <b>x</b> &amp; y is written so.",
		"Fish & chips &co. stay.":                           "Fish & chips &co. stay.",
	} {
		p, err := newExtractor(t).Plain([]byte(src), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := news.Text(p.Blocks); got != want {
			t.Errorf("Plain(%q) = %q, want %q", src, got, want)
		}
	}
}

// TestATextIsCutAgainWhenAHeadlineIsKnown reads a text twice: without any
// headline its title ends by a guess, with one it ends with it.
func TestATextIsCutAgainWhenAHeadlineIsKnown(t *testing.T) {
	x := newExtractor(t)
	p, err := x.Plain([]byte("She left. READ MORE: Old dam holds The ferries return."), "")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Old dam holds The ferries return."}; !slices.Equal(p.Flat.Starts, want) {
		t.Errorf("starts = %q, want %q", p.Flat.Starts, want)
	}
	known := func(text string) int {
		if h := "Old dam holds"; strings.HasPrefix(text, h) {
			return len(h)
		}
		return 0
	}
	blocks, refs, starts := x.Recut(p.Flat.Text, known)
	if len(refs) != 1 || refs[0].Title.String() != "Old dam holds" || news.Text(blocks) != "She left. The ferries return." {
		t.Errorf("references = %v, text = %q", refs, news.Text(blocks))
	}
	for _, s := range starts {
		if strings.HasPrefix(s, "Old dam") {
			t.Errorf("a start of a title that is known remains: %q", s)
		}
	}
	if p, err := x.Plain([]byte("She left at 10:30. The ferries return."), ""); err != nil || p.Flat.Text != "" {
		t.Errorf("a text without labels is kept: %q, %v", p.Flat.Text, err)
	}
}
