package feeds_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
)

// memory is a Sink that keeps everything in maps.
type memory struct {
	mu      sync.Mutex
	feeds   []news.FeedStatus
	stories map[news.StoryID]news.Arrival
	texts   map[news.StoryID]news.FullText
	seen    map[news.FeedID][]byte
	forgets bool // the content of seen
	last    int  // arrivals of the last batch
	wants   []*news.Story
	page    news.PageState // of each of them
	fail    error
	spent   int64
	since   time.Time
	now     func() time.Time // of the budget; nil: noon

	warnings []news.WarningSeen
	linked   []news.WarningLink // the saved links
}

func (m *memory) Warnings(context.Context) ([]news.WarningSeen, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.warnings), nil
}

func (m *memory) SaveWarningLink(_ context.Context, num int64, l news.WarningLink) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.linked = append(m.linked, l)
	for i := range m.warnings {
		w := &m.warnings[i]
		if w.Num != num {
			continue
		}
		w.Tries++
		if w.Next = l.Next; l.Next.IsZero() {
			w.Next = noon().AddDate(100, 0, 0)
		}
		if len(l.Warnings) > 0 {
			w.Warning, w.Tries = l.Warnings[0].Warning, 0
		}
	}
	return nil
}

func (m *memory) Spend(_ context.Context, bytes int64, per time.Duration) (int64, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := noon()
	if m.now != nil {
		now = m.now()
	}
	if now.Sub(m.since) >= per {
		m.spent, m.since = 0, now
	}
	m.spent += bytes
	return m.spent, m.since, nil
}

func newMemory(urls ...string) *memory {
	m := &memory{stories: map[news.StoryID]news.Arrival{}, texts: map[news.StoryID]news.FullText{}, seen: map[news.FeedID][]byte{}}
	for _, u := range urls {
		m.feeds = append(m.feeds, news.FeedStatus{Feed: news.Feed{ID: news.FeedID(u)}})
	}
	return m
}

func (m *memory) Feeds(context.Context) ([]news.FeedStatus, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]news.FeedStatus(nil), m.feeds...), nil
}

func (m *memory) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := errors.Join(ctx.Err(), m.fail); err != nil {
		return news.Saved{}, err
	}
	if b.Seen != nil {
		m.seen[b.Feed] = b.Seen
	}
	m.last = len(b.Arrivals)
	var saved news.Saved
	for _, u := range b.Warnings {
		same := func(w news.WarningSeen) bool {
			return w.Feed == b.Feed && w.ID == u.Warning.ID && w.Sent.Equal(u.Warning.Sent)
		}
		if !slices.ContainsFunc(m.warnings, same) {
			w := news.WarningSeen{Warning: u.Warning, Num: int64(len(m.warnings) + 1), Seen: noon()}
			w.Feed = b.Feed
			m.warnings = append(m.warnings, w)
			saved.Warnings++
		}
	}
	for i := range m.feeds {
		if m.feeds[i].Feed.ID == b.Feed {
			m.feeds[i].State = b.State
		}
	}
	for _, a := range b.Arrivals {
		old, held := m.stories[a.Story.ID]
		switch {
		case !held:
			saved.New++
		case old.Story.Headline != a.Story.Headline:
			saved.Updated++
		}
		m.stories[a.Story.ID] = a
	}
	return saved, nil
}

func (m *memory) Seen(_ context.Context, feed news.FeedID) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.forgets {
		return nil, nil
	}
	return m.seen[feed], nil
}

func (m *memory) SaveFullText(_ context.Context, id news.StoryID, ft news.FullText) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.texts[id] = ft
	return nil
}

func (m *memory) LacksText(context.Context, int) ([]*news.Story, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.wants, nil
}

func (m *memory) PageState(context.Context, news.StoryID) (news.PageState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.page, nil
}

func (m *memory) state(i int) news.FeedState {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.feeds[i].State
}

