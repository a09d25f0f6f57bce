package markdown_test

import (
	"testing"

	"sitrep/internal/markdown"
)

func TestTextThatLooksLikeMarkupIsEscaped(t *testing.T) {
	for in, want := range map[string]string{
		"# no heading":          `\# no heading`,
		"a_b [c](javascript:d)": `a\_b \[c\](javascript:d)`,
		"<script>":              `\<script>`,
		"> quoted\n- item":      "\\> quoted\n\\- item",
		"half-time":             "half-time",
		"a ~~b~~ &lt;c":         `a \~\~b\~\~ \&lt;c`,
		"Velm & Sons; AT&T":     "Velm & Sons; AT&T",
		"title\n===\n  # d":     "title\n\\===\n\\# d",
		"1. one\n2) two\n3.":    "1\\. one\n2\\) two\n3\\.",
		"2026-11-23\n6.2 m":     "2026-11-23\n6.2 m",
		"    code":              "code",
	} {
		if got := markdown.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestALinkKeepsItsAddressInItsBrackets(t *testing.T) {
	for _, c := range []struct{ text, address, want string }{
		{"a [b]", "https://velm.example/x?<y>", `[a \[b\]](<https://velm.example/x?%3Cy%3E>)`},
		{"a_b", "", `a\_b`},
		{"a", "mailto:b", "a"},
	} {
		if got := markdown.Link(c.text, c.address); got != c.want {
			t.Errorf("Link(%q, %q) = %q, want %q", c.text, c.address, got, c.want)
		}
	}
}
