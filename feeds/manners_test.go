package feeds_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// TestAFeedThatIsBackAfterItWasGoneIsFollowedAgain: only when a person asks.
func TestAFeedThatIsBackAfterItWasGoneIsFollowedAgain(t *testing.T) {
	s := publisher(t)
	s.SetFault("/f", feedtest.Fault{Status: 410})
	sink := newMemory(s.URL("/f"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	round(t, p, feeds.RefreshRequest{})
	s.SetFault("/f", feedtest.Fault{})
	s.SetFeed("/f", feed("Water rises"))
	now = now.Add(48 * time.Hour)
	if r := round(t, p, feeds.RefreshRequest{Manual: true}); r.Feeds != 0 {
		t.Errorf("a request for due feeds tried %d feeds that are gone", r.Feeds)
	}
	r := round(t, p, feeds.RefreshRequest{Manual: true, Feeds: []news.FeedID{news.FeedID(s.URL("/f"))}})
	if got := sink.state(0).Condition(); r.New != 1 || got != news.OK {
		t.Errorf("after a request for it: %d new, %s; want 1, ok", r.New, got)
	}
}

// TestASlowHostKeepsNoOtherWaiting: many feeds of one host that does not
// answer take up only their host's places.
func TestASlowHostKeepsNoOtherWaiting(t *testing.T) {
	s := publisher(t)
	var urls []string
	for i := range 8 {
		path := fmt.Sprintf("/slow%d", i)
		s.SetFault(path, feedtest.Fault{Hang: true})
		urls = append(urls, s.URL(path))
	}
	s.SetFeed("/quick", feed("Water rises"))
	urls = append(urls, strings.Replace(s.URL("/quick"), "127.0.0.1", "localhost", 1))
	sink := newMemory(urls...)
	ctx, cancel := context.WithCancel(t.Context())
	p := poller(t, sink, noon, func(o *feeds.Options) {
		o.Concurrency, o.PerHost = 4, 2
		o.Progress = func(pr feeds.Progress) {
			if pr.New > 0 {
				cancel() // before any of the slow ones has given up
			}
		}
	})
	if _, err := p.Poll(ctx, feeds.RefreshRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if len(sink.stories) != 1 || len(s.Requests()) > 3 {
		t.Errorf("%d stories and %d requests, want the quick feed's story after at most 3", len(sink.stories), len(s.Requests()))
	}
}

// TestTheHostThatAsksToWaitIsTheOneThatAnswered, not the one that redirected.
func TestTheHostThatAsksToWaitIsTheOneThatAnswered(t *testing.T) {
	s := publisher(t)
	there := strings.Replace(s.URL("/busy"), "127.0.0.1", "localhost", 1)
	s.SetFault("/from", feedtest.Fault{Status: 302, Header: map[string]string{"Location": there}})
	s.SetFault("/busy", feedtest.Fault{Status: 503, Header: map[string]string{"Retry-After": "1800"}})
	s.SetFeed("/here", feed("Water rises"))
	s.SetFeed("/there", feed("Water falls"))
	sink := newMemory(s.URL("/from"), s.URL("/here"), strings.Replace(s.URL("/there"), "127.0.0.1", "localhost", 1))
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Concurrency = 1 })
	round(t, p, feeds.RefreshRequest{})
	before := len(s.Requests())
	if before != 3 { // the redirect, the busy one, /here
		t.Errorf("requests %q", paths(s, 0))
	}
	if st := sink.state(0); !st.Held.IsZero() || st.Next.Before(noon().Add(30*time.Minute)) {
		t.Errorf("the redirecting host is held until %v, next %v; want no hold, next not before 12:30", st.Held, st.Next)
	}
	round(t, p, feeds.RefreshRequest{All: true})
	if got := paths(s, before); slices.Contains(got, "/there") {
		t.Errorf("a host that asked to wait was asked for %q", got)
	}
}

func TestNothingChangedMeansNothingWithoutAQuestion(t *testing.T) {
	s := publisher(t)
	s.SetFault("/f", feedtest.Fault{Status: 304})
	sink := newMemory(s.URL("/f"))
	r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
	if st := sink.state(0); r.Failed != 1 || !st.LastOK.IsZero() || !strings.Contains(st.Err.String(), "(304)") {
		t.Errorf("report %+v, state %+v; want a failure that names 304", r, st)
	}
}

// TestADocumentWithoutItsEndIsAskedForAgain: its validators would hide the
// rest for as long as the feed does not change.
func TestADocumentWithoutItsEndIsAskedForAgain(t *testing.T) {
	whole := `<rss version="2.0"><channel><title>Gauge</title><item><title>Water rises</title><guid>1</guid></item>` +
		`<item><title>Water falls & falls</title><guid>2</guid></item></channel></rss>`
	for _, tc := range []struct {
		name, body string
		want       string
		items      int
	}{
		{"cut", whole[:len(whole)-50], "", 1},
		{"mended", whole, `"v1"`, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := publisher(t)
			s.SetFault("/f", feedtest.Fault{Body: tc.body, ContentType: "application/rss+xml", Header: map[string]string{"ETag": `"v1"`}})
			sink := newMemory(s.URL("/f"))
			r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
			if got := sink.state(0).Validators.ETag; got != tc.want || r.New < tc.items {
				t.Errorf("ETag kept %q, %d new; want %q, %d", got, r.New, tc.want, tc.items)
			}
		})
	}
}

