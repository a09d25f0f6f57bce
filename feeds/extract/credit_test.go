package extract

import (
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// TestCreditsOfPictures holds which short lines are captions and credits of
// pictures, and which are text that has such words.
func TestCreditsOfPictures(t *testing.T) {
	for _, s := range []string{
		"Photo: Ada Brook/Coast Press", "© Coast Press", "Photograph by Ada Brook, Coast Press", "(Bild: Küstenbild)", "Foto: dpa", "Фото: Береговая печать", "写真：海岸通信",
		"The northern dam at dawn – © Ada Brook – coastpress.example", "Boats at the pier of Markton. Foto: Ada Brook", "Divers look at the piers on Monday (Photo by Ada Brook/Coast Press)",
		"The dam, seen from the south. © Coast Press", "Lastwagen warten vor der Brücke Foto: Ada Brook/Küstenbild", "Crédit photo : Ada Brook",
	} {
		if !isCredit(news.Block{Kind: news.Paragraph, Text: sanitize.Line(s)}) {
			t.Errorf("not a credit: %s", s)
		}
	}
	for _, s := range []string{
		"The office released one image: the bridge at dawn, with water over both of its lanes.", "She sent us a photo: Three boats lie on the road.", "He took the photo by the pier.", "Credit: the banks of Markton will lend less from May on, the ministry said on Monday.",
		"The picture by then had changed.", "The court ruled that Coast Press owns the photo.", "Wir zeigen das Foto: es ist echt.",
	} {
		if isCredit(news.Block{Kind: news.Paragraph, Text: sanitize.Line(s)}) {
			t.Errorf("a credit: %s", s)
		}
	}
}

// TestCreditsLeaveTheText holds that captions with a credit leave an article,
// and that a page of captions keeps them.
func TestCreditsLeaveTheText(t *testing.T) {
	got := textAmid(t, paragraphs("One", "Two", "Three"), "<p>MARK the dam at dawn. Photo: Ada Brook</p>", paragraphs("Four", "Five"))
	if strings.Contains(got, "MARK") {
		t.Errorf("the caption is still there:\n%s", got)
	}
	captions := ""
	for _, when := range []string{"dawn", "six", "seven", "eight", "nine", "ten", "noon", "two", "three"} {
		captions += "<p>MARK the northern dam at " + when + ", seen by the ferry from the southern pier of Markton. Photo: Ada Brook</p>"
	}
	if got = textAmid(t, "", captions, ""); !strings.Contains(got, "MARK") {
		t.Errorf("a page of captions lost them:\n%s", got)
	}
}

// TestPlaceholdersOfEmbedsGo holds that a box in the place of content that its
// reader must agree to leaves the text with its labels, and that an article
// about such boxes stays.
func TestPlaceholdersOfEmbedsGo(t *testing.T) {
	for _, box := range []string{
		"<div><h3>MARK Recommended</h3><div><p>MARK This external content comes from a video site. You can show it with one click.</p><p>Personal data may go to others. More in our privacy notice.</p></div></div>",
		"<figure><div><strong>MARK</strong><p>Um eingebettete Inhalte anzuzeigen, ist deine widerrufliche Einwilligung in die Übermittlung von personenbezogenen Daten notwendig.</p></div></figure>",
		"<div><p>MARK Ce contenu externe est bloqué, car vous avez refusé les traceurs.</p></div>",
	} {
		if got := textAmid(t, paragraphs("One", "Two", "Three", "Four"), box, paragraphs("Five", "Six")); strings.Contains(got, "MARK") {
			t.Errorf("the box is still there:\n%s", got)
		}
	}
	about := "<p>MARK the court held that a site which shows you external content needs your consent first, since personal data leave the country with each click.</p>"
	if got := textAmid(t, paragraphs("One", "Two"), about, paragraphs("Three")); !strings.Contains(got, "MARK") {
		t.Errorf("the paragraph is lost:\n%s", got)
	}
	if got := textAmid(t, "", "<div>"+strings.Repeat(about, 4)+"</div>", ""); !strings.Contains(got, "MARK") {
		t.Errorf("the article is lost:\n%s", got)
	}
}
