package feeds_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// liveArticle is a page that calls itself a live blog.
const liveArticle = `<html><head><title>Gauge: the latest</title><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Gauge: the latest",` +
	`"coverageEndTime":"2031-04-02T20:00:00Z","liveBlogUpdate":[{"datePublished":"2031-04-02T05:30:00Z","articleBody":"The water stands a hand below the crown of the wall."}]}</script></head>` +
	`<body><article><h1>Gauge: the latest</h1><p>The water rose through the night and stood a hand below the crown of the wall at dawn, the water board said.</p></article></body></html>`

// TestALivePageIsAskedWhetherItHasGrown: with the validators of the text in the
// cache, unless another reading made that text.
func TestALivePageIsAskedWhetherItHasGrown(t *testing.T) {
	s := publisher(t)
	s.SetPage("/live", feedtest.Page{Body: liveArticle, Modified: noon()})
	p := poller(t, newMemory(), noon, nil)
	first, err := p.FullText(t.Context(), s.URL("/live"), news.PageState{})
	if err != nil || !first.Live || first.Unchanged || first.Validators == (news.Validators{}) {
		t.Fatalf("first: %+v, %v", first, err)
	}
	if until, newest := first.LiveUntil.Format(time.TimeOnly), first.Newest.Format(time.TimeOnly); until != "20:00:00" || newest != "05:30:00" {
		t.Errorf("until %s, newest %s; want 20:00:00, 05:30:00", until, newest)
	}
	known := news.PageState{Validators: first.Validators, Reading: feeds.Reading}
	again, err := p.FullText(t.Context(), s.URL("/live"), known)
	if err != nil || !again.Unchanged || len(again.Body) > 0 || !again.Err.IsZero() {
		t.Errorf("again: %+v, %v; want it unchanged", again, err)
	}
	known.Reading--
	if other, err := p.FullText(t.Context(), s.URL("/live"), known); err != nil || other.Unchanged || len(other.Body) == 0 {
		t.Errorf("text of another reading: %+v, %v; want it read anew", other, err)
	}
	s.SetPage("/live", feedtest.Page{Body: strings.Replace(liveArticle, "at dawn", "at noon", 1), Modified: noon().Add(time.Hour)})
	known.Reading++
	if grown, err := p.FullText(t.Context(), s.URL("/live"), known); err != nil || grown.Unchanged || grown.Validators == first.Validators {
		t.Errorf("grown: %+v, %v", grown, err)
	}
}

// TestARoundAsksByWhatIsKnownOfAPage: so does prefetching.
func TestARoundAsksByWhatIsKnownOfAPage(t *testing.T) {
	s := publisher(t)
	s.SetPage("/live", feedtest.Page{Body: liveArticle, Modified: noon()})
	sink := newMemory()
	p := poller(t, sink, noon, nil)
	first, err := p.FullText(t.Context(), s.URL("/live"), news.PageState{})
	if err != nil {
		t.Fatal(err)
	}
	sink.page = news.PageState{Validators: first.Validators, Reading: feeds.Reading}
	sink.wants = []*news.Story{{ID: "a", URL: s.URL("/live")}}
	round(t, p, feeds.RefreshRequest{})
	if !sink.texts["a"].Unchanged {
		t.Errorf("a round brought %+v, want it unchanged", sink.texts["a"])
	}
	var kept news.FullText
	job := feeds.PrefetchJob{URL: s.URL("/live"), Known: sink.page, Keep: func(_ context.Context, ft news.FullText) error { kept = ft; return nil }}
	if sum, err := p.Prefetch(t.Context(), []feeds.PrefetchJob{job}, nil); err != nil || sum.Fetched != 1 || !kept.Unchanged {
		t.Errorf("Prefetch brought %+v, %+v, %v; want it unchanged", kept, sum, err)
	}
}

// TestWhetherAFaultOfAPageMayBeOver holds what a page without a text is taken
// for, and until when its server asked to be left alone.
func TestWhetherAFaultOfAPageMayBeOver(t *testing.T) {
	s := publisher(t)
	page := func(body string) feedtest.Fault { return feedtest.Fault{Body: body, ContentType: "text/html"} }
	for path, f := range map[string]feedtest.Fault{
		"/gate":  page(`<html><head><title>Just a moment</title><meta name="robots" content="noindex"></head><body><p>Checking if you are human. This may take a few seconds.</p><script src="/cdn-cgi/challenge-platform/x.js"></script></body></html>`),
		"/bare":  page(`<html><body></body></html>`),
		"/pdf":   {Body: "%PDF-1.7 and so on", ContentType: "application/pdf"},
		"/gone":  {Status: 410},
		"/lost":  {Status: 404},
		"/shut":  {Status: 403},
		"/fault": {Status: 500},
		"/busy":  {Status: 503, Header: map[string]string{"Retry-After": "1800"}},
		"/huge":  {Huge: 11 << 20},
		"/fine":  {Body: article, ContentType: "text/html", Header: map[string]string{"Cache-Control": "max-age=900", "Age": "300"}},
		"/late":  {Body: article, ContentType: "text/html", Header: map[string]string{"Cache-Control": "max-age=999999999"}},
	} {
		s.SetFault(path, f)
	}
	p := poller(t, newMemory(), noon, nil)
	for _, tt := range []struct {
		url   string
		fault news.PageFault
		wait  time.Duration
	}{
		{s.URL("/gate"), news.PassingFault, 0},
		{s.URL("/bare"), news.PassingFault, 0},
		{s.URL("/lost"), news.PassingFault, 0},
		{s.URL("/shut"), news.PassingFault, 0},
		{s.URL("/fault"), news.PassingFault, 0},
		{s.URL("/busy"), news.PassingFault, 30 * time.Minute},
		{s.URL("/pdf"), news.LastingFault, 0},
		{s.URL("/gone"), news.LastingFault, 0},
		{s.URL("/huge"), news.LastingFault, 0},
		{"http://10.1.2.3/", news.LastingFault, 0},
		{s.URL("/fine"), news.NoFault, 10 * time.Minute},
		{s.URL("/late"), news.NoFault, feeds.Ceiling},
	} {
		ft, err := p.FullText(t.Context(), tt.url, news.PageState{})
		var want time.Time
		if tt.wait > 0 {
			want = noon().Add(tt.wait)
		}
		if ft.Fault != tt.fault || (err != nil) != (tt.fault != news.NoFault) || ft.Err.IsZero() != (err == nil) || !ft.NotBefore.Equal(want) {
			t.Errorf("%s: fault %d, not before %v, %v; want %d, %v", tt.url, ft.Fault, ft.NotBefore, err, tt.fault, want)
		}
	}
}
