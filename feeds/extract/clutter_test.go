package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sitrep/internal/news"
)

// textOf returns the text of a page that is an article with inner in it.
func textOf(t *testing.T, inner string) string {
	t.Helper()
	p, err := newExtractor(t).Page(t.Context(), article(inner), "text/html", "https://verra.example/a-1.html")
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, p)
	return news.Text(p.Blocks)
}

func TestBoxesBesideTheArticleGo(t *testing.T) {
	prose := "<p>" + strings.Repeat("Buses take the long way round by the northern dam until then. ", 12) + "</p>"
	for _, tt := range []struct {
		name, inner string
		stays       bool
	}{
		{"newsletter", `<div class="newsletter-box"><p>MARK: get it in your mailbox every morning, without a fee.</p></div>`, false},
		{"paywall in camel case", `<div class="articlePaywall"><p>MARK: read on with an account of your own, from today.</p></div>`, false},
		{"the author", `<section id="author-bio"><p>MARK writes on rivers and bridges and lives by the sea.</p></section>`, false},
		{"for screen readers", `<div class="sr-only"><p>MARK: a picture of the old bridge, seen from the ferry.</p></div>`, false},
		{"comments with more text than the article", `<div id="comments">` + strings.Repeat("<p>MARK: "+strings.Repeat("I have seen it coming for many years. ", 6)+"</p>", 12) + `</div>`, false},
		{"another name", `<div class="shareholders"><p>MARK: the owners of the ferry meet on Monday in the town hall.</p></div>`, true},
		{"most of the text", `<div class="related">` + strings.Repeat("<p>MARK: "+strings.Repeat("The river fell by a metre overnight. ", 6)+"</p>", 12) + `</div>`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Contains(textOf(t, prose+tt.inner+prose), "MARK"); got != tt.stays {
				t.Errorf("the box stands in the text: %v, want %v", got, tt.stays)
			}
		})
	}
}

// TestANameAloneDropsNoProse holds pages whose classes use the words of clutter
// for the text itself.
func TestANameAloneDropsNoProse(t *testing.T) {
	sentence := func(word string) string {
		return "<p>" + word + " buses take the long way round by the northern dam until then, and the ferry runs twice an hour, the road office said on Monday.</p>"
	}
	words := []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"}
	each := func(class string, from, to int) string {
		var b strings.Builder
		for i, w := range words {
			if i >= from && i < to {
				b.WriteString("<div class='" + class + "'>" + sentence(w) + "</div>")
			} else {
				b.WriteString(sentence(w))
			}
		}
		return b.String()
	}
	for _, tt := range []struct{ name, inner string }{
		{"all in paywalls", each("paywall", 0, 8)},
		{"most in paywalls", each("paywall", 1, 8)},
		{"what the page is about", each("gdpr-paragraph", 0, 8)},
		{"one of many", each("share-price", 3, 4)},
		{"the first", each("story subscribe-text", 0, 1)},
		{"the last", each("related", 7, 8)},
		{"comments of a columnist", each("comment-text", 2, 8)},
		{"a section named comment", "<section class='comment'>" + each("x", 0, 0) + "</section>"},
		{"a class named comments", each("comments", 1, 8)},
		{"a word of readability", each("social-housing", 3, 4)},
		{"one box named comments", each("comments", 3, 4)},
		{"an aside", "<aside>" + each("x", 0, 0) + "</aside>"},
		{"a footer", "<footer>" + each("x", 0, 0) + "</footer>"},
		{"newsletters", each("newsletter__item", 0, 6)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := textOf(t, tt.inner)
			for _, w := range words {
				if !strings.Contains(got, w+" buses") {
					t.Errorf("paragraph %s is lost:\n%s", w, got)
				}
			}
		})
	}
	for _, tt := range []struct{ name, inner string }{
		{"form", "<div class='newsletter'><form>" + sentence("MARK") + "</form></div>"},
		{"appeal", "<div class='newsletter'><p>MARK Sign up for our letters on the rivers of the region, which come every morning at seven and are free of charge.</p></div>"},
		{"links", "<div class='related'><p><a href='/x-y-z-1'>MARK buses take the long way round by the northern dam until then</a>, the road office of the lower valley said.</p></div>"},
		{"for programs that read aloud", "<div class='sr-only'>" + sentence("MARK") + "</div>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := textOf(t, each("x", 0, 0)+tt.inner+each("x", 0, 0)); strings.Contains(got, "MARK") {
				t.Errorf("the box stands in the text:\n%s", got)
			}
		})
	}
}

