package e2e

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/sanitize/hostile"
)

// evil serves feeds and pages in which every text is hostile: an RSS feed
// with the raw bytes, a JSON feed with what JSON can carry, a page for each
// story, and errors.
type evil struct {
	url string
	all []hostile.String
}

func newEvil(t *testing.T) *evil {
	t.Helper()
	e := &evil{all: hostile.Strings()}
	if memoryFactor > 1 { // all is slower: a part of them, and not always the same kind
		var some []hostile.String
		for i := 0; i < len(e.all); i += 7 {
			some = append(some, e.all[i])
		}
		e.all = some
	}
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	e.url = srv.URL
	return e
}

// ServeHTTP answers with the document that the path names.
func (e *evil) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var i int
	switch {
	case r.URL.Path == "/rss":
		w.Header().Set("Content-Type", "application/rss+xml")
		e.rss(w)
	case r.URL.Path == "/json":
		w.Header().Set("Content-Type", "application/feed+json")
		e.jsonFeed(w)
	case strings.HasPrefix(r.URL.Path, "/fault/"):
		w.Header().Set("X-Reason", "owned")
		http.Error(w, e.all[len(e.all)/2].Text, http.StatusTeapot)
	default:
		if n, _ := fmt.Sscanf(r.URL.Path, "/page/%d", &i); n == 1 && i >= 0 && i < len(e.all) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			e.page(w, i)
			return
		}
		http.NotFound(w, r)
	}
}

// cdata is a text as an XML character section, with nothing taken away.
func cdata(s string) string {
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

func (e *evil) rss(w http.ResponseWriter) {
	fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>%s</title><link>%s/</link><description>x</description>`, cdata(e.all[0].Text), e.url)
	for i, s := range e.all {
		fmt.Fprintf(w, "<item><title>%[1]s</title><guid>%[2]d</guid><link>%[3]s/page/%[2]d?x=%[4]s</link><description>%[1]s</description>"+
			"<dc:creator>%[1]s</dc:creator><category>%[1]s</category><pubDate>Mon, 16 Feb 2026 %02[5]d:%02[6]d:00 GMT</pubDate></item>\n",
			cdata(s.Text), i, e.url, html.EscapeString(strings.ToValidUTF8(s.Text[:min(len(s.Text), 200)], "")), i/60, i%60)
	}
	fmt.Fprint(w, "</channel></rss>")
}

func (e *evil) jsonFeed(w http.ResponseWriter) {
	type item map[string]any
	var items []item
	for i, s := range e.all {
		items = append(items, item{
			"id": s.Text, "url": fmt.Sprintf("%s/page/%d#json", e.url, i), "title": s.Text, "content_text": s.Text, "summary": s.Text, "language": s.Text,
			"tags": []string{s.Text}, "authors": []item{{"name": s.Text}},
		})
	}
	_ = json.NewEncoder(w).Encode(item{"version": "https://jsonfeed.org/version/1.1", "title": e.all[1].Text, "items": items})
}

func (e *evil) page(w http.ResponseWriter, i int) {
	s, next := e.all[i].Text, (i+1)%len(e.all)
	fmt.Fprintf(w, `<!doctype html><html lang="%[1]q"><head><title>%[1]s</title><meta name="author" content="%[2]s"><meta property="og:site_name" content="%[2]s"></head>
<body><main><article><h1>%[1]s</h1><p class="byline">%[1]s</p>
<p>The crews worked through the night on the northern bank, and the water stood a hand below the crown. %[1]s</p>
<p>Read also: <a href="/page/%[3]d">%[1]s</a></p>
<p>Two pumping stations were brought back before noon, the water board said, and the road is open. %[1]s</p>
<ul><li>%[1]s</li></ul><table><tr><td>%[1]s</td><td>2</td></tr></table><pre>%[1]s</pre>
<p>Read also: %[1]s</p>
</article></main></body></html>`, s, html.EscapeString(s), next)
}

// TestHostileTextIsInertInEveryOutput polls hostile feeds and fetches hostile
// pages, and looks at every byte that the commands write, at the log, and at
// the files that are made.
func TestHostileTextIsInertInEveryOutput(t *testing.T) {
	t.Parallel()
	e := newEvil(t)
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	text := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 16}\nfeeds:\n  - url: %[1]s/rss\n  - url: %[1]s/json\n  - url: %[1]s/fault/feed\n", e.url)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{
		"HOME=" + dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(dir, "data"), "XDG_STATE_HOME=" + filepath.Join(dir, "state"), "TZ=UTC", "LANG=C.UTF-8",
	}
	run := func(args ...string) string {
		for i, arg := range args { // the system ends an argument at a NUL
			args[i] = strings.ReplaceAll(arg, "\x00", "")
		}
		out, errs, _ := ran(t, environ, "", args...)
		for name, s := range map[string]string{"stdout": out, "stderr": errs} {
			for _, f := range hostile.Found(s) {
				t.Errorf("%s of sitrep %q: %s", name, args[0], f)
			}
		}
		return out
	}

	run("poll")
	var stories []struct{ ID, Title string }
	for line := range strings.Lines(run("list", "--json", "--limit", "5000")) {
		var s struct{ ID, Title string }
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("list --json: %v in %q", err, line)
		}
		stories = append(stories, s)
	}
	if want := len(e.all); len(stories) < want {
		t.Fatalf("%d stories are in the cache, want at least %d", len(stories), want)
	}
	run("list", "--limit", "5000")
	run("list", "--hits", hostile.Mark)
	run("feeds", "list")
	run("feeds", "list", "--json")
	run("feeds", "check")
	run("feeds", "export")
	for i, s := range stories[:len(e.all)] {
		run("show", s.ID, []string{"--width=80", "--json", "--markdown"}[i%3])
	}
	for i := 0; i < len(e.all); i += 7 {
		ref := fmt.Sprintf("%s/page/%d", e.url, i)
		if out := run("show", "--fetch", ref); !strings.Contains(out, hostile.Mark) {
			t.Errorf("%s: the page was not fetched: %q", e.all[i].Name, out)
		}
		run("related", ref)
		run("related", "--json", "--depth", "3", ref)
		run("extract", "--json", ref)
	}
	for i := 0; i < len(e.all); i += 5 { // typed by a person or passed on by a script
		s := e.all[i]
		run(s.Text)
		run("show", s.Text)
		run("list", s.Text)
		run("feeds", "remove", s.Text)
		run("--config", s.Text, "list")
	}
	run("doctor")
	run("poll", "--all", "--json")

	files := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(filepath.Base(path), "sitrep.db") {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		for _, f := range append(hostile.Found(string(b)), hostile.Found(path)...) {
			t.Errorf("file %s: %s", strings.TrimPrefix(path, dir), f)
		}
		return err
	})
	if err != nil || files < 2 {
		t.Errorf("looked at %d files, %v", files, err)
	}
}
