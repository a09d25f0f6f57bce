package readalso

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func FuzzPage(f *testing.F) {
	f.Add(article(`<p>Read also: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>`), pageURL)
	f.Add(article(`<aside><a href="/n/12345"><div>Mehr zum Thema</div><h3>Hafen von Tamsin geschlossen</h3></a></aside>`), "")
	f.Add(article(`<p>(Lire aussi : <br>* <a href=//x.example/a-b-c-d>Le port</a>`), ":")
	f.Add(`<a><a href="#">Read more<br>]<ul><li><a href=?>читайте також`, "http://x.example/")
	f.Add(`<script type="application/ld+json">{"relatedLink":["/a-b-c-d-e"]}</script>`, pageURL)
	m := newMatcher(f)
	f.Fuzz(func(t *testing.T, src, base string) {
		doc, err := html.Parse(strings.NewReader(src))
		if err != nil {
			t.Skip() // the parser refuses some nesting
		}
		fs := m.Page(doc, base)
		if len(fs) > maxFound {
			t.Errorf("%d references, more than %d", len(fs), maxFound)
		}
		for _, r := range fs {
			if r.Title.IsZero() && r.URL == "" {
				t.Error("a reference to nothing")
			}
			if r.Kind != JSONLD && (r.At == nil || len(r.Remove) == 0) {
				t.Errorf("%q has no place", r.Title)
			}
			if r.Score < threshold || r.Score > 1 {
				t.Errorf("score %v", r.Score)
			}
		}
	})
}

func FuzzLines(f *testing.F) {
	f.Add("Read also: Port of Tamsin closed again\n\nProse.")
	f.Add("Читайте також:\n• Порт Тамсін знову закрито\nhttps://orlapost.example/n/1")
	f.Add("He said so.” ALSO READ: Old dam holds")
	f.Add("[Read：\ufeff]\nİLGİ »")
	f.Add("Lesen Sie auchHafen http://")
	m := newMatcher(f)
	f.Fuzz(func(t *testing.T, text string) {
		paragraphs := strings.Split(text, "\n\n")
		for _, r := range m.Lines(paragraphs) {
			for _, s := range append([]Span{{r.Paragraph, r.Start, r.End}}, r.More...) {
				_ = paragraphs[s.Paragraph][s.Start:s.End]
			}
			if r.Title.IsZero() && r.URL == "" {
				t.Error("a reference to nothing")
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	m := newMatcher(b)
	part := strings.Repeat(after, 10) + `<p>Read also: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>` + strings.Repeat(before, 10)
	doc := parse(b, article(part)+strings.Repeat(`<div class="teaser"><a href="/2031/03/30/a-teaser-at-the-side"><h3>A teaser at the side of the page</h3></a></div>`, 200))
	b.ReportAllocs()
	for b.Loop() {
		if len(m.Page(doc, pageURL)) != 1 {
			b.Fatal("want one reference")
		}
	}
}

func BenchmarkLines(b *testing.B) {
	m := newMatcher(b)
	text := []string{"Read also: Port of Tamsin closed again"}
	for range 40 {
		text = append(text, "Three bridges on the Orla stay closed until Thursday, the district office said. It asks drivers to wait.",
			"Три мости через Орлу закриті до четверга, повідомила управа. Вона просить водіїв зачекати.")
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(m.Lines(text)) != 1 {
			b.Fatal("want one reference")
		}
	}
}
