package sanitize_test

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize"
)

func TestMistakesCountsLettersToMend(t *testing.T) {
	long := strings.Repeat("a", 65)
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"velm", "velm", 0},
		{"vel", "velm", 1},
		{"vellm", "velm", 1},
		{"valm", "velm", 1},
		{"vlem", "velm", 1},
		{"orla", "tide", 4},
		{long, long, 65},
		{long, "a", 65},
	} {
		if got := sanitize.Mistakes(tt.a, tt.b); got != tt.want {
			t.Errorf("Mistakes(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := sanitize.Mistakes(tt.b, tt.a); got != tt.want {
			t.Errorf("Mistakes(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
