package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestTimesAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"2031-03-04T06:10:00+02:00":         "2031-03-04T04:10:00Z",
		"2031-03-04T06:10:00.123Z":          "2031-03-04T06:10:00Z",
		"2031-03-04T06:10:00":               "2031-03-04T06:10:00Z",
		"2031-03-04 06:10:00 +0200":         "2031-03-04T04:10:00Z",
		"2031-03-04":                        "2031-03-04",
		"20310304":                          "2031-03-04",
		"Tue, 4 Mar 2031 06:10:00 GMT":      "2031-03-04T06:10:00Z",
		"1930363800":                        "2031-03-04T04:10:00Z",
		"1930363800000":                     "2031-03-04T04:10:00Z",
		"March 4, 2031 6:10 AM EST":         "2031-03-04T11:10:00Z",
		"4. März 2031":                      "2031-03-04",
		"4 de marzo de 2031":                "2031-03-04",
		"4 березня 2031":                    "2031-03-04",
		"4 марта 2031 года":                 "2031-03-04",
		"Mittwoch, 4. Dezember 2030, 18:40": "2030-12-04",
		"04.03.2031 18:40":                  "2031-03-04T18:40:00Z",
		"2031年3月4日":                         "2031-03-04",
		"03/04/2031":                        "", // which is the month?
		"23/04/2031":                        "2031-04-23",
		"31.02.2031":                        "",
		"0001-01-01T00:00:00Z":              "",
		"yesterday":                         "",
	} {
		if got := parseTime(in).String(); got != want {
			t.Errorf("parseTime(%q) = %q, want %q", in, got, want)
		}
	}
}

// pageOf returns what a page with this head and body says about itself.
func pageOf(t *testing.T, address, head, body string) *Page {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<html><head>" + head + "</head><body>" + body + "</body></html>"))
	if err != nil {
		t.Fatal(err)
	}
	return survey(doc, address).page()
}

func TestTitleIsWhatThePageCallsItsHeadline(t *testing.T) {
	const site = `<meta property="og:site_name" content="The Verra Post">`
	for _, tt := range []struct{ name, head, body, want string }{
		{"title element without the site", site + `<title>Bridge closed after flood | The Verra Post</title>`, "", "Bridge closed after flood"},
		{"site first", site + `<title>The Verra Post: Bridge closed after flood</title>`, "", "The Verra Post: Bridge closed after flood"},
		{"site first, set off", site + `<title>The Verra Post - Bridge closed after flood</title>`, "", "Bridge closed after flood"},
		{"hyphens stay", `<title>Half-closed bridges - a first look</title>`, "", "Half-closed bridges - a first look"},
		{"heading before og:title", `<meta property="og:title" content="You will not believe this bridge">`, `<h1>Bridge closed after the flood</h1>`, "Bridge closed after the flood"},
		{"kicker in the heading", `<meta property="og:title" content="Bridge closed after the flood">`, `<h1><span>Verra valley</span> Bridge closed after the flood</h1>`, "Bridge closed after the flood"},
		{"logo as heading", site + `<title>Bridge closed after flood | The Verra Post</title>`, `<h1><a href="/">The Verra Post</a></h1>`, "Bridge closed after flood"},
		{
			"structured data first", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge &amp; road closed"}</script><title>Bridge</title>`,
			"<h1>Everything about the bridge now</h1>", "Bridge & road closed",
		},
		{
			"cut off in the structured data", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed after the flood of the"}</script>`,
			"<h1>Bridge closed after the flood of the century</h1>", "Bridge closed after the flood of the century",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pageOf(t, "https://verra.example/a-1.html", tt.head, tt.body).Title.String(); got != tt.want {
				t.Errorf("title = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCanonicalAddressOfTheHomePageIsAMistake(t *testing.T) {
	for _, tt := range []struct{ name, address, head, want string }{
		{"relative", "https://verra.example/a-1.html?x=1", `<link rel="canonical" href="/a-1.html">`, "https://verra.example/a-1.html"},
		{"home page", "https://verra.example/a-1.html", `<link rel="canonical" href="https://verra.example/">`, ""},
		{"of the home page itself", "https://verra.example/", `<link rel="canonical" href="https://verra.example/">`, "https://verra.example/"},
		{"not the web", "https://verra.example/a-1.html", `<link rel="canonical" href="javascript:x()"><meta property="og:url" content="/b-2.html">`, "https://verra.example/b-2.html"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pageOf(t, tt.address, tt.head, "").Canonical; got != tt.want {
				t.Errorf("canonical = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDayIsTakenFromTheAddressOrNearTheHeadline(t *testing.T) {
	for _, tt := range []struct{ name, address, body, want string }{
		{"address", "https://verra.example/2031/03/04/bridge", "", "2031-03-04"},
		{"after the headline", "https://verra.example/bridge", "<h1>Bridge closed</h1><p>Oru Vell</p><p>March 4, 2031</p>", "2031-03-04"},
		{"element called a date", "https://verra.example/bridge", `<div class="meta-date">04.03.2031</div><h1>Bridge closed</h1>`, "2031-03-04"},
		{"not from the text", "https://verra.example/bridge", "<h1>Bridge closed</h1><p>" + strings.Repeat("Long ago, ", 20) + "on March 4, 2021, it was opened.</p>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pageOf(t, tt.address, "", tt.body).Published.String(); got != tt.want {
				t.Errorf("published = %q, want %q", got, tt.want)
			}
		})
	}
}
