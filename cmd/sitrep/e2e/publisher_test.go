package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// pubKey is where a script keeps its publisher.
type pubKey struct{}

// publisher serves feeds and their articles on loopback. Item I of feed F is
// at /story/F/I; its article refers to item I+1, and the last to the first.
type publisher struct {
	atEnd func(func())
	url   string

	mu     sync.Mutex
	titles [][]string
	edits  []int       // by feed: how often it was changed
	status map[int]int // by feed: the status that it answers instead
}

func newPublisher(atEnd func(func())) *publisher {
	return &publisher{atEnd: atEnd, status: make(map[int]int)}
}

// publisherCmd is the script's hand on the publisher:
//
//	publisher start FEEDS ITEMS    starts it, writes config.yaml, sets PUB
//	publisher retitle FEED ITEM TITLE
//	publisher add FEED TITLE
//	publisher answer FEED STATUS   0: the feed again
func publisherCmd(ts *testscript.TestScript, neg bool, args []string) {
	p, ok := ts.Value(pubKey{}).(*publisher)
	if neg || !ok || len(args) < 3 {
		ts.Fatalf("usage: publisher start|retitle|add|answer ...")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch args[0] {
	case "start":
		items, err := strconv.Atoi(args[2])
		ts.Check(err)
		p.start(n, items)
		ts.Setenv("PUB", p.url)
		ts.Setenv("SITREP_CONFIG", ts.MkAbs("config.yaml"))
		ts.Check(os.WriteFile(ts.MkAbs("config.yaml"), []byte(p.config()), 0o600))
	case "retitle":
		i, err := strconv.Atoi(args[2])
		ts.Check(err)
		p.titles[n][i] = strings.Join(args[3:], " ")
		p.edits[n]++
	case "add":
		p.titles[n] = append(p.titles[n], strings.Join(args[2:], " "))
		p.edits[n]++
	case "answer":
		status, err := strconv.Atoi(args[2])
		ts.Check(err)
		p.status[n] = status
	default:
		ts.Fatalf("publisher: no command %q", args[0])
	}
}

func (p *publisher) start(feeds, items int) {
	for f := range feeds {
		titles := make([]string, items)
		for i := range titles {
			titles[i] = fmt.Sprintf("Levee %d of district %d holds", i, f)
		}
		p.titles = append(p.titles, titles)
	}
	p.edits = make([]int, feeds)
	srv := httptest.NewServer(p)
	p.atEnd(srv.Close)
	p.url = srv.URL
}

func (p *publisher) config() string {
	var b strings.Builder
	b.WriteString("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 64, concurrency: 64, timeout: 10s}\nfeeds:\n")
	for f := range p.titles {
		fmt.Fprintf(&b, "  - url: %s/feed/%d\n    name: District %d\n    tags: [district]\n", p.url, f, f)
	}
	return b.String()
}

// ServeHTTP answers with a feed, or the page of a story.
func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.UserAgent(), "sitrep/") {
		http.Error(w, "say who you are", http.StatusForbidden)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if page, ok := p.sitePage(r.Host, r.URL.Path); ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
		return
	}
	if r.URL.Path == "/robots.txt" {
		fmt.Fprint(w, "User-agent: *\nDisallow: /story/1/\n")
		return
	}
	if r.URL.Path == "/old" {
		http.Redirect(w, r, "/feed/0", http.StatusMovedPermanently)
		return
	}
	var f, i int
	if n, _ := fmt.Sscanf(r.URL.Path, "/feed/%d", &f); n == 1 && f < len(p.titles) {
		p.serveFeed(w, r, f)
		return
	}
	if n, _ := fmt.Sscanf(r.URL.Path, "/story/%d/%d", &f, &i); n == 2 && f < len(p.titles) && i < len(p.titles[f]) {
		p.serveStory(w, f, i)
		return
	}
	http.NotFound(w, r)
}

// sitePage returns the pages of the site that name feeds: /one names a feed
// that is followed, /new one that is not, /two names two, /bare none; the front
// page names one. Under the name localhost no page names any, but all have a
// link that looks like a feed.
func (p *publisher) sitePage(host, path string) (string, bool) {
	link := func(feed string) string {
		return `<link rel="alternate" type="application/rss+xml" title="Feed ` + feed + `" href="/feed/` + feed + `">`
	}
	head := map[string]string{"/": link("1"), "/one": link("0"), "/new": link("2"), "/two": link("1") + link("2"), "/bare": ""}
	h, ok := head[path]
	body := "<p>The site of the district.</p>"
	if strings.HasPrefix(host, "localhost") {
		h, body = "", body+`<a href="/all.rss" title="All of it">RSS</a> <a href="/about">About</a>`
	}
	return "<!doctype html><html><head>" + h + "</head><body>" + body + "</body></html>", ok
}

func (p *publisher) serveFeed(w http.ResponseWriter, r *http.Request, f int) {
	if s := p.status[f]; s != 0 {
		http.Error(w, "no", s)
		return
	}
	tag := fmt.Sprintf(`"%d-%d"`, f, p.edits[f])
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	fmt.Fprintf(w, "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>District %d</title><link>%s/</link><description>x</description>\n", f, p.url)
	for i, title := range p.titles[f] {
		fmt.Fprintf(w, "<item><guid isPermaLink=\"false\">d%d-%d</guid><title>%s</title><link>%s/story/%d/%d</link>"+
			"<description>What is known of levee %d.</description><pubDate>Mon, 16 Feb 2026 %02d:%02d:00 GMT</pubDate></item>\n",
			f, i, title, p.url, f, i, i, 6+i/60, i%60)
	}
	fmt.Fprint(w, "</channel></rss>\n")
}

func (p *publisher) serveStory(w http.ResponseWriter, f, i int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	next := (i + 1) % len(p.titles[f])
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%[1]s</title></head><body><main><article><h1>%[1]s</h1>
<p>The crews worked through the night on the northern bank, and the water stood a hand below the crown at dawn, officials in the harbor said.</p>
<p>Read also: <a href="/story/%[2]d/%[3]d">%[4]s</a></p>
<p>Two pumping stations were brought back before noon, the water board said, and the road to the ferry is open again for lorries.</p>
<p>A second crest is expected on Thursday. The board asks people in the lower streets to keep their bags packed until the weekend.</p>
</article></main></body></html>`, p.titles[f][i], f, next, p.titles[f][next])
}
