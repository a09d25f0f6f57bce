package discover_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/discover"
)

func TestFeedsOfAPage(t *testing.T) {
	const rss, atom = `type="application/rss+xml"`, `type='application/atom+xml'`
	tests := []struct {
		name, page string
		want       []string
	}{
		{"relative", `<link rel="alternate" ` + rss + ` title="All &amp; everything" href="/rss.xml">`, []string{"https://velm.example/rss.xml All & everything"}},
		{"base", `<base href="https://feeds.velm.example/a/"><link rel=alternate ` + atom + ` href="atom.xml">`, []string{"https://feeds.velm.example/a/atom.xml "}},
		{
			"several, comments last",
			`<link rel="alternate" ` + rss + ` href="/comments/feed"><link rel="ALTERNATE nofollow" type="Application/RSS+XML; charset=utf-8" href="/feed" /><link rel="alternate" type="application/feed+json" href="/feed.json">`,
			[]string{"https://velm.example/feed ", "https://velm.example/feed.json ", "https://velm.example/comments/feed "},
		},
		{"twice", strings.Repeat(`<link rel="alternate" `+rss+` href="/rss.xml">`, 3), []string{"https://velm.example/rss.xml "}},
		{"in the body", `<body><p>x</p><link rel="alternate" ` + rss + ` href="/rss.xml">`, []string{"https://velm.example/rss.xml "}},
		{
			"other things",
			`<link rel="stylesheet" href="/a.css"><link rel="alternate" hreflang="uk" href="/uk"><link rel="alternate" type="application/json" href="/wp-json/posts/1">` +
				`<link rel="alternate" type="text/xml+oembed" href="/oembed"><link rel="icon" href="/favicon.ico">`,
			nil,
		},
		{
			"hostile",
			`<link rel="alternate" ` + rss + ` href="javascript:alert(1)"><link rel="alternate" ` + rss + ` href="file:///etc/hosts"><link rel="alternate" ` + rss + " title=\"a\x1b[2Jb\" href=\"/ok\">",
			[]string{"https://velm.example/ok ab"},
		},
		{"nothing", "no mark-up", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range discover.Feeds([]byte(tt.page), "https://velm.example/news/today") {
				got = append(got, fmt.Sprintf("%s %s", f.URL, f.Title))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	var many strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&many, `<link rel="alternate" type="application/rss+xml" href="/%d">`, i)
	}
	if n := len(discover.Feeds([]byte(many.String()), "https://velm.example/")); n != 50 {
		t.Errorf("%d feeds of a page that names 10,000, want 50", n)
	}
}
