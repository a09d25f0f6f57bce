//go:build unix && !race

package e2e

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
)

// shape is a document that is made to be costly: its head, a unit again and again up to
// the greatest size that is read of its format, and its tail. A %d in the unit is numbered.
type shape struct {
	format, name     string
	head, unit, tail string
	wide             bool // in UTF-16
	units            int  // at most; 0: as many as go into the size
}

// size is how much of a document of the format is read, in bytes.
func (s shape) size() int {
	if s.format == "configuration" {
		return 4 << 20
	}
	return 10 << 20
}

func one(format, name, head, unit, tail string) shape {
	return shape{format: format, name: name, head: head, unit: unit, tail: tail}
}

func inUTF16(s shape) shape {
	s.wide = true
	return s
}

// write writes the document to a file.
func (s shape) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	size := 0
	put := func(part string) {
		if !s.wide {
			_, _ = w.WriteString(part) // Flush has the error
			size += len(part)
			return
		}
		for i := range len(part) {
			_, _ = w.Write([]byte{part[i], 0})
		}
		size += 2 * len(part)
	}
	if s.wide {
		_, _ = w.WriteString("\xff\xfe")
		size += 2
	}
	put(s.head)
	numbered := strings.Contains(s.unit, "%d")
	for i := 0; size+len(s.unit)+len(s.tail)+16 < s.size() && s.unit != "" && (s.units == 0 || i < s.units); i++ {
		if numbered {
			put(strings.ReplaceAll(s.unit, "%d", fmt.Sprint(i)))
		} else {
			put(s.unit)
		}
	}
	put(s.tail)
	return w.Flush()
}

// xmlForm is how a format of XML writes its parts.
type xmlForm struct {
	format     string
	head, tail string
	open, shut string // of an item
	known      string // what identifies an item, numbered
	text       string // the element of an item that holds the most text
	part       string // an element of which items have several
}

var xmlForms = []xmlForm{
	{"RSS", `<rss version="2.0" xmlns:e="urn:e"><channel><title>t</title>`, `</channel></rss>`, `<item>`, `</item>`, `<title>x</title><guid>%d</guid>`, "description", `<category>a</category>`},
	{
		"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:e="urn:e"><channel><title>t</title></channel>`,
		`</rdf:RDF>`, `<item>`, `</item>`, `<title>x</title><link>https://verra.example/%d</link>`, "description", `<dc:subject>a</dc:subject>`,
	},
	{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:e="urn:e"><title>t</title>`, `</feed>`, `<entry>`, `</entry>`, `<title>x</title><id>%d</id>`, "content", `<link href="a"/>`},
	{
		"sitemap", `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:e="urn:e">`, `</urlset>`, `<url>`, `</url>`,
		`<loc>https://verra.example/%d</loc><news:news><news:title>x</news:title></news:news>`, "loc", `<image/>`,
	},
	{"OPML", `<opml xmlns:e="urn:e"><body>`, `</body></opml>`, `<outline text="a">`, `</outline>`, `<outline xmlUrl="https://h%d.example/f" text="x"/>`, "outline", `<outline/>`},
	{
		"CAP", `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2" xmlns:e="urn:e"><identifier>A1</identifier><sender>s@orla.example</sender><sent>2031-04-02T06:00:00Z</sent><status>Actual</status><msgType>Alert</msgType>`,
		`</alert>`, `<info>`, `</info>`, `<event>Flood</event><severity>Severe</severity><area><areaDesc>%d</areaDesc></area>`, "description", `<area><polygon>1,1 2,2 3,3 1,1</polygon></area>`,
	},
}

