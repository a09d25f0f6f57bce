package parse_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sitrep/feeds/parse"
	"sitrep/internal/sanitize"
)

const feedURL = "https://coast.example/feed.xml"

func mustParse(t *testing.T, body string) *parse.Document {
	t.Helper()
	d, err := parse.Parse([]byte(body), "", feedURL)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return d
}

func titles(d *parse.Document) []string {
	var out []string
	for _, it := range d.Items {
		out = append(out, it.Title.String())
	}
	return out
}

func cleans(ss ...string) []sanitize.Clean {
	var out []sanitize.Clean
	for _, s := range ss {
		out = append(out, sanitize.Line(s))
	}
	return out
}

const rss20 = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel>
 <title>Coast &amp; Harbour</title>
 <link>https://coast.example/</link>
 <atom:link rel="self" href="https://coast.example/feed.xml"/>
 <language>en_GB</language>
 <ttl>30</ttl>
 <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
 <skipHours><hour>24</hour><hour>3</hour></skipHours>
 <skipDays><day>Sunday</day></skipDays>
 <image><title>logo</title><url>https://coast.example/logo.png</url><link>https://coast.example/logo</link></image>
 <item>
  <title>Dike at Brennik holds &#8211; for now</title>
  <link>/news/1?a=1&amp;b=2</link>
  <guid isPermaLink="false">coast-1</guid>
  <pubDate>Mon, 16 Feb 2026 07:30:00 +0100</pubDate>
  <dcterms:modified>2026-02-16T08:00:00Z</dcterms:modified>
  <dc:creator>Harbour desk</dc:creator>
  <category>Flood</category><category>Brennik</category><category>Flood</category>
  <description>Water is &lt;b&gt;falling&lt;/b&gt;.</description>
  <content:encoded><![CDATA[<p>Water is <b>falling</b>.</p><p>Pumps run.</p>]]></content:encoded>
  <media:title>a picture</media:title>
  <atom:link rel="related" href="/news/0" title="What broke"/>
 </item>
 <item>
  <title>Second</title>
  <guid>https://coast.example/news/2</guid>
  <author>desk@coast.example (Night desk)</author>
  <feedburner:origLink/>
  <pubDate>2026-02-17</pubDate>
 </item>
</channel></rss>`

func TestRSSGivesEveryField(t *testing.T) {
	got := mustParse(t, rss20)
	want := &parse.Document{
		Kind: "rss 2.0", Title: sanitize.Line("Coast & Harbour"), Home: "https://coast.example/", SelfURL: feedURL, Lang: "en-gb",
		TTL: 30 * time.Minute, SyInterval: 6 * time.Hour, SkipHours: []int{0, 3}, SkipDays: []time.Weekday{time.Sunday},
		Items: []parse.Item{
			{
				GUID: "coast-1", Title: sanitize.Line("Dike at Brennik holds – for now"), URL: "https://coast.example/news/1?a=1&b=2",
				Base: "https://coast.example/news/1?a=1&b=2", Published: time.Date(2026, 2, 16, 6, 30, 0, 0, time.UTC),
				Updated: time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC), Author: sanitize.Line("Harbour desk"),
				Summary: "Water is <b>falling</b>.", Content: "<p>Water is <b>falling</b>.</p><p>Pumps run.</p>",
				Categories: cleans("Flood", "Brennik"),
				Related:    []parse.Link{{URL: "https://coast.example/news/0", Title: sanitize.Line("What broke"), Rel: "related"}},
			},
			{
				GUID: "https://coast.example/news/2", Title: sanitize.Line("Second"), URL: "https://coast.example/news/2",
				Base: "https://coast.example/news/2", Published: time.Date(2026, 2, 17, 0, 0, 0, 0, time.UTC), PublishedDay: true,
				Author: sanitize.Line("Night desk"),
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

const atom10 = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://delta.example/a/">
<title type="html">Delta &lt;i&gt;wire&lt;/i&gt;</title>
<link href="/"/><link rel="self" href="feed"/>
<author><name>Delta staff</name></author>
<entry xml:lang="de">
 <id>tag:delta.example,2026:1</id>
 <title type="text">Pumps &lt; plan</title>
 <link rel="alternate" type="application/pdf" href="one.pdf"/>
 <link rel="alternate" type="text/html" href="one.html"/>
 <link rel="via" href="https://wire.example/9" title="Wire"/>
 <updated>2026-02-16T10:00:00+02:00</updated>
 <summary>a &lt; b</summary>
 <content type="xhtml" xml:base="deep/"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <a href="x">two</a></p></div></content>
</entry>
<entry><id>https://delta.example/2</id><title>No link</title><published>2026-02-15T00:00:00Z</published>
 <updated>2026-02-16T00:00:00Z</updated><author><name>A</name></author><author><name>B</name></author>
 <content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry>
</feed>`

