package extract

import (
	"strings"
	"testing"
)

// TestLabelsOfEntriesGo reads a list of entries, each with the same short items.
func TestLabelsOfEntriesGo(t *testing.T) {
	entry := func(name string) string {
		return "<h3>" + name + "</h3>" + strings.ReplaceAll(paragraphs(name), "Monday", "a day of its own, "+name) +
			"<h4>MARK</h4><ul><li>MARK ferry</li><li>MARK bus</li><li>MARK cart</li></ul>"
	}
	var b strings.Builder
	for name := range strings.FieldsSeq("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen") {
		b.WriteString(entry(name))
	}
	got := textAmid(t, "", b.String(), "")
	if strings.Contains(got, "MARK") || !strings.Contains(got, "Sixteen buses") || !strings.Contains(got, "Seven\n") {
		t.Errorf("text = %.300q, want the entries without their labels", got)
	}
	if got := textAmid(t, paragraphs("One", "Two"), "<ul><li>MARK ferry</li><li>Bus</li></ul>"+paragraphs("Three")+"<ul><li>MARK ferry</li><li>Cart</li></ul>"+
		paragraphs("Four")+"<ul><li>MARK ferry</li></ul>", paragraphs("Five")); strings.Count(got, "MARK") != 3 {
		t.Errorf("an item that comes again in a text: %q", got)
	}
}

// TestANoticeOfRightsIsNoArticle reads a short article above a longer notice.
func TestANoticeOfRightsIsNoArticle(t *testing.T) {
	short := "<div class='body'><p>橋は冬まで閉鎖される。渡し船は一時間に二便、北のダムを回る道は開いている。</p><p>町の事務所は、杭を調べる、と月曜に述べた。</p></div>"
	notice := "<div id='terms'><p>" + strings.Repeat("The edition of the valley is published under license from the Verra House, and items in it may not be reproduced. ", 5) +
		"Copyright 2031, all rights reserved, MARK.</p></div>"
	page := "<!doctype html><html lang='ja'><head><title>橋の閉鎖</title></head><body><h1>橋の閉鎖</h1>" + short + notice + "</body></html>"
	p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html; charset=utf-8", "https://verra.example/a-1.html")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, b := range p.Blocks {
		text.WriteString(b.Text.String())
	}
	if got := text.String(); !strings.Contains(got, "北のダム") || strings.Contains(got, "MARK") {
		t.Errorf("text = %q", got)
	}
	about := "<p>The court of MARK heard on Monday who has the copyright of the map and of its trademark, which was printed in whole or in part by the ferry house for years.</p>"
	if got := textAmid(t, paragraphs("One", "Two"), about, paragraphs("Three")); !strings.Contains(got, "MARK") {
		t.Errorf("a sentence about rights went: %q", got)
	}
}