// TestWhatAServerSaysIsCutShort: it may say anything.
func TestWhatAServerSaysIsCutShort(t *testing.T) {
	s := publisher(t)
	s.SetFault("/f", feedtest.Fault{Body: "<" + strings.Repeat("x", 9000) + ">", ContentType: "text/xml"})
	sink := newMemory(s.URL("/f"))
	round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
	if got := sink.state(0).Err; got.IsZero() || got.Len() > 300 {
		t.Errorf("the failure is %d bytes long: %.80s", got.Len(), got)
	}
}

func TestWhatAPageIsCalledIsCutShort(t *testing.T) {
	s := publisher(t)
	s.SetFault("/p", feedtest.Fault{Body: "no picture", ContentType: "image/" + strings.Repeat("x", 9000)})
	ft, err := poller(t, newMemory(), noon, nil).FullText(t.Context(), s.URL("/p"), news.PageState{})
	if err == nil || ft.Err.IsZero() || ft.Err.Len() > 300 {
		t.Errorf("error %.80v, a sentence of %d bytes: %.80s", err, ft.Err.Len(), ft.Err)
	}
}

// TestAMoveIsBelievedWhenSeenTwiceInARow: the same target, with nothing else
// seen in between.
func TestAMoveIsBelievedWhenSeenTwiceInARow(t *testing.T) {
	to := func(status int, path string) feedtest.Fault {
		return feedtest.Fault{Status: status, Header: map[string]string{"Location": path}}
	}
	for _, tc := range []struct {
		name   string
		first  feedtest.Fault
		second feedtest.Fault
		moving string // after the second poll
		moved  string
	}{
		{"the_same", to(301, "/new"), to(308, "/new"), "", "/new"},
		{"another_target", to(301, "/new"), to(301, "/newer"), "/newer", ""},
		{"an_answer_of_its_own", to(301, "/new"), feedtest.Fault{}, "", ""},
		{"a_temporary_one", to(301, "/new"), to(302, "/new"), "", ""},
		{"a_failure", to(301, "/new"), feedtest.Fault{Status: 500}, "", ""},
		{"half_a_move", to(301, "/detour"), to(301, "/detour"), "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := publisher(t)
			for _, path := range []string{"/old", "/new", "/newer"} {
				s.SetFeed(path, feed("Water rises"))
			}
			s.SetFault("/detour", to(302, "/new"))
			sink := newMemory(s.URL("/old"))
			p := poller(t, sink, noon, nil)
			for _, f := range []feedtest.Fault{tc.first, tc.second} {
				s.SetFault("/old", f)
				round(t, p, feeds.RefreshRequest{All: true})
			}
			where := func(addr string) string { return strings.TrimPrefix(addr, s.URL("")) }
			if st := sink.state(0); where(st.MovingTo) != tc.moving || where(st.MovedTo) != tc.moved {
				t.Errorf("moving to %q, moved to %q; want %q, %q", st.MovingTo, st.MovedTo, tc.moving, tc.moved)
			}
		})
	}
}

