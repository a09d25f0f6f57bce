package remote_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feeds/extract"
	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
	"sitrep/feeds/normalize"
	"sitrep/feeds/remote"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

var kinds = []remote.Kind{remote.Miniflux, remote.GReader, remote.Nextcloud, remote.Fever}

const tarn = "https://courier.tarn.example/feed"

// kit is a cache, a peer and the way between them.
type kit struct {
	t      testing.TB
	mu     sync.Mutex
	at     time.Time
	peer   *feedtest.Peer
	db     *store.DB
	cache  *store.Person
	kind   remote.Kind
	who    news.PeerFeeds
	server remote.Server
	filled int
}

func (k *kit) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at
}

func (k *kit) advance(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at = k.at.Add(d)
}

func newKit(t testing.TB, kind remote.Kind, who news.PeerFeeds) *kit {
	t.Helper()
	k := &kit{t: t, at: time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC), kind: kind, who: who}
	var err error
	k.peer, err = feedtest.NewPeer(k.now)
	must(t, err)
	t.Cleanup(func() { must(t, k.peer.Close()) })
	k.peer.AddFeed(feedtest.PeerFeed{ID: 7, URL: tarn, Site: "https://courier.tarn.example/", Title: "Tarn Courier", Category: "Dolyna News"})
	k.db, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: k.now})
	must(t, err)
	t.Cleanup(func() { must(t, k.db.Close()) })
	k.cache, err = k.db.For(t.Context(), "")
	must(t, err)
	k.server = k.connect(200<<10, feedtest.PeerSecret)
	return k
}

// connect signs in as another process would.
func (k *kit) connect(most int64, secret string) remote.Server {
	k.t.Helper()
	client, err := fetch.New(fetch.Options{UserAgent: "test", Now: k.now, HostGap: -1, MaxBody: most, AllowPrivate: []string{"127.0.0.1"}})
	must(k.t, err)
	k.t.Cleanup(client.Close)
	user := feedtest.PeerUser
	if k.kind == remote.Miniflux {
		user = ""
	}
	s, err := remote.New(remote.Options{Kind: k.kind, URL: k.peer.URL(string(k.kind)), User: user, Secret: secret, Client: client, Now: k.now})
	must(k.t, err)
	return s
}

func (k *kit) round() (remote.Report, error) {
	return remote.Peer{
		Name: "home", Base: k.peer.URL(""), Server: k.server, Who: k.who, Cache: k.cache, Texts: normalize.New(extract.Default()), Now: k.now,
	}.Round(k.t.Context())
}

func (k *kit) mustRound() remote.Report {
	k.t.Helper()
	r, err := k.round()
	must(k.t, err)
	return r
}

// fill gives the peer entries numbered from 1.
func (k *kit) fill(n int) {
	for i := range n {
		k.peer.Add(entry(k, i+1))
	}
}

func entry(k *kit, n int) feedtest.PeerEntry {
	return feedtest.PeerEntry{
		Feed: 7, GUID: fmt.Sprintf("urn:tarn:%d", n), URL: fmt.Sprintf("https://courier.tarn.example/%d", n), Title: headline(n),
		HTML: fmt.Sprintf("<p>The gauge at Velm & Tarn bridge stood at %d cm in the evening.</p>", n), Published: k.now().Add(-time.Hour + time.Duration(n)*time.Second),
	}
}

func headline(n int) string { return fmt.Sprintf("River Velm at %d cm & rising", n) }

// stories returns the stories of the cache by their headlines.
func (k *kit) stories() map[string]*news.Story {
	k.t.Helper()
	all, err := k.cache.Stories(k.t.Context(), news.Filter{}, news.Window{Limit: 100_000})
	must(k.t, err)
	out := map[string]*news.Story{}
	for _, s := range all {
		if out[s.Headline.String()] != nil {
			k.t.Fatalf("two stories %q", s.Headline)
		}
		out[s.Headline.String()] = s
	}
	return out
}

func (k *kit) story(n int) *news.Story {
	k.t.Helper()
	s, err := k.cache.StoryAt(k.t.Context(), fmt.Sprintf("https://courier.tarn.example/%d", n))
	if err != nil || s.Headline.String() != headline(n) {
		k.t.Fatalf("story %d: %v, %v", n, s, err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs a test with a server of each kind.
func each(t *testing.T, who news.PeerFeeds, test func(t *testing.T, k *kit)) {
	t.Helper()
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			test(t, newKit(t, kind, who))
		})
	}
}

