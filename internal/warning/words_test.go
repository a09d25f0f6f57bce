package warning

import (
	"strings"
	"testing"
)

// TestTheWordsKeepTheirExamples is the test of words.yaml: its own examples.
func TestTheWordsKeepTheirExamples(t *testing.T) {
	w, all, err := readWords(wordFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 25 {
		t.Errorf("only %d languages", len(all))
	}
	seen := map[string]bool{}
	for _, l := range all {
		if seen[l.Lang] {
			t.Errorf("%s is there twice", l.Lang)
		}
		seen[l.Lang] = true
		if len(l.Test) == 0 || len(l.Real) == 0 {
			t.Errorf("%s: examples are missing", l.Lang)
		}
		for _, text := range l.Test {
			if w.find(text) == "" {
				t.Errorf("%s: %q is a test and is not found", l.Lang, text)
			}
		}
		for _, text := range l.Real {
			if word := w.find(text); word != "" {
				t.Errorf("%s: %q is real, and %q is found", l.Lang, text, word)
			}
		}
	}
}

func TestWordsAreWholeWords(t *testing.T) {
	w, _, err := readWords(wordFile)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"TEST":                        "test",
		"(test)":                      "test",
		"Test_Warning":                "test",
		"contest, attest, testament":  "",
		"Übungsplatz gesperrt":        "",
		"drilling accident":           "",
		"Not a drill. Drill at noon.": "drill",
		"":                            "",
	} {
		if got := w.find(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestABrokenWordFileIsAnError(t *testing.T) {
	for _, src := range []string{"- lang: en", "- words: [a]", "lang: en", "- lang: en\n  words: [a]\n  other: b"} {
		if _, _, err := readWords([]byte(src)); err == nil || !strings.HasPrefix(err.Error(), "read test words: ") {
			t.Errorf("%q: %v", src, err)
		}
	}
}
