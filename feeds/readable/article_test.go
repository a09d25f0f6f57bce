package readable

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// prose is a paragraph that counts as text, with a word of its own.
func prose(word string) string {
	return "<p>" + word + ": the road office of the lower valley said on Monday that buses, ferries and carts take the long way round by the northern dam until the old bridge is open again.</p>"
}

// long is prose enough for an article.
func long() string { return prose("Start") + prose("One") + prose("Two") + prose("Three") }

func parse(t testing.TB, s string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func render(t testing.TB, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// textOf returns the text of the article of a page whose body is given.
func textOf(t testing.TB, head, body string) string {
	t.Helper()
	article := Article(parse(t, "<html><head>"+head+"</head><body>"+body+"</body></html>"))
	if article == nil {
		return ""
	}
	return squeeze(content(article))
}

func TestWhatIsBesideTheArticleGoes(t *testing.T) {
	links := strings.Repeat("<p><a href='/x'>A section of the site, with a long name</a></p>", 6)
	for _, tt := range []struct {
		name, head, body string
		stays            bool
	}{
		{"a box of links", "", "<div>" + long() + "<div>MARK" + links + "</div>" + prose("End") + "</div>", false},
		{"a box of links inside the page", "", "<div>" + long() + "<div>MARK" + strings.ReplaceAll(links, "/x", "#x") + prose("End") + "</div></div>", true},
		{"a list", "", "<div>" + long() + "<ul><li>MARK</li><li><a href='/x'>A report</a></li></ul>" + prose("End") + "</div>", true},
		{"an unlikely name", "", "<div class='sidebar'>" + prose("MARK") + "</div>" + long(), false},
		{"an unlikely name that is likely too", "", "<div class='sidebar content'>" + prose("MARK") + long() + "</div>", true},
		{"a role", "", "<div role='navigation'>" + prose("MARK") + "</div>" + long(), false},
		{"what is hidden", "", "<div style='display : none'>" + prose("MARK") + "</div>" + long(), false},
		{"what is hidden from all", "", "<div hidden>" + prose("MARK") + "</div>" + long(), false},
		{"what only programs do not read", "", "<div aria-hidden='true'>" + prose("MARK") + "</div>" + long(), false},
		{"a dialog", "", "<div role='dialog' aria-modal='true'>" + prose("MARK") + "</div>" + long(), false},
		{"a footer in the text", "", long() + "<footer>" + prose("MARK") + "</footer>" + prose("End"), false},
		{"buttons to share", "", long() + "<div class='post_share'><p>MARK, to friends and to others who read.</p></div>" + prose("End"), false},
		{"another word", "", long() + "<div class='shareholders'>" + prose("MARK") + "</div>" + prose("End"), true},
		{"an advertisement", "", long() + "<div>Werbung</div><div><p>MARK</p><p>Werbung</p></div>" + prose("End"), false},
		{"the headline again", "<title>Old bridge closed after the flood</title>", "<h1>Old bridge closed after the flood MARK</h1>" + long(), false},
		{"another heading", "<title>Old bridge closed after the flood</title>", "<div><h2>MARK: what is known so far</h2>" + long() + "</div>", true},
		{"the byline", "", "<div class='byline'>By MARK of the Verra Post</div>" + long(), false},
		{"the byline of a page that names it", "<meta name='author' content='A B'>", "<div><div class='byline'>By MARK of the Verra Post</div>" + long() + "</div>", true},
		{"a table of figures", "", "<div>" + long() + "<table><tr><th>MARK</th><th>m</th></tr><tr><td>Verra</td><td>7</td></tr></table>" + prose("End") + "</div>", true},
		{"a table for layout", "", "<div>" + long() + "<table role=presentation><tr><td><a href='/x'>MARK and more</a></td></tr></table>" + prose("End") + "</div>", false},
		{"a sentence beside the best element", "", "<div><div>" + long() + "</div>" + prose("MARK") + "</div>", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := textOf(t, tt.head, tt.body)
			if strings.Contains(got, "MARK") != tt.stays || !strings.Contains(got, "Three:") {
				t.Errorf("MARK stands in the text: %v, want %v\n%s", !tt.stays, tt.stays, got)
			}
		})
	}
}

func TestAPageWithLittleTextIsReadByFewerRules(t *testing.T) {
	for _, tt := range []struct{ name, body string }{
		{"all of it in an unlikely box", "<div class='comment'>" + prose("MARK") + prose("MARK") + "</div>"},
		{"in a box with names that speak against it", "<div><div class='promo'>" + prose("MARK") + "</div></div>"},
		{"mostly links", "<div><ul><li><a href='/x'>MARK a report</a></li><li><a href='/y'>another report</a></li></ul></div>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := textOf(t, "", tt.body); !strings.Contains(got, "MARK") {
				t.Errorf("text = %q", got)
			}
		})
	}
	if Article(parse(t, "<html><body><div></div></body></html>")) != nil {
		t.Error("an empty page has an article")
	}
}

