package feeds_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

const article = `<html><head><title>Gauge %</title></head><body><article><h1>Gauge %</h1><p>The water rose through the night and stood a hand below the crown of the wall at dawn, the water board said in the morning.</p>` +
	`<p>Two pumps were brought back before noon, and the road to the ferry is open again for lorries and for the buses to the north.</p></article></body></html>`

// prefetch runs Prefetch over pages of a publisher and returns the kept texts.
func prefetch(ctx context.Context, t *testing.T, p *feeds.Poller, urls ...string) (feeds.PrefetchReport, []string, error) {
	t.Helper()
	var mu sync.Mutex
	var kept []string
	var jobs []feeds.PrefetchJob
	for _, u := range urls {
		jobs = append(jobs, feeds.PrefetchJob{URL: u, Keep: func(_ context.Context, ft news.FullText) error {
			mu.Lock()
			defer mu.Unlock()
			if ft.Err.IsZero() {
				kept = append(kept, u[strings.LastIndex(u, "/"):])
			}
			return nil
		}})
	}
	sum, err := p.Prefetch(ctx, jobs, nil)
	slices.Sort(kept)
	return sum, kept, err
}

func TestPrefetchFetchesWhatTheSiteAllows(t *testing.T) {
	s := publisher(t)
	for _, p := range []string{"/a", "/b", "/private"} {
		s.SetPage(p, feedtest.Page{Body: strings.ReplaceAll(article, "%", p)})
	}
	s.SetPage("/robots.txt", feedtest.Page{Body: "User-agent: *\nDisallow: /private\n", ContentType: "text/plain"})
	p := poller(t, newMemory(), noon, nil)
	sum, kept, err := prefetch(t.Context(), t, p, s.URL("/a"), s.URL("/private"), s.URL("/gone"), s.URL("/b"))
	if err != nil || !slices.Equal(kept, []string{"/a", "/b"}) {
		t.Errorf("kept %q, %v", kept, err)
	}
	if sum.Fetched != 2 || sum.Forbidden != 1 || sum.Failed != 1 || sum.Done != 4 || sum.Bytes == 0 || sum.Left != -1 {
		t.Errorf("sum %+v", sum)
	}
	asked := 0
	for _, r := range s.Requests() {
		if r.Path == "/robots.txt" {
			asked++
		}
		if r.Path == "/private" {
			t.Error("a page that robots.txt forbids was fetched")
		}
	}
	if asked != 1 {
		t.Errorf("robots.txt was asked for %d times, want once a host", asked)
	}
}

func TestPrefetchTakesTheSilenceOfASiteForANo(t *testing.T) {
	s := publisher(t)
	s.SetPage("/a", feedtest.Page{Body: strings.ReplaceAll(article, "%", "a")})
	s.SetFault("/robots.txt", feedtest.Fault{Status: 503})
	sum, kept, err := prefetch(t.Context(), t, poller(t, newMemory(), noon, nil), s.URL("/a"))
	if err != nil || len(kept) != 0 || sum.Forbidden != 1 {
		t.Errorf("with a robots.txt that cannot be had: kept %q, %+v, %v", kept, sum, err)
	}
	s.SetFault("/robots.txt", feedtest.Fault{Status: 403})
	if _, kept, err := prefetch(t.Context(), t, poller(t, newMemory(), noon, nil), s.URL("/a")); err != nil || len(kept) != 1 {
		t.Errorf("without a robots.txt: kept %q, %v", kept, err)
	}
}

func TestPrefetchStopsWhereItIsToldTo(t *testing.T) {
	s := publisher(t)
	for _, p := range []string{"/a", "/c", "/d"} {
		s.SetPage(p, feedtest.Page{Body: strings.ReplaceAll(article, "%", p)})
	}
	s.SetFault("/b", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "600"}})
	sum, kept, err := prefetch(t.Context(), t, poller(t, newMemory(), noon, nil), s.URL("/a"), s.URL("/b"), s.URL("/c"), s.URL("/d"))
	if err != nil || !slices.Equal(kept, []string{"/a"}) || sum.Deferred != 3 {
		t.Errorf("a host that asks to wait: kept %q, %+v, %v", kept, sum, err)
	}
	tight := poller(t, newMemory(), noon, func(o *feeds.Options) { o.Budget = feeds.Budget{Bytes: 10, Per: time.Hour} })
	sum, kept, err = prefetch(t.Context(), t, tight, s.URL("/a"), s.URL("/c"), s.URL("/d"))
	if err != nil || len(kept) != 1 || sum.Deferred != 2 || sum.Left != 0 {
		t.Errorf("a small budget: kept %q, %+v, %v", kept, sum, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, kept, err := prefetch(ctx, t, poller(t, newMemory(), noon, nil), s.URL("/a")); !errors.Is(err, context.Canceled) || len(kept) != 0 {
		t.Errorf("called off: kept %q, %v", kept, err)
	}
}
