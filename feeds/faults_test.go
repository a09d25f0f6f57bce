package feeds_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

// TestAServerOfFaultsIsSurvived polls good feeds among servers that do
// everything wrong, several of each: all good ones are read, each bad one gets
// its sentence and its next time, and memory stays small.
func TestAServerOfFaultsIsSurvived(t *testing.T) {
	s := publisher(t)
	faults := map[string]feedtest.Fault{
		"slow loris":           {Drip: 20 * time.Millisecond},
		"no answer":            {Hang: true},
		"nothing more":         {Stall: true, Body: "<rss>"},
		"1 GB":                 {Huge: 1 << 30},
		"gzip bomb":            {Bomb: 1 << 30},
		"wrong length":         {Cut: true, Body: "<rss><channel>"},
		"circle":               {Status: 302, Header: map[string]string{"Location": "/circle-0"}},
		"to a private host":    {Status: 302, Header: map[string]string{"Location": "http://192.168.3.4/feed"}},
		"to the metadata":      {Status: 302, Header: map[string]string{"Location": "http://169.254.169.254/latest/"}},
		"to a file":            {Status: 302, Header: map[string]string{"Location": "file:///etc/hosts"}},
		"not what it says":     {Header: map[string]string{"Content-Encoding": "gzip"}, Body: "\x1f\x8b\x08<rss></rss>"},
		"unknown coding":       {Header: map[string]string{"Content-Encoding": "lzma"}, Body: "\x5d\x00\x00\x01\x02"},
		"a charset of its own": {ContentType: "text/xml; charset=klingon", Body: "\xff\xfe\x00"},
		"deep":                 {Body: "<rss><channel><item>" + strings.Repeat("<a>", 1<<17)},
		"entities":             {Body: `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss>&b;&b;&b;</rss>`},
		"a busy server":        {Status: 503, Body: "later"},
		"a web page":           {ContentType: "text/html", Body: "<!doctype html><html><body>Welcome</body></html>"},
		"empty":                {ContentType: "text/xml", Body: " "},
	}
	const good, each = 20, 3
	var urls []string
	for i := range good {
		path := fmt.Sprintf("/good-%d", i)
		s.SetFeed(path, feed("Water rises at "+path))
		urls = append(urls, s.URL(path))
	}
	for name, f := range faults {
		for i := range each {
			path := fmt.Sprintf("/%s-%d", strings.ReplaceAll(name, " ", "-"), i)
			s.SetFault(path, f)
			urls = append(urls, s.URL(path))
		}
	}
	c, err := fetch.New(fetch.Options{
		UserAgent: "sitrep/0.0 (+https://sitrep.example/)", HostGap: -1, PerHost: 100, Timeout: 4 * time.Second,
		AllowPrivate: []string{"127.0.0.1"}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	sink := newMemory(urls...)
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Client, o.Concurrency, o.PerHost = c, 100, 100 })
	done, most := make(chan struct{}), make(chan uint64)
	go func() { // as far as heaps can be watched
		var peak uint64
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			case <-done:
				tick.Stop()
				most <- peak
				return
			}
		}
	}()
	r, err := p.Poll(t.Context(), feeds.RefreshRequest{})
	close(done)
	if peak := <-most; peak > 300<<20 {
		t.Errorf("%d MiB of memory", peak>>20)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r.Fetched+r.Failed != len(urls) || r.New < good || len(r.Errors) != r.Failed {
		t.Errorf("%d fetched, %d failed with %d errors, %d new; of %d feeds %d are good", r.Fetched, r.Failed, len(r.Errors), r.New, len(urls), good)
	}
	for _, e := range r.Errors {
		if said := e.Err.String(); !strings.HasSuffix(said, ".") || strings.Contains(said, "\n") || len(said) > 300 {
			t.Errorf("%s: %q is no sentence", e.URL, said)
		}
	}
	for i, url := range urls {
		st := sink.state(i)
		odd := strings.Contains(url, "/deep") || strings.Contains(url, "/entities") // read as far as they go
		if (st.Failures == 0) != (i < good) && !odd {
			t.Errorf("%s: %d failures", url, st.Failures)
		}
		if !st.Next.After(noon()) || st.LastTry.IsZero() {
			t.Errorf("%s is not planned again: %+v", url, st)
		}
	}
}