func TestAtomKeepsTypesBasesAndLanguages(t *testing.T) {
	d := mustParse(t, atom10)
	if d.Kind != "atom 1.0" || d.Title.String() != "Delta wire" || d.Lang != "uk" || d.Home != "https://delta.example/" || d.SelfURL != "https://delta.example/a/feed" {
		t.Errorf("document = %q %q %q %q %q", d.Kind, d.Title, d.Lang, d.Home, d.SelfURL)
	}
	want := []parse.Item{
		{
			GUID: "tag:delta.example,2026:1", Title: sanitize.Line("Pumps < plan"), URL: "https://delta.example/a/one.html",
			Base:      "https://delta.example/a/deep/",
			Published: time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC), Updated: time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC),
			Author: sanitize.Line("Delta staff"), Summary: "a &lt; b", Lang: "de",
			Content: `<p>One <a href="https://delta.example/a/deep/x">two</a></p>`,
			Related: []parse.Link{{URL: "https://wire.example/9", Title: sanitize.Line("Wire"), Rel: "via"}},
		},
		{
			GUID: "https://delta.example/2", Title: sanitize.Line("No link"), URL: "https://delta.example/2", Base: "https://delta.example/a/",
			Published: time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC), Updated: time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC),
			Author: sanitize.Line("A, B"), Content: "<p>x</p>",
		},
	}
	if diff := cmp.Diff(want, d.Items); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestARelativeAtomIDIsRelativeToItsXMLBase: to the address of the feed it is
// not, for then a feed that moves would bring all its stories again.
func TestARelativeAtomIDIsRelativeToItsXMLBase(t *testing.T) {
	tests := []struct{ base, id, want string }{
		{`xml:base="https://delta.example/a/"`, "one", "https://delta.example/a/one"},
		{"", "one", "one"},
		{`xml:base="https://delta.example/a/"`, "tag:delta.example,2026:1", "tag:delta.example,2026:1"},
		{`xml:base="https://delta.example/a/"`, "", ""},
	}
	for _, tt := range tests {
		d := mustParse(t, `<feed xmlns="http://www.w3.org/2005/Atom" `+tt.base+`><title>x</title><entry><id>`+tt.id+`</id><title>One</title></entry></feed>`)
		if got := d.Items[0].GUID; got != tt.want {
			t.Errorf("%q %q: id %q, want %q", tt.base, tt.id, got, tt.want)
		}
	}
}

// TestAGUIDThatItemsShareIdentifiesNone: nine of ten such items were lost.
func TestAGUIDThatItemsShareIdentifiesNone(t *testing.T) {
	d := mustParse(t, `<rss version="2.0"><channel><title>x</title>
<item><guid isPermaLink="false">news</guid><link>https://coast.example/1</link><title>One</title></item>
<item><guid isPermaLink="false">news</guid><link>https://coast.example/2</link><title>Two</title></item>
<item><guid isPermaLink="false">own</guid><link>https://coast.example/3</link><title>Three</title></item></channel></rss>`)
	if diff := cmp.Diff(map[string]bool{"news": true}, d.Shared); diff != "" {
		t.Errorf("shared (-want +got):\n%s", diff)
	}
}

