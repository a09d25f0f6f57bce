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
		{
			"only the first base counts",
			`<base target="_top"><base href="https://a.example/x/"><base href="https://b.example/"><link rel=alternate ` + rss + ` href=1>`,
			[]string{"https://a.example/x/1 "},
		},
		{"a base that is no address", `<base href="javascript:void(0)"><link rel=alternate ` + rss + ` href=1>`, []string{"https://velm.example/news/1 "}},
		{
			"not in comments and scripts",
			`<!-- <link rel=alternate ` + rss + ` href=/1> --><script>"<link rel=alternate ` + rss + ` href=/2>"</script><title><link rel=alternate ` + rss + ` href=/3></title>`,
			nil,
		},
		{"without an address", `<link rel=alternate ` + rss + `><link rel=alternate ` + rss + ` href="http://">`, nil},
		{"broken off", `<link rel=alternate ` + rss + ` href="/1"><link rel=alternate ` + rss + ` href="/2`, []string{"https://velm.example/1 "}},
		{"nothing", "no mark-up", nil},
		{"rel feed", `<link rel="feed" href="/a"><link rel="Feed home" type="text/plain" href="/no"><a rel="feed" href="/b" title="B">all</a>`, []string{"https://velm.example/a ", "https://velm.example/b B"}},
		{"rel service.feed", `<link rel="service.feed" ` + atom + ` href="/a">`, []string{"https://velm.example/a "}},
		{
			"old names of the type",
			`<link rel=alternate type="application/rss" href=/1><link rel=alternate type="text/rss" href=/2><link rel=alternate type="application/x-rss+xml" href=/3>` +
				`<link rel=alternate type="application/atom" href=/4><link rel=alternate type="text/rss+xml" href=/5><link rel=alternate type="application/x-atom+xml" href=/6>`,
			[]string{"https://velm.example/1 ", "https://velm.example/2 ", "https://velm.example/3 ", "https://velm.example/4 ", "https://velm.example/5 ", "https://velm.example/6 "},
		},
		{"XML that its title calls a feed", `<link rel=alternate type="application/xml" title="RSS of Velm" href=/x><link rel=alternate type="text/xml" href=/y>`, []string{"https://velm.example/x RSS of Velm"}},
		{"without a type", `<link rel=alternate href="/feed.xml"><link rel=alternate hreflang=uk href="/uk/feed/"><link rel=alternate href="/mobile">`, []string{"https://velm.example/feed.xml "}},
		{"services are no feeds", `<link rel=alternate type="application/atomsvc+xml" href="/s"><link rel=alternate type="application/atomcat+xml" href="/c">`, nil},
		{
			"the scheme feed",
			`<link rel=alternate ` + rss + ` href="feed:https://velm.example/1"><link rel=alternate ` + rss + ` href="feed://velm.example/2"><a href="FEED:https://velm.example/news">x</a><a href="feed:javascript:alert(1)">y</a>`,
			[]string{"https://velm.example/1 ", "https://velm.example/2 ", "https://velm.example/news "},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range discover.Feeds([]byte(tt.page), nil, "https://velm.example/news/today") {
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
	if n := len(discover.Feeds([]byte(many.String()), nil, "https://velm.example/")); n != 50 {
		t.Errorf("%d feeds of a page that names 10,000, want 50", n)
	}
}

func TestLinksThatLookLikeFeedsAreHints(t *testing.T) {
	tests := []struct {
		href string
		want bool
	}{
		{"/rss.xml", true},
		{"/feed/", true},
		{"/news/RSS", true},
		{"all.atom", true},
		{"/?feed=rss2", true},
		{"https://feeds.velm.example/main", true},
		{"https://feeds.velm.example/", false},
		{"/index.xml", true},
		{"/sitemap.xml", false},
		{"/feeding-the-ducks", false},
		{"/about/rss-explained", false},
		{"javascript:feed()", false},
		{"feed:https://velm.example/rss", true},
		{"", false},
	}
	for _, tt := range tests {
		got := discover.Hints([]byte(`<a href="`+tt.href+`">RSS</a>`), "https://velm.example/news/today")
		if (len(got) == 1) != tt.want {
			t.Errorf("%q: %v, want a hint: %t", tt.href, got, tt.want)
		}
	}
	page := strings.Repeat(`<a href="/rss">`, 3) + `<link rel="alternate" type="application/rss+xml" href="/b.rss"><a href="/c.rss">`
	if got := discover.Hints([]byte(page), "https://velm.example/"); len(got) != 2 {
		t.Errorf("%v, want each link once, and links only", got)
	}
}

func FuzzFeedsHaveWebAddressesAndFewOfThem(f *testing.F) {
	f.Add(`<base href="//a"><link rel=alternate type=application/rss+xml href="\x00"><a href=/rss>`)
	f.Add(strings.Repeat("<link", 100) + " rel=alternate type=application/atom+xml href=//[::1")
	f.Fuzz(func(t *testing.T, page string) {
		for _, found := range [][]discover.Feed{discover.Feeds([]byte(page), []string{page}, "https://velm.example/a"), discover.Hints([]byte(page), "https://velm.example/a")} {
			if len(found) > 50 {
				t.Errorf("%d feeds", len(found))
			}
			for _, x := range found {
				if !strings.HasPrefix(x.URL, "http://") && !strings.HasPrefix(x.URL, "https://") {
					t.Errorf("%q is no web address", x.URL)
				}
			}
		}
	})
}
