package feeds_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// faulty is a sink that panics for one feed, in the middle of its reading.
type faulty struct {
	*memory
	at news.FeedID
}

func (f faulty) Seen(ctx context.Context, feed news.FeedID) ([]byte, error) {
	if feed == f.at {
		panic("a fault\x1b[2J")
	}
	return f.memory.Seen(ctx, feed)
}

// TestAFaultOfOursCostsOneFeed: its neighbors are read.
func TestAFaultOfOursCostsOneFeed(t *testing.T) {
	s := publisher(t)
	var urls []string
	for _, path := range []string{"/a", "/b", "/c"} {
		s.SetFeed(path, feed("Water rises at "+path))
		urls = append(urls, s.URL(path))
	}
	sink := faulty{newMemory(urls...), news.FeedID(urls[1])}
	var log strings.Builder
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Fetched != 2 || r.Failed != 1 || !strings.Contains(r.Errors[0].Err.String(), "sitrep itself failed") {
		t.Errorf("the report: %+v", r)
	}
	for i, f := range sink.feeds {
		if failed := f.State.Failures > 0; failed != (i == 1) || f.State.Next.IsZero() {
			t.Errorf("feed %d: %+v", i, f.State)
		}
	}
	if got := log.String(); !strings.Contains(got, "a fault in sitrep") || !strings.Contains(got, "fault_test.go") || strings.Contains(got, "\x1b") {
		t.Errorf("the log: %s", got)
	}
}

func TestAFaultOfOursCostsOnePage(t *testing.T) {
	s := publisher(t)
	s.SetFault("/page", feedtest.Fault{ContentType: "text/html", Body: "<!doctype html><article><p>The gates were opened at noon.</p></article>"})
	p := poller(t, newMemory(), noon, func(o *feeds.Options) { o.Extract = &extract.Extractor{} })
	ft, err := p.FullText(t.Context(), s.URL("/page"), news.PageState{})
	var fault *feeds.FaultError
	if !errors.As(err, &fault) || !strings.Contains(ft.Err.String(), "sitrep itself failed") {
		t.Errorf("%v, %q", err, ft.Err)
	}
}
