package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/sanitize"
)

// TestALongDocumentInPiecesIsTheDocumentAsAWhole: what stands between the items, the
// names around them and what the head says count in every piece.
func TestALongDocumentInPiecesIsTheDocumentAsAWhole(t *testing.T) {
	const base = "https://verra.example/feed"
	for _, tt := range []struct {
		name, head, item, between, tail string
		atom                            bool
	}{
		{
			name: "RSS", head: `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:m="urn:m"><channel><title>Verra</title><link>https://verra.example/home/</link>`,
			item:    `<item m:a="b"><title>Levee %d</title><link>n/%d</link><guid>%d</guid><dc:creator>Desk</dc:creator><pubDate>03/04/2031</pubDate><category>a</category></item>`,
			between: "\n<!-- x --><m:p>y</m:p>", tail: `<language>en</language></channel></rss>`,
		},
		{
			name: "RDF", head: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Verra</title><link>https://verra.example/</link></channel>`,
			item: `<item rdf:about="n/%d"><title>Levee %d</title><link>n/%d</link><dc:date>2031-04-03</dc:date></item>`, tail: `</rdf:RDF>`,
		},
		{
			name: "Atom", atom: true, head: `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Verra</a:title><a:author><a:name>Desk</a:name></a:author>`,
			item:    `<a:entry><a:title type="html">Levee &lt;b&gt;%d&lt;/b&gt;</a:title><a:id>urn:%d</a:id><a:link href="/n/%d"/><a:updated>2031-04-03T10:00:00Z</a:updated></a:entry>`,
			between: "\n", tail: `</a:feed>`,
		},
	} {
		var b strings.Builder
		b.WriteString(tt.head)
		const items = 4000
		for i := range items {
			b.WriteString(strings.ReplaceAll(tt.item, "%d", fmt.Sprint(i)) + tt.between)
		}
		b.WriteString(tt.tail)
		src := b.String()
		v := prescanXML(src, base)
		if v.weight <= pieceParts || !v.inRow() {
			t.Fatalf("%s: not read in pieces: weight %d", tt.name, v.weight)
		}
		one, many := xmlParser{url: base, v: v, atom: tt.atom}, xmlParser{url: base, v: v, atom: tt.atom}
		want, err := one.read(src, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := many.parse(src)
		if err != nil || len(got.Items) != items {
			t.Fatalf("%s: error %v", tt.name, err)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b sanitize.Clean) bool { return a == b })); diff != "" {
			t.Errorf("%s: in pieces (-whole +pieces):\n%.2000s", tt.name, diff)
		}
	}
}
