package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/version"
)

// The length of the simulation.
const (
	mannersDays     = 14
	mannersStep     = 15 * time.Minute
	mannersRestarts = 20
)

// mannersStart is when the simulation begins.
var mannersStart = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)

// visit is one request as the publisher saw it.
type visit struct {
	at     time.Time
	host   string
	uri    string
	method string
	header http.Header
	status int
}

// press is a publisher whose every answer is written for one rule, and who
// remembers each request.
type press struct {
	mu     sync.Mutex
	now    time.Time
	visits []visit
	atOnce map[string]int // by host: requests under way
	most   int            // of them
}

func (p *press) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// edition is the part of a feed that changes once a day.
func (p *press) edition(now time.Time) int { return now.YearDay() }

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	p.mu.Lock()
	now, n := p.now, len(p.visits)
	p.visits = append(p.visits, visit{at: now, host: host, uri: r.URL.RequestURI(), method: r.Method, header: r.Header.Clone()})
	p.atOnce[host]++
	p.most = max(p.most, p.atOnce[host])
	p.mu.Unlock()
	status := p.answer(w, r, now)
	p.mu.Lock()
	p.visits[n].status = status
	p.atOnce[host]--
	p.mu.Unlock()
}

// answer serves the path: what it is called says what it does.
func (p *press) answer(w http.ResponseWriter, r *http.Request, now time.Time) int {
	h := w.Header()
	say := func(status int) int { w.WriteHeader(status); return status }
	switch r.URL.Path {
	case "/gone":
		return say(http.StatusGone)
	case "/forbidden":
		return say(http.StatusForbidden)
	case "/missing":
		return say(http.StatusNotFound)
	case "/busy":
		if now.Day() == 3 {
			h.Set("Retry-After", "7200")
			return say(http.StatusTooManyRequests)
		}
	case "/moved":
		h.Set("Location", "/home")
		return say(http.StatusMovedPermanently)
	case "/elsewhere":
		h.Set("Location", "/there")
		return say(http.StatusFound)
	case "/page":
		fmt.Fprint(w, `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/hidden"><link rel="icon" href="/icon"></head><body>A page.</body></html>`)
		return http.StatusOK
	case "/paged/feed":
		items := ""
		for _, name := range []string{"gate", "live", "article"} {
			items += fmt.Sprintf(`<item><guid>%s</guid><title>Of the %s</title><link>http://%s/paged/%s</link></item>`, name, name, r.Host, name)
		}
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>Paged</title><link>http://%s/</link><description>x</description>%s</channel></rss>`, r.Host, items)
		return http.StatusOK
	case "/paged/gate", "/paged/article":
		fmt.Fprint(w, pagedPages[r.URL.Path])
		return http.StatusOK
	case "/paged/live":
		return live(w, r, now)
	case "/huge":
		chunk := strings.Repeat("x", 64<<10)
		for range 40 {
			fmt.Fprint(w, chunk)
		}
		return http.StatusOK
	}
	tag := fmt.Sprintf(`W/"%s;é %d"`, r.URL.Path, p.edition(now))
	date := "Mon, 02 Feb 2026 0" + fmt.Sprint(p.edition(now)%10) + ":00:00 +0000" // no date that a parser would write so again
	switch r.URL.Path {
	case "/blind":
		tag, date = "", ""
	case "/tag":
		date = ""
	case "/date":
		tag = ""
	case "/fickle": // validators on odd days only
		if p.edition(now)%2 == 0 {
			tag, date = "", ""
			h.Set("Cache-Control", "max-age=3600")
		}
	case "/fresh":
		h.Set("Cache-Control", "public, max-age=9000")
		h.Set("Age", "600")
	case "/expires":
		h.Set("Expires", now.Add(3*time.Hour).UTC().Format(http.TimeFormat))
	case "/absurd":
		h.Set("Cache-Control", "max-age=99999999")
	}
	if tag != "" {
		h.Set("ETag", tag)
	}
	if date != "" {
		h.Set("Last-Modified", date)
	}
	h.Add("Set-Cookie", "who=you")
	if tag != "" && r.Header.Get("If-None-Match") == tag || tag == "" && date != "" && r.Header.Get("If-Modified-Since") == date {
		return say(http.StatusNotModified)
	}
	h.Set("Content-Type", "application/rss+xml; charset=utf-8")
	extra := ""
	switch r.URL.Path {
	case "/ttl":
		extra = "<ttl>180</ttl>"
	case "/skip":
		extra = "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour><hour>4</hour><hour>5</hour></skipHours>"
	}
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title><link>http://%s/</link><description>x</description>%s<item><guid>%s %d</guid><title>Gauge %d</title><link>http://%s/item/%d</link></item></channel></rss>`,
		r.URL.Path, r.Host, extra, r.URL.Path, p.edition(now), p.edition(now), r.Host, p.edition(now))
	return http.StatusOK
}

