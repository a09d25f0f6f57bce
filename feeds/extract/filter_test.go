package extract

import (
	"strings"
	"testing"

	"sitrep/internal/news"
)

// textAmid returns the text of an article of some length with inner in it.
func textAmid(t *testing.T, before, inner, after string) string {
	t.Helper()
	p, err := newExtractor(t).Page(t.Context(), []byte(`<!doctype html><html lang="en"><head><title>Bridge closed after flood</title></head><body><article><h1>Bridge closed after flood</h1>`+
		before+inner+after+`</article></body></html>`), "text/html", "https://verra.example/a-1.html")
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, p)
	return news.Text(p.Blocks)
}

func paragraphs(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString("<p>" + w + " buses take the long way round by the northern dam until then, and the ferry runs twice an hour, the road office said on Monday.</p>")
	}
	return b.String()
}

// TestWhatLooksLikeClutterAndIsText holds blocks that were dropped for how they
// look, though the text needs them.
func TestWhatLooksLikeClutterAndIsText(t *testing.T) {
	link := "<a href='https://help.example/the-long-way-2031'>"
	sentence := "MARK: no, the bridge stays shut until divers have looked at its piers, and the ferry carries lorries as well as cars, the office said."
	linked := strings.ReplaceAll(sentence, "MARK: no, the", "MARK the")
	for _, tt := range []struct{ name, before, inner, after string }{
		{"words of an appeal inside a sentence, at the end", paragraphs("One", "Two", "Three", "Four", "Five"), "<p>The MARK operator gave notice of it in our newsletter for residents, and all rights reserved under the lease will be used, it said.</p>", ""},
		{"the same in another language", paragraphs("One", "Two", "Three", "Four", "Five"), "<p>MARK Der Betreiber bat am Montag die Leser des Amtsblatts, ihm zu schreiben, und nannte die Bitte „folgen sie uns“ auf dem Schild am Tor einen Fehler der Druckerei.</p>", ""},
		{"a linked last paragraph", paragraphs("One", "Two", "Three", "Four", "Five"), "<p>" + link + linked + "</a></p>", ""},
		{"linked paragraphs in a row", paragraphs("One", "Two", "Three"), strings.Repeat("<p>"+link+linked+"</a></p>", 3), paragraphs("Four", "Five")},
		{"a list of links that the text announces", paragraphs("One", "Two", "Three", "Four"), "<p>Where to get help:</p><ul><li>" + link + "MARK shelters that are open</a><li>" + link + "Boats for the sick</a><li>" + link + "Water</a></ul>", paragraphs("Five")},
		{"words of buttons in a list", paragraphs("One", "Two", "Three", "Four"), "<p>Three things to do now:</p><ol><li>Close</li><li>Save</li><li>MARK the door</li><li>Print</li></ol>", paragraphs("Five")},
		{"where the report comes from", "<p>MARKTON, Verra</p>", "", paragraphs("One", "Two", "Three", "Four", "Five")},
		{"where, in small letters", "<p>Markton MARK, Verra</p>", "", paragraphs("One", "Two", "Three", "Four", "Five")},
		{"sources at the end", paragraphs("One", "Two", "Three", "Four", "Five"), "<p>Sources:</p><ul><li>" + link + "MARK plan of the dyke</a><li>" + link + "Report</a><li>" + link + "Letter</a></ul>", ""},
		{"a list of other sites below a heading", paragraphs("One", "Two", "Three"), "<h2>Where to get help</h2><ul><li>" + link + "MARK shelters</a><li>" + link + "Boats</a><li>" + link + "Water</a></ul>", paragraphs("Four", "Five")},
		{"a word of buttons that the text announces", paragraphs("One", "Two"), "<p>The sign at the gate of MARK has one word on it, in red letters that all can see:</p><p>Close</p>", paragraphs("Three", "Four", "Five")},
		{"where and by whom", "<p>MARKTON (Coast Press)</p>", "", paragraphs("One", "Two", "Three", "Four", "Five")},
	} {
		if got := textAmid(t, tt.before, tt.inner, tt.after); !strings.Contains(got, "MARK") {
			t.Errorf("%s is lost:\n%s", tt.name, got)
		}
	}
	got := textAmid(t, paragraphs("One", "Two"), "<p>Three things:</p><ul><li>Close</li><li>Save</li><li>Print</li></ul>", paragraphs("Three"))
	if !strings.Contains(got, "Close\n\nSave\n\nPrint") {
		t.Errorf("the list is lost:\n%s", got)
	}
}

