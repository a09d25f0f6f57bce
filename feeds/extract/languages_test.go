package extract

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/htmlindex"

	"sitrep/internal/news"
)

var charsetOf = regexp.MustCompile(`<meta charset="([^"]*)"`)

// TestPagesOfEachLanguage reads the pages of testdata/languages, in the
// charset that each declares.
func TestPagesOfEachLanguage(t *testing.T) {
	const base = "https://orla-post.example/news/2031/04/02/bridges-closed-after-flood"
	files, err := filepath.Glob("testdata/languages/*.txtar")
	if err != nil || len(files) < 17 {
		t.Fatalf("Glob = %v, %v, want 17 languages", files, err)
	}
	x := newExtractor(t)
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found, traps := 0, 0
		for _, f := range a.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+f.Name, func(t *testing.T) {
				head, page, _ := strings.Cut(string(f.Data), "\n\n")
				enc, err := htmlindex.Get(charsetOf.FindStringSubmatch(page)[1])
				if err != nil {
					t.Fatal(err)
				}
				body, err := enc.NewEncoder().String(page)
				if err != nil {
					t.Fatal(err)
				}
				p, err := x.Page(t.Context(), []byte(body), "text/html", base)
				if err != nil {
					t.Fatal(err)
				}
				titles := make(map[string]string)
				for _, r := range p.References {
					titles[strings.TrimPrefix(r.URL, "https://orla-post.example")] = r.Title.String()
				}
				text := news.Text(p.Blocks)
				for line := range strings.Lines(head) {
					address, title, _ := strings.Cut(strings.TrimSpace(line[2:]), " ")
					got, ok := titles[address]
					switch {
					case line[0] == '+' && (!ok || got != title):
						t.Errorf("%s: found %v with the title %q, want %q", address, ok, got, title)
					case line[0] == '+' && strings.Contains(text, title):
						t.Errorf("%q is left in the text", title)
					case line[0] == '-' && ok:
						t.Errorf("%s was taken for a reference: %q", address, got)
					case line[0] == '+':
						found++
					default:
						traps++
					}
				}
				if p.Blocks == nil {
					t.Error("no text")
				}
			})
		}
		if len(a.Files) < 5 || found < 5 || traps < 2 {
			t.Errorf("%s: %d pages with %d references and %d traps, want 5, 5 and 2", file, len(a.Files), found, traps)
		}
	}
}
