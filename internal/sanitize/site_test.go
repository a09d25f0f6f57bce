package sanitize_test

import (
	"testing"

	"sitrep/internal/sanitize"
)

func TestSiteIsWhatSomebodyRegistered(t *testing.T) {
	tests := []struct{ host, want string }{
		{"velm.example", "velm.example"},
		{"feeds.news.velm.example", "velm.example"},
		{"www.velm.co.uk:8443", "velm.co.uk"},
		{"velm.github.io", "velm.github.io"},
		{"tarn.github.io", "tarn.github.io"},
		{"localhost:8080", "localhost:8080"},
		{"127.0.0.1:8080", "127.0.0.1:8080"},
		{"[2001:db8::1]:80", "[2001:db8::1]:80"},
		{"co.uk", "co.uk"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := sanitize.Site(tt.host); got != tt.want {
			t.Errorf("Site(%q) = %q, want %q", tt.host, got, tt.want)
		}
	}
}