// pagedPages are pages of articles: one that is read, one that is a gate.
var pagedPages = map[string]string{
	"/paged/article": `<html><head><title>Gauge</title></head><body><article><h1>Gauge</h1><p>The water rose through the night and stood a hand below the crown of the wall at dawn, the water board said.</p></article></body></html>`,
	"/paged/gate":    `<html><head><title>Just a moment</title><meta name="robots" content="noindex"></head><body><p>Checking if you are human. This may take a few seconds.</p><script src="/cdn-cgi/challenge-platform/x.js"></script></body></html>`,
}

// liveEnds is how long the live page of a press grows, an entry an hour.
const liveEnds = 2 * 24 * time.Hour

// live serves a page that grows.
func live(w http.ResponseWriter, r *http.Request, now time.Time) int {
	start := mannersStart
	hours := int(min(now.Sub(start), liveEnds) / time.Hour)
	tag := fmt.Sprintf(`"live %d"`, hours)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	fmt.Fprintf(w, `<html><head><title>Gauge: the latest</title><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Gauge: the latest","coverageEndTime":%q}</script></head><body><article><h1>Gauge: the latest</h1>`,
		start.Add(liveEnds).Format(time.RFC3339))
	for i := range hours + 1 {
		fmt.Fprintf(w, "<p>Hour %d: the water rose through the night and stood a hand below the crown of the wall, the water board said.</p>", hours-i)
	}
	fmt.Fprint(w, "</article></body></html>")
	return http.StatusOK
}

// process is one sitrep on the cache: it polls when it holds the lease.
type process struct {
	name   string
	db     *store.DB
	client *fetch.Client
	poller *feeds.Poller
}

func (p *process) stop() {
	p.client.Close()
	p.db.Close()
}

