package discover_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/discover"
)

func TestFeedsThatAHeaderNames(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fields []string
		want   []string
	}{
		{"one", []string{`</feed.xml>; rel="alternate"; type="application/rss+xml"; title="All, or most"`}, []string{"https://velm.example/feed.xml All, or most"}},
		{"unquoted", []string{`<feed.xml>;rel=alternate;type=application/atom+xml`}, []string{"https://velm.example/news/feed.xml "}},
		{"several in a field", []string{`<https://velm.example/wp-json/>; rel="https://api.w.org/", </a>; rel=feed , <https://velm.example/?p=1>; rel=shortlink,</b,c>;type="text/rss";rel="nofollow alternate"`}, []string{"https://velm.example/a ", "https://velm.example/b,c "}},
		{"several fields", []string{`</style.css>; rel=preload; as=style`, `</a>; REL=Alternate; TYPE="application/feed+json"`}, []string{"https://velm.example/a "}},
		{"twice", []string{`</a>; rel=feed, </a>; rel=feed`}, []string{"https://velm.example/a "}},
		{"a quotation mark in the title", []string{`</a>; title="so \"called\""; rel=feed`}, []string{`https://velm.example/a so "called"`}},
		{"the first of two counts", []string{`</a>; rel=feed; rel=next, </b>; rel=next; rel=feed`}, []string{"https://velm.example/a "}},
		{"of another page", []string{`</a>; rel=feed; anchor="/other"`}, nil},
		{"languages and other alternates", []string{`</uk/feed/>; rel=alternate; hreflang=uk, </x>; rel=alternate; type="text/html"`}, nil},
		{"hostile", []string{`<javascript:alert(1)>; rel=feed, <file:///etc/hosts>; rel=feed, <http://>; rel=feed`}, nil},
		{"broken off", []string{`</a>; rel="feed`, `</b`, `; rel=feed`, ``, `<`}, []string{"https://velm.example/a "}},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			var got []string
			for _, f := range discover.Linked(tt.fields, "https://velm.example/news/today") {
				got = append(got, fmt.Sprintf("%s %s", f.URL, f.Title))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	both := discover.Feeds([]byte(`<link rel=feed href=/a><link rel=feed href=/b>`), []string{`</b>; rel=feed`, `</comments>; rel=feed`}, "https://velm.example/")
	if len(both) != 3 || both[0].URL != "https://velm.example/b" || both[2].URL != "https://velm.example/comments" {
		t.Errorf("header and page: %v", both)
	}
	if n := len(discover.Linked([]string{strings.Repeat("</a>;rel=feed;", 1000), strings.Repeat("<1>;rel=x,", 100_000)}, "https://velm.example/")); n != 1 {
		t.Errorf("%d feeds of a long header", n)
	}
}