func publisher(t testing.TB) *feedtest.Server {
	t.Helper()
	s, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func poller(t testing.TB, sink feeds.Sink, now func() time.Time, change func(*feeds.Options)) *feeds.Poller {
	t.Helper()
	m, err := matcher()
	if err != nil {
		t.Fatal(err)
	}
	c, err := fetch.New(fetch.Options{UserAgent: "sitrep/0.0 (+https://sitrep.example/)", HostGap: -1, PerHost: 8, Timeout: 2 * time.Second, AllowPrivate: []string{"127.0.0.1", "localhost"}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	o := feeds.Options{Sink: sink, Client: c, Extract: extract.New(m), Now: now, PerHost: 8}
	if change != nil {
		change(&o)
	}
	p, err := feeds.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// matcher reads the languages once for all tests.
var matcher = sync.OnceValues(readalso.New)

func noon() time.Time { return time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC) }

// TestFiftyFeedsOfTwentyItems is the volume that the main job promises: each
// item once, and nothing again.
func TestFiftyFeedsOfTwentyItems(t *testing.T) {
	s := publisher(t)
	farm := feedtest.NewFarm(s, 50, 20)
	var urls []string
	for _, p := range farm.Paths {
		urls = append(urls, s.URL(p))
	}
	sink := newMemory(urls...)
	p := poller(t, sink, noon, nil)
	first, err := p.Poll(t.Context(), feeds.RefreshRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if first.Feeds != 50 || first.Fetched != 50 || first.New != 1000 || first.Failed != 0 || len(sink.stories) != 1000 {
		t.Errorf("first round: %+v with %d stories, want 50 fetched and 1000 new", first, len(sink.stories))
	}
	idle, err := p.Poll(t.Context(), feeds.RefreshRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if idle.Feeds != 0 || idle.Skipped != 50 {
		t.Errorf("a round right after: %+v, want 50 skipped", idle)
	}
	second, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if second.NotModified != 50 || second.New != 0 || second.Bytes != 0 {
		t.Errorf("second round: %+v, want 50 not modified, 0 new, 0 bytes", second)
	}
	farm.Retitle(7, 3, "Gauge 3 at station 7 falls")
	third, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if third.NotModified != 49 || third.Fetched != 1 || third.New != 0 || third.Updated != 1 {
		t.Errorf("after one title changed: %+v, want 49 not modified, 1 fetched, 1 updated", third)
	}
}

func feed(titles ...string) feedtest.Feed {
	f := feedtest.Feed{Title: "Gauge"}
	for i, title := range titles {
		f.Items = append(f.Items, feedtest.Item{GUID: strconv.Itoa(i), Title: title, Published: noon().Add(-time.Hour)})
	}
	return f
}

func TestOneBadFeedStopsNoOther(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/good", feed("Water rises"))
	bad := map[string]feedtest.Fault{
		"/500": {Status: 500}, "/404": {Status: 404}, "/cut": {Cut: true, Body: "<rss>"}, "/huge": {Huge: 20 << 20},
		"/bomb": {Bomb: 200 << 20}, "/empty": {Status: 200}, "/hang": {Hang: true}, "/page": {Body: "<!doctype html><html><body><p>Welcome</p></body></html>", ContentType: "text/html"},
	}
	urls := []string{s.URL("/good")}
	for path, f := range bad {
		s.SetFault(path, f)
		urls = append(urls, s.URL(path))
	}
	sink := newMemory(urls...)
	r, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Fetched != 1 || r.Failed != len(bad) || r.New != 1 || len(r.Errors) != len(bad) {
		t.Errorf("report %+v, want 1 fetched, %d failed, 1 new", r, len(bad))
	}
	for _, e := range r.Errors {
		if !strings.HasSuffix(e.Err.String(), ".") || strings.Contains(e.Err.String(), "\n") {
			t.Errorf("%s: %q is no sentence", e.URL, e.Err)
		}
	}
	for i := range urls {
		st := sink.state(i)
		if !st.Next.After(noon()) || st.LastTry.IsZero() {
			t.Errorf("%s is not planned again: %+v", urls[i], st)
		}
	}
}

func TestAPageInsteadOfAFeedIsSaidSo(t *testing.T) {
	s := publisher(t)
	s.SetPage("/x", feedtest.Page{Body: "<!doctype html><html><head><title>Welcome</title></head><body><p>Welcome to the valley.</p></body></html>"})
	sink := newMemory(s.URL("/x"))
	if _, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{}); err != nil {
		t.Fatal(err)
	}
	if got := sink.state(0).Err.String(); !strings.HasPrefix(got, "The server answered, but not with a feed") {
		t.Errorf("sentence %q", got)
	}
}

// TestRetryAfterHoldsTheHostAlsoForAll: a server's wish counts even
// when a person says "every feed now", and for its other feeds too.
func TestRetryAfterHoldsTheHostAlsoForAll(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/other", feed("Water rises"))
	s.SetFault("/busy", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "1800"}})
	sink := newMemory(s.URL("/busy"), s.URL("/other"))
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Concurrency = 1 })
	if _, err := p.Poll(t.Context(), feeds.RefreshRequest{}); err != nil {
		t.Fatal(err)
	}
	asked := len(s.Requests())
	r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Requests()) - asked; n != 0 {
		t.Errorf("%d requests went to a host that asked to be left alone; report %+v", n, r)
	}
	if got := sink.state(0).Held; !got.Equal(noon().Add(30 * time.Minute)) {
		t.Errorf("held until %v, want 12:30", got)
	}
}

