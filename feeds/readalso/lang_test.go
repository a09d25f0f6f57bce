package readalso

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func newMatcher(tb testing.TB) *Matcher {
	tb.Helper()
	m, err := New()
	if err != nil {
		tb.Fatalf("New: %v", err)
	}
	return m
}

// fires reports whether an example of a language file holds a reference.
func fires(t *testing.T, m *Matcher, example string) bool {
	t.Helper()
	if !strings.HasPrefix(example, "<") {
		return len(m.Lines([]string{example})) > 0
	}
	doc, err := html.Parse(strings.NewReader("<article>" + example + "</article>"))
	if err != nil {
		t.Fatalf("parse %q: %v", example, err)
	}
	return len(m.Page(doc, "https://veilwatch.example/2031/04/01/flood")) > 0
}

func capitalized(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func TestEveryLanguageFilePassesItsOwnExamples(t *testing.T) {
	m := newMatcher(t)
	names, err := fs.Glob(langFiles, "lang/*.yaml")
	if err != nil || len(names) < 71 {
		t.Fatalf("Glob = %v, %v, want 71 languages", names, err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			l, err := readLanguage(langFiles, name)
			if err != nil {
				t.Fatal(err)
			}
			_, title, ok := strings.Cut(strings.ReplaceAll(l.Match[0], "：", ": "), ": ")
			if !ok {
				t.Fatalf("the first example %q is no marker, colon and title", l.Match[0])
			}
			for _, mark := range slices.Concat(l.Markers.Strong, l.Markers.Single) {
				for _, ex := range []string{capitalized(mark) + ": " + title, ">> " + strings.ToUpper(mark) + "： " + title, "[" + capitalized(mark) + ": " + title + "]"} {
					if !fires(t, m, ex) {
						t.Errorf("no reference in %q", ex)
					}
				}
			}
			if len(l.Match) < 3 || len(l.Ignore) < 3 {
				t.Errorf("%d match and %d ignore examples, want three or more of each", len(l.Match), len(l.Ignore))
			}
			for _, ex := range l.Match {
				if !fires(t, m, ex) {
					t.Errorf("no reference in %q", ex)
				}
			}
			for _, ex := range l.Ignore {
				if fires(t, m, ex) {
					t.Errorf("a reference in %q", ex)
				}
			}
		})
	}
}

func TestABrokenLanguageFileIsRefusedWithItsName(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"an_unknown_key", "lang: xx\nmarker: []\n", "marker"},
		{"another_name", "lang: yy\nmarkers: {strong: [a b]}\n", `lang is "yy"`},
		{"no_strong_marker", "lang: xx\nmarkers: {weak: [a b]}\n", "markers.strong is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newFrom(fstest.MapFS{"lang/xx.yaml": {Data: []byte(tt.src)}})
			if err == nil || !strings.Contains(err.Error(), "lang/xx.yaml") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want the file's name and %q", err, tt.want)
			}
		})
	}
}

// TestHeadingsAndCreditsOfEachLanguage: over the same links a heading such as
// "related" announces references and "most read" none, and a line that begins
// with a credit is none whatever its form.
func TestHeadingsAndCreditsOfEachLanguage(t *testing.T) {
	const links = `<ul><li><a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></li>
<li><a href="/2031/03/28/old-dam-holds-engineers-say">Old dam holds, engineers say</a></li></ul>`
	m := newMatcher(t)
	names, err := fs.Glob(langFiles, "lang/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	behind := func(word string) string {
		return strings.Replace(article(""), "</article>", `</article><section><h3>`+capitalized(word)+`</h3>`+links+`</section>`, 1)
	}
	for _, name := range names {
		l, err := readLanguage(langFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Listings) < 3 || len(l.Credits) < 3 {
			t.Errorf("%s: %d listings and %d credits, want three or more of each", name, len(l.Listings), len(l.Credits))
		}
		for _, w := range l.Headings {
			if n := len(m.Page(parse(t, behind(w)), pageURL)); n != 2 {
				t.Errorf("%s: %d references under %q, want 2", name, n, w)
			}
		}
		for _, w := range l.Listings {
			if n := len(m.Page(parse(t, behind(w)), pageURL)); n != 0 {
				t.Errorf("%s: %d references under %q, want none", name, n, w)
			}
		}
		for _, w := range l.Credits {
			line := `<p>` + capitalized(w) + `: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>`
			if n := len(m.Page(parse(t, article(line)), pageURL)); n != 0 {
				t.Errorf("%s: a reference in %q", name, line)
			}
		}
	}
	if n := len(m.Page(parse(t, article(`<p>Our view: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>`)), pageURL)); n != 1 {
		t.Errorf("%d references behind a label that no dictionary has, want 1", n)
	}
}

// TestBothReadersOfLanguagesAgree: the quick one is used where it can be.
func TestBothReadersOfLanguagesAgree(t *testing.T) {
	names, err := fs.Glob(langFiles, "lang/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(langFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		var want, got language
		if err := yaml.Unmarshal(src, &want); err != nil {
			t.Fatal(err)
		}
		if !got.readPlain(string(src)) {
			t.Errorf("%s is not read by the quick reader", name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-yaml +quick):\n%s", name, d)
		}
	}
	for _, src := range []string{"lang: xx\nmarker: []\n", "reject:\n  - 'a'\n", "reject:\n  - a # b\n", "reject: [a]\n", "reject:\n  - a: b\n", "reject:\n  - \"a\\u00e9\"\n"} {
		if new(language).readPlain(src) {
			t.Errorf("the quick reader reads %q", src)
		}
	}
}
