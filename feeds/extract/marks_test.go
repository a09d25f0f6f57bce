package extract

import (
	"strings"
	"testing"

	"sitrep/internal/news"
)

// plainOf returns the text of a feed's HTML.
func plainOf(t *testing.T, in string) string {
	t.Helper()
	blocks, _, _ := newExtractor(t).Fragment(in, "https://verra.example/")
	return news.Text(blocks)
}

// TestMarksInsideLines holds what people read where HTML has a mark inside a
// line: tags used to be dropped and their texts joined.
func TestMarksInsideLines(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"corrected figure", "<p>At least <del>12</del> <ins>15</ins> people.</p>", "At least 15 people."},
		{"struck time", "<p>The gate shuts at <s>20:00</s>22:00.</p>", "The gate shuts at 22:00."},
		{"struck by a style", `<p>Seats: <span style="text-decoration:line-through">40</span> 12.</p>`, "Seats: 12."},
		{"struck by a class", `<p>Seats: <span class="line-through">40</span> 12.</p>`, "Seats: 12."},
		{"struck by a role", `<p>Seats: <span role="deletion">40</span> 12.</p>`, "Seats: 12."},
		{"struck paragraph", "<p>One.</p><del><p>Two.</p></del><p>Three.</p>", "One.\n\nThree."},
		{"struck item", "<ul><li><s>Boil water</s><li>Stay inside</ul>", "Stay inside"},
		{"struck cell", "<table><tr><td>Verra<td><s>3</s> 4<tr><td>Orla<td>5</table>", "Verra | 4\nOrla | 5"},
		{"struck preformatted", "<pre>a <s>1</s> 2</pre>", "a  2"},
		{"part of a number", "<p>1<del>2</del><ins>5</ins> boats</p>", "15 boats"},
		{"power", "<p>3 × 10<sup>6</sup> m<sup>3</sup></p>", "3 × 10⁶ m³"},
		{"power in a cell", "<table><tr><td>Verra<td>10<sup>4</sup><tr><td>Orla<td>5</table>", "Verra | 10⁴\nOrla | 5"},
		{"power preformatted", "<pre>10<sup>4</sup></pre>", "10⁴"},
		{"price", "<p>It costs $11<sup>99</sup> now.</p>", "It costs $11.99 now."},
		{"price, sign after it", "<p>It costs 11<sup>99</sup> € now.</p>", "It costs 11.99 € now."},
		{"ordinals", "<p>The 21<sup>st</sup> and the 2<sup>e</sup>.</p>", "The 21st and the 2e."},
		{"note", `<p>There were 37<sup><a href="#n2">2</a></sup> of them.</p>`, "There were 37[2] of them."},
		{"note by its name", `<p>There were 37<sup class="footnote">2</sup> of them.</p>`, "There were 37[2] of them."},
		{"note with brackets", `<p>There were 37<sup class="reference"><a href="#c"><span>[</span>2<span>]</span></a></sup>.</p>`, "There were 37[2]."},
		{"note without sup", `<p>There were 37<a class="footnote-ref" href="/n#2">2</a> of them.</p>`, "There were 37[2] of them."},
		{"note without sup or name", `<p>There were 37<a href="#n2">2</a> of them.</p>`, "There were 37[2] of them."},
		{"note by its role", `<p>Boats<span role="doc-noteref">2</span> came.</p>`, "Boats[2] came."},
		{"note with brackets without sup", `<p>There were 37[<a href="#n2">2</a>] of them.</p>`, "There were 37[2] of them."},
		{"number that is a link", `<p>There were <a href="#list">37</a> of them.</p>`, "There were 37 of them."},
		{"figures on lines of their own", `<p>Gauges: <b style="display: block">12</b><b style="display:block">15</b></p>`, "Gauges:\n12\n15"},
		{"words on lines of their own", `<p>By <span style="color:red;display:block">Mira</span>at noon</p>`, "By\nMira\nat noon"},
		{"figure in a box in the line", `<p>1<b style="display:inline-block">2</b>5 boats</p>`, "125 boats"},
		{"formula of a substance", "<p>CO<sub>2</sub> and H<sub>2</sub>O</p>", "CO₂ and H₂O"},
		{"annotated words", "<p><ruby>堤防<rp>(</rp><rt>ていぼう</rt><rp>)</rp></ruby>が<ruby>町<rt>まち</ruby>を守った。</p>", "堤防が町を守った。"},
		{"words annotated by parts", "<p><ruby><rb>堤</rb><rb>防</rb><rt>てい</rt><rt>ぼう</rt></ruby>が町を守った。</p>", "堤防が町を守った。"},
		{"words annotated in turn", "<p><ruby>堤<rt>てい</rt> 防<rt>ぼう</rt></ruby>が町を守った。</p>", "堤 防が町を守った。"},
		{"annotation that says more", "<p><ruby>HB<rt>Harbor Board</rt></ruby> met.</p>", "HB(Harbor Board) met."},
		{"formula", "<p>So <math><semantics><mrow><mi>Q</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><msup><mi>h</mi><mn>2</mn></msup></mrow><annotation>Q=1/2h^2</annotation></semantics></math>.</p>", "So Q=1/2h²."},
		{"formula drawn twice", `<p>So <span class="k"><span><math><mi>Q</mi></math></span><span aria-hidden="true">Q</span></span>.</p>`, "So Q."},
		{"formula drawn as a picture", `<p>So <span><span style="display: none"><math><mi>Q</mi><mo>=</mo><mn>7</mn></math></span><img src="/q.svg" alt="Q" aria-hidden="true"></span>.</p>`, "So Q=7."},
		{"lines that a style keeps", "<p style='white-space: pre-line'>\n7.30 first\n9.15 <b>second</b>\n11.00 last\n</p>", "7.30 first\n9.15 second\n11.00 last"},
		{"lines that a style does not keep", "<p style='white-space: nowrap'>7.30\n9.15</p>", "7.30 9.15"},
		{"button that is a word", "<p>The <button>spring tide</button> comes on top of the flood, the office said.</p>", "The spring tide comes on top of the flood, the office said."},
		{"button in an item", "<ul><li>The <button>red line</button> is the limit</ul>", "The red line is the limit"},
		{"button that is none", "<p>The office said so on Monday and went home.<button>Share</button></p>", "The office said so on Monday and went home."},
		{"verse", "<p>Rain on the roof<br>and rain on the bay</p>", "Rain on the roof\nand rain on the bay"},
		{"line break in a heading", "<h2>Rain<br>on the roof</h2><p>x</p>", "Rain on the roof\n\nx"},
	} {
		if got := plainOf(t, tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDecimalsAreWrittenAsInTheLanguageOfThePage(t *testing.T) {
	page := strings.Replace(string(article("<p>Eine Fahrt mit der Fähre kostet nun 11<sup>99</sup> € und damit mehr als am Montag, sagte der Betreiber.</p>")), `lang="en"`, `lang="de-AT"`, 1)
	p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := news.Text(p.Blocks); !strings.Contains(got, "11,99 €") {
		t.Errorf("text = %q", got)
	}
}

func TestStruckTextIsKeptBesideTheText(t *testing.T) {
	blocks, _, _ := newExtractor(t).Fragment("<p>At  least <del>12</del> <ins>15</ins> people <a href='/n-2031'>were</a> <s>there</s></p><del><p>Two <b>of them</b></p></del><p>Then</p>", "https://verra.example/")
	if len(blocks) != 2 {
		t.Fatalf("blocks = %+v", blocks)
	}
	var got []string
	for _, s := range blocks[0].Struck {
		got = append(got, blocks[0].Text.String()[:s.At]+"|"+s.Text.String())
	}
	want := "At least|12, At least 15 people were|there, At least 15 people were|Two of them"
	if strings.Join(got, ", ") != want {
		t.Errorf("struck = %q, want %q", strings.Join(got, ", "), want)
	}
}

// A tag that is left open strikes out all that follows; the article is no less
// an article.
func TestAnOpenTagStrikesOutNothing(t *testing.T) {
	line := "<p>" + strings.Repeat("Buses take the long way round by the northern dam until then. ", 6) + "</p>"
	if got := textOf(t, "<p>The gate <s>shuts at eight</p>"+line+line+line); !strings.Contains(got, "northern dam") {
		t.Errorf("text = %q", got)
	}
}

func FuzzMarks(f *testing.F) {
	for _, s := range []string{
		"<p>10<sup>6</sup>", "<s>1<s>2</s></s>3", "<ruby>a<rt>b<rt>c</ruby>", "<math><msup><mn>1</mn></msup></math>", "1<button>2</button>3", "<sup><sup>1</sup>2</sup>3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		blocks, _, _ := newExtractor(t).Fragment(s, "")
		checkPage(t, &Page{Blocks: blocks})
		for _, b := range blocks {
			for _, k := range b.Struck {
				if k.At < 0 || k.At > b.Text.Len() || k.Text.IsZero() {
					t.Errorf("struck %+v in %q", k, b.Text)
				}
			}
		}
	})
}
