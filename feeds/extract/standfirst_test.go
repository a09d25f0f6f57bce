package extract

import (
	"strings"
	"testing"

	"sitrep/internal/news"
)

const dike = "The dike at Markton broke in the night, and four villages wait for boats"

// pageWith reads a page with a description, a header, a text and what follows it.
func pageWith(t *testing.T, description, header, after string) *Page {
	t.Helper()
	p, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html lang='en'><head><title>Dike broken</title><meta property='og:description' content='"+description+"'>"+
		"<meta name='author' content='Ada Brook and Olu Sund'></head><body><nav><a href='/'>Home</a></nav><main><header class='top'><h1>Dike broken</h1>"+header+
		"</header><div class='meta'>Verra Post</div><div class='text'>"+paragraphs("One", "Two", "Three", "Four", "Five")+after+"</div></main></body></html>"), "text/html", "https://verra.example/a-1.html")
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, p)
	return p
}

// TestTheStandfirstIsPartOfTheText holds that the lines between the headline and
// the text come first if the page describes itself with them, once, as a
// paragraph, and that no menu, caption or other line does.
func TestTheStandfirstIsPartOfTheText(t *testing.T) {
	for name, header := range map[string]string{
		"a paragraph": "<p>" + dike + ".</p>",
		"a heading":   "<h2 class='sub'>" + dike + "</h2>",
		"a box":       "<div class='teaser'><span>" + dike + "</span>.</div>",
		"longer":      "<div>" + dike + ". The army helps.</div>",
	} {
		for _, description := range []string{dike, dike + ".", dike + "..."} {
			first := pageWith(t, description, header, "").Blocks[0]
			if first.Kind != news.Paragraph || !strings.HasPrefix(first.Text.String(), dike) {
				t.Errorf("%s: the text begins with %s %q", name, first.Kind, first.Text.String())
			}
		}
	}
	for name, header := range map[string]string{
		"another line": "<p>All about water and its people since 1931.</p>",
		"a caption":    "<figure><img src='/d.jpg'><figcaption>" + dike + "</figcaption></figure>",
		"a teaser":     "<a href='/b-2.html'><p>" + dike + "</p></a>",
		"a menu":       "<nav><p>" + dike + "</p></nav>",
		"hidden":       "<p style='display: none'>" + dike + "</p>",
	} {
		if got := pageWith(t, dike, header, "").Blocks[0].Text.String(); !strings.HasPrefix(got, "One") {
			t.Errorf("%s: the text begins with %q", name, got)
		}
	}
	inText := pageWith(t, dike, "<p>"+dike+".</p>", "<p>"+dike+".</p>")
	if n := strings.Count(news.Text(inText.Blocks), dike); n != 1 {
		t.Errorf("the standfirst stands %d times in the text", n)
	}
}

// TestNotesAtTheEndGo holds that notes about the author and about the page leave
// the end of a text, and that a text about its author, or with such words, stays.
func TestNotesAtTheEndGo(t *testing.T) {
	for _, after := range []string{
		"<h3>About the author</h3><p>MARK has reported from the coast since 2019, and wrote a book on the dikes of Verra.</p>",
		"<h4>Ada Brook</h4><p>MARK has reported from the coast since 2019, and wrote a book on the dikes of Verra.</p>",
		"<p>Olu Sund is MARK at the Verra Post and lives in Markton.</p>",
		"<p>A version of this article appears in print on page 4 of the MARK edition.</p>",
		"<p>Write to Ada Brook at MARK@verra.example</p>", "<p>责任编辑：MARK</p>", "<p>12 comments</p><p>Ada Brook is a MARK writer from the coast.</p>",
		"<p>Dauer: 01:48 min</p><p>Ada Brook is a MARK writer from the coast.</p>",
	} {
		if got := news.Text(pageWith(t, "", "", after).Blocks); strings.Contains(got, "MARK") || strings.Contains(got, "Brook") || !strings.Contains(got, "Five") {
			t.Errorf("the note is still there, or the text is lost:\n%s", got)
		}
	}
	for _, after := range []string{
		"<p>MARK said Ada Brook at the pier.</p><p>Ada Brook is the MARK of the harbour, and steers its first boat.</p>",
		"<p>With files from the Coast Agency and MARK Sund.</p>", "<h3>What comes next</h3><p>MARK the next tide comes at noon.</p>",
		"<p>A version of MARK this article shows that the dike was known to be weak.</p>",
	} {
		if got := news.Text(pageWith(t, "", "", after).Blocks); !strings.Contains(got, "MARK") {
			t.Errorf("the end is lost:\n%s", got)
		}
	}
}