// shapes returns all documents of the form.
func (f xmlForm) shapes() []shape {
	var out []shape
	in := func(name, unit string) { // in one item
		out = append(out, shape{format: f.format, name: name, head: f.head + f.open + strings.ReplaceAll(f.known, "%d", "1"), unit: unit, tail: f.shut + f.tail})
	}
	text := func(name, unit string) { // in the text of one item
		out = append(out, shape{format: f.format, name: name, head: f.head + f.open + strings.ReplaceAll(f.known, "%d", "1") + "<" + f.text + ">", unit: unit, tail: "</" + f.text + ">" + f.shut + f.tail})
	}
	top := func(name, unit string) { // between the items
		out = append(out, shape{format: f.format, name: name, head: f.head, unit: unit, tail: f.open + strings.ReplaceAll(f.known, "%d", "1") + f.shut + f.tail})
	}
	top("empty items", f.open+f.shut)
	top("items", f.open+f.known+f.shut)
	top("open items", f.open+f.known)
	top("items of some parts", f.open+f.known+strings.Repeat(f.part, 20)+f.shut)
	top("items of many parts", f.open+f.known+strings.Repeat(f.part, 500)+f.shut)
	top("items of foreign parts", f.open+f.known+strings.Repeat(`<e:p a="b">x</e:p>`, 10)+f.shut)
	top("items of many foreign parts", f.open+f.known+strings.Repeat(`<e:p/>`, 500)+f.shut)
	top("items of nested foreign parts", f.open+f.known+strings.Repeat(`<e:p>`, 40)+strings.Repeat(`</e:p>`, 40)+f.shut)
	top("items of some text", f.open+f.known+"<"+f.text+">"+strings.Repeat("Buses take the long way round. ", 30)+"</"+f.text+">"+f.shut)
	top("items of much text", f.open+f.known+"<"+f.text+">"+strings.Repeat("Buses take the long way round. ", 30_000)+"</"+f.text+">"+f.shut)
	top("items of mark-up", f.open+f.known+"<"+f.text+">"+strings.Repeat("&lt;p&gt;1&lt;sup&gt;2&lt;/sup&gt;", 60)+"</"+f.text+">"+f.shut)
	top("parts of the head", f.part)
	top("foreign parts of the head", `<e:p a="b">x</e:p>`)
	top("other names", `<n%d/>`)
	top("long names", `<`+strings.Repeat("n", 2000)+`%d/>`)
	top("comments", `<!---->`)
	top("instructions", `<?a b?>`)
	top("line breaks", "\n")
	top("signs", "<")
	top("ampersands", "&")
	top("end tags", f.shut)
	in("parts of one item", f.part)
	in("foreign parts of one item", `<e:p a="b">x</e:p>`)
	in("other names in one item", `<n%d>x</n%d>`)
	in("attributes of many", `<e:p `+strings.Repeat(`a="" b="" c="" `, 20)+`/>`)
	in("bases", `<a xml:base="b/">`)
	in("namespaces", `<e:p xmlns:n%d="urn:n"/>`)
	in("depth", `<a>`)
	in("tags of a text", `<b>`+f.text)
	text("one text", "word ")
	text("one word", "w")
	text("a text of mark-up", "&lt;sup&gt;2&lt;/sup&gt;")
	text("CDATA in pieces", "<![CDATA[a]]>")
	text("entities", "&amp;")
	text("numbered entities", "&#%d;")
	text("unknown entities", "&u;")
	text("mark-up in a text", "<b>x</b>")
	text("open mark-up in a text", "<li>x")
	text("broken bytes", "\xff")
	text("long words of other scripts", "дом ")
	return append(out, f.single()...)
}

// single returns documents that are one thing of great length.
func (f xmlForm) single() []shape {
	item := f.open + strings.ReplaceAll(f.known, "%d", "1")
	end := f.shut + f.tail
	return []shape{
		one(f.format, "attributes of one", f.head+item+"<e:p ", `a%d="" `, "/>"+end),
		one(f.format, "attributes of the root", strings.Replace(f.head, " ", ` a="b" `, 1)[:strings.IndexByte(f.head, '>')], ` a%d=""`, f.head[strings.IndexByte(f.head, '>'):]+item+end),
		one(f.format, "a long attribute", f.head+item+`<e:p a="`, "x", `"/>`+end),
		one(f.format, "a long name", f.head+item+"<", "n", "/>"+end),
		one(f.format, "a long comment", f.head+"<!--", "x ", "-->"+item+end),
		one(f.format, "a long CDATA", f.head+item+"<"+f.text+"><![CDATA[", "x ", "]]></"+f.text+">"+end),
		one(f.format, "a comment without end", f.head+item+f.shut+"<!--", "x ", ""),
		one(f.format, "a tag without end", f.head+item+f.shut+`<e:p a="`, "x ", ""),
		one(f.format, "a DTD", `<!DOCTYPE x [`, `<!ENTITY e%d "x">`, "]>"+f.head+item+end),
		one(f.format, "another charset", `<?xml version="1.0" encoding="windows-1252"?>`+f.head+item+"<"+f.text+">", "\x80", "</"+f.text+">"+end),
		inUTF16(one(f.format, "UTF-16", f.head+item+"<"+f.text+">", "word ", "</"+f.text+">"+end)),
		inUTF16(one(f.format, "items in UTF-16", f.head, f.open+f.known+f.shut, f.tail)),
		one(f.format, "zeros", "", "\x00", ""),
	}
}