func TestARoundBringsFeedsEntriesAndMarks(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		k.fill(3)
		k.peer.Mark(2, true, false)
		k.peer.Mark(3, false, true)
		if r := k.mustRound(); r.New != 3 || r.Feeds != 1 {
			t.Errorf("report %+v, want 3 new stories of 1 feed", r)
		}
		for n, want := range map[int][2]bool{1: {false, false}, 2: {true, false}, 3: {false, true}} {
			if s := k.story(n); s.Read != want[0] || s.Starred != want[1] || s.Feed != tarn || s.Source.String() != "Tarn Courier" {
				t.Errorf("story %d: read %t, starred %t, feed %s, source %s", n, s.Read, s.Starred, s.Feed, s.Source)
			}
		}
		all, err := k.cache.Feeds(t.Context())
		must(t, err)
		if len(all) != 1 || all[0].Feed.At != "home" || fmt.Sprint(all[0].Feed.Tags) != "[dolyna-news]" {
			t.Errorf("feeds %+v, want one that home polls, with its folder as a tag", all)
		}
		if r := k.mustRound(); r.New+r.Updated+r.Received+r.Sent != 0 {
			t.Errorf("second round: %+v, want nothing", r)
		}
	})
}

func TestMarksGoBothWays(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.fill(6)
		k.mustRound()
		must(t, k.cache.MarkRead(ctx, true, k.story(1).ID, k.story(2).ID))
		must(t, k.cache.Star(ctx, true, k.story(3).ID))
		k.advance(5 * time.Minute)
		k.peer.Mark(4, true, true)
		k.peer.Mark(1, false, false) // as before: nothing
		if r := k.mustRound(); r.Sent != 3 || r.Received != 2 {
			t.Errorf("report %+v, want 3 sent and 2 received", r)
		}
		for n, want := range map[int][2]bool{1: {true, false}, 2: {true, false}, 3: {false, true}, 4: {true, true}, 5: {false, false}} {
			there, here := k.peer.Entry(int64(n)), k.story(n)
			if there.Read != want[0] || there.Starred != want[1] || here.Read != want[0] || here.Starred != want[1] {
				t.Errorf("story %d: there %t %t, here %t %t, want %v", n, there.Read, there.Starred, here.Read, here.Starred, want)
			}
		}
		// Undo after sending is the opposite; a deliberate unread is a mark like any other.
		_, err := k.cache.Undo(ctx) // the star
		must(t, err)
		must(t, k.cache.MarkRead(ctx, false, k.story(2).ID))
		k.advance(5 * time.Minute)
		k.mustRound()
		if k.peer.Entry(3).Starred || k.peer.Entry(2).Read {
			t.Error("the undone star or the unread mark did not arrive")
		}
		// Undo before sending leaves nothing to send.
		must(t, k.cache.MarkRead(ctx, true, k.story(5).ID))
		_, err = k.cache.Undo(ctx)
		must(t, err)
		if n, err := k.cache.Waiting(ctx, "home"); n != 0 || err != nil {
			t.Errorf("%d marks wait after undo (%v)", n, err)
		}
	})
}

func TestAMarkThatWaitsWins(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		k.fill(2)
		k.mustRound()
		must(t, k.cache.MarkRead(t.Context(), true, k.story(1).ID))
		k.peer.SetFaults(feedtest.PeerFaults{BreakMarks: k.kind != remote.Fever, Missing: map[bool]string{true: "/fever"}[k.kind == remote.Fever]})
		if _, err := k.round(); err == nil {
			t.Fatal("a round without an answer went well")
		}
		k.peer.SetFaults(feedtest.PeerFaults{})
		k.advance(5 * time.Minute)
		k.peer.Mark(1, false, false)
		k.mustRound()
		if !k.story(1).Read || !k.peer.Entry(1).Read {
			t.Error("the mark that waited was lost")
		}
		k.advance(5 * time.Minute)
		k.peer.Mark(1, false, false) // after it was sent the server wins
		k.mustRound()
		if k.story(1).Read {
			t.Error("the change at the server did not arrive")
		}
	})
}

