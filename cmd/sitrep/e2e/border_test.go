package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/feeds/extract"
	"sitrep/feeds/normalize"
	"sitrep/feeds/parse"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/sanitize/hostile"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	uireader "sitrep/ui/reader"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// mostEntries is how many items of a feed are put on the screen.
const mostEntries = 4

// bordered takes bytes across the whole border: read as a feed and as a page,
// made into stories.
func bordered(x *extract.Extractor, data []byte) (entries []uitest.Entry, feed news.FeedStatus) {
	const address = "https://border.example/feed"
	feed.Feed.ID = address
	now := uitest.Start()
	if doc, err := parse.Parse(data, "", address); err != nil {
		feed.State.Err, feed.State.Failures = sanitize.Line(err.Error()), 1
	} else {
		feed.State.Title = doc.Title
		n := normalize.New(x)
		for _, item := range doc.Items[:min(len(doc.Items), mostEntries)] {
			if a, ok := n.Arrival(feed.Feed, doc, item, now); ok {
				entries = append(entries, uitest.Entry{Story: a.Story, Body: a.Body, Whole: a.Whole, References: a.References})
			}
		}
	}
	page, err := x.Page(context.Background(), data, "", "https://border.example/page")
	entry := uitest.Entry{Story: news.Story{
		ID: "borderborderbord", Feed: address, URL: "https://border.example/page", Headline: sanitize.Lit("Page"), FirstSeen: now,
	}}
	if err != nil {
		entry.Note = sanitize.Line(err.Error())
	} else {
		s := &entry.Story
		s.Headline, s.Byline, s.Source, s.Lang, s.Published, s.PublishedDay = page.Title, page.Byline, page.Site, page.Lang, page.Published.T, page.Published.Day
		entry.Page, entry.References = page.Blocks, page.References
	}
	return append(entries, entry), feed
}

// onScreen puts the stories on a screen and looks at every frame.
func onScreen(t *testing.T, entries []uitest.Entry, feed news.FeedStatus) {
	t.Helper()
	var screen *ui.Screen
	style := regexp.MustCompile(`\x1b\[[0-9;:]*m`)
	uitest.Run(t, uitest.Options{W: 80, H: 24, Model: func(ctx context.Context) tea.Model {
		table, err := keys.New(keys.Default(), nil)
		if err != nil {
			t.Fatal(err)
		}
		lib := uitest.NewLibrary([]news.FeedStatus{feed}, entries...)
		screen = ui.New(ui.Options{Keys: table, Title: true, Secondary: true, Env: &pane.Env{
			Env:   uireader.Env{Ctx: ctx, Library: lib, Actions: &uitest.Actions{Library: lib}, Now: uitest.Clock(), Zone: time.UTC, Parse: query.ParseTyping},
			Theme: theme.Mono(), Width: 76,
		}})
		return screen
	}}, func(d *uitest.Driver) {
		look := func(where string) {
			d.Screen()
			for _, f := range hostile.Found(style.ReplaceAllString(d.Content(), "")) {
				t.Errorf("%s: %s", where, f)
			}
		}
		look("list")
		d.Press("enter", "]")
		for i := range entries {
			look(fmt.Sprintf("story %d", i))
			d.Press("G")
			look(fmt.Sprintf("story %d, its end", i))
			d.Press("J")
		}
		d.Press("F")
		look("feeds")
	})
	if n := screen.Spilled(); n > 0 {
		t.Errorf("%d hostile pieces came to the last door", n)
	}
}

// FuzzBorder takes bytes from a server to the frame on the terminal.
func FuzzBorder(f *testing.F) {
	item := func(s string) string {
		return "<item><title>" + cdata(s) + "</title><guid>" + cdata(s) + "</guid><link>https://a.example/" + cdata(s) + "</link><description>" + cdata("<p>"+s+"</p>") + "</description></item>"
	}
	var all []string
	for i, s := range hostile.Strings() {
		if len(s.Text) < 400 && i%9 == 0 {
			all = append(all, item(s.Text))
		}
	}
	for len(all) > 0 {
		n := min(len(all), mostEntries)
		f.Add([]byte(`<rss version="2.0"><channel><title>x</title>` + strings.Join(all[:n], "") + "</channel></rss>"))
		all = all[n:]
	}
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"a\u001b[2Jb","content_text":"c\u202ed","language":"e\u009b"}]}`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id><title type="html">&lt;b&gt;a&amp;#27;[2J</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">b</div></content></entry></feed>`))
	f.Add([]byte(`<!doctype html><html lang="x&#27;"><head><title>River &#x9b;2J rises</title></head><body><article><h1>River rises</h1><p>The river rose by a meter in the night, the board said, and it goes on rising.&#27;]0;x&#7;</p><p>Read also: <a href="https://b.example/&#27;">Dam &#8238;holds</a></p><pre>a	b</pre><table><tr><td>1<td>2</table><p>The gates were opened at noon and closed again at dusk.</p></article></body></html>`))
	f.Add([]byte("River rises\n\nThe river rose.\x1b[2J\nRead also: Dam holds\n"))
	m, err := readalso.New()
	if err != nil {
		f.Fatal(err)
	}
	x := extract.New(m)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		entries, feed := bordered(x, data)
		onScreen(t, entries, feed)
	})
}
