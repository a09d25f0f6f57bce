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
		{"since", "since", 0},
		{"sinc", "since", 1},
		{"sinnce", "since", 1},
		{"sence", "since", 1},
		{"sicne", "since", 1},
		{"feed", "since", 5},
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