// TestClutterOfTheEndGoes holds what still is dropped.
func TestClutterOfTheEndGoes(t *testing.T) {
	text := paragraphs("One", "Two", "Three", "Four", "Five")
	for _, tt := range []struct{ name, before, inner, after string }{
		{"appeal", text, "<p>MARK: subscribe to our newsletter for more of the coast.</p>", ""},
		{"appeal after a sentence", text, "<p>MARK is a reporter at the coast who writes on rivers, dams and bridges for many years now. Follow us on all networks and never miss a report of ours.</p>", ""},
		{"rights", text, "<p>MARK Verra Post 2031. All rights reserved. No part may be copied.</p>", ""},
		{"links at the end", text, "<p><a href='/x-y-z-1'>MARK another story of the coast</a></p>", ""},
		{"appeal that is a link", text, "<p><a href='/letters-of-the-coast-1'>MARK every morning the desk sends the best of the coast to you, and a newsletter of the valley comes on Fridays as well.</a></p>", ""},
		{"menu in the middle", text, "<ul><li><a href='/x-y-z-1'>MARK</a><li><a href='/x-y-z-2'>Two</a><li><a href='/x-y-z-3'>Three</a></ul>", paragraphs("Six")},
		{"section above the text", "<p>MARK News</p>", "", text},
	} {
		if got := textAmid(t, tt.before, tt.inner, tt.after); strings.Contains(got, "MARK") {
			t.Errorf("%s stands in the text:\n%s", tt.name, got)
		}
	}
}

// TestTheSameTextForTwoScreensIsOneText holds pages with a copy of the text for
// another width.
func TestTheSameTextForTwoScreensIsOneText(t *testing.T) {
	text := paragraphs("One", "Two", "Three")
	for _, tt := range []struct{ name, inner string }{
		{"two boxes", "<div class=only-desktop>" + text + "</div><div class=only-mobile>" + text + "</div>"},
		{"boxes in boxes", "<section><div><div>" + text + "</div></div></section><aside></aside><section><div>" + text + "<p>Short.</p></div></section>"},
		{"paragraphs", "<p class=desktop-text>" + text[len("<p>"):strings.Index(text, "</p>")] + strings.Repeat(" So it was on Tuesday.", 5) + "</p><p class=mobile-text>" + text[len("<p>"):strings.Index(text, "</p>")] + strings.Repeat(" So it was on Tuesday.", 5) + "</p>" + paragraphs("Two", "Three")},
	} {
		got := textAmid(t, "", tt.inner, paragraphs("Four"))
		for _, w := range []string{"One", "Two", "Three", "Four"} {
			if n := strings.Count(got, w+" buses"); n != 1 {
				t.Errorf("%s: paragraph %s stands %d times:\n%s", tt.name, w, n, got)
			}
		}
	}
	lead := strings.TrimSuffix(strings.TrimPrefix(paragraphs("One"), "<p>"), "</p>")
	for _, in := range []string{
		"<p class=lead>" + lead + "</p><p>" + lead + "</p>",
		"<p class=desktop-only>" + lead + "</p><p class=mobile-only>" + lead + "</p>",
	} {
		if got := textAmid(t, "", in, paragraphs("Two", "Three")); strings.Count(got, "One buses") != 1 {
			t.Errorf("the lead stands twice:\n%s", got)
		}
	}
	refrain := "<p>And still the water rises, and still the ferry runs, and still the bell of Orla rings for those on the eastern bank.</p>"
	if got := textAmid(t, "", paragraphs("One")+refrain+paragraphs("Two")+refrain, paragraphs("Three")); strings.Count(got, "still the bell") != 2 {
		t.Errorf("a refrain is no copy:\n%s", got)
	}
}

// TestTheTitleSaidAgainWithAKickerGoes holds that a heading at the top that is a
// kicker and the title is no text.
func TestTheTitleSaidAgainWithAKickerGoes(t *testing.T) {
	if got := textAmid(t, "<h2>MARK Verra valley: Bridge closed after flood</h2>", paragraphs("One", "Two", "Three"), paragraphs("Four", "Five")); strings.Contains(got, "MARK") {
		t.Errorf("the title is said again:\n%s", got)
	}
}
