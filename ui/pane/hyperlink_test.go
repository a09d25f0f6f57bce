package pane_test

import (
	"strings"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
)

// TestALinkInFocusIsALinkOfTheTerminal: the words and the address below,
// which says where they lead.
func TestALinkInFocusIsALinkOfTheTerminal(t *testing.T) {
	const start = "\x1b]8;id=sitrep1;https://a.example/1?q=%C3%A9;x\x07"
	for _, c := range []struct {
		name, url string
		links     bool
		w, h      int
		want      int
	}{
		{"shown", "https://a.example/1?q=é;x", true, 76, 20, 3}, // words, number, foot
		{"not wanted", "https://a.example/1?q=é;x", false, 76, 20, 0},
		{"no room for the host", "https://a.example/1?q=é;x", true, 12, 20, 0},
		{"no foot", "https://a.example/1?q=é;x", true, 76, 4, 0},
		{"another scheme", "file:///etc/passwd", true, 76, 20, 0},
		{"an address that ends the sequence", "https://a.example/\x07\x1b]0;t\x07\x1b[2J\u009c\x9c", true, 76, 20, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			onStage(t, layout.Story, c.w, c.h, func(e *pane.Env) { e.Links = c.links }, func(s *stage) {
				text := sanitize.Lit("See the report.")
				st := news.Story{ID: "1", Headline: sanitize.Lit("A story")}
				s.Send(pane.StoryOpened{Story: &st})
				s.Send(pane.StoryLoaded{Story: &st, Body: news.Body{Whole: true, Origin: news.FromPage, Blocks: []news.Block{
					{Kind: news.Paragraph, Text: text, Links: []news.Link{{Start: 4, End: 14, URL: c.url}}},
				}}})
				if strings.Contains(s.Content(), "\x1b]8") {
					t.Error("a hyperlink without focus")
				}
				s.Press("]")
				content := s.Content()
				s.Screen() // fails on any other sequence
				if c.want < 0 {
					for _, bad := range []string{"]0;", "\x1b[2J", "\u009c", "\x9c"} {
						if strings.Contains(content, bad) {
							t.Errorf("%q got through", bad)
						}
					}
					return
				}
				if got := strings.Count(content, start); got != c.want {
					t.Errorf("%d hyperlinks, want %d: %q", got, c.want, content)
				}
				if open, all := strings.Count(content, "\x1b]8;id="), strings.Count(content, "\x1b]8;"); 2*open != all {
					t.Errorf("%d hyperlinks begin, %d end", open, all-open)
				}
			})
		})
	}
}
