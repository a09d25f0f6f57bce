package robots_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/feeds/robots"
)

func TestAllowed(t *testing.T) {
	tests := []struct {
		name, txt string
		yes, no   string // paths, separated by white space
	}{
		{"nothing said", "", "/ /a/b?c", ""},
		{"everything forbidden", "User-agent: *\nDisallow: /", "/robots.txt", "/ /a"},
		{"nothing forbidden", "User-agent: *\nDisallow:", "/ /a", ""},
		{"a folder", "user-agent: *\ndisallow: /private/ # ours", "/private /public /a/private/", "/private/ /private/a"},
		{"the longest decides", "User-agent: *\nDisallow: /n\nAllow: /news/\nDisallow: /news/draft", "/news/1 /m", "/n /no /news/draft1"},
		{"of equals what allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a /ab", ""},
		{"own group alone counts", "User-agent: *\nDisallow: /\n\nUser-agent: SitRep/1.0\nDisallow: /x", "/ /a", "/x"},
		{"others' groups do not", "User-agent: otherbot\nDisallow: /", "/ /a", ""},
		{"groups add up", "User-agent: sitrep\nDisallow: /a\nUser-agent: b\nDisallow: /c\nUser-agent: sitrep\nDisallow: /d", "/b /c", "/a /d"},
		{"several names of one group", "User-agent: b\nUser-agent: sitrep\nDisallow: /a", "/b", "/a"},
		{"stars", "User-agent: *\nDisallow: /*/print\nDisallow: /*.pdf$", "/print /a.pdf?x", "/a/print/1 /x/y.pdf"},
		{"the end", "User-agent: *\nDisallow: /a$", "/ab /a/", "/a"},
		{"star at the end", "User-agent: *\nDisallow: /q*", "/p", "/q /query?x"},
		{"mark and windows lines", "\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/b", "/a"},
		{"noise", "hello\n:::\nUser-agent\nSitemap: https://velm.example/s.xml\nDisallow: /a", "/a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := robots.Parse([]byte(tt.txt), "sitrep")
			for p := range strings.FieldsSeq(tt.yes) {
				if !r.Allowed(p) {
					t.Errorf("%s is forbidden", p)
				}
			}
			for p := range strings.FieldsSeq(tt.no) {
				if r.Allowed(p) {
					t.Errorf("%s is allowed", p)
				}
			}
		})
	}
	if robots.DenyAll().Allowed("/a") {
		t.Error("DenyAll allows something")
	}
}

func TestDelayIsReadAndBounded(t *testing.T) {
	for txt, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2.5": 2500 * time.Millisecond, "User-agent: *\nCrawl-delay: 86400": 30 * time.Second,
		"User-agent: *\nCrawl-delay: -1": 0, "User-agent: *\nCrawl-delay: soon": 0, "User-agent: *\nCrawl-delay: NaN": 0, "": 0,
	} {
		if got := robots.Parse([]byte(txt), "sitrep").Delay(); got != want {
			t.Errorf("%q: delay %v, want %v", txt, got, want)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a*b$\nAllow: /a\nCrawl-delay: 3"), "/aab")
	f.Add([]byte("user-agent: sitrep\ndisallow: "+strings.Repeat("*", 300)), strings.Repeat("a", 300))
	f.Fuzz(func(t *testing.T, txt []byte, path string) {
		r := robots.Parse(txt, "sitrep")
		r.Allowed(path)
		if d := r.Delay(); d < 0 || d > 30*time.Second {
			t.Errorf("delay %v", d)
		}
	})
}
