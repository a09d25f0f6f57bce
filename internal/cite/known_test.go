package cite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestACitationHasWhatIsKnownBesideTheStory(t *testing.T) {
	sum := strings.Repeat("9f2c", 16)
	k := cite.Known{Origin: "wire [A]", Version: 3, SHA256: sum, Archive: "https://web.archive.org/web/2026/https://harbor.example/a_b?token=hush"}
	const copied = "https://web.archive.org/web/2026/https://harbor.example/a_b"
	for form, want := range map[cite.Form]string{
		cite.Markdown: `(retrieved 2026-03-14 14:12 UTC; version 3 sha256 9f2c9f2c9f2c9f2c; origin: wire \[A\]; archived: [` + strings.ReplaceAll(copied, "_", `\_`) + `](<` + copied + `>))`,
		cite.Plain:    `(retrieved 2026-03-14 14:12 UTC; version 3 sha256 9f2c9f2c9f2c9f2c; origin: wire [A]; archived: ` + copied + `)`,
		cite.RIS:      "\nN1  - version 3; sha256 " + sum + "; origin: wire [A]; archived: " + copied + "\nER  -",
		cite.BibTeX:   "\n  note         = {version 3; sha256 " + sum + "; origin: wire [A]; archived: " + strings.ReplaceAll(copied, "_", `\_`) + "},\n}",
	} {
		if got := cite.Of(crest(), k, form).String(); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s\ndoes not end with %s", form, got, want)
		}
	}
	page := cite.HTML(crest(), cite.Known{Origin: `<b>"x"`, Archive: k.Archive}).String()
	want := `Ada Quill, “Tarn [crests] at 6.2 m &amp; falls”, Harbor Wire, 2026-03-14 14:10 UTC, ` +
		`<a href="https://harbor.example/a_b?id=7" rel="noreferrer">https://harbor.example/a_b?id=7</a> ` +
		`(retrieved 2026-03-14 14:12 UTC; origin: &lt;b&gt;&#34;x&#34;; archived: <a href="` + copied + `" rel="noreferrer">` + copied + `</a>)`
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("HTML (-want +got):\n%s", diff)
	}
	bare := &news.Story{Headline: sanitize.Lit("One")}
	if got := cite.HTML(bare, cite.Known{}).String(); got != "“One”" {
		t.Errorf("a bare story: %s", got)
	}
	if got := cite.Stories([]*news.Story{bare, bare}, []cite.Known{{Version: 2}}, cite.Plain).String(); got != "“One” (version 2)\n“One”" {
		t.Errorf("what is known of one of two: %s", got)
	}
}

func TestACopyInAnArchiveIsFound(t *testing.T) {
	const page = "https://harbor.example/a/b?id=7"
	for text, want := range map[string]string{
		"":            "",
		"call them":   "",
		"see " + page: "",
		"kept at <https://web.archive.org/web/20260314/https://harbor.example/a/b?id=7>.": "https://web.archive.org/web/20260314/https://harbor.example/a/b?id=7",
		"(https://archive.ph/Xy1z), of Monday":                                            "https://archive.ph/Xy1z",
		"https://wayback.archive-it.org/9/1/x":                                            "https://wayback.archive-it.org/9/1/x",
		"https://archive.ph/":                                                             "", // the site itself
		"https://notarchive.ph/Xy1z":                                                      "",
		"https://web.archive.org.evil.example/x":                                          "",
		"https://pywb.example/web/1/https://harbor.example/a/b?id=7":                      "https://pywb.example/web/1/https://harbor.example/a/b?id=7",
		"https://pywb.example/web/1/https://other.example/a":                              "",
		"javascript:alert(1)//archive.ph/x":                                               "",
		"https://archive.ph/Xy1z?token=hush":                                              "https://archive.ph/Xy1z",
	} {
		if got := cite.Archived(text, page); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
