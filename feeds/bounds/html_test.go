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
		if got, cut := bounds.HTML([]byte(page), most); cut || string(got) != page {
			t.Errorf("HTML(%q) = %q, cut %v", page, got, cut)
		}
	}
}

func TestHTMLEndsAtTheLimits(t *testing.T) {
	most := bounds.HTMLLimits{Tags: 8, Attrs: 6, OfOne: 2, Copies: 8}
	for _, tt := range []struct{ page, want string }{
		{strings.Repeat("<p>", 9), strings.Repeat("<p>", 8)},
		{`<p a b c d="> x" e>text<i x='1' y z>`, `<p a b >text<i x='1' y >`},
		{strings.Repeat("<p a b>", 4), strings.Repeat("<p a b>", 3)},
		{"<b><i><u>" + strings.Repeat("<p>x", 5), "<b><i><u><p>x<p>x"},
		{strings.Repeat("<!---->", 9) + "x", strings.Repeat("<!---->", 8)},
	} {
		if got, cut := bounds.HTML([]byte(tt.page), most); !cut || string(got) != tt.want {
			t.Errorf("HTML(%q) = %q, want %q", tt.page, got, tt.want)
		}
	}
}

// FuzzHTML: nothing is added.
func FuzzHTML(f *testing.F) {
	f.Add(`<p a b c>x<script><b></script><!-- <i> --><b><b><b><b></b>`, 5, 5, 2, 4)
	f.Fuzz(func(t *testing.T, page string, tags, attrs, ofOne, copies int) {
		got, cut := bounds.HTML([]byte(page), bounds.HTMLLimits{Tags: tags, Attrs: attrs, OfOne: ofOne, Copies: copies})
		if len(got) > len(page) || !cut && string(got) != page {
			t.Fatalf("%q of %q", got, page)
		}
	})
}
