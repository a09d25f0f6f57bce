package parse_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"sitrep/feeds/parse"
)

const namespaces = ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/"` +
	` xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"` +
	` xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:yandex="http://news.yandex.ru"`

// around puts an example of docs/formats.md into a document of its section.
func around(section, example string) (doc string, isSitemap, isItem bool) {
	switch section {
	case "RSS, item":
		return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"` + namespaces + `><channel><item>` + example + `</item></channel></rss>`, false, true
	case "RSS, feed":
		return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"` + namespaces + `><channel>` + example + `<item><guid>0</guid></item></channel></rss>`, false, false
	case "Atom, entry":
		return `<feed xmlns="http://www.w3.org/2005/Atom"><entry>` + example + `</entry></feed>`, false, true
	case "Atom, feed":
		return `<feed xmlns="http://www.w3.org/2005/Atom">` + example + `<entry><id>0</id></entry></feed>`, false, false
	case "JSON Feed, item":
		return `{"version": "https://jsonfeed.org/version/1.1", "items": [{` + example + `}]}`, false, true
	case "JSON Feed, feed":
		if example != "" {
			example += ", "
		}
		return `{"version": "https://jsonfeed.org/version/1.1", ` + example + `"items": [{"id": "0"}]}`, false, false
	case "Sitemap, address":
		return `<urlset><url><loc>https://velm.example/1</loc><news:news><news:title>x</news:title></news:news>` + example + `</url></urlset>`, true, true
	}
	return "", false, false
}

// filled reports whether a document of a section has the field.
func filled(t *testing.T, section, example, field string) bool {
	t.Helper()
	doc, isSitemap, isItem := around(section, example)
	var d *parse.Document
	var err error
	if isSitemap {
		var m *parse.Sitemap
		if m, err = parse.ReadSitemap([]byte(doc), "", ""); err == nil {
			d = &m.Document
		}
	} else {
		d, err = parse.Parse([]byte(doc), "", "")
	}
	if err != nil || len(d.Items) != 1 {
		t.Fatalf("%s, %s: %d items, %v", section, example, len(d.Items), err)
	}
	v := reflect.ValueOf(*d)
	if isItem {
		v = reflect.ValueOf(d.Items[0])
	}
	f := v.FieldByName(field)
	if !f.IsValid() {
		t.Fatalf("%s: there is no field %s", section, field)
	}
	return !f.IsZero()
}

// TestFormatsPageIsTrue reads each example of docs/formats.md: the field that
// it names is filled, and is empty without it.
func TestFormatsPageIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	section, examples := "", 0
	for line := range strings.Lines(string(page)) {
		if name, ok := strings.CutPrefix(line, "### "); ok {
			section = strings.TrimSpace(name)
		}
		doc, _, _ := around(section, "")
		cells := strings.Split(line, " | ")
		if doc == "" || len(cells) != 3 || !strings.HasPrefix(line, "| `") {
			continue
		}
		example, field := strings.Trim(strings.TrimPrefix(cells[0], "| "), "`"), cells[1]
		if examples++; !filled(t, section, example, field) {
			t.Errorf("%s: %s does not fill %s", section, example, field)
		}
		if filled(t, section, "", field) {
			t.Errorf("%s: %s is filled without an example", section, field)
		}
	}
	if examples < 60 {
		t.Errorf("only %d examples", examples)
	}
}