// jsonForm is how a format of JSON, or a place of JSON in a page, writes its parts.
type jsonForm struct {
	format, at string
	head, tail string // around the items
	item, shut string // around the members of an item
}

const jsonFeedHead = `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[`

var jsonForms = []jsonForm{
	{"JSON Feed", "", jsonFeedHead, `{}]}`, `{"id":"%d","title":"x",`, `"z":1}`},
	{"GeoJSON", "", `{"type":"FeatureCollection","metadata":{},"features":[`, `{}]}`, `{"type":"Feature","id":"a%d","properties":{"mag":5.1,"place":"p","time":1932896200000,"title":"M 5.1","net":"us"},`, `"geometry":{"type":"Point","coordinates":[1,2,3]}}`},
	{"CAP JSON", "", `{"alerts":[`, `{}]}`, `{"identifier":"%d","sender":"s","sent":"2031-04-02T06:00:00Z","info":[{"event":"Flood"}],`, `"z":1}`},
	{"JSON-LD", "", `<title>x</title><script type="application/ld+json">{"@graph":[`, `{}]}</script><p>` + prose, `{"@type":"NewsArticle","headline":"%d",`, `"z":1}`},
	{"HTML", "data: ", `<title>x</title><script type="application/json">{"items":[`, `{}]}</script><p>` + prose, `{"title":"%d",`, `"z":1}`},
	{"HTML", "variable: ", `<title>x</title><script>var x = {"items":[`, `{}]};</script><p>` + prose, `{"title":"%d",`, `"z":1}`},
	{"HTML", "attribute: ", `<title>x</title><div data-x='{"items":[`, `{}]}'></div><p>` + prose, `{"title":"%d",`, `"z":1}`},
}

const prose = "Buses take the long way round by the northern dam, the harbor office said on Monday, and will do so until the bridge is open again."

// shapes returns all documents of the form.
func (f jsonForm) shapes() []shape {
	var out []shape
	one := strings.ReplaceAll(f.item, "%d", "1")
	top := func(name, unit string) {
		out = append(out, shape{format: f.format, name: f.at + name, head: f.head, unit: unit, tail: f.tail})
	}
	in := func(name, open, unit, shut string) {
		out = append(out, shape{format: f.format, name: f.at + name, head: f.head + one + open, unit: unit, tail: shut + f.shut + "," + f.tail})
	}
	for _, small := range []struct{ name, unit string }{{"empty objects", "{},"}, {"empty lists", "[],"}, {"numbers", "1,"}, {"nulls", "null,"}, {"empty strings", `"",`}} {
		top(small.name, small.unit)
		in(small.name+" in one item", `"tags":[`, small.unit, small.unit[:len(small.unit)-1]+"],")
	}
	top("items", f.item+f.shut+",")
	top("items of some members", f.item+strings.Repeat(`"a":"b","c":[1,2],`, 10)+f.shut+",")
	top("items of many members", f.item+strings.Repeat(`"a":"b",`, 2000)+f.shut+",")
	top("items of some text", f.item+`"content_html":"`+strings.Repeat(`Buses take the long way round.\n`, 30)+`",`+f.shut+",")
	top("items of much text", f.item+`"content_html":"`+strings.Repeat(`Buses take the long way round.\n`, 30_000)+`",`+f.shut+",")
	top("items that are objects in each other", strings.Repeat(`{"a":`, 20)+"1"+strings.Repeat("}", 20)+",")
	top("lists in lists", "[[],[[]]],")
	top("open lists", "[")
	top("open objects", `{"a":`)
	top("commas", ",")
	top("open strings", `"`)
	top("words", "word ")
	in("members", "", `"a%d":1,`, "")
	in("long members", "", `"`+strings.Repeat("a", 1000)+`%d":"b",`, "")
	in("one string", `"content_text":"`, "word ", `",`)
	in("a string of escapes", `"content_text":"`, `\u0041`, `",`)
	in("a string of line breaks", `"content_text":"`, "a\n", `",`)
	in("one number", `"a":`, "1", ",")
	in("a long name", `"`, "a", `":1,`)
	in("broken bytes", `"content_text":"`, "\xff", `",`)
	return out
}

