package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/parse"
)

// times returns when each item was published and, after a slash, updated.
func times(d *parse.Document) []string {
	var out []string
	for _, it := range d.Items {
		s := ""
		switch {
		case it.Published.IsZero():
		case it.PublishedDay:
			s = it.Published.Format(time.DateOnly)
		default:
			s = it.Published.Format(time.RFC3339)
		}
		if !it.Updated.IsZero() {
			s += "/" + it.Updated.Format(time.RFC3339)
		}
		out = append(out, s)
	}
	return out
}

// rssOf is a feed of items with these elements.
func rssOf(head string, items ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Velm Tide</title>%s`, head)
	for i, it := range items {
		fmt.Fprintf(&b, "<item><title>Report %d</title><guid>%d</guid>%s</item>", i, i, it)
	}
	return b.String() + "</channel></rss>"
}

// TestUnixTimeIsADate: such items had no date; in JSON the number was of the
// wrong type besides.
func TestUnixTimeIsADate(t *testing.T) {
	const at = "2031-03-04T04:10:00Z"
	for name, body := range map[string]string{
		"rss":                        rssOf("", "<pubDate>1930363800</pubDate>"),
		"dc":                         rssOf("", "<dc:date>1930363800000</dc:date>"),
		"atom":                       `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id><title>One</title><published>1930363800</published></entry></feed>`,
		"json":                       `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"One","date_published":1930363800}]}`,
		"json, milliseconds as text": `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"One","date_published":"1930363800000"}]}`,
		"json, fraction":             `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"One","date_published":1930363800.0}]}`,
	} {
		if diff := cmp.Diff([]string{at}, times(mustParse(t, body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	m, err := parse.ReadSitemap([]byte(`<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://velm.example/1</loc>
<lastmod>1930363800</lastmod><news:news><news:publication_date>1930363800</news:publication_date><news:title>One</news:title></news:news></url></urlset>`), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{at + "/" + at}, times(&m.Document)); diff != "" {
		t.Errorf("sitemap (-want +got):\n%s", diff)
	}
}

// TestZonesAreThoseOfTheFeed: its language or its address decides between the
// meanings of an abbreviation.
func TestZonesAreThoseOfTheFeed(t *testing.T) {
	const item = "<pubDate>Tue, 4 Mar 2031 06:10:00 IST</pubDate>"
	for name, tt := range map[string]struct{ body, want string }{
		"nothing":  {rssOf("", item), "2031-03-04T00:40:00Z"},
		"language": {rssOf("<language>en-ie</language>", item), "2031-03-04T05:10:00Z"},
		"address":  {rssOf("<language>en-us</language><link>https://www.velm.co.il/</link>", item), "2031-03-04T04:10:00Z"},
		"atom": {`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="he"><title>x</title><entry><id>1</id><title>One</title>
			<published>2031-03-04 06:10 IST</published></entry></feed>`, "2031-03-04T04:10:00Z"},
		"json": {`{"version":"https://jsonfeed.org/version/1.1","title":"x","language":"zh-CN","items":[{"id":"1","title":"One","date_published":"2031-03-04 06:10 CST"}]}`, "2031-03-03T22:10:00Z"},
	} {
		if diff := cmp.Diff([]string{tt.want}, times(mustParse(t, tt.body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	m, err := parse.ReadSitemap([]byte(`<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://velm.cn/1</loc>
