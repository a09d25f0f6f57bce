package feeds_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// round runs one round that must go well.
func round(t *testing.T, p *feeds.Poller, w feeds.RefreshRequest) feeds.Report {
	t.Helper()
	r, err := p.Poll(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// paths returns the requested paths since the first n requests.
func paths(s *feedtest.Server, n int) []string {
	var out []string
	for _, r := range s.Requests()[n:] {
		out = append(out, r.Path)
	}
	return out
}

func TestFeedsAtOneAddressAreFetchedOnce(t *testing.T) {
	s := publisher(t)
	s.SetFault("/old", feedtest.Fault{Status: 308, Header: map[string]string{"Location": "/new"}})
	s.SetFeed("/new", feed("Water rises"))
	sink := newMemory(s.URL("/old"), s.URL("/new"))
	p := poller(t, sink, noon, nil)
	round(t, p, feeds.RefreshRequest{})
	round(t, p, feeds.RefreshRequest{All: true})
	before := len(s.Requests())
	r := round(t, p, feeds.RefreshRequest{All: true})
	if diff := cmp.Diff([]string{"/new"}, paths(s, before)); diff != "" {
		t.Errorf("requests of the second round (-want +got):\n%s", diff)
	}
	if r.Feeds != 1 || r.Skipped != 1 {
		t.Errorf("report %+v, want 1 tried, 1 skipped", r)
	}
	for i := range 2 {
		if st := sink.state(i); !st.Next.After(noon()) || st.Condition() != news.OK {
			t.Errorf("feed %d is %s and due %v", i, st.Condition(), st.Next)
		}
	}
}

func TestAMoveThatDiesIsTakenBack(t *testing.T) {
	s := publisher(t)
	s.SetFault("/old", feedtest.Fault{Status: 301, Header: map[string]string{"Location": "/new"}})
	s.SetFeed("/new", feed("Water rises"))
	sink := newMemory(s.URL("/old"))
	p := poller(t, sink, noon, nil)
	round(t, p, feeds.RefreshRequest{})
	round(t, p, feeds.RefreshRequest{All: true})
	s.SetFault("/new", feedtest.Fault{Status: 410})
	s.SetFault("/old", feedtest.Fault{})
	s.SetFeed("/old", feed("Water rises", "Water falls"))
	round(t, p, feeds.RefreshRequest{All: true})
	if st := sink.state(0); st.Gone || st.MovedTo != "" || st.Failures != 1 {
		t.Fatalf("after the new address died: %+v, want one failure, not gone, not moved", st)
	}
	if r := round(t, p, feeds.RefreshRequest{All: true}); r.Fetched != 1 || r.New != 1 {
		t.Errorf("round after that: %+v, want the feed from its old address", r)
	}
}

// TestValidatorsAreKeptByteForByte uses an entity tag that a client which
// reads tags instead of keeping them would change.
func TestValidatorsAreKeptByteForByte(t *testing.T) {
	const odd = `W/"gauge--gzip;é,1"`
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	s.SetFault("/f", feedtest.Fault{Header: map[string]string{"ETag": odd}})
	sink := newMemory(s.URL("/f"))
	round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
	// Another poller: what counts has to be in the sink.
	if r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{All: true}); r.NotModified != 1 {
		t.Errorf("second round: %+v, want 1 not modified", r)
	}
	h := s.Requests()[1].Header
	want := news.Validators{ETag: odd, LastModified: "Wed, 02 Apr 2031 11:00:00 GMT"}
	if diff := cmp.Diff(want, news.Validators{ETag: h.Get("If-None-Match"), LastModified: h.Get("If-Modified-Since")}); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, sink.state(0).Validators); diff != "" {
		t.Errorf("kept after 304 (-want +got):\n%s", diff)
	}
	// A page without validators: the old ones must go.
	s.SetFault("/f", feedtest.Fault{Body: "<rss version=\"2.0\"><channel><title>Gauge</title></channel></rss>", ContentType: "application/rss+xml"})
	round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{All: true})
	if got := sink.state(0).Validators; got != (news.Validators{}) {
		t.Errorf("kept %+v after an answer without validators", got)
	}
}

