package bounds_test

import (
	"strings"
	"testing"

	"sitrep/feeds/bounds"
)

func TestHTMLInTheLimitsStaysAsItIs(t *testing.T) {
	most := bounds.HTMLLimits{Tags: 40, Attrs: 6, OfOne: 2, Copies: 30}
	for _, page := range []string{
		"", "text < text", "<p", `<p a="1 2 3 4 > 5" b='x'>x</p>`, "<!-- <p a b c d> --><p>x",
		"<script>if (a<b && c d e f g h) x</script><p a>", "<STYLE><p a b c></Style><b>x</b><i>y</i>",
		`<p a = "x y z" b = c>`, `<a x=1 y=/>t</a>`, strings.Repeat("<b>x</b>", 20),
	} {
		if got, over := bounds.HTML([]byte(page), most); over != "" || string(got) != page {
			t.Errorf("HTML(%q) = %q, over %q", page, got, over)
		}
	}
}

func TestHTMLEndsAtTheLimits(t *testing.T) {
	most := bounds.HTMLLimits{Tags: 8, Attrs: 6, OfOne: 2, Copies: 8}
	for _, tt := range []struct{ page, want, over string }{
		{strings.Repeat("<p>", 9), strings.Repeat("<p>", 8), "tags"},
		{`<p a b c d="> x" e>text<i x='1' y z>`, `<p a b >text<i x='1' y >`, ""},
		{strings.Repeat("<p a b>", 4), strings.Repeat("<p a b>", 3), "attributes"},
		{"<b><i><u>" + strings.Repeat("<p>x", 5), "<b><i><u><p>x<p>x", "open formatting"},
		{strings.Repeat("<!---->", 9) + "x", strings.Repeat("<!---->", 8), "tags"},
	} {
		if got, over := bounds.HTML([]byte(tt.page), most); over != tt.over || string(got) != tt.want {
			t.Errorf("HTML(%q) = %q, over %q, want %q, %q", tt.page, got, over, tt.want, tt.over)
		}
	}
}

func TestHTMLShortensWhatIsLong(t *testing.T) {
	most := bounds.HTMLLimits{Tags: 8, Attrs: 8, OfOne: 2, Copies: 8, Text: 6, Value: 4}
	for page, want := range map[string]string{
		"123456":                              "123456",
		"12345678<p>1 < 34567<b>x":            "123456<p>1 < 34<b>x",
		"12345ä78<!--12345--><p>":             "12345<!--1234--><p>",
		"<script>12345</script>x":             "<script>1234</script>x",
		`<p a="12345" b='12345' c=12345 d>xy`: `<p a="1234" b='1234' >xy`,
		"<<<<<<<<<":                           "<<<<<<",
	} {
		if got, over := bounds.HTML([]byte(page), most); over != "" || string(got) != want {
			t.Errorf("HTML(%q) = %q, over %q, want %q", page, got, over, want)
		}
	}
}

// FuzzHTML: nothing is added.
func FuzzHTML(f *testing.F) {
	f.Add(`<p a b c>x<script><b></script><!-- <i> --><b><b><b><b></b>`, 5, 5, 2, 4, 3, 2)
	f.Fuzz(func(t *testing.T, page string, tags, attrs, ofOne, copies, text, value int) {
		most := bounds.HTMLLimits{Tags: tags, Attrs: attrs, OfOne: ofOne, Copies: copies, Text: text, Value: value}
		if got, _ := bounds.HTML([]byte(page), most); len(got) > len(page) {
			t.Fatalf("%q of %q", got, page)
		}
	})
}
