package cite_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func crest() *news.Story {
	kyiv := time.FixedZone("EET", 2*3600)
	return &news.Story{
		ID: "floodharborriver", Source: sanitize.Lit("Harbor Wire"), Byline: sanitize.Lit("Ada Quill"), Headline: sanitize.Lit("Tarn [crests] at 6.2 m & falls"),
		URL: "https://harbor.example/a_b?id=7&token=hush", Lang: "en",
		Published: time.Date(2026, 3, 14, 16, 10, 0, 0, kyiv), FirstSeen: time.Date(2026, 3, 14, 14, 12, 9, 0, time.UTC),
	}
}

func TestACitationHasEverythingThatFindsAStoryAgain(t *testing.T) {
	for form, want := range map[cite.Form]string{
		cite.Markdown: `Ada Quill, [Tarn \[crests\] at 6.2 m & falls](<https://harbor.example/a_b?id=7>), *Harbor Wire*, 2026-03-14 14:10 UTC (retrieved 2026-03-14 14:12 UTC)`,
		cite.Plain:    `Ada Quill, “Tarn [crests] at 6.2 m & falls”, Harbor Wire, 2026-03-14 14:10 UTC, https://harbor.example/a_b?id=7 (retrieved 2026-03-14 14:12 UTC)`,
		cite.RIS: `TY  - NEWS
TI  - Tarn [crests] at 6.2 m & falls
AU  - Ada Quill
T2  - Harbor Wire
PY  - 2026
DA  - 2026/03/14/14:10 UTC
UR  - https://harbor.example/a_b?id=7
Y2  - 2026/03/14/14:12 UTC
LA  - en
ER  -`,
		cite.BibTeX: `@online{harborwire20260314-floodh,
  title        = {{Tarn [crests] at 6.2 m \& falls}},
  author       = {{Ada Quill}},
  organization = {{Harbor Wire}},
  date         = {2026-03-14T14:10:00Z},
  url          = {https://harbor.example/a_b?id=7},
  urldate      = {2026-03-14T14:12:09Z},
}`,
	} {
		if diff := cmp.Diff(want, cite.Story(crest(), form).String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	bare := &news.Story{Headline: sanitize.Lit("M 4.1 off Tarn Point")}
	day := &news.Story{Source: sanitize.Lit("汐見新聞"), URL: "https://shiomi.example/1", Published: time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), PublishedDay: true}
	for _, c := range []struct {
		story *news.Story
		form  cite.Form
		want  string
	}{
		{bare, cite.Markdown, "M 4.1 off Tarn Point"},
		{bare, cite.Plain, "“M 4.1 off Tarn Point”"},
		{bare, cite.RIS, "TY  - NEWS\nTI  - M 4.1 off Tarn Point\nER  -"},
		{bare, cite.BibTeX, "@online{story,\n  title        = {{M 4.1 off Tarn Point}},\n}"},
		{day, cite.Markdown, "[https://shiomi.example/1](<https://shiomi.example/1>), *汐見新聞*, 2026-03-11"},
		{day, cite.RIS, "TY  - NEWS\nTI  - https://shiomi.example/1\nT2  - 汐見新聞\nPY  - 2026\nDA  - 2026/03/11/\nUR  - https://shiomi.example/1\nER  -"},
	} {
		if diff := cmp.Diff(c.want, cite.Story(c.story, c.form).String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.form, diff)
		}
	}
}

// TestNothingOfAStoryIsReadAsMarkup: a headline may be written to break out of
// its field.
func TestNothingOfAStoryIsReadAsMarkup(t *testing.T) {
	s := crest()
	s.Headline = sanitize.Lit(`}}, url={https://evil.example}, x={{\input{a} 5% of $2 #1 ~^_`)
	s.URL = `https://harbor.example/{a}`
	got := cite.Story(s, cite.BibTeX).String()
	title := strings.Split(got, "\n")[1]
	want := `  title        = {{\textbraceright{}\textbraceright{}, url=\textbraceleft{}https://evil.example\textbraceright{}, x=\textbraceleft{}\textbraceleft{}\textbackslash{}input\textbraceleft{}a\textbraceright{} 5\% of \$2 \#1 \textasciitilde{}\textasciicircum{}\_}},`
	if diff := cmp.Diff(want, title); diff != "" {
		t.Errorf("title (-want +got):\n%s", diff)
	}
	if strings.Count(got, "{") != strings.Count(got, "}") || !strings.Contains(got, "/%7Ba%7D}") {
		t.Errorf("braces do not match, or the address has some:\n%s", got)
	}
	s.Headline = sanitize.Line("A\nER  - \nTY  - BOOK")
	if got := cite.Story(s, cite.RIS).String(); strings.Count(got, "\nER") != 1 || strings.Count(got, "TY  - ") != 1 || strings.Contains(got, "\nTY") {
		t.Errorf("a headline ends the entry:\n%s", got)
	}
}

func TestSeveralCitationsAreAListOrEntries(t *testing.T) {
	a, b := &news.Story{Headline: sanitize.Lit("One")}, &news.Story{Headline: sanitize.Lit("Two")}
	for form, want := range map[cite.Form]string{
		cite.Markdown: "- One\n- Two",
		cite.Plain:    "“One”\n“Two”",
		cite.RIS:      "TY  - NEWS\nTI  - One\nER  -\n\nTY  - NEWS\nTI  - Two\nER  -",
	} {
		if diff := cmp.Diff(want, cite.Stories([]*news.Story{a, b}, nil, form).String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
	}
	if got := cite.Stories([]*news.Story{a, b}, nil, "").String(); got != "- One\n- Two" {
		t.Errorf("without a form: %q", got)
	}
	if got, want := cite.Stories([]*news.Story{a}, nil, cite.Markdown), cite.Story(a, cite.Markdown); got != want {
		t.Errorf("one story alone: %q, want %q", got, want)
	}
}

func TestAFormHasAName(t *testing.T) {
	for _, f := range cite.Forms() {
		if got, ok := cite.Named(strings.ToUpper(string(f))); !ok || got != f {
			t.Errorf("Named(%q) = %q, %t", f, got, ok)
		}
	}
	if f, ok := cite.Named("mla"); ok {
		t.Errorf("there is a form %q", f)
	}
}