func TestMarkAllSendsWhatWasOnTheList(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		k.fill(5)
		k.mustRound()
		k.peer.Add(entry(k, 6)) // nobody here has seen it
		if _, err := k.cache.MarkAllRead(t.Context(), news.Filter{}, 0); err != nil {
			t.Fatal(err)
		}
		k.advance(5 * time.Minute)
		if r := k.mustRound(); r.Sent != 5 {
			t.Errorf("%d marks were sent, want 5", r.Sent)
		}
		if k.peer.Entry(6).Read || !k.peer.Entry(5).Read {
			t.Error("mark all marked another story, or not all")
		}
		_, err := k.cache.Undo(t.Context())
		must(t, err)
		k.advance(5 * time.Minute)
		if r := k.mustRound(); r.Sent != 5 || k.peer.Entry(1).Read {
			t.Errorf("undo sent %d marks, want 5", r.Sent)
		}
	})
}

func TestUnreadThroughAnEditStaysHere(t *testing.T) {
	t.Parallel()
	k := newKit(t, remote.Miniflux, news.PeerTheirs)
	ctx := t.Context()
	k.fill(1)
	k.mustRound()
	must(t, k.cache.MarkRead(ctx, true, k.story(1).ID))
	k.mustRound()
	s := k.story(1)
	edited := *s
	edited.Headline = news.Story{}.Headline
	a := news.Arrival{Story: edited}
	a.Story.Headline = clean("River Velm at 940 cm & rising")
	k.advance(time.Minute)
	_, err := k.db.Save(ctx, news.Batch{Feed: tarn, Arrivals: []news.Arrival{a}})
	must(t, err)
	got, err := k.cache.Story(ctx, s.ID)
	must(t, err)
	if got.Read {
		t.Fatal("the edit did not make the story unread")
	}
	waiting := func(what string) {
		t.Helper()
		if n, err := k.cache.Waiting(ctx, "home"); n != 0 || err != nil {
			t.Errorf("%s: %d marks wait (%v), want none", what, n, err)
		}
	}
	waiting("after the edit")
	must(t, k.cache.MarkRead(ctx, true, s.ID))
	waiting("read again")
	_, err = k.cache.Undo(ctx)
	must(t, err)
	waiting("reading again was taken back")
	if k.peer.Entry(1).Read != true {
		t.Error("the server heard of the edit")
	}
}

func TestWhatTheServerDroppedStays(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		k.fill(3)
		k.mustRound()
		k.peer.Drop(2)
		k.advance(2 * time.Hour)
		k.mustRound()
		_ = k.story(2) // Google Reader and Fever: it is in no set, so it counts as read
		must(t, k.cache.MarkRead(t.Context(), false, k.story(2).ID))
		k.mustRound() // marking an entry that is gone there is no error
	})
}

func TestOursExchangesMarksOnly(t *testing.T) {
	t.Parallel()
	each(t, news.PeerOurs, func(t *testing.T, k *kit) {
		ctx := t.Context()
		k.fill(3)
		k.peer.Mark(3, true, false)
		if r := k.mustRound(); r.New != 0 {
			t.Errorf("%d stories came from the server, want none", r.New)
		}
		all, err := k.cache.Feeds(ctx)
		must(t, err)
		if len(all) != 1 || all[0].Feed.At != "" {
			t.Fatalf("feeds %+v, want the one of the server, polled here", all)
		}
		// Polled here, with other identifiers than the server gives.
		var as []news.Arrival
		for n := range 3 {
			a := news.Arrival{Story: news.Story{GUID: fmt.Sprintf("urn:tarn:%d", n+1), URL: fmt.Sprintf("https://courier.tarn.example/%d", n+1), Headline: clean(headline(n + 1))}}
			as = append(as, a)
		}
		_, err = k.db.Save(ctx, news.Batch{Feed: tarn, Arrivals: as})
		must(t, err)
		must(t, k.cache.MarkRead(ctx, true, k.story(1).ID))
		k.mustRound() // they meet
		k.advance(5 * time.Minute)
		k.mustRound()
		if !k.story(3).Read || !k.peer.Entry(1).Read || k.peer.Entry(2).Read || k.story(2).Read {
			t.Errorf("here 3 read %t, there 1 read %t, 2 read %t", k.story(3).Read, k.peer.Entry(1).Read, k.peer.Entry(2).Read)
		}
	})
}

