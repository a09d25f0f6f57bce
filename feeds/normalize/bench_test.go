package normalize_test

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/feeds/extract"
	"sitrep/feeds/normalize"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
)

// feedOf is a feed of 20 items of about 2 kB that each refer to two others.
func feedOf(paragraph, readAlso string) []byte {
	cut := func(n int) string { return string([]rune(paragraph)[:n]) }
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Coast</title><link>https://coast.example/</link>`)
	for i := range 20 {
		text := strings.Repeat("<p>"+paragraph+` <a href="https://coast.example/x">`+cut(20)+"</a></p>", 4)
		for _, k := range []int{i + 1, i + 2} {
			text += fmt.Sprintf(`<p>%s <a href="https://coast.example/%d">%s %d</a></p>`, readAlso, k, cut(40), k)
		}
		fmt.Fprintf(&b, `<item><title>%s %d</title><link>https://coast.example/%d</link><guid>c-%d</guid><pubDate>Mon, 16 Feb 2026 07:30:00 +0000</pubDate><content:encoded><![CDATA[%s]]></content:encoded></item>`,
			cut(60), i, i, i, text)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

// BenchmarkArrivals reads a feed of 20 items with two references each: its
// bytes to stories, with nothing saved.
func BenchmarkArrivals(b *testing.B) {
	for _, lang := range []struct{ name, paragraph, readAlso string }{
		{"latin", "Buses, ferries and carts take the long way round by the northern dam until the old bridge is open again, the road office of the lower valley said on Monday.", "Read also:"},
		{"cyrillic", "Автобусы и паромы идут в обход через северную плотину, пока старый мост закрыт, сообщило в понедельник дорожное управление нижней долины.", "Читайте также:"},
	} {
		b.Run(lang.name, func(b *testing.B) {
			body := feedOf(lang.paragraph, lang.readAlso)
			x := extract.Default()
			x.Fragment("<p>words are read</p>", "") // the languages are read once
			n := normalize.New(x)
			refs := 0
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				doc, err := parse.Parse(body, "", "https://coast.example/feed")
				if err != nil {
					b.Fatal(err)
				}
				refs = 0
				for _, item := range doc.Items {
					a, ok := n.Arrival(news.Feed{ID: "https://coast.example/feed"}, doc, item, now)
					if !ok {
						b.Fatal("no arrival")
					}
					for _, r := range a.References {
						if r.Kind != news.RefBodylink {
							refs++
						}
					}
				}
			}
			if refs != 40 {
				b.Fatalf("%d references, want 40", refs)
			}
		})
	}
}
