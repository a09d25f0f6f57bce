package extract

import (
	"strings"
	"testing"
)

// TestOffersOfSubscriptionsGo holds that a box with an offer to subscribe leaves
// the text, and that paragraphs about subscriptions stay.
func TestOffersOfSubscriptionsGo(t *testing.T) {
	for _, box := range []string{
		"<div class='intro'><div>MARK This story is for subscribers only</div><p>Subscribe now to read the latest news of Verra.</p><ul><li>Unlimited access to the Coast Press and five more papers with one account</li><li>Daily puzzles</li></ul></div>",
		"<section><p>MARK Jetzt abonnieren und weiterlesen: alle Artikel, monatlich kündbar, ohne Werbung.</p></section>",
		"<div><p>MARK この記事は会員限定です。</p><p>ログインすると続きをお読みいただけます。</p></div>",
	} {
		if got := textAmid(t, paragraphs("One", "Two", "Three", "Four"), box, paragraphs("Five", "Six")); strings.Contains(got, "MARK") {
			t.Errorf("the offer is still there:\n%s", got)
		}
	}
	about := "<p>MARK the ferry company told its riders to subscribe to text messages, and those without a number can log in at the pier, where screens show each boat.</p>"
	if got := textAmid(t, paragraphs("One", "Two", "Three"), about, paragraphs("Four")); !strings.Contains(got, "MARK") {
		t.Errorf("the paragraph is lost:\n%s", got)
	}
	if got := textAmid(t, "", "<div>"+strings.Repeat(about, 3)+"</div>", ""); !strings.Contains(got, "MARK") {
		t.Errorf("the article is lost:\n%s", got)
	}
}

// TestAnArticleInSectionsOfOneNameIsWhole holds that a text in two far boxes of
// the same names is found whole, and that boxes of another article are not
// added.
func TestAnArticleInSectionsOfOneNameIsWhole(t *testing.T) {
	row := func(mark string, words ...string) string {
		return "<section class='row'><div class='cell'><div class='column'><div class='story'>" + mark + strings.ReplaceAll(paragraphs(words...), "<p>", "<p class='text'>") + "</div></div></div></section>"
	}
	text := func(page string) string {
		p, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html lang='en'><head><title>Bridge closed after flood</title></head><body><h1>Bridge closed after flood</h1>"+page+"</body></html>"), "text/html", "https://verra.example/a-1.html")
		if err != nil {
			t.Fatal(err)
		}
		checkPage(t, p)
		var b strings.Builder
		for _, k := range p.Blocks {
			b.WriteString(k.Text.String() + "\n")
		}
		return b.String()
	}
	many := []string{"Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen", "Twenty", "Thirty", "Forty", "Fifty"}
	got := text(row("", "One", "Two") + "<section class='row'><div class='ad'></div></section>" + row("", many...))
	if one, six := strings.Index(got, "One buses"), strings.Index(got, "Six buses"); one < 0 || six < one {
		t.Errorf("the first section is lost:\n%s", got)
	}
	got = text("<article>" + row("", many...) + "</article><article><h2>Another story</h2>" + row("", "One", "Two") + "</article>")
	if strings.Contains(got, "One buses") {
		t.Errorf("a section of another article came in:\n%s", got)
	}
}