func TestRDFIsRead(t *testing.T) {
	d := mustParse(t, `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://r.example/"><title>R</title><link>https://r.example/</link><items><rdf:Seq><rdf:li rdf:resource="https://r.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://r.example/1"><title>One</title><link>https://r.example/1</link><dc:date>2026-02-16T10:00Z</dc:date></item></rdf:RDF>`)
	if d.Kind != "rdf 1.0" || d.Mended || len(d.Items) != 1 || d.Items[0].Published.IsZero() || d.Items[0].URL != "https://r.example/1" {
		t.Errorf("got %+v", d)
	}
}

func TestJSONFeedToleratesWrongTypes(t *testing.T) {
	d := mustParse(t, `{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://j.example/","language":"fr","expired":true,
"authors":[{"name":"Desk"}],"items":[
{"id":7,"url":"/seven","title":"Seven","content_text":"a < b\n\nc","date_published":"2026-02-16T10:00:00+01:00","tags":["x"]},
{"id":"8","title":"Eight","tags":"not a list","external_url":"https://far.example/8","url":"https://j.example/8","content_html":"<p>8</p>"},
null,
{"id":"9","title":"Nine","authors":[{"name":"Nina"}],"language":"de"}]}`)
	if d.Kind != "json 1.1" || !d.Expired || d.Lang != "fr" || d.Home != "https://j.example/" {
		t.Errorf("document: %+v", d)
	}
	if diff := cmp.Diff([]string{"Seven", "Eight", "Nine"}, titles(d)); diff != "" {
		t.Fatalf("titles (-want +got)\n%s", diff)
	}
	seven, eight, nine := d.Items[0], d.Items[1], d.Items[2]
	if seven.GUID != "7" || seven.URL != "https://coast.example/seven" || seven.Content != "<p>a &lt; b</p>\n<p>c</p>" || seven.Author.String() != "Desk" {
		t.Errorf("seven = %+v", seven)
	}
	if eight.GUID != "8" || len(eight.Related) != 1 || eight.Related[0].URL != "https://far.example/8" {
		t.Errorf("eight = %+v", eight)
	}
	if nine.Author.String() != "Nina" || nine.Lang != "de" {
		t.Errorf("nine = %+v", nine)
	}
}

