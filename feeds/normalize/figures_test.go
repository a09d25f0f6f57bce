package normalize

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitrep/feeds/extract"
	"sitrep/feeds/parse"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
)

// figureMaker writes HTML with figures in it and keeps the text a browser shows
// of them: numbers in ASCII, raised and lowered ones after ^ and _.
type figureMaker struct {
	rand *rand.Rand
	html strings.Builder
	want []string
}

func (f *figureMaker) number() string { return fmt.Sprint(10 + f.rand.IntN(9989)) }

// shown writes HTML that shows the figures.
func (f *figureMaker) shown(html string, figures ...string) {
	f.html.WriteString(html)
	f.want = append(f.want, figures...)
}

func (f *figureMaker) pick(of ...string) string { return of[f.rand.IntN(len(of))] }

// figure writes one place of a sentence where figures stand.
func (f *figureMaker) figure() {
	a, b, n := f.number(), f.number(), fmt.Sprint(2+f.rand.IntN(8))
	switch f.rand.IntN(20) {
	case 0:
		f.shown(a, a)
	case 1: // one number in several elements
		f.shown("<b>"+a+"</b>"+f.pick("", "<!-- x -->", "<wbr>", "&shy;", "<span></span>", "&#8203;")+"<i>"+b+"</i>", a+b)
	case 2: // with a space inside
		f.shown(a+f.pick("&nbsp;", "&thinsp;", "&#8239;", " ", "\n\t")+b, a, b)
	case 3:
		f.shown("10<sup>"+n+"</sup>", "10", "^"+n)
	case 4:
		f.shown("10<span style='vertical-align: super; font-size: 70%'>"+n+"</span>", "10", "^"+n)
	case 5:
		f.shown("CO<sub>"+n+"</sub>", "_"+n)
	case 6:
		f.shown(a+"<sub>"+n+"</sub>", a, "_"+n)
	case 7:
		f.shown("$"+a+"<sup>99</sup>", a, "99")
	case 8:
		f.shown(a+"<sup><a href='#note"+n+"'>"+n+"</a></sup>", a, n)
	case 9:
		tag := f.pick("del", "s", "strike")
		f.shown("<"+tag+">"+a+"</"+tag+"> <ins>"+b+"</ins>", b)
	case 10:
		f.shown("<span style='text-decoration: line-through'>"+a+" and <b>more</b></span>"+b, b)
	case 11:
		f.shown(a+"<s>"+n+"</s>"+b, a, b)
	case 12:
		f.shown(f.pick("<span hidden>", "<span style='display:none'>", "<span style='visibility: hidden'>")+a+"</span>"+b, b)
	case 13:
		f.shown(a+f.pick("<br>", "<img src='/x.png'>", "<img alt='5'>", "<svg></svg>")+b, a, b)
	case 14:
		f.shown("<ruby>"+a+"<rp>(</rp><rt>"+b+"</rt><rp>)</rp></ruby>", a, b)
	case 15:
		f.shown("<math><mn>10</mn><mn>"+a+"</mn><mo>=</mo><msup><mn>10</mn><mn>"+n+"</mn></msup></math>", "10", a, "10", "^"+n)
	case 16:
		f.shown("&#49;&#x30;"+a, "10"+a)
	case 17:
		f.shown("<a href='/n/"+b+"-some-other-story'>"+a+"</a>", a)
	case 18:
		f.shown("10<sup>−"+n+"</sup> m<sup>2</sup>", "10", "^−"+n, "^2")
	default:
		f.shown("<script>var x = " + a + "</script><!-- " + b + " -->")
	}
}

// document writes a text of several blocks.
func (f *figureMaker) document() string {
	for range 3 + f.rand.IntN(4) {
		switch f.rand.IntN(5) {
		case 0:
			a, b := f.number(), f.number()
			f.shown("<table><tr><td>"+a+"</td><td>"+b+"</td></tr><tr><td>"+a+"</td><td>", a, b, a)
			f.figure()
			f.shown("</td></tr></table>")
		case 1:
			a, b := f.number(), f.number()
			f.shown("<ul><li>"+a+"</li><li>"+b+"<li>of them in all, as the office of the harbor counted</ul>", a, b)
		case 2:
			a, b := f.number(), f.number()
			f.shown("<div>"+a+"</div><div>"+b+"</div>", a, b)
		default:
			f.shown("<p>The level at the old bridge of Verra was given as ")
			for range 1 + f.rand.IntN(3) {
				f.figure()
				f.shown(" by the harbor office, which counts again every hour, and as ")
			}
			f.shown("less by all others, who stood on the northern bank.</p>")
		}
	}
	return f.html.String()
}

var figures = regexp.MustCompile(`\^?[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀₁₂₃₄₅₆₇₈₉]+|\^?[0-9]+`)

// figuresIn returns the figures of a text as figureMaker writes them.
func figuresIn(s string) []string {
	out := figures.FindAllString(s, -1)
	for i, x := range out {
		plain := strings.Map(func(r rune) rune {
			for at, of := range []string{"⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"} {
				if n := slices.Index([]rune(of), r); n >= 0 {
					return [...]rune{'0', '0'}[at] + rune(n)
				}
			}
			if r == '⁻' {
				return '−'
			}
			return r
		}, x)
		switch {
		case strings.ContainsAny(x, "⁰¹²³⁴⁵⁶⁷⁸⁹"):
			out[i] = "^" + plain
		case strings.ContainsAny(x, "₀₁₂₃₄₅₆₇₈₉"):
			out[i] = "_" + plain
		}
	}
	return out
}

// TestNoReadingOfMarkUpChangesAFigure writes texts with figures in all kinds of
// mark-up and reads them as a page, as the text of a feed and as its summary:
// every number that a browser shows as one number is that number, and there is
// no other. 10⁶ was read as 106, 12 struck out and 15 as "12 15", and $11 with
// raised cents as $1199.
func TestNoReadingOfMarkUpChangesAFigure(t *testing.T) {
	m, err := readalso.New()
	if err != nil {
		t.Fatal(err)
	}
	x := extract.New(m)
	failed := 0
	for seed := range uint64(400) {
		f := &figureMaker{rand: rand.New(rand.NewPCG(seed, 1))}
		html := f.document()
		blocks, _, _ := x.Fragment(html, "https://verra.example/")
		page, err := x.Page(t.Context(), []byte("<!doctype html><html><head><title>Levels of the Verra</title></head><body><article><h1>Levels of the Verra</h1>"+
			"<p>The harbor office gave new levels of the river on Monday, and the other offices along the northern bank gave theirs.</p>"+html+
			"<p>The harbor office will give more levels of the river as soon as it has counted them, which takes an hour or two.</p></article></body></html>"), "text/html", "")
		if err != nil {
			t.Fatal(err)
		}
		for reading, text := range map[string]string{
			"page": news.Text(page.Blocks), "text of a feed": news.Text(blocks), "summary": words(parse.RawHTML(html)),
		} {
			if got := figuresIn(text); !slices.Equal(got, f.want) {
				t.Errorf("seed %d, %s: figures %q, want %q\n%s\n%s", seed, reading, got, f.want, html, text)
				failed++
			}
		}
		if failed > 3 {
			return
		}
	}
}
