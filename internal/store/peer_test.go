package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/storetest"
)

// item returns the entry of a peer for a story.
func item(s *news.Story, read, starred bool) news.PeerItem {
	return news.PeerItem{Key: "k" + s.GUID, Feed: s.Feed, Story: s.ID, GUID: s.GUID, URL: s.URL, Headline: s.Headline.String(), Read: read, Starred: starred}
}

// linked returns a cache with stories, of which the latest three are entries of a peer.
func linked(t *testing.T) (*store.Person, []*news.Story) {
	t.Helper()
	p, c := openNew(t)
	storetest.Library(t, p.DB, c.Clock)
	all, err := p.Stories(t.Context(), news.Filter{}, news.Window{Limit: 100})
	must(t, err)
	if len(all) < 4 {
		t.Fatalf("only %d stories", len(all))
	}
	lacking, changed, err := p.LinkPeer(t.Context(), "home", []news.PeerItem{item(all[0], true, false), item(all[1], false, true), item(all[2], false, false), {Key: "gone", Feed: all[0].Feed, URL: "https://velm.example/gone"}})
	must(t, err)
	if changed != 2 || len(lacking) != 1 || lacking[0].Key != "gone" {
		t.Fatalf("%d marks changed, %v lack stories", changed, lacking)
	}
	return p, all
}

// marked returns whether stories are read and starred.
func marked(t *testing.T, p *store.Person, of ...*news.Story) (out []string) {
	t.Helper()
	for _, s := range of {
		now, err := p.Story(t.Context(), s.ID)
		must(t, err)
		sign := "-"
		switch {
		case now.Read && now.Starred:
			sign = "both"
		case now.Read:
			sign = "read"
		case now.Starred:
			sign = "starred"
		}
		out = append(out, sign)
	}
	return out
}

// TestMarksOfAPeerMeetThoseHere: marks come in, a mark that waits wins over one that
// comes, and is sent once.
func TestMarksOfAPeerMeetThoseHere(t *testing.T) {
	p, all := linked(t)
	if d := cmp.Diff([]string{"read", "starred", "-"}, marked(t, p, all[:3]...)); d != "" {
		t.Fatalf("after the first round (-want +got):\n%s", d)
	}
	must(t, p.MarkRead(t.Context(), true, all[2].ID))
	must(t, p.Star(t.Context(), true, all[3].ID)) // no entry of the peer
	n, err := p.Waiting(t.Context(), "home")
	must(t, err)
	if n != 1 {
		t.Errorf("%d marks wait, want 1", n)
	}
	_, _, err = p.LinkPeer(t.Context(), "home", []news.PeerItem{item(all[0], false, false), item(all[1], false, false), item(all[2], false, false)})
	must(t, err)
	if d := cmp.Diff([]string{"-", "-", "read"}, marked(t, p, all[:3]...)); d != "" {
		t.Errorf("after the second round (-want +got):\n%s", d)
	}
	sent, err := p.BeginSending(t.Context(), "home", 10)
	must(t, err)
	if len(sent) != 1 || sent[0].Key != "k"+all[2].GUID || sent[0].Flag != news.FlagRead || !sent[0].Value {
		t.Errorf("sent %+v", sent)
	}
	must(t, p.EndSending(t.Context(), "home", sent))
	if n, err = p.Waiting(t.Context(), "home"); err != nil || n != 0 {
		t.Errorf("%d marks wait after sending, %v", n, err)
	}
}

// TestSetsOfAPeerMarkWhatIsNotInThem: an entry that a whole set of unread ones lacks is
// read; of a set that is not whole nothing follows.
func TestSetsOfAPeerMarkWhatIsNotInThem(t *testing.T) {
	p, all := linked(t)
	_, err := p.ApplyPeerSets(t.Context(), "home", news.PeerSets{Unread: []string{"k" + all[0].GUID}})
	must(t, err)
	if d := cmp.Diff([]string{"-", "starred", "-"}, marked(t, p, all[:3]...)); d != "" {
		t.Errorf("a part of the unread (-want +got):\n%s", d)
	}
	_, err = p.ApplyPeerSets(t.Context(), "home", news.PeerSets{WholeUnread: true, WholeStarred: true, Unread: []string{"k" + all[2].GUID}})
	must(t, err)
	if d := cmp.Diff([]string{"read", "read", "-"}, marked(t, p, all[:3]...)); d != "" {
		t.Errorf("whole sets (-want +got):\n%s", d)
	}
	must(t, p.SavePeerState(t.Context(), "home", news.PeerState{Last: 7}))
	if st, err := p.PeerState(t.Context(), "home"); err != nil || st.Last != 7 {
		t.Errorf("the state of the peer is %+v, %v", st, err)
	}
}

// TestSubscriptionsOfAPeerGoWithIt: its feeds are listed as long as the peer is kept.
func TestSubscriptionsOfAPeerGoWithIt(t *testing.T) {
	p, _ := linked(t)
	const tide = news.FeedID("https://tide.velm.example/feed")
	listed := func() bool {
		t.Helper()
		all, err := p.Feeds(t.Context())
		must(t, err)
		return slices.ContainsFunc(all, func(f news.FeedStatus) bool { return f.Feed.ID == tide })
	}
	must(t, p.SetPeerFeeds(t.Context(), "home", news.PeerTheirs, []news.PeerFeed{{Key: "7", Feed: news.Feed{ID: tide}}}))
	if !listed() {
		t.Error("the feed of the peer is not listed")
	}
	must(t, p.KeepPeers(t.Context(), []string{"home"}))
	if !listed() {
		t.Error("the feed of a peer that is kept is not listed")
	}
	must(t, p.KeepPeers(t.Context(), nil))
	if listed() {
		t.Error("the feed of a peer that is not kept is listed")
	}
}