func TestAFailureKeepsWhatIsKnownOfTheFeed(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	sink := newMemory(s.URL("/f"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	round(t, p, feeds.RefreshRequest{})
	good := sink.state(0)
	s.SetFault("/f", feedtest.Fault{Cut: true, Body: "<rss>"})
	for i, wait := range []time.Duration{time.Hour, 2 * time.Hour, 4 * time.Hour} {
		now = now.Add(wait)
		round(t, p, feeds.RefreshRequest{All: true})
		st := sink.state(0)
		if st.Failures != i+1 || st.Status != 0 || st.Err.IsZero() || st.Next.Sub(now) != time.Hour<<i {
			t.Errorf("failure %d: %+v, due in %v", i+1, st, st.Next.Sub(now))
		}
		if st.Validators != good.Validators || !st.LastOK.Equal(good.LastOK) || st.Title != good.Title {
			t.Errorf("failure %d forgot something: %+v, before %+v", i+1, st, good)
		}
	}
	s.SetFault("/f", feedtest.Fault{})
	round(t, p, feeds.RefreshRequest{All: true})
	if st := sink.state(0); st.Failures != 0 || !st.Err.IsZero() || st.Status != 304 || !st.LastOK.Equal(now) {
		t.Errorf("after it went well again: %+v", st)
	}
}

func TestWhatTheFeedAndTheServerAskForIsPlanned(t *testing.T) {
	s := publisher(t)
	slow := feed("Water rises")
	slow.TTL = 180
	s.SetFeed("/ttl", slow)
	s.SetFeed("/quick", feed("Water rises"))
	s.SetFault("/quick", feedtest.Fault{Header: map[string]string{"Cache-Control": "max-age=300"}})
	s.SetPage("/expired", feedtest.Page{
		Body:        `{"version": "https://jsonfeed.org/version/1.1", "title": "Gauge", "expired": true, "items": []}`,
		ContentType: "application/feed+json",
	})
	sink := newMemory(s.URL("/ttl"), s.URL("/quick"), s.URL("/expired"))
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Interval = 15 * time.Minute })
	if r := round(t, p, feeds.RefreshRequest{}); r.Feeds != 3 || r.Failed != 0 {
		t.Errorf("report %+v, want 3 tried", r)
	}
	for i, want := range []time.Duration{3 * time.Hour, 15 * time.Minute} {
		if st := sink.state(i); st.Next.Sub(noon()) != want || st.Why.IsZero() {
			t.Errorf("feed %d is due in %v (%s), want %v", i, st.Next.Sub(noon()), st.Why, want)
		}
	}
	if got := sink.state(2).Condition(); got != news.Gone {
		t.Errorf("the expired feed is %s, want gone", got)
	}
	before := len(s.Requests())
	round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{}) // as after a restart
	if got := paths(s, before); len(got) > 0 {
		t.Errorf("a restart asked again for %q", got)
	}
}

func TestABusyHostOfPagesIsLeftAlone(t *testing.T) {
	s := publisher(t)
	sink := newMemory()
	for _, id := range []news.StoryID{"a", "b", "c"} {
		path := "/" + string(id)
		s.SetFault(path, feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "1800"}})
		sink.wants = append(sink.wants, &news.Story{ID: id, URL: s.URL(path)})
	}
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	for _, tc := range []struct {
		later time.Duration
		want  int
	}{{0, 1}, {20 * time.Minute, 1}, {30 * time.Minute, 2}} {
		now = noon().Add(tc.later)
		round(t, p, feeds.RefreshRequest{})
		if got := len(s.Requests()); got != tc.want {
			t.Errorf("after %v: %d requests, want %d", tc.later, got, tc.want)
		}
	}
	if len(sink.texts) != 0 {
		t.Errorf("%d stories count as tried, though the host only asked to wait", len(sink.texts))
	}
}

func TestARoundThatIsOverBeforeItBeginsAsksNothing(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/f", feed("Water rises"))
	sink := newMemory(s.URL("/f"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := poller(t, sink, noon, nil).Poll(ctx, feeds.RefreshRequest{All: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestProgressCountsUpAndEnds(t *testing.T) {
	s := publisher(t)
	var urls []string
	for _, path := range feedtest.NewFarm(s, 6, 2).Paths {
		urls = append(urls, s.URL(path))
	}
	s.SetFault("/broken", feedtest.Fault{Status: 500})
	var seen []feeds.Progress
	p := poller(t, newMemory(append(urls, s.URL("/broken"))...), noon, func(o *feeds.Options) {
		o.Progress = func(p feeds.Progress) { seen = append(seen, p) }
	})
	round(t, p, feeds.RefreshRequest{})
	for i := range seen[1:] {
		if seen[i+1].Done < seen[i].Done || seen[i+1].New < seen[i].New {
			t.Errorf("step %d goes back: %+v after %+v", i+1, seen[i+1], seen[i])
		}
	}
	if first := seen[0]; !first.Running || first.Total != 7 {
		t.Errorf("began with %+v, want 7 to do", first)
	}
	if diff := cmp.Diff(feeds.Progress{Done: 7, Total: 7, Failed: 1, New: 12}, seen[len(seen)-1]); diff != "" {
		t.Errorf("last step (-want +got):\n%s", diff)
	}
}

func TestAPasswordShowsNowhere(t *testing.T) {
	s := publisher(t)
	s.SetFault("/f", feedtest.Fault{Status: 404})
	sink := newMemory(strings.Replace(s.URL("/f"), "http://", "http://reader:sesame@", 1))
	r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
	if len(r.Errors) != 1 {
		t.Fatalf("report %+v, want one error", r)
	}
	for _, text := range []string{r.Errors[0].URL, r.Errors[0].Err.String(), sink.state(0).Err.String()} {
		if strings.Contains(text, "sesame") {
			t.Errorf("%q holds the password", text)
		}
	}
}