func startProcess(t *testing.T, name, path string, clock func() time.Time, list []news.Feed) *process {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SetFeeds(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	client, err := fetch.New(fetch.Options{
		UserAgent: version.UserAgent("desk@velm.example"), HostGap: -1, MaxBody: 1 << 20, AllowPrivate: []string{"127.0.0.1", "localhost"}, Now: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := readalso.New()
	if err != nil {
		t.Fatal(err)
	}
	p, err := feeds.New(feeds.Options{Sink: db, Client: client, Extract: extract.New(m), Now: clock, Interval: 30 * time.Minute, Rand: func() float64 { return 0.3 }})
	if err != nil {
		t.Fatal(err)
	}
	return &process{name, db, client, p}
}

// turn polls if the process has or gets the lease.
func (p *process) turn(ctx context.Context) error {
	_, held, err := p.db.Lease(ctx, "poller", p.name, 30*time.Second)
	if err != nil || !held {
		return err
	}
	_, err = p.poller.Poll(ctx, feeds.RefreshRequest{})
	return err
}

// simulate runs two processes on one cache for the days, and returns what the
// publisher saw.
func simulate(t *testing.T) (*press, string) {
	t.Helper()
	p := &press{now: mannersStart, atOnce: map[string]int{}}
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	other := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	var list []news.Feed
	for _, path := range []string{
		"/plain", "/tag", "/date", "/blind", "/fickle", "/fresh", "/expires", "/absurd", "/ttl", "/skip", "/gone", "/forbidden", "/missing",
		"/moved", "/elsewhere", "/page", "/huge", "/exact?x=1&y=a%20b&utm_source=z",
	} {
		list = append(list, news.Feed{ID: news.FeedID(srv.URL + path)})
	}
	list = append(list, news.Feed{ID: news.FeedID(other + "/busy")}, news.Feed{ID: news.FeedID(other + "/neighbor")}, news.Feed{ID: news.FeedID(srv.URL + "/home")},
		news.Feed{ID: news.FeedID(srv.URL + "/paged/feed"), FullText: true})
	path := filepath.Join(t.TempDir(), "sitrep.db")
	var procs [2]*process
	for i := range procs {
		procs[i] = startProcess(t, fmt.Sprint("process ", i), path, p.clock, list)
	}
	steps := int(mannersDays * 24 * time.Hour / mannersStep)
	for step := range steps {
		for _, one := range procs {
			if err := one.turn(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if step%(steps/mannersRestarts) == 0 { // one of them dies and comes back
			i := step / (steps / mannersRestarts) % 2
			procs[i].stop()
			procs[i] = startProcess(t, fmt.Sprint("process ", i, " again ", step), path, p.clock, list)
		}
		p.mu.Lock()
		p.now = p.now.Add(mannersStep)
		p.mu.Unlock()
	}
	for _, one := range procs {
		one.stop()
	}
	return p, srv.URL
}

// log is the publisher's log of one address.
type log []visit

func (p *press) log(uri string) log {
	var out log
	for _, v := range p.visits {
		if v.uri == uri {
			out = append(out, v)
		}
	}
	return out
}

// leastGap returns the shortest time between two visits.
func (l log) leastGap() time.Duration {
	least := mannersDays * 24 * time.Hour
	for i := range l[:max(len(l)-1, 0)] {
		least = min(least, l[i+1].at.Sub(l[i].at))
	}
	return least
}

// rule is one rule of docs/politeness.md, with how it is seen to hold. The
// error says how it does not.
type rule struct {
	name string
	hold func(p *press) error
}

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

// gap is the rule that an address is visited, and no more often than that.
func gap(p *press, least time.Duration, uris ...string) error {
	for _, u := range uris {
		l := p.log(u)
		if len(l) < 2 {
			return wrong("%s was visited %d times", u, len(l))
		}
		if got := l.leastGap(); got < least {
			return wrong("%s was visited again after %s, want %s or more", u, got, least)
		}
	}
	return nil
}

func all(p *press, bad func(v visit) string) error {
	for _, v := range p.visits {
		if s := bad(v); s != "" {
			return wrong("%s at %s: %s", v.uri, v.at.Format(time.DateTime), s)
		}
	}
	return nil
}

func mannersRules() []rule {
	never := func(field string) func(p *press) error {
		return func(p *press) error {
			return all(p, func(v visit) string { return strings.Join(v.header.Values(field), ", ") })
		}
	}
	return []rule{
		{"Conditional after the first", func(p *press) error {
			for _, u := range []string{"/plain", "/tag", "/date", "/fresh", "/neighbor"} {
				for i, v := range p.log(u) {
					if i > 0 && v.header.Get("If-None-Match")+v.header.Get("If-Modified-Since") == "" {
						return wrong("visit %d to %s has no validators", i, u)
					}
				}
			}
			return nil
		}},
		{"ETag byte for byte", func(p *press) error { return follows(p, "If-None-Match", "/plain", "/tag") }},
		{"Last-Modified byte for byte", func(p *press) error { return follows(p, "If-Modified-Since", "/plain", "/date") }},
		{"Validators follow the answers", func(p *press) error {
			l := p.log("/fickle")
			for i := 1; i < len(l); i++ {
				gave := p.edition(l[i-1].at)%2 != 0
				if sent := l[i].header.Get("If-None-Match") != ""; sent != gave {
					return wrong("visit %d: sent a validator: %t, had one: %t", i, sent, gave)
				}
			}
			return nil
		}},
		{"Both validators", func(p *press) error {
			for _, v := range p.log("/plain")[1:] {
				if v.header.Get("If-None-Match") == "" || v.header.Get("If-Modified-Since") == "" {
					return wrong("at %s only one was sent", v.at)
				}
			}
			return nil
		}},
		{"Floors", func(p *press) error {
			if err := gap(p, time.Hour, "/plain", "/tag", "/date", "/neighbor", "/blind"); err != nil {
				return err
			}
			if n := len(p.log("/blind")); n < 3*mannersDays {
				return wrong("/blind was visited %d times in %d days: a day is for what is silent for long", n, mannersDays)
			}
			return nil
		}},
		{"Restarts and second processes change nothing", func(p *press) error {
			if n := len(p.log("/plain")); n < 80 || n > 336 {
				return wrong("/plain was visited %d times in %d days", n, mannersDays)
			}
			return gap(p, time.Hour, "/plain")
		}},
		{"A person's refresh has a floor", nil}, // below, with a clock of its own
		{"Cache-Control and Expires", func(p *press) error {
			if err := gap(p, 8400*time.Second, "/fresh"); err != nil {
				return err
			}
			if err := gap(p, 3*time.Hour, "/expires", "/ttl"); err != nil {
				return err
			}
			if err := all(p, func(v visit) string {
				if v.uri == "/skip" && v.at.Hour() < 6 && v.at.YearDay() > 1 && v.at.After(p.visits[0].at.Add(time.Hour)) {
					return "in an hour that the feed asks to leave out"
				}
				return ""
			}); err != nil {
				return err
			}
			if l := p.log("/absurd"); len(l) < mannersDays-3 {
				return wrong("/absurd was visited %d times: an absurd wish counts for a day", len(l))
			}
			return gap(p, 24*time.Hour, "/absurd")
		}},
		{"Retry-After", func(p *press) error {
			var since, until time.Time // requests of one round may be under way together
			for _, v := range p.visits {
				if v.host != "localhost" {
					continue
				}
				if v.at.After(since) && v.at.Before(until) {
					return wrong("%s at %s, asked to wait until %s", v.uri, v.at, until)
				}
				if v.status == http.StatusTooManyRequests {
					since, until = v.at, v.at.Add(2*time.Hour)
				}
			}
			if until.IsZero() {
				return wrong("nothing was ever told to wait")
			}
			return gap(p, time.Hour, "/forbidden")
		}},
		{"Failures are told apart", func(p *press) error {
			if n := len(p.log("/gone")); n != 1 {
				return wrong("/gone was visited %d times, want once", n)
			}
			for _, u := range []string{"/forbidden", "/missing"} {
				l := p.log(u)
				if len(l) < 10 || l[len(l)-1].at.Sub(l[len(l)-2].at) < 24*time.Hour {
					return wrong("%s was visited %d times, the last two within a day", u, len(l))
				}
			}
			return nil
		}},
		{"Moves", func(p *press) error {
			if n := len(p.log("/moved")); n != 2 {
				return wrong("/moved was visited %d times, want twice", n)
			}
			a, b := p.log("/elsewhere"), p.log("/there")
			if len(a) < 50 || len(a) != len(b) {
				return wrong("/elsewhere was visited %d times, where it leads %d times", len(a), len(b))
			}
			return nil
		}},
		{"No cookies", never("Cookie")},
		{"No Referer", never("Referer")},
		{"The address as it is", func(p *press) error { return gap(p, time.Hour, "/exact?x=1&y=a%20b&utm_source=z") }},
		{"An honest name", func(p *press) error {
			name := regexp.MustCompile(`^sitrep/\d+\.\d+\S* \(\+https?://\S+|^sitrep/\d+\.\d+\S* \(\+\S+@\S+\)$`)
			return all(p, func(v visit) string {
				if ua := v.header.Get("User-Agent"); !name.MatchString(ua) {
					return "User-Agent " + ua
				}
				return ""
			})
		}},
		{"Compression", func(p *press) error {
			return all(p, func(v visit) string {
				if ae := v.header.Get("Accept-Encoding"); !strings.Contains(ae, "gzip") {
					return "Accept-Encoding " + ae
				}
				return ""
			})
		}},
		{"Accept", func(p *press) error {
			return all(p, func(v visit) string {
				a := v.header.Get("Accept")
				if strings.HasPrefix(v.uri, "/paged/") && v.uri != "/paged/feed" {
					return "" // a page
				}
				for _, kind := range []string{"application/rss+xml", "application/atom+xml", "application/feed+json", "*/*"} {
					if !strings.Contains(a, kind) {
						return "Accept " + a
					}
				}
				return ""
			})
		}},
		{"No side fetches", func(p *press) error {
			return all(p, func(v visit) string {
				for _, side := range []string{"/item/", "/icon", "/favicon", "/robots", "/hidden"} {
					if strings.HasPrefix(v.uri, side) || v.uri == "/" {
						return "nobody asked for it"
					}
				}
				return ""
			})
		}},
		{"GET only, few at a time", func(p *press) error {
			if p.most > 2 {
				return wrong("%d requests at a time to one host", p.most)
			}
			return all(p, func(v visit) string {
				if v.method != http.MethodGet {
					return v.method
				}
				return ""
			})
		}},
		{"No address twice", func(p *press) error {
			// It is listed, and where /moved leads, which two polls must see first.
			l := p.log("/home")
			l = slices.DeleteFunc(l, func(v visit) bool { return v.at.Before(p.visits[0].at.Add(3 * time.Hour)) })
			if got := l.leastGap(); len(l) < 50 || got < time.Hour {
				return wrong("/home was visited %d times, once %s after another", len(l), got)
			}
			return nil
		}},
		{"No guessing", func(p *press) error {
			if n := len(p.log("/hidden")); n > 0 {
				return wrong("the feed that a page names was fetched %d times", n)
			}
			return gap(p, time.Hour, "/page")
		}},
		{"Too large is not tried again at once", func(p *press) error { return gap(p, time.Hour, "/huge") }},
		{"The scheme as configured", func(p *press) error { return never("Upgrade-Insecure-Requests")(p) }},
		{"Pages without a text, ever less often", gatedPages},
		{"Live pages", livePages},
	}
}

// gatedPages is the rule for a page that gives no text, and for one that does.
func gatedPages(p *press) error {
	l := p.log("/paged/gate")
	if n := len(p.log("/paged/article")); n != 1 || len(l) < 4 || len(l) > 6 {
		return wrong("the article was visited %d times, want once; the gate %d times, want 4 to 6", n, len(l))
	}
	least := 6 * time.Hour
	for i := range l[1:] {
		if got := l[i+1].at.Sub(l[i].at); got < least {
			return wrong("the gate was visited again after %s, want %s or more", got, least)
		}
		least = min(2*least, 3*24*time.Hour)
	}
	if got := l[len(l)-1].at.Sub(l[0].at); got > 7*24*time.Hour {
		return wrong("the gate was visited %s after the first time", got)
	}
	return nil
}

// livePages is the rule for a page that grows.
func livePages(p *press) error {
	l := p.log("/paged/live")
	for i, v := range l {
		if i > 0 && v.header.Get("If-None-Match") == "" {
			return wrong("visit %d has no validators", i)
		}
	}
	grown := int(liveEnds / time.Hour)
	if last := l[len(l)-1].at.Sub(l[0].at); len(l) < grown || last < liveEnds-time.Hour || last > liveEnds+8*time.Hour {
		return wrong("%d visits to a page that grew %d times, the last after %s", len(l), grown, last)
	}
	return gap(p, 10*time.Minute, "/paged/live")
}

// follows is the rule that a field of each request is what the last 200 or 304
// gave, byte for byte: the publisher's own words come back to it.
func follows(p *press, field string, uris ...string) error {
	for _, u := range uris {
		l := p.log(u)
		for i := 1; i < len(l); i++ {
			day := p.edition(l[i-1].at)
			want := fmt.Sprintf(`W/"%s;é %d"`, u, day)
			if field == "If-Modified-Since" {
				want = "Mon, 02 Feb 2026 0" + fmt.Sprint(day%10) + ":00:00 +0000"
			}
			if got := l[i].header.Get(field); got != want {
				return wrong("visit %d to %s: %s is %q, want %q", i, u, field, got, want)
			}
		}
	}
	return nil
}

func TestManners(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/politeness.md")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := simulate(t)
	if len(p.visits) < 1000 {
		t.Fatalf("the publisher saw %d requests in %d days", len(p.visits), mannersDays)
	}
	rules := mannersRules()
	if len(rules) != 26 {
		t.Fatalf("%d rules, want 26", len(rules))
	}
	for i, r := range rules {
		t.Run(fmt.Sprintf("%d %s", i+1, r.name), func(t *testing.T) {
			if want := fmt.Sprintf("\n%d. **%s** —", i+1, r.name); !strings.Contains(string(page), want) {
				t.Errorf("docs/politeness.md does not say %q", want)
			}
			if r.hold == nil {
				r.hold = refreshFloor(t)
			}
			if err := r.hold(p); err != nil {
				t.Error(err)
			}
		})
	}
}

// refreshFloor is the rule for what a person asks for: a feed that was polled
// a moment ago is not, one that was polled five minutes ago is, with what it
// gave to ask again by.
func refreshFloor(t *testing.T) func(*press) error {
	return func(*press) error {
		p := &press{now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), atOnce: map[string]int{}}
		srv := httptest.NewServer(p)
		defer srv.Close()
		one := startProcess(t, "one", filepath.Join(t.TempDir(), "sitrep.db"), p.clock, []news.Feed{{ID: news.FeedID(srv.URL + "/plain")}})
		defer one.stop()
		var seen []int
		for range 7 {
			if _, err := one.poller.Poll(t.Context(), feeds.RefreshRequest{Manual: true}); err != nil {
				return err
			}
			seen = append(seen, len(p.visits))
			p.now = p.now.Add(100 * time.Second)
		}
		if !slices.Equal(seen, []int{1, 1, 1, 2, 2, 2, 3}) {
			return wrong("visits after each wish, 100 s apart: %v", seen)
		}
		if p.visits[1].header.Get("If-None-Match") == "" {
			return wrong("a refresh has no validators")
		}
		return nil
	}
}
