package present

import (
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"sitrep/feeds"
	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize/hostile"
)

const secretFeed = "https://velm.example/rss?id=7&token=s3same-open"

// reported returns the report on a body that a feed's address answered.
func reported(t *testing.T, body, contentType string) string {
	t.Helper()
	doc, _ := parse.Parse([]byte(body), contentType, secretFeed)
	r := FeedReport(news.Feed{ID: secretFeed}, feeds.Checkup{Verdict: feeds.Healthy, Document: doc, Answer: &fetch.Response{
		URL: secretFeed, Status: 200, ContentType: contentType, Body: []byte(body), Fields: []string{"Content-Type: " + contentType},
	}})
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestAReportHoldsNoSecretOfTheAddress(t *testing.T) {
	doc := `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>x</title><a:link rel="self" href="https://velm.example/rss?id=7&amp;token=s3same-open"/>` +
		`<item><guid>s3same-open</guid><title>Water rises</title><link>https://velm.example/1?token=s3same-open</link></item></channel></rss>`
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(doc)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"XML": doc, "UTF-16": utf16, "with a control character": doc + "\x01",
		"JSON": `{"version":"https://jsonfeed.org/version/1.1","feed_url":"https:\/\/velm.example\/rss?id=7&token=s3same-open","items":[{"id":"1","title":"Water rises"}]}`,
	} {
		text := reported(t, body, "text/xml")
		if strings.Contains(text, "s3same") {
			t.Errorf("%s: the report shows the token:\n%s", name, text)
		}
		_, code, _ := strings.Cut(text, "-- document.base64.txt --\n")
		raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(code, "\n", ""))
		if err != nil || strings.Contains(strings.ReplaceAll(string(raw), "\x00", ""), "s3same") {
			t.Errorf("%s: the bytes hold the token (%v)", name, err)
		}
		if !strings.Contains(text, "Water rises") {
			t.Errorf("%s: nothing can be read in it", name)
		}
	}
}

// TestAReportIsInert: whatever a server sends, the file can be shown on a
// terminal, and the document can be had back from it.
func TestAReportIsInert(t *testing.T) {
	for _, s := range hostile.Strings() {
		body := "<rss><channel><item><title>" + s.Text + "</title></item></channel></rss>"
		text := reported(t, body, "text/xml")
		if strings.ContainsFunc(text, func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e
		}) {
			t.Errorf("%s is in the report as it came", s.Name)
		}
		if _, plain, ok := strings.Cut(text, "-- document.txt --\n"); ok {
			if plain != strings.ReplaceAll(body, "\r\n", "\n")+"\n" {
				t.Errorf("%q came out as %q", body, plain)
			}
			continue
		}
		_, code, _ := strings.Cut(text, "-- document.base64.txt --\n")
		if raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(code, "\n", "")); err != nil || string(raw) != body {
			t.Errorf("%q came back as %q, %v", body, raw, err)
		}
	}
}
