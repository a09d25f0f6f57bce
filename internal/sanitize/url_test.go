package sanitize_test

import (
	"net/url"
	"strings"
	"testing"

	"sitrep/internal/sanitize"
)

func TestURLHasOneSpelling(t *testing.T) {
	const base = "https://coast.example/a/b?q=1#f"
	for _, tt := range []struct{ name, base, in, want string }{
		{"plain", "", "https://coast.example/x?y=1#z", "https://coast.example/x?y=1#z"},
		{"capitals", "", "HTTPS://Coast.EXAMPLE/X", "https://coast.example/X"},
		{"white_space_around", "", " \n https://coast.example/x \u00a0", "https://coast.example/x"},
		{"line_breaks_inside", "", "https://coast.example/\n x\ty", "https://coast.example/%20xy"},
		{"spaces_inside", "", "https://coast.example/a b?c d#e f", "https://coast.example/a%20b?c%20d#e%20f"},
		{"user_information", "", "https://user:secret@coast.example/x", "https://coast.example/x"},
		{"user_that_looks_like_a_host", "", "https://bank.example@evil.example/", "https://evil.example/"},
		{"default_port", "", "https://coast.example:443/x", "https://coast.example/x"},
		{"default_port_of_http", "", "http://coast.example:80/", "http://coast.example/"},
		{"port", "", "http://coast.example:8080/", "http://coast.example:8080/"},
		{"final_dot", "", "https://coast.example./x", "https://coast.example/x"},
		{"letters", "", "https://новини.приклад/стаття", "https://xn--b1amarcd.xn--80aikifvh/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"},
		{"full_width", "", "https://ｃｏａｓｔ.example/", "https://coast.example/"},
		{"underscore", "", "https://live_blog.coast.example/", "https://live_blog.coast.example/"},
		{"ipv4", "", "http://192.0.2.7/x", "http://192.0.2.7/x"},
		{"ipv6", "", "http://[2001:DB8:0::7]:8080/x", "http://[2001:db8::7]:8080/x"},
		{"ipv6_zone", "", "http://[fe80::1%25eth0]/", ""},
		{"relative", base, "c", "https://coast.example/a/c"},
		{"rooted", base, "/c?d", "https://coast.example/c?d"},
		{"up", base, "../../../c", "https://coast.example/c"},
		{"scheme_relative", base, "//far.example/x", "https://far.example/x"},
		{"query_only", base, "?z", "https://coast.example/a/b?z"},
		{"absolute_over_base", base, "http://far.example/", "http://far.example/"},
		{"scheme_relative_without_base", "", "//far.example/x", ""},
		{"relative_without_base", "", "/x", ""},
		{"no_host", "", "http:///x", ""},
		{"no_host_but_base", base, "http:///x", ""},
		{"opaque", "", "https:coast.example", ""},
		{"feed_scheme", "", "feed:https://Coast.example/rss", "https://coast.example/rss"},
		{"feed_scheme_in_capitals", "", " FEED:HTTP://coast.example/rss", "http://coast.example/rss"},
		{"feed_scheme_alone", "", "feed://coast.example/rss", "http://coast.example/rss"},
		{"feed_scheme_alone_with_base", base, "feed://coast.example/rss", "https://coast.example/rss"},
		{"feed_scheme_twice", "", "feed:feed:http://coast.example/rss", ""},
		{"feed_scheme_before_a_path", base, "feed:rss", ""},
		{"feed_scheme_before_a_script", base, "feed:javascript:alert(1)", ""},
		{"feed_scheme_before_a_file", base, "feed:file:///etc/hosts", ""},
		{"feed_scheme_with_a_user", "", "feed:https://user:secret@coast.example/x", "https://coast.example/x"},
		{"nothing_but_a_feed_scheme", base, "feed:", ""},
		{"empty", base, "", ""},
		{"blank", base, " \t", ""},
		{"javascript", base, "javascript:alert(1)", ""},
		{"javascript_in_disguise", base, "java\nscript:alert(1)", ""},
		{"data", base, "data:text/html,x", ""},
		{"file", base, "file:///etc/passwd", ""},
		{"mailto", base, "mailto:desk@coast.example", ""},
		{"port_zero", "", "http://coast.example:0/", ""},
		{"port_too_large", "", "http://coast.example:65536/", ""},
		{"port_of_letters", "", "http://coast.example:x/", ""},
		{"space_in_host", "", "http://coast example/", ""},
		{"escape_in_host", "", "http://coast\x1b[31m.example/", ""},
		{"bidi_in_host", "", "http://coast\u202e.example/", ""},
		{"backslash", "", `http://coast.example\@evil.example/`, ""},
		{"empty_label", "", "http://coast..example/", ""},
		{"long_label", "", "http://" + strings.Repeat("a", 64) + ".example/", ""},
		{"controls_in_path", "", "https://coast.example/\x1b]0;x\x07", ""},
		{"bidi_in_path", "", "https://coast.example/\u202ex", "https://coast.example/%E2%80%AEx"},
		{"bidi_in_query", "", "https://coast.example/?\u202ex", "https://coast.example/?%E2%80%AEx"},
		{"quotes", "", `https://coast.example/?a="<b>"`, "https://coast.example/?a=%22%3Cb%3E%22"},
		{"lone_percent", "", "https://coast.example/100%?b=5%&c=%41", "https://coast.example/100%25?b=5%25&c=%41"},
		{"escapes_stay", "", "https://coast.example/a%2Fb%e2", "https://coast.example/a%2Fb%e2"},
		{"too_long", "", "https://coast.example/" + strings.Repeat("x", 4096), ""},
		{"too_long_once_escaped", "", "https://coast.example/" + strings.Repeat("ж", 1000), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := sanitize.URL(tt.base, tt.in)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("URL(%q, %q) = %q, %v; want %q", tt.base, tt.in, got, ok, tt.want)
			}
		})
	}
}

func FuzzURL(f *testing.F) {
	f.Add("https://coast.example/a", "../b?c=d#e")
	f.Add("", "http://u:p@[::1]:80/%zz")
	f.Add("", "https://новини.приклад:443")
	f.Fuzz(func(t *testing.T, base, ref string) {
		s, ok := sanitize.URL(base, ref)
		if !ok {
			if s != "" {
				t.Errorf("refused, but %q", s)
			}
			return
		}
		for i := range len(s) {
			if s[i] <= ' ' || s[i] >= 0x7f {
				t.Fatalf("%q holds byte %#x", s, s[i])
			}
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			t.Errorf("%q: %v", s, err)
		}
		if again, ok := sanitize.URL("", s); !ok || again != s {
			t.Errorf("URL of %q is %q", s, again)
		}
	})
}
