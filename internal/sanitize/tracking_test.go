package sanitize_test

import (
	"testing"

	"sitrep/internal/sanitize"
)

func TestWithoutTrackingKeepsWhatAsksForAPage(t *testing.T) {
	for _, tt := range []struct{ name, query, want string }{
		{"empty", "", ""},
		{"nothing_to_drop", "id=7&page=2", "id=7&page=2"},
		{"nothing_left", "utm_source=x&fbclid=1", ""},
		{"prefixes", "utm_x=1&at_medium=2&mtm_kwd=3&hsa_ad=4&id=7", "id=7"},
		{"case_does_not_count", "UTM_Source=x&GCLID=1&id=7", "id=7"},
		{"without_value", "utm_source&id", "id"},
		{"order_and_spelling_stay", "b=%41&ref=home&a=1&&b=2", "b=%41&a=1&&b=2"},
		{"names_that_only_begin_alike", "reference=3&utmost=4&atlas=5", "reference=3&utmost=4&atlas=5"},
		// These can choose a page, or a form of it.
		{"ambiguous", "share=1&feature=2&rss=3&amp=4&partner=5&pk_=6", "share=1&feature=2&rss=3&amp=4&partner=5&pk_=6"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sanitize.WithoutTracking(tt.query); got != tt.want {
				t.Errorf("WithoutTracking(%q) = %q, want %q", tt.query, got, tt.want)
			}
		})
	}
}
