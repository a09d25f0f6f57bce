package match

import (
	"strings"
	"testing"
)

// Indexed text and search terms must be cut into tokens alike.
func TestIndexedIsTheTokensWithASpaceBetween(t *testing.T) {
	for _, s := range []string{
		"", " ", "Flood", "  The DAM, at 7.5 m; it's\nholding -- (for now). ", "A1b2 3C", "Überflutung: 12\u00a0000 evacuated", "洪水 in Velm", "x\x00y\x7fz",
	} {
		if got, want := Indexed(s), strings.Join(Tokens(s, false), " "); got != want {
			t.Errorf("Indexed(%q) = %q, want %q", s, got, want)
		}
	}
}
