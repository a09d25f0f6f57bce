package extract

import (
	"testing"
)

// TestTheDayInABoxAboveTheHeadline reads a page that has box, date and headline
// each in two boxes of their own; a day farther up is of something else.
func TestTheDayInABoxAboveTheHeadline(t *testing.T) {
	head := func(line string) string {
		return "<!doctype html><html lang='ja'><head><title>橋の閉鎖と北のダム</title></head><body><div class='page'><div>" + line + "</div><div><div><h1>橋の閉鎖と北のダム</h1></div></div>" + paragraphs("One", "Two", "Three") + "</div></body></html>"
	}
	for line, want := range map[string]string{
		"<div><span>»</span> <span id='update'>2031年02月22日 14時30分 公開</span></div>":                                                                                         "2031-02-22",
		"<div>All about the valley since 22.02.2031: a long line of words that stands at the top of each page of ours, with the names of all who write it and more.</div>": "",
	} {
		p, err := newExtractor(t).Page(t.Context(), []byte(head(line)), "text/html; charset=utf-8", "https://verra.example/a-1.html")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if !p.Published.IsZero() {
			got = p.Published.T.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%s: published %q, want %q", line, got, want)
		}
	}
}
