package match

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// TestTheExamplesOfEachLanguageHold: titles that differ by a negation are two
// reports, each word of a file stands in an example, and the examples would be
// one report if another word of the same length stood there.
func TestTheExamplesOfEachLanguageHold(t *testing.T) {
	ls, err := readLanguages(wordFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(ls) < 20 {
		t.Fatalf("%d languages, want 20 or more", len(ls))
	}
	for _, l := range ls {
		t.Run(l.Lang, func(t *testing.T) {
			decided := 0
			for _, w := range l.Negations {
				decided += countDecided(t, l, sanitize.Fold(w), func(key string) (string, bool) {
					return replaceWord(key, sanitize.Fold(w))
				})
			}
			for _, w := range l.Inside {
				decided += countDecided(t, l, sanitize.Fold(w), func(key string) (string, bool) {
					return strings.Replace(key, sanitize.Fold(w), "々", 1), strings.Contains(key, sanitize.Fold(w))
				})
			}
			if decided == 0 {
				t.Error("no example depends on a word of the file")
			}
			if len(l.Alike) == 0 {
				t.Error("no example of titles that are one report")
			}
			for _, p := range l.Alike {
				if got := tierOf(p[0], p[1]); got < Likely {
					t.Errorf("%q and %q: tier %d, want %d", p[0], p[1], got, Likely)
				}
			}
		})
	}
}

// countDecided checks the examples that have a word, and returns how many of them
// depend on it.
func countDecided(t *testing.T, l *language, word string, without func(key string) (string, bool)) (decided int) {
	t.Helper()
	seen := false
	for _, p := range l.Apart {
		other, has := without(news.TitleKey(p[1]))
		if !has {
			continue
		}
		seen = true
		if got := tierOf(p[0], p[1]); got != Maybe {
			t.Errorf("%q and %q: tier %d, want %d", p[0], p[1], got, Maybe)
		}
		if tierOf(p[0], other) == Likely {
			decided++
		}
	}
	if !seen {
		t.Errorf("no example has %q", word)
	}
	return decided
}

// replaceWord puts another word of the same length in place of a word of a key.
func replaceWord(key, word string) (string, bool) {
	words := strings.Fields(key)
	for i, w := range words {
		if w == word {
			words[i] = strings.Repeat("x", utf8.RuneCountInString(w))
			return strings.Join(words, " "), true
		}
	}
	return key, false
}

func TestABrokenFileOfWordsIsRefused(t *testing.T) {
	tests := map[string]string{
		"lang: en\nnegation: [not]\n":                "unknown field",
		"lang: de\nnegations: [nicht]\n":             `lang is "de", want "en"`,
		"lang: en\n":                                 "no words",
		"lang: en\nnegations: not\n":                 "negations",
		"lang: en\nnegations: [not]\napart: [[a]]\n": "",
	}
	for src, want := range tests {
		_, err := readLanguages(fstest.MapFS{"words/en.yaml": {Data: []byte(src)}})
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: error = %v, want it to have %q", src, err, want)
		}
	}
}

// BenchmarkLexicon reads the files of words, which happens once a process.
func BenchmarkLexicon(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ls, err := readLanguages(wordFiles)
		if err != nil {
			b.Fatal(err)
		}
		newLexicon(ls)
	}
}
