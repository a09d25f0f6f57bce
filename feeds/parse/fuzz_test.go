package parse_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"sitrep/feeds/parse"
	"sitrep/internal/sanitize"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		rss20, atom10, three(""), rss20[:len(rss20)/2], "\ufeff<rss>", `{"version":"https://jsonfeed.org/version/1","items":[{"id":1}]}`,
		"<rss><channel><item><title>a<![CDATA[b]]>&nbsp;</title></item>", "<feed><entry xml:base='/x'><link href='y'/></entry></feed>",
		"<?xml version='1.0' encoding='koi8-r'?><rdf><item/></rdf>", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>",
	} {
		f.Add([]byte(seed), "text/xml; charset=utf-8")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		before := bytes.Clone(body)
		d, err := parse.Parse(body, contentType, feedURL)
		if !bytes.Equal(body, before) {
			t.Fatal("Parse changed its input")
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "parse feed: ") {
				t.Errorf("error %q does not say what failed", err)
			}
			return
		}
		for _, it := range d.Items {
			for _, u := range append([]string{it.URL, d.Home}, relatedURLs(it)...) {
				if u == "" {
					continue
				}
				if again, ok := sanitize.URL("", u); !ok || again != u {
					t.Errorf("address %q is not in its canonical spelling", u)
				}
			}
			if it.Title != sanitize.Line(it.Title.String()) || it.Author != sanitize.Line(it.Author.String()) {
				t.Errorf("not clean: %q by %q", it.Title, it.Author)
			}
			if !utf8.ValidString(string(it.Summary)) || !utf8.ValidString(string(it.Content)) {
				t.Error("text is not UTF-8")
			}
		}
	})
}

func relatedURLs(it parse.Item) []string {
	var out []string
	for _, l := range it.Related {
		out = append(out, l.URL)
	}
	return out
}

// bigFeed is a feed of 100 items with full text, about 400 kB.
func bigFeed() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Coast</title><link>https://coast.example/</link>`)
	para := "<p>" + strings.Repeat("The river has fallen by a hand since the morning; crews keep pumping. ", 5) + `<a href="https://coast.example/x">more</a></p>`
	for i := range 100 {
		fmt.Fprintf(&b, `<item><title>Report %d: water falls &amp; pumps run</title><link>https://coast.example/%d</link><guid>https://coast.example/%d</guid><pubDate>Mon, 16 Feb 2026 07:30:00 +0000</pubDate><dc:creator>Desk</dc:creator><description>Water &lt;b&gt;falls&lt;/b&gt;</description><content:encoded><![CDATA[%s]]></content:encoded></item>`, i, i, i, strings.Repeat(para, 10))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	body := bigFeed()
	broken := bytes.Replace(body, []byte("Report 50"), []byte("Report \x0c&copy; <b>50"), 1)
	b.Run("whole", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := parse.Parse(body, "", feedURL); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("damaged", func(b *testing.B) {
		b.SetBytes(int64(len(broken)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := parse.Parse(broken, "", feedURL); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gofeed", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		p := gofeed.NewParser()
		for b.Loop() {
			if _, err := p.Parse(bytes.NewReader(body)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
