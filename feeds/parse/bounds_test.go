package parse_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sitrep/feeds/parse"
)

// shape is a way to write many, large, deep, wide or long things into one
// document.
type shape struct {
	name  string
	least int // items that are read of it
	head  string
	unit  string // with %d: numbered
	tail  string
}

const (
	jsonHead = `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[`
	jsonItem = `{"id":"1","url":"https://verra.example/1","title":"x",`
	rssHead  = `<rss version="2.0"><channel><title>t</title>`
	rssItem  = `<item><title>x</title><guid>1</guid>`
	rssTail  = `</channel></rss>`
	atomHead = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>`
	atomItem = `<entry><title>x</title><id>1</id>`
	rdfHead  = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title></channel>`
	extHead  = `<rss xmlns:a="urn:a" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>t</title>`
)

var shapes = []shape{
	{"JSON: empty items", 10_000, jsonHead, `{},`, `{}]}`},
	{"JSON: small items", 10_000, jsonHead, `{"id":"%d"},`, `{}]}`},
	{"JSON: numbered items", 10_000, jsonHead[:len(jsonHead)-1] + "{", `"%d":{},`, `"a":{}}}`},
	{"JSON: nulls", 0, jsonHead, `null,`, `{"id":"1"}]}`},
	{"JSON: tags", 1, jsonHead + jsonItem + `"tags":[`, `"",`, `""]}]}`},
	{"JSON: tags that are numbers", 1, jsonHead + jsonItem + `"tags":[`, `1,`, `1]}]}`},
	{"JSON: attachments", 1, jsonHead + jsonItem + `"attachments":[`, `{},`, `{}]}]}`},
	{"JSON: authors of the feed", 1, jsonHead + jsonItem + `"a":1}],"authors":[`, `{},`, `{}]}`},
	{"JSON: members", 1, jsonHead + jsonItem, `"a%d":1,`, `"b":1}]}`},
	{"JSON: members of the feed", 1, jsonHead + jsonItem + `"a":1}],`, `"a%d":1,`, `"b":1}`},
	{"JSON: many items of much", 40, jsonHead, jsonItem + `"tags":[` + strings.Repeat(`"",`, 5000) + `""]},`, `{}]}`},
	{"JSON: depth", 1, jsonHead + jsonItem + `"tags":["a"]},{"_x":`, `[`, ``},
	{"JSON: long title", 1, jsonHead + `{"id":"1","title":"`, `x`, `"}]}`},
	{"RSS: empty items", 10_000, rssHead, `<item/>`, rssTail},
	{"RSS: open items", 10_000, rssHead, `<item>`, rssTail},
	{"RSS: small items", 10_000, rssHead, `<item><guid>%d</guid></item>`, rssTail},
	{"RSS: categories", 1, rssHead + rssItem, `<category>a</category>`, `</item>` + rssTail},
	{"RSS: categories of the feed", 1, rssHead, `<category>a</category>`, rssItem + `</item>` + rssTail},
	{"RSS: hours to skip", 1, rssHead + `<skipHours>`, `<hour>1</hour>`, `</skipHours>` + rssItem + `</item>` + rssTail},
	{"RSS: links of the feed", 1, rssHead, `<link/>`, rssItem + `</item>` + rssTail},
	{"RSS: extensions", 1, extHead + rssItem, `<a:b/>`, `</item>` + rssTail},
	{"RSS: extensions of the feed", 1, extHead, `<a:b/>`, rssItem + `</item>` + rssTail},
	{"RSS: extensions of many items", 100, extHead, rssItem + strings.Repeat(`<a:b/>`, 500) + `</item>`, rssTail},
	{"RSS: attributes of extensions", 1, extHead, rssItem + `<a:b` + strings.Repeat(` a="" b="" c="" d=""`, 50) + `/></item>`, rssTail},
	{"RSS: categories of a podcast", 1, extHead, `<itunes:category text="a"/>`, rssItem + `</item>` + rssTail},
	{"RSS: attributes of an item", 0, rssHead + `<item `, `a%d="" `, `><title>x</title></item>` + rssTail},
	{"RSS: attributes of the root", 1, `<rss `, `a%d="" `, `><channel>` + rssItem + `</item>` + rssTail},
	{"RSS: depth", 1, rssHead + rssItem, `<a>`, ``},
	{"RSS: long title", 1, rssHead + `<item><title>`, `T&amp;`, `</title></item>` + rssTail},
	{"RSS: less-than signs", 1, rssHead + rssItem, `<`, `</item>` + rssTail},
	{"RSS: CDATA in pieces", 1, rssHead + rssItem + `<description>`, `<![CDATA[a]]>`, `</description></item>` + rssTail},
	{"RSS: comments", 1, rssHead, `<!---->`, rssItem + `</item>` + rssTail},
	{"RDF: empty items", 10_000, rdfHead, `<item/>`, `</rdf:RDF>`},
	{"RDF: list of items", 1, rdfHead + `<items><rdf:Seq>`, `<rdf:li resource="a"/>`, `</rdf:Seq></items><item><title>x</title></item></rdf:RDF>`},
	{"RDF: subjects", 1, rdfHead + `<item><title>x</title>`, `<dc:subject>a</dc:subject>`, `</item></rdf:RDF>`},
	{"Atom: empty entries", 10_000, atomHead, `<entry/>`, `</feed>`},
	{"Atom: links of the feed", 1, atomHead, `<link/>`, atomItem + `</entry></feed>`},
	{"Atom: authors of the feed", 1, atomHead, `<author/>`, atomItem + `</entry></feed>`},
	{"Atom: links", 1, atomHead + atomItem, `<link/>`, `</entry></feed>`},
	{"Atom: XHTML", 1, atomHead + atomItem + `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">`, `<b/>`, `</div></content></entry></feed>`},
	{"Atom: attributes", 0, atomHead + `<entry `, `a%d="" `, `><title>x</title></entry></feed>`},
	{"Atom: another namespace", 0, `<feed xmlns="urn:x">`, `<entry/>`, `</feed>`},
	{"sitemap: empty addresses", 0, `<urlset>`, `<url/>`, `</urlset>`},
	{"sitemap: addresses", 0, `<urlset>`, `<url><loc>https://verra.example/%d</loc></url>`, `</urlset>`},
	{"sitemap: news", 10_000, `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`, `<url><loc>https://verra.example/%d</loc><news:news><news:title>x</news:title></news:news></url>`, `</urlset>`},
	{"sitemap: attributes", 0, `<urlset `, `a%d="" `, `><url/></urlset>`},
	{"sitemap: index", 0, `<sitemapindex>`, `<sitemap><loc>https://verra.example/%d</loc></sitemap>`, `</sitemapindex>`},
	{"sitemap: text in pieces", 0, `<urlset><url><loc>`, `<![CDATA[]]>`, `</loc></url></urlset>`},
	{"sitemap: depth", 0, `<urlset>`, `<a>`, ``},
}