func TestGoneAndMoved(t *testing.T) {
	s := publisher(t)
	s.SetFault("/gone", feedtest.Fault{Status: 410})
	s.SetFault("/old", feedtest.Fault{Status: 301, Header: map[string]string{"Location": "/new"}})
	s.SetFeed("/new", feed("Water rises"))
	sink := newMemory(s.URL("/gone"), s.URL("/old"))
	p := poller(t, sink, noon, nil)
	round(t, p, feeds.RefreshRequest{})
	if got := sink.state(0).Condition(); got != news.Gone {
		t.Errorf("after 410 the feed is %s, want gone", got)
	}
	if st := sink.state(1); st.MovedTo != "" || st.MovingTo != s.URL("/new") {
		t.Errorf("after one poll moving to %q, moved to %q; want the first to be %q", st.MovingTo, st.MovedTo, s.URL("/new"))
	}
	round(t, p, feeds.RefreshRequest{All: true})
	if st := sink.state(1); st.MovedTo != s.URL("/new") || st.MovingTo != "" {
		t.Errorf("after two polls moving to %q, moved to %q; want the second to be %q", st.MovingTo, st.MovedTo, s.URL("/new"))
	}
	before := len(s.Requests())
	r := round(t, p, feeds.RefreshRequest{})
	if r.Feeds != 0 {
		t.Errorf("the schedule tried %d feeds", r.Feeds)
	}
	round(t, p, feeds.RefreshRequest{All: true})
	got := paths(s, before)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"/gone", "/new"}, got); diff != "" {
		t.Errorf("requests of the round after (-want +got):\n%s", diff)
	}
}