func TestBothBringOneStory(t *testing.T) {
	t.Parallel()
	each(t, news.PeerBoth, func(t *testing.T, k *kit) {
		_, err := k.db.Save(t.Context(), news.Batch{Feed: tarn, Arrivals: []news.Arrival{
			{Story: news.Story{GUID: "urn:tarn:1", URL: "https://courier.tarn.example/1", Headline: clean(headline(1))}},
		}})
		must(t, err)
		k.fill(2)
		if r := k.mustRound(); r.New != 1 {
			t.Errorf("%d new stories, want the one that was not polled", r.New)
		}
		if n := len(k.stories()); n != 2 {
			t.Errorf("%d stories, want 2", n)
		}
	})
}

func TestMisbehavingServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults feedtest.PeerFaults
		kinds  []remote.Kind
		fails  bool
	}{
		"long names":       {faults: feedtest.PeerFaults{LongIDs: true}},
		"hexadecimal":      {faults: feedtest.PeerFaults{Hex: true}},
		"tokens run out":   {faults: feedtest.PeerFaults{TokenLasts: 2}},
		"no empty lists":   {faults: feedtest.PeerFaults{Forget: true}},
		"clock ahead":      {faults: feedtest.PeerFaults{ClockOff: 30 * time.Hour}},
		"clock behind":     {faults: feedtest.PeerFaults{ClockOff: -30 * time.Hour}},
		"no clock":         {faults: feedtest.PeerFaults{NoDate: true}},
		"old stars":        {faults: feedtest.PeerFaults{OldStars: true}},
		"no sets":          {faults: feedtest.PeerFaults{NoSetAnswer: true}},
		"no folders":       {faults: feedtest.PeerFaults{Missing: "/folders"}, kinds: []remote.Kind{remote.Nextcloud}},
		"pages repeat":     {faults: feedtest.PeerFaults{Repeat: true}},
		"nothing there":    {faults: feedtest.PeerFaults{Missing: "/"}, fails: true},
		"refused":          {faults: feedtest.PeerFaults{Refuse: true}, fails: true},
		"a page of HTML":   {faults: feedtest.PeerFaults{Garbage: "/"}, fails: true},
		"body without end": {faults: feedtest.PeerFaults{Endless: "/"}, fails: true},
		"broken off":       {faults: feedtest.PeerFaults{Cut: "/"}, fails: true},
	} {
		for _, kind := range kinds {
			if c.kinds != nil && c.kinds[0] != kind {
				continue
			}
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				k := newKit(t, kind, news.PeerTheirs)
				k.fill(3)
				k.mustRound()
				k.peer.SetFaults(c.faults)
				k.server = k.connect(64<<10, feedtest.PeerSecret)
				must(t, k.cache.Star(t.Context(), true, k.story(2).ID))
				k.advance(5 * time.Minute)
				k.peer.Add(entry(k, 4))
				_, err := k.round()
				if c.fails {
					if err == nil {
						t.Fatal("the round went well")
					}
					st, serr := k.cache.PeerState(t.Context(), "home")
					must(t, serr)
					if st.Err == "" || strings.Contains(st.Err+err.Error(), feedtest.PeerSecret) {
						t.Errorf("state %q, error %v", st.Err, err)
					}
				} else if err != nil {
					t.Fatal(err)
				} else {
					_ = k.story(4)
				}
				k.peer.SetFaults(feedtest.PeerFaults{})
				k.server = k.connect(64<<10, feedtest.PeerSecret)
				k.advance(2 * time.Hour)
				k.mustRound()
				_ = k.story(4)
				if !k.peer.Entry(2).Starred || !k.story(2).Starred || k.story(1).Read || k.story(3).Read {
					t.Error("a mark was lost, or one was made up")
				}
			})
		}
	}
}

func TestFeverIsRefusedInTheClear(t *testing.T) {
	t.Parallel()
	o := remote.Options{Kind: remote.Fever, URL: "http://rss.tarn.example/fever", User: "nadia", Secret: "x"}
	if _, err := remote.New(o); err == nil || !strings.Contains(err.Error(), "TLS") {
		t.Errorf("error %v, want one about TLS", err)
	}
	o.URL = "https://rss.tarn.example/fever"
	if _, err := remote.New(o); err != nil {
		t.Error(err)
	}
}

func TestAWrongSecretIsASentence(t *testing.T) {
	t.Parallel()
	each(t, news.PeerTheirs, func(t *testing.T, k *kit) {
		k.server = k.connect(64<<10, "another-secret")
		_, err := k.round()
		if !errors.Is(err, remote.ErrSignIn) || strings.Contains(err.Error(), "another-secret") {
			t.Errorf("error %v", err)
		}
	})
}