// TestLinesOfPlayersGo holds which lines belong to players, galleries and pictures,
// and that clock times, figures and the names of speakers stay.
func TestLinesOfPlayersGo(t *testing.T) {
	for _, line := range []string{"Duration 1:30", "01:40 - Source: Coast TV", "0:00 / 2:10", "2 days ago", "vor 3 Stunden", "hide caption", "Image"} {
		if got := textAmid(t, paragraphs("One", "Two"), "<p>"+line+"</p>", paragraphs("Three", "Four", "Five")); strings.Contains(got, line) {
			t.Errorf("%q is still there", line)
		}
	}
	for _, line := range []string{"16:20", "4 minutes", "2 days ago the dike broke.", "Image of the dike", "Score: 2:1"} {
		if got := textAmid(t, paragraphs("One", "Two"), "<p>"+line+"</p>", paragraphs("Three", "Four", "Five")); !strings.Contains(got, line) {
			t.Errorf("%q is lost", line)
		}
	}
	gallery := strings.Repeat("<p>Dikes of Verra</p><p>1</p>", 5)
	if got := textAmid(t, paragraphs("One", "Two", "Three", "Four"), gallery, paragraphs("Five", "Six", "Seven", "Eight")); strings.Contains(got, "Dikes of Verra") {
		t.Errorf("the name of the gallery is still there:\n%s", got)
	}
	talk := ""
	for range 5 {
		talk += "<p>Mara Lind</p>" + paragraphs("One")
	}
	if got := textAmid(t, paragraphs("Zero"), talk, paragraphs("Six")); strings.Count(got, "Mara Lind") != 5 {
		t.Errorf("the speaker is lost:\n%s", got)
	}
}

// TestHeadingsOfEntriesStay holds that the headings of the entries of a list come
// into the text though a box of their own has a name by which boxes are dropped,
// and that the heading of a box between the paragraphs does not.
func TestHeadingsOfEntriesStay(t *testing.T) {
	entries := ""
	for _, w := range []string{"North", "South", "West"} {
		entries += "<div class='entry'><div class='entry-header'><h2><em>" + w + "ern gauge</em><span>Orla</span></h2></div><div class='entry-text'>" + paragraphs("One", "Two", w) + "</div></div>"
	}
	got := news.Text(pageWith(t, "", "", entries).Blocks)
	for _, w := range []string{"Northern gauge Orla", "Southern gauge Orla", "Western gauge Orla"} {
		if !strings.Contains(got, w) {
			t.Errorf("the heading %q is lost:\n%s", w, got)
		}
	}
	box := "<div class='promo-header'><h3>Games for you</h3></div>"
	if got := news.Text(pageWith(t, "", "", box+paragraphs("Six", "Seven")+box+paragraphs("Eight")).Blocks); strings.Contains(got, "Games for you") {
		t.Errorf("the heading of a box came in:\n%s", got)
	}
}

// TestLinesOfFactsGo holds that lines with when a text was published and how long it
// takes to read leave its beginning and its end, and sentences stay.
func TestLinesOfFactsGo(t *testing.T) {
	for _, line := range []string{
		"Published Jun 04, 2031 • Last updated 1 day ago • 2 minute read", "Stand: 20:03 Uhr | Lesedauer: 4 Minuten", "Publiziert heute um 12:19 Uhr", "Uppdaterad 15.59 | Publicerad 14.14",
		"Olu Sund | Published 1 day ago", "3 Min Lesezeit", "Опубликовано: 4 июня 2031, 12:19", "公開日：2031年6月4日",
	} {
		for _, page := range []string{"<p>" + line + "</p>" + paragraphs("One", "Two", "Three", "Four", "Five", "Six"), paragraphs("One", "Two", "Three", "Four", "Five", "Six") + "<p>" + line + "</p>"} {
			if got := textAmid(t, "", page, ""); strings.Contains(got, line) {
				t.Errorf("%q is still there", line)
			}
		}
	}
	for _, line := range []string{"Published reports name 4 villages.", "Stand 12 boats ready, the order was.", "A link to the text of 4 June 2031 by the office of dikes in Markton and its head"} {
		if got := textAmid(t, "", "<p>"+line+"</p>"+paragraphs("One", "Two", "Three", "Four"), ""); !strings.Contains(got, line) {
			t.Errorf("%q is lost", line)
		}
	}
}
