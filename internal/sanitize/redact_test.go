package sanitize_test

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize"
)

func TestRedactedKeepsNoSecret(t *testing.T) {
	for address, want := range map[string]string{
		"https://velm.example/rss":                             "https://velm.example/rss",
		"https://velm.example/rss?page=2&lang=en":              "https://velm.example/rss?page=2&lang=en",
		"https://anna:sesame@velm.example/rss":                 "https://velm.example/rss",
		"https://sesame@velm.example/rss":                      "https://velm.example/rss",
		"https://velm.example/rss?token=sesame":                "https://velm.example/rss?token=***",
		"https://velm.example/rss?a=1&key=sesame&b=2":          "https://velm.example/rss?a=1&key=***&b=2",
		"https://velm.example/rss?a=1;apikey=sesame;b=2":       "https://velm.example/rss?a=1;apikey=***;b=2",
		"https://velm.example/rss?API-Key=sesame":              "https://velm.example/rss?API-Key=***",
		"https://velm.example/rss?to%6ben=sesame":              "https://velm.example/rss?to%6ben=***",
		"https://velm.example/rss?auth=sesame&auth=sesame":     "https://velm.example/rss?auth=***&auth=***",
		"https://velm.example/rss?sig=sesame%26more":           "https://velm.example/rss?sig=***",
		"https://velm.example/rss?access_token=sesame=":        "https://velm.example/rss?access_token=***",
		"https://velm.example/rss?X-Amz-Signature=sesame":      "https://velm.example/rss?X-Amz-Signature=***",
		"https://velm.example/rss?user%5Bpassword%5D=sesame":   "https://velm.example/rss?user%5Bpassword%5D=***",
		"https://velm.example/rss#access_token=sesame&state=1": "https://velm.example/rss#access_token=***&state=1",
		"https://velm.example/rss?token=&key":                  "https://velm.example/rss?token=&key",
		"socks5://anna:sesame@127.0.0.1:1080":                  "socks5://127.0.0.1:1080",
		"mailto:sesame@velm.example":                           "an address that cannot be read",
		"https://velm.example:port/rss?token=sesame":           "an address that cannot be read",
		"https://anna:ses%ame@velm.example/rss":                "https://velm.example/rss",
		"https://velm.example/100%?token=sesame":               "https://velm.example/100%25?token=***",
		"/rss?token=sesame":                                    "/rss?token=***",
		"":                                                     "",
	} {
		if got := sanitize.Redacted(address); got != want {
			t.Errorf("Redacted(%q) = %q, want %q", address, got, want)
		}
		if got := sanitize.WithoutSecrets(address); strings.Contains(got, "sesame") || strings.Contains(got, "***") {
			t.Errorf("WithoutSecrets(%q) = %q", address, got)
		}
		if has := sanitize.HasSecret(address); has != (address != want) {
			t.Errorf("HasSecret(%q) = %v", address, has)
		}
	}
}

// FuzzRedacted holds that what is redacted has nothing left to redact, and
// that the value of a token is not in it.
func FuzzRedacted(f *testing.F) {
	f.Add("https://velm.example/rss?a=1&", "token")
	f.Add("https://anna:x@velm.example/?", "api%5Fkey")
	f.Add("//#", "KEY")
	f.Add("//@//@//@", "key")
	f.Add("https://anna:x@/#a=b&token=c", "")
	f.Add("\x85\xceΐ\xb8@d)G\xca\\\x9e#\x84\x02\r`\x1bB%\xa9:", "\vk")
	f.Fuzz(func(t *testing.T, address, name string) {
		safe := sanitize.Redacted(address)
		if sanitize.Redacted(safe) != safe {
			t.Errorf("Redacted(%q) = %q, which becomes %q", address, safe, sanitize.Redacted(safe))
		}
		if !strings.ContainsAny(name, "&;#?=") && sanitize.IsSecret(name) && !strings.Contains(address, "s3same") {
			if got := sanitize.Redacted("https://velm.example/?" + name + "=s3same"); strings.Contains(got, "s3same") {
				t.Errorf("the value of %q shows: %q", name, got)
			}
		}
	})
}