// there is the address of a path on what counts as another host.
func there(s *feedtest.Server, path string) string {
	return strings.Replace(s.URL(path), "127.0.0.1", "localhost", 1)
}

// TestNoRedirectLeadsToAHostThatAsksToWait, not even for "every feed now", and
// that is no failure of the feed.
func TestNoRedirectLeadsToAHostThatAsksToWait(t *testing.T) {
	s := publisher(t)
	s.SetFault("/from", feedtest.Fault{Status: 302, Header: map[string]string{"Location": there(s, "/busy")}})
	s.SetFault("/busy", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "7200"}})
	sink := newMemory(s.URL("/from"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	round(t, p, feeds.RefreshRequest{})
	before, next := len(s.Requests()), noon().Add(2*time.Hour)
	now = now.Add(90 * time.Minute)
	r := round(t, p, feeds.RefreshRequest{All: true})
	if got := paths(s, before); slices.Contains(got, "/busy") {
		t.Errorf("a host that asked to wait was asked: %q", got)
	}
	if st := sink.state(0); r.Skipped != 1 || r.Failed != 0 || st.Failures != 1 || !st.Next.Equal(next) {
		t.Errorf("report %+v, state %+v; want the feed left out and due at 14:00", r, st)
	}
	now = next
	s.SetFault("/busy", feedtest.Fault{})
	s.SetFeed("/busy", feed("Water rises"))
	if r := round(t, p, feeds.RefreshRequest{}); r.New != 1 {
		t.Errorf("when the time is over: %+v, want the story", r)
	}
}

// TestAPageThatLeadsToABusyHostHoldsThatHost and not the one that redirects.
func TestAPageThatLeadsToABusyHostHoldsThatHost(t *testing.T) {
	s := publisher(t)
	sink := newMemory()
	for _, id := range []news.StoryID{"a", "b"} {
		path := "/" + string(id)
		s.SetFault(path, feedtest.Fault{Status: 302, Header: map[string]string{"Location": there(s, "/busy")}})
		sink.wants = append(sink.wants, &news.Story{ID: id, URL: s.URL(path)})
	}
	s.SetFault("/busy", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "1800"}})
	s.SetFeed("/feed", feed("Water rises"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	round(t, p, feeds.RefreshRequest{})
	if got, want := paths(s, 0), []string{"/a", "/busy"}; !slices.Equal(got, want) {
		t.Errorf("first round asked for %q, want %q", got, want)
	}
	before := len(s.Requests())
	now = now.Add(20 * time.Minute)
	sink.feeds = []news.FeedStatus{{Feed: news.Feed{ID: news.FeedID(s.URL("/feed"))}}}
	if r := round(t, p, feeds.RefreshRequest{}); r.Fetched != 1 {
		t.Errorf("the redirecting host is held: %+v", r)
	}
	if got, want := paths(s, before), []string{"/feed", "/a"}; !slices.Equal(got, want) {
		t.Errorf("20 minutes later asked for %q, want %q", got, want)
	}
	if len(sink.texts) != 0 {
		t.Errorf("%d stories count as tried, though their host only asked to wait", len(sink.texts))
	}
}

// TestASitemapBringsItsHeadlines: those of the newest sitemaps of an index,
// of its own site only; their text comes when they are opened.
func TestASitemapBringsItsHeadlines(t *testing.T) {
	s := publisher(t)
	one := func(title string) string {
		return `<urlset><url><loc>/n/` + title + `</loc><news:news><news:publication><news:name>Gauge</news:name></news:publication>` +
			`<news:publication_date>2031-04-02T08:00:00Z</news:publication_date><news:title>` + title + `</news:title></news:news></url></urlset>`
	}
	s.SetPage("/index.xml", feedtest.Page{ContentType: "application/xml", Body: `<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2030-01-01</lastmod></sitemap>` +
		`<sitemap><loc>/a.xml</loc><lastmod>2031-04-02</lastmod></sitemap><sitemap><loc>/b.xml</loc><lastmod>2031-04-01</lastmod></sitemap></sitemapindex>`})
	for path, title := range map[string]string{"/a.xml": "Rises", "/b.xml": "Falls", "/old.xml": "Stands"} {
		s.SetPage(path, feedtest.Page{ContentType: "application/xml", Body: one(title)})
	}
	s.SetPage("/empty.xml", feedtest.Page{ContentType: "application/xml", Body: `<urlset><url><loc>/about</loc></url></urlset>`})
	sink := newMemory(s.URL("/index.xml"), s.URL("/empty.xml"))
	for i := range sink.feeds {
		sink.feeds[i].Feed.Type = news.TypeSitemap
	}
	r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
	if r.New != 2 || r.Failed != 1 {
		t.Errorf("report %+v, want 2 new and one failed", r)
	}
	var got []string
	for _, a := range sink.stories {
		got = append(got, a.Story.Headline.String()+" "+a.Story.URL)
	}
	slices.Sort(got)
	if want := []string{"Falls " + s.URL("/n/Falls"), "Rises " + s.URL("/n/Rises")}; !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
	if err := sink.state(1).Err.String(); !strings.Contains(err, "no news") {
		t.Errorf("a sitemap without news says %q", err)
	}
	if last := s.Requests(); slices.ContainsFunc(last, func(r feedtest.Request) bool { return strings.HasPrefix(r.Path, "/n/") }) {
		t.Error("a page was fetched that nobody opened")
	}
}

// TestAPasswordGoesAlongWithAMove moves a feed that asks for a password: the move was
// kept without it, so that every later poll was refused.
func TestAPasswordGoesAlongWithAMove(t *testing.T) {
	var refused atomic.Int32
	var elsewhere http.Header
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		elsewhere = r.Header.Clone()
		_, _ = io.WriteString(w, "<rss version=\"2.0\"><channel><title>Gauge</title></channel></rss>")
	}))
	defer other.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "sesame" {
			refused.Add(1)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
		default:
			_, _ = io.WriteString(w, "<rss version=\"2.0\"><channel><title>Dam</title></channel></rss>")
		}
	}))
	defer s.Close()
	base := strings.Replace(s.URL, "http://", "http://reader:sesame@", 1)
	sink := newMemory(base+"/old", base+"/away")
	for range 4 {
		if r := round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{All: true}); r.Failed > 0 {
			t.Fatalf("a round: %+v", r)
		}
	}
	if st := sink.state(0); st.MovedTo != s.URL+"/new" || refused.Load() > 0 {
		t.Errorf("moved to %q, refused %d times; want the address alone, never refused", st.MovedTo, refused.Load())
	}
	if st := sink.state(1); strings.TrimSuffix(st.MovedTo, "/") != other.URL || elsewhere.Get("Authorization") != "" {
		t.Errorf("moved to %q, another server was sent %q", st.MovedTo, elsewhere.Get("Authorization"))
	}
}

// TestAnUnchangedBodyCountsAsNotModified: a feed that gives no validators was asked
// once a day, and so was a day old in a crisis.
func TestAnUnchangedBodyCountsAsNotModified(t *testing.T) {
	s := publisher(t)
	s.SetFault("/f", feedtest.Fault{Body: `<rss version="2.0"><channel><title>Weir</title><item><title>Water rises</title><guid>1</guid></item></channel></rss>`, ContentType: "application/rss+xml"})
	sink := newMemory(s.URL("/f"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	for range 5 {
		round(t, p, feeds.RefreshRequest{All: true})
		if wait := sink.state(0).Next.Sub(now); wait > 3*time.Hour {
			t.Fatalf("it is polled again in %v", wait)
		}
		now = now.Add(time.Hour)
	}
	if st := sink.state(0); st.Validators != (news.Validators{}) || st.Pace > -3 {
		t.Errorf("validators %+v, pace %d; want none, and -3 or less", st.Validators, st.Pace)
	}
}