func TestAnArticleInSeveralBoxesIsReadWhole(t *testing.T) {
	box := func(word string, n int) string {
		p := "<p>" + word + strings.Repeat(", the road office of the lower valley said on Monday evening", 5) + ".</p>"
		return "<div><div><div><div>" + strings.Repeat(p, n) + "</div></div></div></div>"
	}
	page := `<html><body><div id="x">` + box("One", 3) + "<hr>" + box("Two", 2) + "<hr>" + box("Three", 2) + `</div><div>` +
		strings.Repeat(`<ul><li><a href="/section-of-the-site">A section of the site, with a name</a></li></ul>`, 30) + `</div></body></html>`
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	number(doc)
	whole := denseBody(doc, "")
	got := news.Text(whole.blocks)
	if strings.Count(got, "One") != 3 || strings.Count(got, "Two") != 2 || strings.Count(got, "Three") != 2 || strings.Contains(got, "section") {
		t.Errorf("text of the boxes:\n%s", got)
	}
	part := &body{blocks: whole.blocks[:3], orders: whole.orders[:3]}
	if !whole.widens(part) || part.widens(whole) || whole.widens(&body{}) {
		t.Errorf("widens: %v, %v, %v", whole.widens(part), part.widens(whole), whole.widens(&body{}))
	}
}

func TestCaptionsAfterTheLeadPictureGo(t *testing.T) {
	prose := "<p>" + strings.Repeat("Buses take the long way round by the northern dam until then. ", 6) + "</p>"
	figure := func(s string) string { return "<figure><img src='/x.jpg'><figcaption>" + s + "</figcaption></figure>" }
	got := textOf(t, figure("LEAD: the bridge on Monday.")+prose+prose+prose+figure("LATER: the ferry on Monday.")+prose)
	if !strings.Contains(got, "LEAD") || strings.Contains(got, "LATER") {
		t.Errorf("want the lead caption only:\n%s", got)
	}
}

func TestAPageOfHeadingsIsNotEmpty(t *testing.T) {
	p, err := newExtractor(t).Page(t.Context(), []byte("<html><body><article><h2>Gauge one</h2><img src='/a.png'><h2>Gauge two</h2><img src='/b.png'></article></body></html>"), "text/html", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := news.Text(p.Blocks); got != "Gauge one\n\nGauge two" {
		t.Errorf("text = %q", got)
	}
}

func TestNamesAreSplitIntoWords(t *testing.T) {
	for in, want := range map[string]string{
		"newsletter-box":              "newsletter box",
		"articlePaywall2":             "article paywall",
		"a__b  CDe":                   "a b cde",
		"":                            "",
		strings.Repeat("share ", 100): "",
	} {
		if got := strings.Join(nameWords(in), " "); got != want {
			t.Errorf("nameWords(%.20q) = %q, want %q", in, got, want)
		}
	}
}

func TestADeclaredTextTellsWhereTheArticleEnds(t *testing.T) {
	line := "Buses take the long way round by the northern dam until then, the road office said, and the ferry runs twice an hour. "
	var ps []string
	for _, w := range []string{"One", "Two", "Three", "Four", "Five", "Six"} {
		ps = append(ps, w+": "+line+line)
	}
	note := "MARK: this text was made by the desk of the Verra Post, which has written of rivers and their bridges for many years."
	for _, tt := range []struct {
		name, declared string
		stays          bool
	}{
		{"whole", strings.Join(ps, " "), false},
		{"broken off in the last paragraph", strings.Join(ps[:5], " ") + " " + ps[5][:60], true},
		{"of another text", strings.Repeat("Something else happened in the harbor. ", 40), true},
		{"none", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed","articleBody":"` + tt.declared +
				`"}</script></head><body><article><h1>Bridge closed</h1><p>` + strings.Join(ps, "</p><p>") + "</p><p>" + note + "</p></article></body></html>"
			p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "https://verra.example/a-1.html")
			if err != nil {
				t.Fatal(err)
			}
			got := news.Text(p.Blocks)
			if strings.Contains(got, "MARK") != tt.stays || !strings.Contains(got, "Six") {
				t.Errorf("the note stands in the text: %v, want %v\n%s", !tt.stays, tt.stays, got)
			}
		})
	}
}