<news:news><news:publication_date>2031-03-04 06:10 CST</news:publication_date><news:title>One</news:title></news:news></url></urlset>`), "", "https://velm.cn/news.xml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2031-03-03T22:10:00Z"}, times(&m.Document)); diff != "" {
		t.Errorf("sitemap (-want +got):\n%s", diff)
	}
}

// TestOneDateProvesTheOrderOfAllDates: 5/3/2031 had no meaning beside
// 25/3/2031, though one feed writes all its dates in one way.
func TestOneDateProvesTheOrderOfAllDates(t *testing.T) {
	const (
		day   = "2031-03-05T06:10:00Z"
		month = "2031-05-03T06:10:00Z"
		open  = "<pubDate>05/03/2031 06:10</pubDate>"
	)
	atom := func(a, b string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id><title>One</title><published>` + a +
			`</published></entry><entry><id>2</id><title>Two</title><published>` + b + `</published></entry></feed>`
	}
	for name, tt := range map[string]struct {
		body string
		want []string
		open bool
	}{
		"day":                   {rssOf("", open, "<pubDate>25/03/2031 06:10</pubDate>"), []string{day, "2031-03-25T06:10:00Z"}, true},
		"month":                 {rssOf("", open, "<pubDate>03/25/2031 06:10</pubDate>"), []string{month, "2031-03-25T06:10:00Z"}, true},
		"the head":              {rssOf("<lastBuildDate>25/03/2031 06:10</lastBuildDate>", open), []string{day}, true},
		"CDATA":                 {rssOf("", "<pubDate><![CDATA[25/03/2031]]></pubDate>", open), []string{"2031-03-25", day}, true},
		"another element":       {rssOf("", open+"<dc:date>03/25/2031</dc:date>"), []string{month}, true},
		"both":                  {rssOf("", open, "<pubDate>25/03/2031</pubDate>", "<pubDate>03/25/2031</pubDate>"), []string{"", "2031-03-25", "2031-03-25"}, true},
		"nothing":               {rssOf("", open, "<pubDate>06/03/2031 06:10</pubDate>"), []string{"", ""}, true},
		"a text proves nothing": {rssOf("", open+"<description>25/03/2031</description>"), []string{""}, true},
		"no open date":          {rssOf("", "<pubDate>25/03/2031 06:10</pubDate>"), []string{"2031-03-25T06:10:00Z"}, false},
		"damaged":               {rssOf("", open+"<description>a & b <b</description>", "<pubDate>25/03/2031 06:10</pubDate>"), []string{day, "2031-03-25T06:10:00Z"}, true},
		"atom":                  {atom("05-03-2031 06:10", "25-03-2031 06:10"), []string{day, "2031-03-25T06:10:00Z"}, true},
		"json": {`{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"One","date_published":"05/03/2031 06:10"},
			{"id":"2","title":"Two","date_modified":"25/03/2031"}]}`, []string{day, "/2031-03-25T00:00:00Z"}, true},
		"rdf": {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
			<item rdf:about="https://velm.example/1"><title>One</title><dc:date>05/03/2031 06:10</dc:date></item>
			<item rdf:about="https://velm.example/2"><title>Two</title><dc:date>03/25/2031</dc:date></item></rdf:RDF>`, []string{month, "2031-03-25"}, true},
	} {
		d := mustParse(t, tt.body)
		if diff := cmp.Diff(tt.want, times(d)); diff != "" || d.OpenDates != tt.open {
			t.Errorf("%s: open %t, want %t; (-want +got):\n%s", name, d.OpenDates, tt.open, diff)
		}
	}
	m, err := parse.ReadSitemap([]byte(`<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://velm.example/1</loc>
<lastmod>25/03/2031</lastmod><news:news><news:publication_date>05/03/2031 06:10</news:publication_date><news:title>One</news:title></news:news></url></urlset>`), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{day + "/2031-03-25T00:00:00Z"}, times(&m.Document)); diff != "" {
		t.Errorf("sitemap (-want +got):\n%s", diff)
	}
}

// TestModulesStateWhenAnItemWasPublished: only those of Dublin Core and Atom
// were read, and those by their usual prefix.
func TestModulesStateWhenAnItemWasPublished(t *testing.T) {
	const at = "2031-03-04T04:10:00Z"
	rdf := func(namespaces, elements string) string {
		return `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ` + namespaces +
			`><item rdf:about="https://velm.example/1"><title>One</title>` + elements + `</item></rdf:RDF>`
	}
	rss := func(namespaces, elements string) string {
		return `<rss version="2.0" ` + namespaces + `><channel><title>x</title><item><title>One</title>` + elements + `</item></channel></rss>`
	}
	atom := func(namespaces, elements string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" ` + namespaces + `><title>x</title><entry><id>1</id><title>One</title>` + elements + `</entry></feed>`
	}
	const (
		prism   = `xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"`
		cap     = `xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"`
		dcterms = `xmlns:dct="http://purl.org/dc/terms/"`
	)
	for name, tt := range map[string]struct{ body, want string }{
		"prism":             {rdf(prism, "<prism:publicationDate>2031-03-04T06:10:00+02:00</prism:publicationDate>"), at},
		"prism 1.2":         {rdf(`xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"`, "<prism:publicationDate>2031-03-04</prism:publicationDate>"), "2031-03-04"},
		"prism in rss":      {rss(prism, "<prism:publicationDate>2031-03-04</prism:publicationDate>"), "2031-03-04"},
		"prism in atom":     {atom(prism, "<prism:publicationDate>2031-03-04</prism:publicationDate><updated>2031-03-04T04:10:00Z</updated>"), "2031-03-04/" + at},
		"another prefix":    {rdf(`xmlns:p="http://prismstandard.org/namespaces/basic/3.0/"`, "<p:publicationDate>2031-03-04</p:publicationDate>"), "2031-03-04"},
		"no prefix":         {rss("", `<publicationDate xmlns="http://prismstandard.org/namespaces/basic/2.1/">2031-03-04</publicationDate>`), "2031-03-04"},
		"not declared":      {rss("", "<prism:publicationDate>2031-03-04</prism:publicationDate>"), "2031-03-04"},
		"cover":             {rdf(prism, "<prism:coverDate>2031-03-04T07:00:00-07:00</prism:coverDate>"), "2031-03-04"},
		"before the cover":  {rdf(prism, "<prism:coverDate>2031-04-01</prism:coverDate><prism:publicationDate>2031-03-04</prism:publicationDate>"), "2031-03-04"},
		"prism changed":     {rdf(prism, "<prism:modificationDate>2031-03-04T06:10:00+02:00</prism:modificationDate>"), "/" + at},
		"terms":             {rss(dcterms, "<dct:available>2031-03-04</dct:available><dct:modified>2031-03-04T04:10:00Z</dct:modified>"), "2031-03-04/" + at},
		"terms in rdf":      {rdf(dcterms, "<dct:issued>2031-03-04</dct:issued>"), "2031-03-04"},
		"terms, any date":   {rss(dcterms, "<dct:date>2031-03-04</dct:date>"), "2031-03-04"},
		"the second dc":     {rss(`xmlns:dc="http://purl.org/dc/elements/1.1/"`, "<dc:date>Spring</dc:date><dc:date>2031-03-04</dc:date>"), "2031-03-04"},
		"schema.org":        {rss(`xmlns:schema="https://schema.org/"`, "<schema:datePublished>2031-03-04T04:10:00Z</schema:datePublished><schema:dateModified>2031-03-04T04:10:00Z</schema:dateModified>"), at + "/" + at},
		"atom 0.3 in rss":   {rss(`xmlns:a="http://purl.org/atom/ns#"`, "<a:issued>2031-03-04T04:10:00Z</a:issued><a:modified>2031-03-04T04:10:00Z</a:modified>"), at + "/" + at},
		"warnings":          {rss(cap, "<cap:sent>2031-03-04T06:10:00+02:00</cap:sent><cap:expires>2031-03-05T06:10:00+02:00</cap:expires>"), at},
		"a module of shops": {rss(`xmlns:g="http://base.google.com/ns/1.0"`, "<g:publish_date>2031-03-04</g:publish_date><g:expiration_date>2031-05-04</g:expiration_date>"), "2031-03-04"},
		"no namespace":      {rss("", "<published>2031-03-04T04:10:00Z</published><updated>2031-03-04T04:10:00Z</updated>"), at + "/" + at},
		"the format first":  {rss(prism, "<prism:publicationDate>2031-01-01</prism:publicationDate><pubDate>Tue, 04 Mar 2031 06:10:00 +0200</pubDate>"), at},
		// The day of an event and the end of a warning are no dates of the item.
		"an event":   {rss(`xmlns:ev="http://purl.org/rss/1.0/modules/event/"`, "<ev:startdate>2031-03-04</ev:startdate>"), ""},
		"other days": {rss(`xmlns:v="https://velm.example/ns"`, "<v:date>2031-03-04</v:date><v:created>2031-03-04</v:created>"), ""},
		"the end":    {rss(cap, "<cap:expires>2031-03-05T06:10:00+02:00</cap:expires>"), ""},
		"no date":    {rdf(prism, "<prism:publicationDate>Spring 2031</prism:publicationDate>"), ""},
	} {
		if diff := cmp.Diff([]string{tt.want}, times(mustParse(t, tt.body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