// TestARoundThatIsCalledOffLosesNothing stops a round while one feed hangs.
func TestARoundThatIsCalledOffLosesNothing(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/good", feed("Water rises"))
	s.SetFault("/hang", feedtest.Fault{Hang: true})
	sink := newMemory(s.URL("/good"), s.URL("/hang"))
	ctx, cancel := context.WithCancel(t.Context())
	p := poller(t, sink, noon, func(o *feeds.Options) {
		o.Progress = func(pr feeds.Progress) {
			if pr.Done == 1 {
				cancel()
			}
		}
	})
	if _, err := p.Poll(ctx, feeds.RefreshRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if len(sink.stories) != 1 {
		t.Errorf("%d stories kept, want the one that had arrived", len(sink.stories))
	}
	if st := sink.state(1); st.Failures != 0 || !st.Next.IsZero() {
		t.Errorf("the feed that was cut off counts as failed: %+v", st)
	}
}

func TestAManualWishHasAFloorOfFiveMinutes(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	sink := newMemory(s.URL("/f"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	for i, tc := range []struct {
		later time.Duration
		want  int
	}{{0, 1}, {4 * time.Minute, 0}, {5 * time.Minute, 1}} {
		now = noon().Add(tc.later)
		r, err := p.Poll(t.Context(), feeds.RefreshRequest{Manual: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Feeds != tc.want {
			t.Errorf("request %d, %v later: %d feeds tried, want %d", i, tc.later, r.Feeds, tc.want)
		}
	}
}

func TestFullText(t *testing.T) {
	s := publisher(t)
	s.SetPage("/story", feedtest.Page{Body: `<!doctype html><html lang="en"><head><title>Gauge at Weir End</title></head><body><article><h1>Gauge at Weir End</h1>
<p>The gauge at Weir End stood at four meters when the sun came up, and the keeper wrote the number down as on every other morning.</p>
<p><b>Read also:</b> <a href="/other">Nine hours on the northern road</a></p>
<p>By noon it stood at five meters, and the keeper stopped writing and began to carry the books upstairs, one shelf at a time.</p></article></body></html>`})
	s.SetFault("/pdf", feedtest.Fault{Body: "%PDF-1.7 and so on", ContentType: "application/pdf"})
	p := poller(t, newMemory(), noon, nil)
	ft, err := p.FullText(t.Context(), s.URL("/story"), news.PageState{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ft.Body) != 2 || len(ft.References) != 1 {
		t.Fatalf("%d blocks and %d references, want 2 and 1: %+v", len(ft.Body), len(ft.References), ft)
	}
	ref := ft.References[0]
	if ref.Title.String() != "Nine hours on the northern road" || ref.URL != s.URL("/other") || ref.Paragraph != 1 {
		t.Errorf("reference %+v", ref)
	}
	for path, want := range map[string]string{"/pdf": "The page is not an article: ", "/nothing": "There is nothing at this address (404)."} {
		ft, err := p.FullText(t.Context(), s.URL(path), news.PageState{})
		if err == nil || !strings.HasPrefix(ft.Err.String(), want) {
			t.Errorf("FullText(%s) = %q, %v; want %q", path, ft.Err, err, want)
		}
	}
}

// TestAPageCannotPassForAnotherOutlets: rel=canonical is a claim of the page.
func TestAPageCannotPassForAnotherOutlets(t *testing.T) {
	s := publisher(t)
	page := func(canonical string) feedtest.Page {
		return feedtest.Page{Body: `<!doctype html><html><head><title>Gauge</title><link rel="canonical" href="` + canonical + `"></head><body><article><h1>Gauge</h1>
<p>The gauge at Weir End stood at four meters when the sun came up, and the keeper wrote the number down as on every other morning.</p></article></body></html>`}
	}
	s.SetPage("/evil", page("https://ministry.example/statement-on-the-dam"))
	s.SetPage("/amp/own", page(s.URL("/own-story-about-the-dam")))
	p := poller(t, newMemory(), noon, nil)
	for path, want := range map[string]string{"/evil": "/evil", "/amp/own": "/own-story-about-the-dam"} {
		ft, err := p.FullText(t.Context(), s.URL(path), news.PageState{})
		if err != nil || ft.URL != s.URL(want) {
			t.Errorf("FullText(%s) is of %s, %v; want %s", path, ft.URL, err, s.URL(want))
		}
	}
}

func TestFeedsThatWantItGetTheirStoriesText(t *testing.T) {
	s := publisher(t)
	sink := newMemory()
	sink.wants = []*news.Story{{ID: "a", URL: s.URL("/missing")}, {ID: "b"}}
	if _, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(1, len(sink.texts)); diff != "" {
		t.Errorf("texts tried (-want +got):\n%s", diff)
	}
	if sink.texts["a"].Err.IsZero() {
		t.Error("that there is no text was not kept")
	}
}

func TestFollowHearsWishesAndEnds(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	sink := newMemory(s.URL("/f"))
	p := poller(t, sink, noon, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reports := make(chan feeds.Report, 4)
	requests := make(chan feeds.RefreshRequest)
	done := make(chan error, 1)
	go func() { done <- p.Follow(ctx, requests, func(r feeds.Report) { reports <- r }) }()
	if r := <-reports; r.New != 1 {
		t.Errorf("first round %+v, want 1 new", r)
	}
	requests <- feeds.RefreshRequest{All: true}
	if r := <-reports; r.NotModified != 1 {
		t.Errorf("round on a request %+v, want 1 not modified", r)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Follow ended with %v, want nil", err)
	}
}

func TestASinkThatFailsStopsTheRound(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	sink := newMemory(s.URL("/f"))
	sink.fail = errors.New("disk full")
	if _, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{}); err == nil || !strings.HasSuffix(err.Error(), "disk full") {
		t.Errorf("error %v, want the sink's", err)
	}
}

// BenchmarkPoll is one round over 50 feeds of 20 items; BenchmarkBareGet, its
// yardstick, fetches the same 50 bodies and throws them away.
func BenchmarkPoll(b *testing.B) {
	s := publisher(b)
	var urls []string
	for _, p := range feedtest.NewFarm(s, 50, 20).Paths {
		urls = append(urls, s.URL(p))
	}
	for b.Loop() {
		r, err := poller(b, newMemory(urls...), noon, nil).Poll(b.Context(), feeds.RefreshRequest{})
		if err != nil || r.New != 1000 {
			b.Fatalf("%+v, %v", r, err)
		}
	}
}

func BenchmarkBareGet(b *testing.B) {
	s := publisher(b)
	paths := feedtest.NewFarm(s, 50, 20).Paths
	for b.Loop() {
		for _, p := range paths {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL(p), nil)
			if err != nil {
				b.Fatal(err)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, res.Body); err != nil {
				b.Fatal(err)
			}
			res.Body.Close()
		}
	}
}
