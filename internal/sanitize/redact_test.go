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
		// an address in an address
		"https://p.example/?url=https://n.example/feed?token=sesame":             "https://p.example/?url=https://n.example/feed?token=***",
		"https://p.example/?url=https%3A%2F%2Fn.example%2Ffeed%3Ftoken%3Dsesame": "https://p.example/?url=https%3A%2F%2Fn.example%2Ffeed%3Ftoken%3D%2A%2A%2A",
		"https://p.example/?url=https%253A%252F%252Fu%253Asesame%2540n.example":  "https://p.example/?url=https%3A%252F%252Fn.example",
		"https://p.example/?url=https://anna:sesame@n.example/&page=2":           "https://p.example/?url=https://n.example/&page=2",
		"https://p.example/https://anna:sesame@n.example/rss":                    "https://p.example/https://n.example/rss",
		"https://p.example/https%3A%2F%2Fanna%3Asesame%40n.example%2F":           "https://p.example/https:%2F%2Fn.example%2F",
		"https://p.example/#https://anna:sesame@n.example":                       "https://p.example/#https://n.example",
		"https://p.example/a;jsessionid=sesame/b;v=1?x=2":                        "https://p.example/a;jsessionid=***/b;v=1?x=2",
		"https:/anna:sesame@n.example":                                           "an address that cannot be read",
		"http:///anna:sesame@n.example":                                          "an address that cannot be read",
		"https://web.example/2031/https://n.example/@anna/rss":                   "https://web.example/2031/https://n.example/@anna/rss",
		"https://p.example/?q=a%3Db%26c&r=100%25":                                "https://p.example/?q=a%3Db%26c&r=100%25",
		// names that servers give to what lets one in
		"https://n.example/?token[0]=sesame&apikey[]=sesame&tokens=sesame":   "https://n.example/?token[0]=***&apikey[]=***&tokens=***",
		"https://n.example/?token2=sesame&api_key_v2=sesame&passcode=sesame": "https://n.example/?token2=***&api_key_v2=***&passcode=***",
		"https://n.example/?Key-Pair-Id=sesame&sessid=sesame&hdnea=sesame":   "https://n.example/?Key-Pair-Id=***&sessid=***&hdnea=***",
		"https://n.example/?token%00=sesame&userpass=sesame&ticket=sesame":   "https://n.example/?token%00=***&userpass=***&ticket=***",
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

func TestATextIsFreedOfTheSecretsOfItsAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"no such host": "no such host",
		`failed to parse Location header "http://u:sesame@[bad/": net/url: missing ']' in host`: `failed to parse Location header "an address that cannot be read": net/url: missing ']' in host`,
		`parse "/x?token=ses ame%zz\x01": net/url: invalid control character in URL`:            `parse "/x?token=***": net/url: invalid control character in URL`,
		`Get http://anna:sesame@n.example/rss?token=sesame: EOF`:                                `Get http://n.example/rss?token=***: EOF`,
		`feeds[0].https://h.example/?token=sesame: unknown key`:                                 `an address that cannot be read: unknown key`,
		"a = b,  c=d\n\"quoted\" \"never ended":                                                 "a = b,  c=d\n\"quoted\" \"never ended",
	} {
		got := sanitize.RedactedText(text)
		if got != want {
			t.Errorf("RedactedText(%q) = %q, not %q", text, got, want)
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
	f.Add("https://p.example/?u=https%3A%2F%2Fu:p@n.example%2F%3Ftoken%3Dx&v=https://u:p@n;sid=1/#https%253A//@", "token2")
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
