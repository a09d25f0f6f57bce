package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// TestALineIsMarkedAndTakenBack marks lines of a story as references and as none,
// and looks at the configuration and at another story of the site.
func TestALineIsMarkedAndTakenBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.yaml")
	const mine = "# mine\npacks: []\n"
	if err := os.WriteFile(path, []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC) }
	a, err := Open(t.Context(), Options{Now: now, Getenv: func(string) string { return "" }, Log: slog.New(slog.DiscardHandler), ConfigFile: path, DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	s, err := a.OwnSession(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []news.StoryID
	for _, slug := range []string{"one", "two"} {
		id, err := a.DB.AddPage(t.Context(), "https://www.orla-post.example/"+slug, markedPage(slug))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	act := &Actions{s: s}
	references := func(id news.StoryID) string {
		refs, err := s.Cache.References(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, r := range refs {
			titles = append(titles, r.Title.String())
		}
		return strings.Join(titles, " | ")
	}
	steps := []struct{ url, told, rule, references string }{
		{"https://orla-post.example/ice-one", "“Compare” on orla-post.example are references", "label: \"Compare\"", "The ice of two | A boat to win in two"},
		{"https://orla-post.example/boat-one", "“Elsewhere” on orla-post.example are no references", "is: none", "The ice of two"},
		{"https://orla-post.example/boat-one", "taken back", "", "The ice of two | A boat to win in two"},
		{"https://orla-post.example/ice-one", "taken back", "", "A boat to win in two"},
	}
	for _, step := range steps {
		told, err := act.MarkLine(t.Context(), ids[0], step.url)
		if err != nil || !strings.Contains(told.String(), step.told) {
			t.Errorf("%s: %q, %v, want %q", step.url, told, err, step.told)
		}
		src, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(src), mine) || !strings.Contains(string(src), step.rule) {
			t.Errorf("%s: the configuration is %q, %v", step.url, src, err)
		}
		if got := references(ids[1]); got != step.references {
			t.Errorf("%s: the other story refers to %q, want %q", step.url, got, step.references)
		}
	}
	if _, err := act.MarkLine(t.Context(), ids[0], "https://orla-post.example/bare"); err == nil || !strings.Contains(err.Error(), "no label") {
		t.Errorf("a link in a sentence: %v", err)
	}
}

// markedPage is a page with a line that no dictionary knows, a reference, and a
// link in a sentence.
func markedPage(slug string) news.FullText {
	link := func(label, title, to string) news.Block {
		b := news.Block{Kind: news.Paragraph, Text: sanitize.Line(label + title)}
		b.Links = []news.Link{{URL: "https://orla-post.example/" + to, Text: sanitize.Line(title), Start: b.Text.Len() - len(title), End: b.Text.Len()}}
		return b
	}
	return news.FullText{
		URL: "https://orla-post.example/" + slug, Headline: sanitize.Line("Story " + slug),
		Body: []news.Block{
			{Kind: news.Paragraph, Text: sanitize.Line("It began in " + slug + ".")},
			link("Compare: ", "The ice of "+slug, "ice-"+slug),
			link("The council of the town met on Friday at noon and read the ", "report", "bare"),
		},
		References: []news.Reference{{Title: sanitize.Line("A boat to win in " + slug), URL: "https://orla-post.example/boat-" + slug, Marker: sanitize.Line("Elsewhere"), Kind: news.RefInline, Paragraph: 3}},
	}
}