// htmlTags are elements of pages, of every kind that a parser or a reader treats in its own
// way.
var htmlTags = []string{
	"p", "li", "sup", "sub", "s", "ins", "ruby", "rt", "button", "a href=x", "b", "font", "span", "div", "td", "tr", "table", "caption", "h1", "h3", "time", "img", "br", "select",
	"option", "template", "noscript", "svg", "math", "mi", "figure", "figcaption", "blockquote", "q", "dl", "dd", "input", "label", "form", "nav", "article", "section", "iframe",
	"video", "object", "textarea", "script", "style", "title", "meta content=x name=y", "link rel=x href=y", "body a=b", "frameset", "x-y", "details", "pre", "code", "nobr", "ul", "center", "plaintext", "dialog",
	"span class='share-box'", "div class='related'", "div style='vertical-align:super;display:none'", "template shadowrootmode=open", "p hidden", "div role=dialog",
}

const pageHead = `<!doctype html><title>Bridge closed after flood</title><article><h1>Bridge closed after flood</h1><p>` + prose + "</p>"

func htmlShapes() []shape {
	var out []shape
	body := func(name, unit string) { // pages with as many elements and attributes as are read
		tags := strings.Count(unit, "<") - strings.Count(unit, "<-")
		s := one("HTML", name, pageHead, unit, "<p>"+prose)
		if tags > 0 {
			s.units = min(79_900/tags, 99_900/max(1, strings.Count(unit, "=")))
		}
		out = append(out, s)
	}
	for _, tag := range htmlTags {
		name, _, _ := strings.Cut(tag, " ")
		body("open "+tag, "<"+tag+">x")
		body(tag, "<"+tag+">1</"+name+">")
	}
	for _, s := range []struct{ name, unit string }{
		{"paragraphs", "<p>" + prose + "</p>\n"},
		{"words", "word "},
		{"one word", "w"},
		{"spaces", " "},
		{"marks inside lines", "1<sup>2</sup><sub>3</sub><s>4</s><ruby>a<rt>b</ruby><math><mn>1</mn></math>"},
		{"formatting left open", "<font a=%d><p>"},
		{"formatting in a table", "<table><b>x<tr>"},
		{"crossed formatting", "<b><p>x</b>"},
		{"crossed links", "<a href=x><div>"},
		{"rows", "<tr><td>1<td>2"},
		{"references", "<p>Read also: <a href=/north-dam-%d.html>The northern dam holds another day</a></p>"},
		{"cards", "<li><h3><a href=/north-dam-%d.html>The northern dam holds another day</a></h3></li>"},
		{"days", "<span>4 March 2031</span>"},
		{"names", "<n%d>x"},
		{"long names", "<" + strings.Repeat("n", 2000) + "%d>x"},
		{"attributes of many", "<b " + strings.Repeat("a b c d ", 20) + ">x</b>"},
		{"numbered attributes of many", "<i " + strings.Repeat("a%d='' ", 1) + ">x</i>"},
		{"classes", "<p class='" + strings.Repeat("a-b share ", 30) + "'>x"},
		{"styles", "<p style='" + strings.Repeat("a:b;", 60) + "'>x"},
		{"comments", "<!---->"},
		{"comments of a kind", "<!x><?y></ z>"},
		{"CDATA", "<![CDATA[x]]>"},
		{"entities", "&amp;"},
		{"numbered entities", "&#%d;"},
		{"long entities", "&CounterClockwiseContourIntegral;"},
		{"signs", "<"},
		{"ampersands", "&"},
		{"end tags", "</p>"},
		{"end tags of formatting", "</b>"},
		{"noscripts of mark-up", "<noscript>" + strings.Repeat("<p>"+prose+"</p>", 4) + "</noscript>"},
		{"scripts of JSON-LD", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>`},
		{"scripts of data", `<script type="application/json">{"a":[` + strings.Repeat("{},", 200) + "1]}</script>"},
		{"broken bytes", "\xff"},
		{"another charset", "\x80\x81"},
		{"Japanese in seven bits", "\x1b$B%F%9\x1b(B"},
		{"zeros", "a\x00"},
		{"controls", "\x1b[31m"},
		{"nested boxes", strings.Repeat("<div class='comments'>", 50) + "<p>" + prose + strings.Repeat("</div>", 50)},
	} {
		body(s.name, s.unit)
	}
	return append(out,
		one("HTML", "more elements than are read", pageHead, "<p>x", ""),
		one("HTML", "more formatting than is read", pageHead, "<b id=%d>x", ""),
		one("HTML", "depth", pageHead, "<div>", ""),
		one("HTML", "depth of lists", pageHead, "<ul><li>", ""),
		one("HTML", "attributes of one", pageHead+"<p ", "a%d ", ">"+prose),
		one("HTML", "a long attribute", pageHead+`<p a="`, "x", `">`+prose),
		one("HTML", "a long class", pageHead+`<p class="`, "a ", `">`+prose),
		one("HTML", "a long address", pageHead+`<a href="/`, "a/", `">`+prose),
		one("HTML", "a long comment", pageHead+"<!--", "x ", "-->"+prose),
		one("HTML", "a long script", pageHead+"<script>", "x = {};", "</script>"+prose),
		one("HTML", "a script without end", pageHead+"<script>", "x ", ""),
		one("HTML", "a tag without end", pageHead+`<p a="`, "x ", ""),
		one("HTML", "a long name", pageHead+"<", "n", ">"),
		one("HTML", "a long title", "<title>", "word ", "</title><p>"+prose),
		one("HTML", "a long description", `<meta name=description content="`, "word ", `"><p>`+prose),
		one("HTML", "a list item of times", pageHead+"<li>", "<time>x</time>", ""),
		inUTF16(one("HTML", "UTF-16", pageHead, "<p>word ", "")),
	)
}

func textShapes() []shape {
	var out []shape
	for _, s := range []struct{ name, unit string }{
		{"lines", "a\n"},
		{"paragraphs", prose + "\n\n"},
		{"line breaks", "\n"},
		{"words", "word "},
		{"one word", "w"},
		{"references", "Read also: The northern dam holds another day\n\n"},
		{"bars", "|\n"},
		{"broken bytes", "a\xff"},
		{"entities", "&amp;"},
		{"controls", "a\x1b[31m"},
		{"marks", "a\u0301\u0301"},
	} {
		out = append(out, shape{format: "text", name: s.name, head: "Bridge closed\n\n", unit: s.unit})
	}
	return append(out, shape{format: "text", name: "UTF-16", head: "Bridge closed\n\n", unit: "word ", wide: true})
}

// configShapes are documents of the greatest size of a configuration.
func configShapes() []shape {
	var out []shape
	for _, s := range []struct{ name, head, unit, tail string }{
		{"feeds", "packs: []\nfeeds:\n", "- url: http://a%d.ex\n", ""},
		{"feeds of several keys", "packs: []\nfeeds:\n", "  - url: https://h%d.example/feed\n    name: Feed %d\n    tags: [a, b]\n", ""},
		{"feeds on one line", "packs: []\nfeeds: [", "{url: http://a%d.ex}, ", "{url: http://b.ex}]\n"},
		{"feeds in two lists", "packs: []\nfeeds:\n- url: http://b.ex\nfeeds:\n", "- url: http://a%d.ex\n", ""},
		{"empty feeds", "feeds:\n", "-\n", ""},
		{"desks", "desks:\n", "- name: d%d\n  query: x\n", ""},
		{"packs", "packs: [", "a%d, ", "b]\n"},
		{"keys", "reader:\n  keys:\n", "    a%d: b\n", ""},
		{"top keys", "", "a%d: b\n", ""},
		{"tags", "feeds:\n- url: http://b.ex\n  tags: [", "a%d, ", "b]\n"},
		{"one scalar", "a: ", "word ", "\n"},
		{"one quoted scalar", `a: "`, `\u0041`, "\"\n"},
		{"a block", "a: |\n", "  word\n", ""},
		{"comments", "", "# word\n", ""},
		{"one comment", "# ", "word ", "\n"},
		{"line breaks", "", "\n", ""},
		{"documents", "", "---\na: b\n", ""},
		{"open lists", "a: ", "[", "\n"},
		{"lists in each other", "a:\n", "- - - b\n", ""},
		{"anchors", "a:\n", "- &a%d b\n", ""},
		{"aliases", "a: &a b\nc:\n", "- *a\n", ""},
		{"tagged", "a:\n", "- !t b\n", ""},
		{"colons", "", ": ", "\n"},
		{"a long key", "", "k", ": b\n"},
		{"broken bytes", "a: ", "\xff", "\n"},
	} {
		out = append(out, one("configuration", s.name, s.head, s.unit, s.tail))
	}
	return out
}

// allShapes returns the documents of all formats.
func allShapes() []shape {
	var out []shape
	for _, f := range xmlForms {
		out = append(out, f.shapes()...)
	}
	for _, f := range jsonForms {
		out = append(out, f.shapes()...)
	}
	return slices.Concat(out, htmlShapes(), textShapes(), configShapes())
}
