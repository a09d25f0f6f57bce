package typeset_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/typeset"
)

func TestEmojiOfSeveralAreShownByTheFirst(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain", "plain"},
		{"👩\u200d👩\u200d👧 family", "👩 family"},
		{"👍🏽 good", "👍 good"},
		{"🇺🇦 flag", "🇺🇦 flag"},
		{"🇺🇦🇺 half", "🇺🇦U half"},
		{"क्\u200dषेत्र", "क्\u200dषेत्र"}, // a joiner that shapes letters stays
	} {
		got := typeset.Drawn(c.text)
		if got != c.want {
			t.Errorf("Drawn(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCutNeverTearsACharacterNorExceedsItsWidth(t *testing.T) {
	for _, text := range []string{"क्षि क्षि", "กำลังดำเนินการ", "日本語", "e\u0301e\u0301e\u0301", "👩\u200d👩\u200d👧👩\u200d👩\u200d👧", "நிலநடுக்கம்"} {
		for w := range 12 {
			for _, tail := range []string{"", "…", ".."} {
				if got := typeset.Cut(text, w, tail); ansi.StringWidthWc(got) > w {
					t.Errorf("Cut(%q, %d, %q) = %q, which is wider", text, w, tail, got)
				}
			}
		}
	}
	if got := typeset.Cut("e\u0301tude", 3, "…"); got != "e\u0301t…" {
		t.Errorf("Cut = %q, want the mark kept on its letter", got)
	}
}
