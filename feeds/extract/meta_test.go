package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pageOf returns the metadata of a page with this head and body.
func pageOf(t *testing.T, address, head, body string) *Page {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<html><head>" + head + "</head><body>" + body + "</body></html>"))
	if err != nil {
		t.Fatal(err)
	}
	return scanPage(doc, address).page()
}

func TestTitleIsWhatThePageCallsItsHeadline(t *testing.T) {
	const site = `<meta property="og:site_name" content="The Verra Post">`
	for _, tt := range []struct{ name, head, body, want string }{
		{"title element without the site", site + `<title>Bridge closed after flood | The Verra Post</title>`, "", "Bridge closed after flood"},
		{"site first", site + `<title>The Verra Post: Bridge closed after flood</title>`, "", "The Verra Post: Bridge closed after flood"},
		{"site first, set off", site + `<title>The Verra Post - Bridge closed after flood</title>`, "", "Bridge closed after flood"},
		{"separators of the headline stay", site + `<title>Live: the bridge - what we know | The Verra Post</title>`, "", "Live: the bridge - what we know"},
		{"separators beside the site's own", `<meta property="og:site_name" content="Verra - Post"><title>Live: the bridge - what we know - Verra - Post</title>`, "", "Live: the bridge - what we know"},
		{"what ends in a clause is no name", `<title>Bridge closed after the flood - what we know</title>`, "", "Bridge closed after the flood - what we know"},
		{"what ends in a question is no name", `<title>Bridge closed after flood - What Now?</title>`, "", "Bridge closed after flood - What Now?"},
		{"hyphens stay", `<title>Half-closed bridges - a first look</title>`, "", "Half-closed bridges - a first look"},
		{"heading before og:title", `<meta property="og:title" content="You will not believe this bridge">`, `<h1>Bridge closed after the flood</h1>`, "Bridge closed after the flood"},
		{
			"heading for search engines in the trail", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Verra flood: bridge closed for weeks"}</script><meta property="og:title" content="The bridge stays shut">`,
			`<ul><li><a href="/verra">Verra</a><li><h1>Verra flood: bridge closed for weeks</h1></ul><h2><span>After the flood</span> The bridge stays shut</h2>`, "The bridge stays shut",
		},
		{
			"the same in a menu", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Verra flood: bridge closed for weeks"}</script><meta property="og:title" content="The bridge stays shut">`,
			`<nav><a href="/verra">Verra</a><h1>Verra flood: bridge closed for weeks</h1></nav><h2>The bridge stays shut</h2>`, "The bridge stays shut",
		},
		{"another story below", `<meta property="og:title" content="You will not believe this bridge">`, `<h1>Bridge closed after the flood</h1><h2>Ferry runs at night</h2>`, "Bridge closed after the flood"},
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

func TestBylineIsInAnElementThatIsCalledSo(t *testing.T) {
	for in, want := range map[string]string{
		`<span id="author">The Coast Press</span>`:            "The Coast Press",
		`<div id="article-author">Eva Lind</div>`:             "Eva Lind",
		`<div class="post author">Eva Lind</div>`:             "Eva Lind",
		`<p id="authorName">By Eva Lind</p>`:                  "Eva Lind",
		`<div id="writer">Eva Lind</div>`:                     "Eva Lind",
		`<span data-testid="author-name">Eva Lind</span>`:     "Eva Lind",
		`<p class="auteur">Par Eva Lind</p>`:                  "Eva Lind",
		`<div class="author-bio">Eva Lind writes on.</div>`:   "",
		`<input id="author" value="x"><p>The office said</p>`: "",
		`<div id="coauthored-texts">The office said</div>`:    "",
	} {
		if got := pageOf(t, "https://verra.example/bridge", "", "<h1>Bridge closed</h1>"+in).Byline.String(); got != want {
			t.Errorf("byline of %s = %q, want %q", in, got, want)
		}
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

func TestDayIsTakenFromWhatThePageMarksOrShows(t *testing.T) {
	const long = `<p>The old bridge over the Verra was closed on Monday evening, after the flood had washed out two of its piers.</p>`
	for _, tt := range []struct{ name, head, body, want string }{
		{"after the headline", "", "<h1>Bridge closed</h1><p>Oru Vell</p><p>March 4, 2031</p>", "2031-03-04"},
		{"element called a date", "", `<div class="meta-date">04.03.2031</div><h1>Bridge closed</h1>`, "2031-03-04"},
		{"heading called a date", "", `<h2 class="date-header">4 March 2031</h2><h1>Bridge closed</h1>`, "2031-03-04"},
		{"not from the text", "", "<h1>Bridge closed</h1><p>" + strings.Repeat("Long ago, ", 20) + "on March 4, 2021, it was opened.</p>", ""},
		{"line above the headline", "", "<div><p>4 March 2031 | Roads</p><h1>Bridge closed</h1></div>" + long, "2031-03-04"},
		{"not the clock of the site", "", "<div>4 March 2031</div><h1>Bridge closed</h1>" + long, ""},
		{"two digits of the year", "", `<h1>Bridge closed</h1>` + long + `<span class="post-date">04.03.31</span>`, "2031-03-04"},
		{"headline below the logo", "<title>The bridge stays closed</title>", "<h1>The Verra Post</h1>" + strings.Repeat(long, 20) + "<h2>The bridge stays closed</h2><span>4 March 2031</span>", "2031-03-04"},
		{"RDFa", "", `<h1>Bridge closed</h1><span property="schema:dateCreated" content="2031-03-04T06:10:00+02:00"></span>`, "2031-03-04T04:10:00Z"},
		{"in a list of facts", "", `<h1>Bridge closed</h1><ul><li>Oru Vell</li><li><time datetime="2031-03-04">4.3.</time></li></ul>`, "2031-03-04"},
		{"not of a teaser", "", `<h1>Bridge closed</h1>` + long + `<ul><li><a href="/b">The northern dam holds for now, the water board of the valley says</a> <time datetime="2031-03-04">4.3.</time></li></ul>`, ""},
		{"not of a box of others", "", `<h1>Bridge closed</h1><div class="related-top"><time datetime="2020-01-01">1.1.2020</time> <a href="/o">Old</a></div><p><time datetime="2031-03-04">4.3.</time></p>` + long, "2031-03-04"},
		{"not of a card", "", `<article><h3><a href="/o-2020-x">Old dam</a></h3><time datetime="2020-01-01">1.1.2020</time></article><main><h1>Bridge closed</h1><time datetime="2031-03-04">4.3.</time>` + long + `</main>`, "2031-03-04"},
		{"not beside the title of another", "", `<h1>Bridge closed</h1><div><a href="/o-2020-x">Old dam gives way again</a> <time datetime="2020-01-01">1.1.2020</time></div><p><time datetime="2031-03-04">4.3.</time></p>` + long, "2031-03-04"},
		{"beside it for want of another", "", `<h1>Bridge closed</h1><div><a href="/o-2020-x">More on the old bridge</a> <time datetime="2031-03-04">4.3.</time></div>` + long, "2031-03-04"},
		{"not the property of a card", "", `<div class="teaser"><span itemprop="datePublished" content="2020-01-01"></span></div><main><h1>Bridge closed</h1><span itemprop="datePublished" content="2031-03-04"></span>` + long + `</main>`, "2031-03-04"},
		{"not that of a change", "", "<h1>Bridge closed</h1><p>Updated: 5 March 2031</p><p>Published: 4 March 2031</p>" + long, "2031-03-04"},
		{"not that of a change, in parts", "", "<h1>Brücke zu</h1><p><b>Aktualisiert am</b> <span>5. März 2031</span></p><p><span>4. März 2031</span></p>" + long, "2031-03-04"},
		{"that of a change for want of another", "", "<h1>Bridge closed</h1><p>Last updated on 5 March 2031</p>" + long + long, "2031-03-05"},
		{"value for content", `<meta name="article:published_time" value="2031-03-04T06:10:00Z">`, "", "2031-03-04T06:10:00Z"},
		{"day before month by the language", `<meta name="language" content="es">`, "<h1>Puente cerrado</h1><p>04/03/2031</p>", "2031-03-04"},
		{"month before day by the language", `<meta name="language" content="en-US">`, "<h1>Bridge closed</h1><p>03/04/2031</p>", "2031-03-04"},
		{"neither is told", `<meta name="language" content="en">`, "<h1>Bridge closed</h1><p>03/04/2031</p>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pageOf(t, "https://verra.example/bridge", tt.head, tt.body).Published.String(); got != tt.want {
				t.Errorf("published = %q, want %q", got, tt.want)
			}
		})
	}
	if got := pageOf(t, "https://verra.example/2031/03/04/bridge", "", "").Published.String(); got != "2031-03-04" {
		t.Errorf("published by the address = %q", got)
	}
}

// TestAuthorsThatAreNamedElsewhere: an object that the article refers to, a card,
// a label for previews. None of them was read.
func TestAuthorsThatAreNamedElsewhere(t *testing.T) {
	for _, tt := range []struct{ name, head, body string }{
		{"by reference", `<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Bridge closed","author":[{"@id":"#m"},{"@id":"#none"}]},{"@id":"#m","@type":"Person","name":"Mira Tan"}]}</script>`, ""},
		{"card", "", `<span class="author vcard"><a class="fn url" href="/m">Mira Tan</a></span>`},
		{"label", `<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="3 minutes"><meta name="twitter:label2" content="Verfasst von"><meta name="twitter:data2" content="Mira Tan">`, ""},
	} {
		if got := pageOf(t, "https://verra.example/bridge", tt.head, "<h1>Bridge closed</h1>"+tt.body).Byline.String(); got != "Mira Tan" {
			t.Errorf("%s: byline %q, want Mira Tan", tt.name, got)
		}
	}
}
