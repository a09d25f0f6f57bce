package parse_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/parse"
)

func rss(items string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="http://www.w3.org/1999/xhtml"><channel><title>Velm</title><link>https://velm.example/</link>` + items + `</channel></rss>`
}

func atom(entries string) string {
	return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://www.w3.org/1999/xhtml"><title>Velm</title><link>https://velm.example/</link>` + entries + `</feed>`
}

func json(items string) string {
	return `{"version": "https://jsonfeed.org/version/1.1", "title": "Velm", "items": [` + items + `]}`
}

// TestRepairs: mistakes of publishers in single fields, and the value that was meant.
func TestRepairs(t *testing.T) {
	for _, tc := range []struct {
		name, doc string
		field     func(parse.Item) string
		want      string
	}{
		{"link as text in Atom", atom(`<entry><id>u:1</id><title>A</title><link> https://velm.example/1?a=1&amp;b=2 </link></entry>`), url, "https://velm.example/1?a=1&b=2"},
		{"link as CDATA in Atom", atom(`<entry><id>u:1</id><title>A</title><link><![CDATA[/1]]></link></entry>`), url, "https://feeds.velm.example/1"},
		{"link as text beside one with href", atom(`<entry><id>u:1</id><title>A</title><link href="/2"/><link>/1</link></entry>`), url, "https://feeds.velm.example/2"},
		{"link with href in RSS", rss(`<item><title>A</title><link href="https://velm.example/1?a=1&amp;b=2"/></item>`), url, "https://velm.example/1?a=1&b=2"},
		{"link with href in RSS, closed", rss(`<item><title>A</title><link rel="alternate" href="/1"></link></item>`), url, "https://velm.example/1"},
		{"link with an empty href in Atom", atom(`<entry><id>u:1</id><title>A</title><link href="">/1</link></entry>`), url, "https://feeds.velm.example/1"},
		{"link as text in prefixed Atom", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Velm</a:title><a:entry><a:id>u:1</a:id><a:title>A</a:title><a:link>/1</a:link></a:entry></a:feed>`, url, "https://feeds.velm.example/1"},
		{"only a link to itself in Atom", atom(`<entry><id>u:1</id><title>A</title><link rel="self" href="/1"/></entry>`), url, "https://feeds.velm.example/1"},
		{"Atom's link as text in RSS", rss(`<item><title>A</title><a:link xmlns:a="http://www.w3.org/2005/Atom">https://velm.example/1</a:link></item>`), url, "https://velm.example/1"},
		{"an address as url in RSS", rss(`<item><title>A</title><url>https://velm.example/1</url></item>`), url, "https://velm.example/1"},
		{"a guid that is no permalink alone", rss(`<item><title>A</title><guid isPermaLink="false">https://velm.example/?p=1</guid></item>`), url, "https://velm.example/?p=1"},
		{"comments alone", rss(`<item><title>A</title><comments>https://velm.example/1#c</comments></item>`), url, "https://velm.example/1#c"},
		{"enclosure alone", rss(`<item><title>A</title><guid isPermaLink="false">1</guid><enclosure url="https://velm.example/1.mp3" type="audio/mpeg" length="1"/></item>`), url, "https://velm.example/1.mp3"},
		{"enclosure alone in Atom", atom(`<entry><id>u:1</id><title>A</title><link rel="enclosure" type="application/pdf" href="/1.pdf"/></entry>`), url, "https://feeds.velm.example/1.pdf"},
		{"media alone", rss(`<item><title>A</title><media:group><media:content url="https://velm.example/1.mp4" type="video/mp4"/></media:group></item>`), url, "https://velm.example/1.mp4"},
		{"attachment alone", json(`{"id": "1", "title": "A", "attachments": [{"url": "https://velm.example/1.mp3", "mime_type": "audio/mpeg"}]}`), url, "https://velm.example/1.mp3"},
		{"a picture is no address", rss(`<item><title>A</title><enclosure url="https://velm.example/1.jpg" type="image/jpeg" length="1"/></item>`), url, ""},
		{"a file of several items is no address", rss(`<item><title>A</title><enclosure url="/live.mp3" type="audio/mpeg"/></item><item><title>B</title><enclosure url="/live.mp3" type="audio/mpeg"/></item>`), url, ""},

		{"escaped once too often", rss(`<item><title>A</title><description>&amp;lt;p&amp;gt;Water &amp;lt;b&amp;gt;rose&amp;lt;/b&amp;gt; &amp;amp;amp; fell.&amp;lt;/p&amp;gt;</description></item>`), summary, "<p>Water <b>rose</b> &amp; fell.</p>"},
		{"escaped in CDATA", rss(`<item><title>A</title><description><![CDATA[Water &lt;b&gt;rose&lt;/b&gt;.]]></description></item>`), summary, "Water <b>rose</b>."},
		{"escaped twice too often", rss(`<item><title>A</title><description>&amp;amp;lt;p&amp;amp;gt;Water rose.&amp;amp;lt;/p&amp;amp;gt;</description></item>`), summary, "<p>Water rose.</p>"},
		{"escaped once too often in Atom", atom(`<entry><id>u:1</id><title>A</title><content type="html">&amp;lt;p&amp;gt;Water rose.&amp;lt;/p&amp;gt;</content></entry>`), content, "<p>Water rose.</p>"},
		{"escaped once too often in Atom text", atom(`<entry><id>u:1</id><title>A</title><summary type="text">&amp;lt;p&amp;gt;Water rose.&amp;lt;/p&amp;gt;</summary></entry>`), summary, "<p>Water rose.</p>"},
		{"escaped once too often in JSON", json(`{"id": "1", "title": "A", "content_html": "&lt;p&gt;Water rose.&lt;/p&gt;"}`), content, "<p>Water rose.</p>"},
		{"escaped once too often in a wrapper", rss(`<item><title>A</title><description>&lt;p&gt;&amp;lt;p&amp;gt;Water rose.&amp;lt;/p&amp;gt;&lt;/p&gt;</description></item>`), summary, "<p>Water rose.</p>"},
		{"a text about a tag stays", rss(`<item><title>A</title><description>The &amp;lt;p&amp;gt; tag opens a paragraph.</description></item>`), summary, "The &lt;p&gt; tag opens a paragraph."},
		{"code among mark-up stays", rss(`<item><title>A</title><description>&lt;p&gt;Write &amp;lt;b&amp;gt;so&amp;lt;/b&amp;gt;.&lt;/p&gt;</description></item>`), summary, "<p>Write &lt;b&gt;so&lt;/b&gt;.</p>"},

		{"prefixed XHTML", atom(`<entry><id>u:1</id><title>A</title><content type="xhtml"><x:div><x:p>One <x:a href="/1">two</x:a>.</x:p><x:p>Three.</x:p></x:div></content></entry>`), content, `<p>One <a href="/1">two</a>.</p><p>Three.</p>`},
		{"prefixed XHTML, prefix declared inside", atom(`<entry><id>u:1</id><title>A</title><content type="application/xhtml+xml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>One.</h:p></h:div></content></entry>`), content, `<div xmlns:h="http://www.w3.org/1999/xhtml"><p>One.</p>`},
		{"prefixed XHTML in RSS", rss(`<item><title>A</title><x:body><x:p>One.</x:p><x:p>Two.</x:p></x:body></item>`), content, "<p>One.</p><p>Two.</p>"},
		{"XHTML in RSS", rss(`<item><title>A</title><body xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></body></item>`), content, "<p>One.</p><p>Two.</p>"},

		{"a title of type text is text", atom(`<entry><id>u:1</id><title type="text">Why &lt;video&gt; fails at the weir</title></entry>`), title, "Why <video> fails at the weir"},
		{"a title of type text that is HTML", atom(`<entry><id>u:1</id><title type="text">Water &lt;em&gt;rose&lt;/em&gt; &amp;amp; fell</title></entry>`), title, "Water rose & fell"},
		{"a title of type html", atom(`<entry><id>u:1</id><title type="html">Why &amp;lt;video&amp;gt; &lt;i&gt;fails&lt;/i&gt;</title></entry>`), title, "Why <video> fails"},
		{"a title in JSON is text", json(`{"id": "1", "title": "Why <video> fails at the weir"}`), title, "Why <video> fails at the weir"},
		{"a title in RSS that names a tag", rss(`<item><title>Why &lt;video&gt; fails at the weir</title></item>`), title, "Why <video> fails at the weir"},
		{"a title with formatting that is not closed", rss(`<item><title>Water &lt;b&gt;rose</title></item>`), title, "Water rose"},

		{"a title cut in a tag", rss(`<item><title>rook: “&lt;p&gt;Water &lt;span class="x"&gt;&lt;a hre…”</title></item>`), title, "rook: “ Water …”"},
		{"a title cut in the name of a tag", rss(`<item><title>&lt;p&gt;Water rose &lt;spa</title></item>`), title, "Water rose"},
		{"a title cut in an end tag", rss(`<item><title>&lt;b&gt;Water&lt;/b&gt; rose&lt;/stro...</title></item>`), title, "Water rose..."},
		{"a title cut in an end tag alone", rss(`<item><title>Water rose&lt;/p</title></item>`), title, "Water rose"},
		{"a title cut in an attribute", rss(`<item><title>Water rose &lt;a href="https://velm.exa</title></item>`), title, "Water rose"},
		{"a title cut in a tag, Atom", atom(`<entry><id>u:1</id><title type="html">Water rose &lt;a href="https://velm.exa…</title></entry>`), title, "Water rose …"},
		{"a title with a sign", rss(`<item><title>5 &lt; 6, water &lt;b and falling</title></item>`), title, "5 < 6, water <b and falling"},

		{"author as text", json(`{"id": "1", "title": "A", "author": "E. Holm"}`), author, "E. Holm"},
		{"authors as an object", json(`{"id": "1", "title": "A", "authors": {"name": "E. Holm"}}`), author, "E. Holm"},
		{"authors as text", json(`{"id": "1", "title": "A", "authors": "E. Holm"}`), author, "E. Holm"},
		{"authors as a list of texts", json(`{"id": "1", "title": "A", "authors": ["E. Holm", {"name": "I. Rask"}]}`), author, "E. Holm, I. Rask"},
		{"author as a list", json(`{"id": "1", "title": "A", "author": [{"name": "E. Holm"}, {"name": "I. Rask"}]}`), author, "E. Holm, I. Rask"},
		{"authors of the feed as an object", strings.Replace(json(`{"id": "1", "title": "A", "tags": 5}`), `"items"`, `"authors": {"name": "Desk"}, "items"`, 1), author, "Desk"},
		{"tags as text", json(`{"id": "1", "title": "A", "tags": "flood"}`), tags, "flood"},
		{"tags with a number", json(`{"id": "1", "title": "A", "tags": ["flood", 2031]}`), tags, "flood, 2031"},
		{"a number as a title", json(`{"id": 1, "title": 112}`), title, "112"},
		{"authors by number", json(`{"id": "1", "title": "A", "authors": {"0": {"name": "E. Holm"}, "1": "I. Rask"}}`), author, "E. Holm, I. Rask"},
		{"a list of names", json(`{"id": "1", "title": "A", "authors": [{"name": ["E. Holm"]}]}`), author, "E. Holm"},
		{"a line break in a text", json("{\"id\": \"1\", \"title\": \"Water\nrises\"}"), title, "Water rises"},
		{"items by number", strings.NewReplacer("[", "{", "]", "}").Replace(json(`"10": {"id": "2", "title": "B"}, "9": {"id": "1", "title": "A"}`)), title, "A"},
		{"one item as an object", strings.NewReplacer("[", "", "]", "").Replace(json(`{"id": "1", "title": "A"}`)), title, "A"},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			d, err := parse.Parse([]byte(tc.doc), "", "https://feeds.velm.example/f.xml")
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Items) == 0 {
				t.Fatal("no items")
			}
			if diff := cmp.Diff(tc.want, strings.TrimSpace(tc.field(d.Items[0]))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func url(it parse.Item) string     { return it.URL }
func title(it parse.Item) string   { return it.Title.String() }
func author(it parse.Item) string  { return it.Author.String() }
func summary(it parse.Item) string { return string(it.Summary) }
func content(it parse.Item) string {
	return strings.TrimSuffix(strings.TrimPrefix(string(it.Content), "<div>"), "</div>")
}

func tags(it parse.Item) string {
	var out []string
	for _, c := range it.Categories {
		out = append(out, c.String())
	}
	return strings.Join(out, ", ")
}

// TestTheVersionOfXMLDoesNotMatter: nothing in a feed is different in 1.1.
func TestTheVersionOfXMLDoesNotMatter(t *testing.T) {
	for _, version := range []string{"1.0", "1.1", "1.5", "2.0", ""} {
		for name, doc := range map[string]string{"rss": rss(`<item><title>A</title></item>`), "atom": atom(`<entry><id>u:1</id><title>A</title></entry>`)} {
			d, err := parse.Parse([]byte(strings.Replace(doc, `version="1.0"`, `version="`+version+`"`, 1)), "", "")
			if err != nil || len(d.Items) != 1 || d.Mended {
				t.Errorf("%s, XML %s: %+v, %v", name, version, d, err)
			}
		}
		m, err := parse.ReadSitemap([]byte(`<?xml version="`+version+`"?><urlset><url><loc>https://velm.example/1</loc><news:news><news:title>A</news:title></news:news></url></urlset>`), "", "")
		if err != nil || len(m.Items) != 1 {
			t.Errorf("sitemap, XML %s: %v", version, err)
		}
	}
}