// three is a feed of three items; breaking it in many ways must not lose
// what is whole.
func three(second string) string {
	return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>` +
		`<item><title>One</title><guid>1</guid></item>` + second +
		`<item><title>Three</title><guid>3</guid></item></channel></rss>`
}

func TestDamageDoesNotLoseItems(t *testing.T) {
	ok := `<item><title>Two</title><guid>2</guid></item>`
	all := []string{"One", "Two", "Three"}
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"whole", three(ok), all},
		{"byte_order_mark", "\ufeff" + three(ok), all},
		{"white_space_before_the_declaration", " \n\t" + three(ok), all},
		{"a_warning_before_the_declaration", "<br />\n<b>Warning</b>: disk is nearly full in <b>cron</b>\n" + three(ok), all},
		{"text_before_the_declaration", "loaded in 3 ms\n" + three(ok), all},
		{"text_after_the_end", three(ok) + "<!-- 3 ms --><p>bye", all},
		{"control_characters", three("<item><title>Tw\x00o\x1b[31m\x07</title><guid>2</guid></item>"), []string{"One", "Two", "Three"}},
		{"a_terminal_sequence", three("<item><title>T\x1b]0;owned\x07w&#27;[2J&#x1b;]52;c;aGk=&#7;o</title><guid>2</guid></item>"), all},
		{"a_reference_to_a_control_character", three("<item><title>Two&#27;&#x1b;&#0;</title></item>"), all},
		{"undefined_entity", three("<item><title>Two&nbsp;caf&eacute;s&hellip; &bogus; &</title></item>"), []string{"One", "Two cafés… &bogus; &", "Three"}},
		{"bare_ampersand_in_an_attribute", three(`<item><title>Two</title><enclosure url="https://x.example/?a&b" type="a"/></item>`), all},
		{"html_in_a_title", three("<item><title><b>Two</b> &lt;i&gt;times&lt;/i&gt;</title></item>"), []string{"One", "Two times", "Three"}},
		{"escaped_twice", three("<item><title>Q&amp;amp;A &amp;#8211; two</title></item>"), []string{"One", "Q&A – two", "Three"}},
		{"less_than_in_a_title", three("<item><title>2 < 3 and AT&amp;T</title></item>"), []string{"One", "2 < 3 and AT&T", "Three"}},
		{"tags_crossed", three("<item><description><p>a<br>b<i>c</p></description><title>Two</title></item>"), all},
		{"end_tag_missing", three("<item><title>Two<guid>2</item>"), all},
		{"item_never_closed", three("<item><title>Two</title><guid>2</guid>"), all},
		{"stray_end_tags", three("</item></b>" + ok + "</channel></i>"), all},
		{"cdata_never_closed", three("<item><title><![CDATA[Two</title></item>"), all},
		{"comment_never_closed", three("<item><!-- <title>Two</title></item>"), all},
		{"cdata_end_in_text", three("<item><title>Two]]>2</title></item>"), []string{"One", "Two]]>2", "Three"}},
		{"quote_never_closed", three(`<item><title x="y>Two</title></item>`), all},
		{"attributes_without_quotes", three("<item><title type=html>Two</title></item>"), all},
		{"invalid_utf8", three("<item><title>Two \xff\xfe\xc3</title></item>"), []string{"One", "Two ÿþÃ", "Three"}},
		{"accident_in_utf8", three("<item><title>Дві \xd0 новини</title></item>"), []string{"One", "Дві � новини", "Three"}},
		{"xml_1.1", strings.Replace(three(ok), `version="1.0"`, `version="1.1"`, 1), all},
		{"unknown_charset", strings.Replace(three(ok), "utf-8", "x-none", 1), all},
		{"doctype_with_a_bomb", strings.Replace(three("<item><title>Two &lol3;</title></item>"), "<rss", `<!DOCTYPE rss [<!ENTITY lol "lol"><!ENTITY lol3 "&lol;&lol;&lol;">]><rss`, 1), []string{"One", "Two &lol3;", "Three"}},
		{"broken_off_in_an_item", three(ok)[:strings.Index(three(ok), "Three")+2], []string{"One", "Two"}},
		{"broken_off_in_a_tag", three(ok)[:strings.Index(three(ok), "Three")-3], []string{"One", "Two"}},
		{"broken_off_in_the_first_item", `<rss><channel><item><title>One</title><guid>1</gu`, []string{"One"}},
		{"root_missing", `<channel>` + ok + `</channel>`, []string{"Two"}},
		{"items_alone", ok + ok, []string{"Two", "Two"}},
		{"undeclared_prefix", three(`<item><title>Two</title><x:y z:w="1">v</x:y></item>`), all},
		{"capital_names", `<RSS><CHANNEL><ITEM><TITLE>Two</TITLE></ITEM></CHANNEL></RSS>`, []string{"Two"}},
		{"item_in_a_description", three("<item><title>Two</title><description>&lt;item&gt;no&lt;/item&gt;</description></item>"), all},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, titles(mustParse(t, tt.body))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	const word = "Річка відступає від міста, дамба тримає воду"
	doc := func(declared string) string {
		return `<?xml version="1.0"` + declared + `?><rss><channel><item><title>` + word + `</title></item></channel></rss>`
	}
	cp1251 := func(s string) string { out, _ := charmap.Windows1251.NewEncoder().String(s); return out }
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(doc(` encoding="utf-16"`))
	if err != nil {
		t.Fatal(err)
	}
	bare16, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(doc(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, body, contentType string }{
		{"declared_in_xml", cp1251(doc(` encoding="windows-1251"`)), ""},
		{"declared_in_http", cp1251(doc("")), "text/xml; charset=windows-1251"},
		{"http_and_xml_differ", cp1251(doc(` encoding="iso-8859-1"`)), "text/xml; charset=windows-1251"},
		{"http_and_xml_differ_and_neither_is_a_default", cp1251(doc(` encoding="koi8-r"`)), "text/xml; charset=windows-1251"},
		{"http_has_the_default_of_old", cp1251(doc(` encoding="windows-1251"`)), "text/xml; charset=iso-8859-1"},
		{"http_has_another_name_of_the_default", cp1251(doc(` encoding="windows-1251"`)), "text/xml; charset=us-ascii"},
		{"iso_8859_1_is_declared_and_the_letters_are_others", cp1251(doc(` encoding="iso-8859-1"`)), "text/xml"},
		{"http_has_the_default_of_old_and_nothing_is_declared", cp1251(doc("")), "text/xml; charset=iso-8859-1"},
		{"nothing_is_declared", cp1251(doc("")), "text/xml"},
		{"declared_as_utf8_and_is_not", cp1251(doc(` encoding="utf-8"`)), "text/xml; charset=utf-8"},
		{"undeclared", cp1251(doc("")), ""},
		{"utf8_declared_as_something_else", doc(` encoding="windows-1251"`), "text/xml; charset=iso-8859-1"},
		{"mark_wins_over_both", "\ufeff" + doc(` encoding="koi8-r"`), "text/xml; charset=windows-1251"},
		{"utf16_with_mark", utf16, ""},
		{"utf16_without_mark", bare16, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := parse.Parse([]byte(tt.body), tt.contentType, "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{word}, titles(d)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWesternTextDeclaredAsUTF8(t *testing.T) {
	body := "<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>Hochwasser: Deich bei Brenn\xfck h\xe4lt \x96 vorerst</title></item></channel></rss>"
	if diff := cmp.Diff([]string{"Hochwasser: Deich bei Brennük hält – vorerst"}, titles(mustParse(t, body))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestErrorsSayWhatItIs(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string
		kind             error
	}{
		{"empty", "", "parse feed: the document is empty", parse.ErrEmpty},
		{"blank", "\ufeff \n\t", "parse feed: the document is empty", parse.ErrEmpty},
		{"page", "<!DOCTYPE html>\n<title>Coast</title><p>rss", "parse feed: not a feed: it is an HTML page", parse.ErrNotFeed},
		{"page_without_doctype", "<html><body>hello</body></html>", "parse feed: not a feed: it is an HTML page", parse.ErrNotFeed},
		{"text", "hello", "parse feed: not a feed", parse.ErrNotFeed},
		{"other_xml", "<opml version='2.0'><body/></opml>", "parse feed: not a feed", parse.ErrNotFeed},
		{"other_json", `{"a":1}`, "parse feed: not a feed: it is JSON, but no JSON Feed", parse.ErrNotFeed},
		{"zeros", strings.Repeat("\x00", 1<<20), "parse feed: the document is empty", parse.ErrEmpty},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse.Parse([]byte(tt.body), "", "")
			if !errors.Is(err, tt.kind) || err.Error() != tt.want {
				t.Errorf("error = %v, want %s", err, tt.want)
			}
		})
	}
}

func TestBrokenOffJSONKeepsItsItems(t *testing.T) {
	d := mustParse(t, `{"version":"https://jsonfeed.org/version/1","title":"J","items":[{"id":"1","title":"One"},{"id":"2","title":"Tw`)
	if diff := cmp.Diff([]string{"One"}, titles(d)); diff != "" || !d.Mended {
		t.Errorf("mended %v (-want +got)\n%s", d.Mended, diff)
	}
}

// TestHostileShapesCostLittle feeds documents that are quadratic or recursive in naive
// parsers; it hangs or overflows the stack when the limits are gone.
func TestHostileShapesCostLittle(t *testing.T) {
	deep := strings.Repeat("<x:a>", 300_000)
	var scopes strings.Builder
	for i := range 20_000 {
		scopes.WriteString("<x:a xmlns:p" + strings.Repeat("q", i%50) + `="urn:` + strings.Repeat("z", i%97) + `">`)
	}
	for _, tt := range []struct{ name, inside string }{
		{"deep", deep},
		{"pieces_never_closed", "<x:a>" + strings.Repeat("t<![CDATA[u]]>", 2000)},
		{"deep_in_a_description", "<description>" + strings.Repeat("<p>", 300_000) + "</description>"},
		{"namespaces", scopes.String()},
		{"pieces", "<x:a>" + strings.Repeat("t<![CDATA[u]]>", 200_000) + "</x:a>"},
		{"pieces_of_a_default_namespace", "<foo xmlns='urn:z'>" + strings.Repeat("t<b/>", 400_000) + "</foo>"},
		{"elements", strings.Repeat("<x:a>t</x:a>", 100_000)},
		{"tags_in_a_title", "<title>" + strings.Repeat("<b>", 400_000) + "</title>"},
		{"children", "<x:a>" + strings.Repeat("t<x:b/>", 200_000) + "</x:a>"},
		{"ampersands", "<description>" + strings.Repeat("&", 500_000) + "</description>"},
		{"less_than", "<description>" + strings.Repeat("<", 500_000) + "</description>"},
		{"openers", "<description>" + strings.Repeat("<!--", 200_000) + strings.Repeat("<![CDATA[", 100_000) + "</description>"},
		{"questions", "<description>" + strings.Repeat("<?", 300_000) + "</description>"},
		{"quotes", "<description>" + strings.Repeat(`<a b="`, 60_000) + "</description>"},
		{"declarations", "<description>" + strings.Repeat("<![", 100_000) + "</description>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := mustParse(t, three("<item><title>Two</title>"+tt.inside+"</item>"))
			got := titles(d)
			if len(got) < 2 || got[0] != "One" || got[len(got)-1] != "Three" {
				t.Errorf("items = %q", got)
			}
		})
	}
}

func TestAFeedOfAForeignNamespaceCostsLittle(t *testing.T) {
	mustParse(t, "<feed xmlns='urn:z'><title>"+strings.Repeat("t<b/>", 400_000)+"</title></feed>")
}

func TestOnlySoManyItemsAreKept(t *testing.T) {
	for _, unit := range []string{"<item/>", "<item><title>x</title></item>"} {
		d := mustParse(t, "<rss><channel>"+strings.Repeat(unit, 200_000)+"</channel></rss>")
		if len(d.Items) != 10_000 {
			t.Errorf("%d items of %s", len(d.Items), unit)
		}
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	_, err := parse.Parse(make([]byte, 64<<20+1), "", "")
	if err == nil || err.Error() != "parse feed: 64 MB is more than the limit of 64 MB" {
		t.Errorf("error = %v", err)
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[parse.RawHTML]string{
		"plain":            "plain",
		"a <b>b</b> c":     "a b c",
		"<p>a</p><p>b</p>": "\na\n\nb\n",
		"x<script>if (a<b) { alert() }</script>y": "xy",
		"caf&eacute; &amp; <br/>more":             "café & \nmore",
		"<unknown>kept</unknown>":                 "kept",
		"a <!-- hidden --> b":                     "a  b",
		"2 < 3":                                   "2 < 3",
	} {
		if got := parse.PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}