// shapeSize is the size of a shape: an answer has at most 10 MiB, which
// the tests of the program go up to.
const shapeSize = 2 << 20

// make writes the shape.
func (s shape) make() string {
	const size = shapeSize
	var b strings.Builder
	b.Grow(size + len(s.unit) + 32)
	b.WriteString(s.head)
	for i := 0; b.Len() < size-len(s.tail); i++ {
		if strings.Contains(s.unit, "%d") {
			fmt.Fprintf(&b, s.unit, i)
		} else {
			b.WriteString(s.unit)
		}
	}
	b.WriteString(s.tail)
	return b.String()
}

// TestNoShapeCostsMuch reads documents that are made to be costly.
// What is allocated while one is read is bounded: it is at most that much which
// the reading can take at any time, and the time it takes goes with it.
func TestNoShapeCostsMuch(t *testing.T) {
	const most = 120 << 20
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			body := []byte(s.make())
			var before, after, live runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			read := func() (*parse.Document, error) { return parse.Parse(body, "", "https://verra.example/feed") }
			if strings.HasPrefix(s.name, "sitemap") {
				read = func() (*parse.Document, error) {
					m, err := parse.ReadSitemap(body, "", "https://verra.example/sitemap.xml")
					if err != nil {
						return nil, err
					}
					return &m.Document, nil
				}
			}
			doc, err := read()
			runtime.ReadMemStats(&after)
			runtime.GC()
			runtime.ReadMemStats(&live)
			runtime.KeepAlive(body)
			items := 0
			if doc != nil {
				items = len(doc.Items)
			}
			if items < s.least {
				t.Errorf("%d items were read, at least %d are wanted (%v)", items, s.least, err)
			}
			if all := after.TotalAlloc - before.TotalAlloc; all > most {
				t.Errorf("%d MiB were allocated", all>>20)
			}
			if kept := int64(live.HeapAlloc) - int64(before.HeapAlloc); kept > 32<<20 {
				t.Errorf("%d MiB are kept", kept>>20)
			}
			runtime.KeepAlive(doc)
		})
	}
}

// TestWhatIsLeftOutIsNamed: a document beyond the limits gives its number of
// items in one sentence.
func TestWhatIsLeftOutIsNamed(t *testing.T) {
	for _, src := range []string{
		jsonHead + strings.Repeat(`{"id":"1"},`, 10_001) + `{}]}`,
		rssHead + strings.Repeat(`<item><guid>1</guid></item>`, 10_002) + rssTail,
	} {
		doc, err := parse.Parse([]byte(src), "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.BoundedNote().String(); !strings.Contains(got, "items read: 10000") {
			t.Errorf("%.40s: the note is %q", src, got)
		}
	}
	doc, err := parse.Parse([]byte(rssHead+rssItem+"</item>"+rssTail), "", "")
	if err != nil || !doc.BoundedNote().IsZero() {
		t.Errorf("an ordinary feed has the note %q, error %v", doc.BoundedNote(), err)
	}
}