func TestLineBreaksBecomeParagraphs(t *testing.T) {
	body := "<div>" + strings.Repeat("One line of the text, with <b>some</b> words of it.<br> <br>\nAnother one, which <i>ends</i> here.<br><br><br>", 8) + "</div>"
	article := Article(parse(t, "<html><body>"+body+"</body></html>"))
	if n := len(all(article, "p")); n < 15 {
		t.Errorf("%d paragraphs, want 16:\n%s", n, render(t, article))
	}
	if n := len(all(article, "br")); n != 0 {
		t.Errorf("%d line breaks are left", n)
	}
}

func TestTheTitleIsToldFromTheSite(t *testing.T) {
	for _, tt := range []struct{ head, want string }{
		{"<title>Old bridge closed after the flood - Verra Post</title>", "Old bridge closed after the flood"},
		{"<title>Verra | Old bridge closed after the flood | Post</title>", "Verra | Old bridge closed after the flood"},
		{"<title>Post » Old bridge closed after the flood</title>", "Old bridge closed after the flood"},
		{"<title>Verra Post: Old bridge closed after flood</title>", "Old bridge closed after flood"},
		{"<title>Old bridge: closed</title>", "Old bridge: closed"},
		{"<title>Short</title>", "Short"},
		{"<title>x</title><meta property='og:title' content='From the &amp;amp; card'>", "From the & card"},
		{"<title>x</title><meta name='dc.title' content=' By name '>", "By name"},
		{"", ""},
	} {
		if got := metaOf(parse(t, tt.head)).title; got != tt.want {
			t.Errorf("title of %s = %q, want %q", tt.head, got, tt.want)
		}
	}
}

func TestCharactersAreCountedAsTheyAreShown(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, " \n ": 0, "a": 1, " a  b ": 3, "<b>a</b> <i>b</i>": 3, "<b>a</b><i>b</i>": 2, "ä\u00a0\u3000ö": 3, "<b>a </b> <i> b</i>": 3,
	} {
		if got := tallyOf(parse(t, "<body>"+in)).chars.n; got != want {
			t.Errorf("%q has %d characters, want %d", in, got, want)
		}
	}
	if got := commasIn("a,b،c，d﹐e⸲f、g.h…i"); got != 6 {
		t.Errorf("%d commas, want 6", got)
	}
}

// FuzzArticle reads any page: nothing panics, the page stays as it is, and its
// article has no text that the page lacks.
func FuzzArticle(f *testing.F) {
	f.Add("<title>A - B</title><body><div class=share>x<br><br>y</div>" + long())
	f.Add("<body><p>a<br><br><p>b</p><font>c</font><table><tr><td><img><a href='#x'>d</a></table>")
	f.Add("<div itemprop=author><i itemprop=name>A</i></div><pre><br><br></pre><figure data-src='a.jpg'>")
	f.Fuzz(func(t *testing.T, page string) {
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			return
		}
		before := render(t, doc)
		article := Article(doc)
		if after := render(t, doc); after != before {
			t.Errorf("the page was changed:\n%s\n%s", before, after)
		}
		if article == nil {
			return
		}
		if whole := tallyOf(doc).chars.n; tallyOf(article).chars.n > 2*whole {
			t.Errorf("the article has more text than the page, %d characters", whole)
		}
	})
}

// BenchmarkArticle reads a page of 200 paragraphs and 500 links around them.
func BenchmarkArticle(b *testing.B) {
	doc := parse(b, "<html><body><div class=menu>"+strings.Repeat("<li><a href='/x'>A section</a></li>", 500)+"</div><article>"+strings.Repeat(prose("One"), 200)+"</article></body></html>")
	b.ReportAllocs()
	for b.Loop() {
		if Article(doc) == nil {
			b.Fatal("no article")
		}
	}
}
