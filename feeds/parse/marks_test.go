package parse

import (
	"strings"
	"testing"
)

func TestMarksInsideLinesOfASummary(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"At least <del>12</del> <ins>15</ins> people", "At least  15 people"},
		{"at <s>20:00</s>22:00", "at 22:00"},
		{"from 1<s>0</s>2", "from 1 2"},
		{"an <s>open tag", "an open tag"},
		{"<span>a<span style='text-decoration: line-through'>b<span>c</span>d</span>e</span>", "ae"},
		{"a<span hidden>b</span>c<span class=hidden>d</span>", "acd"},
		{"10<sup>&minus;6</sup> kg", "10⁻⁶ kg"},
		{"$11<sup>99</sup>", "$11.99"},
		{"37<sup><a href='#n'>2</a></sup>", "37[2]"},
		{"CO<sub>2</sub>", "CO₂"},
		{"a &lt;b&gt; 1<sup>&lt;</sup>", "a <b> 1<"},
		{"<ruby>堤防<rp>(</rp><rt>ていぼう</rt><rp>)</rp></ruby>が<ruby>町<rt>まち</ruby>を守った", "堤防が町を守った"},
		{"<ruby>堤<rt>てい<rb>防<rt>ぼう</ruby>が", "堤防が"},
		{"12<img src=x>34<wbr>56", "12 3456"},
	} {
		if got := PlainText(RawHTML(tt.in)); got != tt.want {
			t.Errorf("PlainText(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := titleText("3 &#215; 10&lt;sup&gt;6&lt;/sup&gt; and <s>12</s> 15").String(); got != "3 × 10⁶ and 15" {
		t.Errorf("title = %q", got)
	}
}

// Marks inside each other, thousands deep, take no longer than others.
func TestDeepMarksAreBounded(t *testing.T) {
	in := strings.Repeat("<sup>1", 50_000) + strings.Repeat("</sup>", 50_000)
	if got := PlainText(RawHTML(in)); strings.Count(got, "1")+strings.Count(got, "¹") < 49_000 {
		t.Errorf("%d bytes are left", len(got))
	}
}
